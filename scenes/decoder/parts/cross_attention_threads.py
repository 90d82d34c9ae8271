"""Threads: a matrix of attention weights drawn between two lines of words, each thread as thick as its weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from model.trace import Tensor
from scenes.kit.mobjects.row_arcs import SMALLER, ShareArc, share_arc
from scenes.kit.theme import Theme

LEAST = 0.03  # weights below are not drawn
BEND = 0.5  # of the height: how far a thread leaves its word upright


def way(start: Sequence[float], end: Sequence[float]) -> tuple[np.ndarray, ...]:
    """The four corners of a thread from a point (x, y) to another; it leaves and arrives upright."""
    first, last = np.array([*start[:2], 0.0]), np.array([*end[:2], 0.0])
    upright = np.array([0.0, BEND * (last - first)[1], 0.0])
    return first, first + upright, last - upright, last


class Threads(VGroup):
    """The weights of a matrix between its words, at rest: grey-blue, each as thick as its weight.

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
        self.feet, self.heads = rows, columns
        self.drawn = tuple((int(i), int(j)) for i, j in np.argwhere(weights.values >= LEAST))
        for i, j in self.drawn:
            thread = ShareArc(weights[i, j], way(rows[i], columns[j]), whole=SMALLER, theme=theme)
            self.add(thread.set_stroke(theme.role("thread")))

    def of_row(self, row: int) -> VGroup:
        """The threads of one query."""
        return VGroup(*(thread for thread, (i, _) in zip(self, self.drawn, strict=True) if i == row))

    def lit(self, row: int, column: int) -> VGroup:
        """The thread of one weight, lit: in the query's colour, to lie over the one at rest."""
        corners = way(self.feet[row], self.heads[column])
        return share_arc(self.tensor[row, column], corners, whole=SMALLER, theme=self.theme)

    def hand_over(self, other: Threads) -> None:
        """Take the weights of ``other``, whose shape these threads now have; each takes its own itself."""
        self.tensor, self.drawn = other.tensor, other.drawn
