"""TiltedMap: a map of attention as a sheet that is turned a little away, its asking row in the query's colour.

Leaning upwards to the right keeps widths and areas, so a disc's area stands for its weight as in an upright map.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import DEGREES

from model.trace import Tensor
from scenes.kit.mobjects.cells import Outline
from scenes.kit.mobjects.disc_map import FULL, DiscMap
from scenes.kit.scales import Areas, claim_shapes
from scenes.kit.theme import Theme

LEAN = 8  # degrees that the rows rise to the right


class TiltedMap(DiscMap):
    """Weights as discs on a leaning sheet; it turns into an upright DiscMap of the same weights part by part.

    Args:
        weights: (S, S), rows first.
        theme: colours and sizes.
        side: units of the whole sheet, across and down.
        asks: the row that is followed, whose discs are all drawn.
        least: a smaller weight of another row is left out, so that only what a head looks at is seen.
    """

    def __init__(self, weights: Tensor, theme: Theme, *, side: float, asks: int, least: float) -> None:
        self.least = least
        super().__init__(weights, theme, side=side, asks=asks)
        self.apply_matrix(_leaning())
        claim_shapes(self)

    def ring(self, i: int) -> Outline:
        """A ring round a row, leaning as the sheet does."""
        middle = self.box.get_center()
        upright = DiscMap(self.weights, self.theme, side=self.box.width).shift(middle)
        outline = upright.ring(i)
        outline.apply_matrix(_leaning(), about_point=middle)
        return outline

    @property
    def upper_left(self) -> np.ndarray:
        """The corner over which the sheet's name stands."""
        return np.array(self.box.points[0])

    def encodings(self) -> Iterator[Areas]:
        """Each disc's area stands for its weight; what is left out says nothing."""
        shown = self.weights.values.astype(np.float64)
        others = np.where(shown >= self.least, shown, np.nan)
        followed = np.full(shown.shape, np.nan)
        if self.asks is not None:
            others[self.asks], followed[self.asks] = np.nan, shown[self.asks]
        yield Areas((self.discs,), others, self.box, FULL)
        yield Areas((self.followed,), followed, self.box, FULL)

    def hand_over(self, other: DiscMap) -> None:
        """Take the weights of ``other``, whose shape this map now has."""
        super().hand_over(other)
        self.least = other.least if isinstance(other, TiltedMap) else 0.0

    def _disc(self, i: int, j: int) -> np.ndarray | None:
        if i != self.asks and float(self.weights.values[i, j]) < self.least:
            return None
        return super()._disc(i, j)


def _leaning() -> np.ndarray:
    """What carries an upright sheet to a leaning one: each point rises by a part of how far right it is."""
    return np.array([[1.0, 0.0, 0.0], [float(np.tan(LEAN * DEGREES)), 1.0, 0.0], [0.0, 0.0, 1.0]])
