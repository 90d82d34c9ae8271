"""Threads: a matrix of attention weights drawn between two lines of words, each thread as thick as its weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import CubicBezier, Polygon, VGroup

from model.trace import Tensor
from scenes.kit.claims import Ordinal
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.theme import Theme

THICKEST = 14.0  # stroke width of weight 1; Manim draws 100 to the unit
LEAST = 0.03  # weights below are not drawn
BEND = 0.5  # of the height: how far a thread leaves its word upright
STROKE_UNIT = 0.01


def thread(start: Sequence[float], end: Sequence[float], weight: float, theme: Theme) -> CubicBezier:
    """One thread between two points (x, y), as thick as its weight; it leaves and arrives upright."""
    rise = BEND * (end[1] - start[1])
    points = [(start[0], start[1]), (start[0], start[1] + rise), (end[0], end[1] - rise), (end[0], end[1])]
    curve = CubicBezier(*(np.array([x, y, 0.0]) for x, y in points))
    return curve.set_stroke(theme.role("weight"), width=THICKEST * weight)


class Threads(VGroup):
    """The weights of a matrix between its words.

    Args:
        weights: shares, rows are queries, columns are keys.
        rows, columns: for each word the point (x, y) that its threads end at.
        theme: colours.

    Attributes:
        drawn: places (row, column) of the weights that are large enough to be drawn, in the order of the threads.
    """

    def __init__(
        self, weights: Tensor, rows: Sequence[Sequence[float]], columns: Sequence[Sequence[float]], theme: Theme
    ) -> None:
        super().__init__()
        self.theme, self.tensor = theme, weights
        self.drawn = tuple((int(i), int(j)) for i, j in np.argwhere(weights.values >= LEAST))
        for i, j in self.drawn:
            self.add(thread(columns[j], rows[i], float(weights.values[i, j]), theme))

    def of(self, *rows: int) -> VGroup:
        """The threads of some rows."""
        return VGroup(*(line for line, (i, _) in zip(self, self.drawn, strict=True) if i in rows))

    def but(self, *rows: int) -> VGroup:
        """The threads of all other rows."""
        return VGroup(*(line for line, (i, _) in zip(self, self.drawn, strict=True) if i not in rows))


def thread_legend(theme: Theme, *, width: float = 1.3) -> VGroup:
    """The scale of thickness, a wedge from 0 to 1."""
    half = THICKEST * STROKE_UNIT / 2
    wedge = Polygon([0, 0, 0], [width, half, 0], [width, -half, 0], stroke_width=0)
    wedge.set_fill(theme.role("weight"), opacity=1.0)
    group, gap = VGroup(wedge), pixels(14)
    for value, x, side in ((0, -gap, -1), (1, width + gap, 1)):
        number = NumberText(Ordinal(value, "shares: an end of their scale"), theme, size=theme.sizes.note, role="quiet")
        group.add(number.move_to([x + side * number.width / 2, 0, 0]))
    return group
