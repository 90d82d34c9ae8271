"""The probabilities of all words of a vocabulary as a row of bars."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import Line, VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.mobjects.cells import Box, corners
from scenes.kit.scales import Encoding, Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme

AIR = 0.25  # of a bar's room is left free


class VocabularyBars(VGroup):
    """The shares of all words of a vocabulary, side by side on one line; one of them stands out.

    Args:
        shares: (V) shares.
        place: the word that stands out.
        limit: the share that is ``height`` units high.
    """

    def __init__(
        self, shares: Tensor, place: int, theme: Theme, *, width: float, height: float, limit: float = 1.0
    ) -> None:
        super().__init__()
        self.shares, self.place, self.limit = shares, place, limit
        self.box = Box(width, height)
        values = shares.values.astype(np.float64)
        others = VMobject(stroke_width=0, stroke_opacity=0, fill_color=theme.role("quiet"), fill_opacity=1.0)
        others.points = np.concatenate([self._bar(j, values[j]) for j in range(len(values)) if j != place])
        chosen = VMobject(stroke_width=0, stroke_opacity=0, fill_color=theme.role("weight"), fill_opacity=1.0)
        chosen.points = self._bar(place, values[place])
        self.others, self.chosen = others, chosen
        left, right, bottom, _ = self.box.edges
        self.line = Line([left, bottom, 0], [right, bottom, 0], stroke_width=2, color=theme.role("quiet"))
        self.add(self.box, others, chosen, self.line)
        claim_shapes(self)

    def above(self, place: int) -> NDArray[np.float64]:
        """The point at the tip of a word's bar."""
        left, right, bottom, top = self.box.edges
        across = left + (place + 0.5) / len(self.shares.values) * (right - left)
        return np.array([across, bottom + float(self.shares.values[place]) / self.limit * (top - bottom), 0.0])

    def encodings(self) -> Iterator[Encoding]:
        """Each bar stands for its share."""
        values = self.shares.values.astype(np.float64)
        scale = Scale(upward(self.box), 0.0, 1.0 / self.limit)
        others = np.delete(values, self.place)
        yield Lengths((self.others,), scale, others, np.zeros(len(others)))
        yield Lengths((self.chosen,), scale, values[[self.place]], np.zeros(1))

    def hand_over(self, other: VocabularyBars) -> None:
        """Take the shares of ``other``, whose shape these bars now have."""
        self.shares, self.place, self.limit = other.shares, other.place, other.limit

    def _bar(self, place: int, value: float) -> NDArray[np.float64]:
        left, right, bottom, top = self.box.edges
        room = (right - left) / len(self.shares.values)
        start = left + (place + AIR / 2) * room
        return corners(start, start + (1 - AIR) * room, bottom, bottom + value / self.limit * (top - bottom))
