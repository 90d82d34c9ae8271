"""Threads: a matrix of attention weights drawn between two lines of words, each thread as thick as its weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Polygon, VGroup, VMobject

from model.trace import Tensor
from scenes.kit.counts import Bound
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.scales import Thickness
from scenes.kit.theme import Theme

THICKEST = 0.14  # units across a thread of weight 1
LEAST = 0.03  # weights below are not drawn
BEND = 0.5  # of the height: how far a thread leaves its word upright


class Thread(VMobject):  # type: ignore[misc]
    """A thread that knows its weight, and how long it was made."""

    weight: float
    length: float

    def encodings(self) -> Iterator[Thickness]:
        """Its thickness at both ends stands for its weight."""
        yield Thickness(self, self.weight, THICKEST / self.length, ends=((15, 4), (12, 7)))

    def hand_over(self, other: Thread) -> None:
        """Take the weight of ``other``, whose shape this thread now has."""
        self.weight, self.length = other.weight, other.length


def thread(start: Sequence[float], end: Sequence[float], weight: float, theme: Theme) -> Thread:
    """One thread from a point (x, y) down to another, as thick as its weight; it leaves and arrives upright.

    It is filled and has four sides, as the cells of a heat map have, so that a cell can turn into it.
    """
    top, bottom = np.array([*start, 0.0]), np.array([*end, 0.0])
    upright = np.array([0.0, BEND * (bottom - top)[1], 0.0])
    spine = np.array([top, top + upright, bottom - upright, bottom])
    along = 3 * (spine[3] + spine[2] - spine[1] - spine[0]) / 4  # the tangent half-way
    normal = np.array([-along[1], along[0], 0.0]) / np.linalg.norm(along)
    half, across = THICKEST * weight / 2, np.array([1.0, 0.0, 0.0])
    inner = (8 * normal - 2 * across) / 6  # so that the thread is as thick half-way as at its ends
    aside = half * np.array([across, inner, inner, across])
    right, left = spine + aside, (spine - aside)[::-1]
    shape = Thread(stroke_width=0, fill_color=theme.role("weight"), fill_opacity=1.0)
    shape.weight, shape.length = weight, float(np.linalg.norm(bottom - top))
    shape.points = np.concatenate([_edge(left[3], right[0]), right, _edge(right[3], left[0]), left])
    return shape


def seed(line: VMobject) -> VMobject:
    """A thread before it has grown: all of it at its lower end."""
    short: VMobject = line.copy()
    low = short.points[7]
    short.points = np.tile(low, (len(short.points), 1)) + (short.points - low) * np.array([0.0, 0.001, 0.0])
    return short


def _edge(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    return start + np.linspace(0.0, 1.0, 4)[:, None] * (end - start)


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

    def hand_over(self, other: Threads) -> None:
        """Take the weights of ``other``, whose shape these threads now have; each takes its own itself."""
        self.tensor, self.drawn = other.tensor, other.drawn


def thread_legend(theme: Theme, *, width: float = 1.3) -> VGroup:
    """The scale of thickness, a wedge from 0 to 1."""
    half = THICKEST / 2
    wedge = Polygon([0, 0, 0], [width, half, 0], [width, -half, 0], stroke_width=0)
    wedge.set_fill(theme.role("weight"), opacity=1.0)
    group, gap = VGroup(wedge), pixels(14)
    for value, x, side in ((0, -gap, -1), (1, width + gap, 1)):
        number = NumberText(Bound(value), theme, size=theme.sizes.note, role="quiet")
        group.add(number.move_to([x + side * number.width / 2, 0, 0]))
    return group
