"""A heap of dots over an axis, each for so many values; the lists they come from, and how far they spread."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.claims import Computed, Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.axis import Axis
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.scales import Lengths, Points, Scale, Way, claim_shapes
from scenes.kit.theme import Theme

CIRCLE = 0.5522847498  # handle of a quarter of a circle, in radii
FULL = 0.86  # of the pitch: a dot's diameter


def in_dots(counts: NDArray[np.integer], dots: int) -> NDArray[np.int64]:
    """Counts in whole dots that add up to ``dots``: the largest remainders are rounded up. counts (N) -> (N)."""
    exact = counts * dots / counts.sum()
    whole = np.floor(exact).astype(np.int64)
    up = np.argsort(whole - exact, kind="stable")[: dots - int(whole.sum())]
    whole[up] += 1
    return whole


class Grain(VMobject):  # type: ignore[misc]
    """A filled disc: middle as a point, radius in units."""

    def __init__(self, middle: np.ndarray, radius: float, color: object) -> None:
        super().__init__(stroke_width=0, fill_color=color, fill_opacity=1.0)
        h = CIRCLE
        quarter = np.array([[1, 0, 0], [1, h, 0], [h, 1, 0], [0, 1, 0]], dtype=float)
        turn = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], dtype=float)
        parts = [quarter @ np.linalg.matrix_power(turn, k) for k in range(4)]
        self.points = np.concatenate(parts) * radius + middle


class Heap(VGroup):
    """Dots over an axis, a dot for as many values as ``counts`` has for each of ``dots``.

    Args:
        counts: (N) values between the edges.
        edges: (N + 1) rising.
        dots: how many dots there are.
        left, right, base: pixels: the ends of what is shown of the axis, and where it stands.
        reach: the axis runs from minus to plus this; nothing outside it may have a dot.
        across: dots side by side in a bin; ``merge`` bins are one first.
    """

    def __init__(
        self,
        counts: Tensor,
        edges: Tensor,
        theme: Theme,
        *,
        dots: int,
        left: float,
        right: float,
        base: float,
        reach: float,
        across: int = 1,
        merge: int = 1,
    ) -> None:
        super().__init__()
        self.axis = Axis(-reach, reach, pixels(right - left), theme, marks=())
        self.axis.shift(at(left, base))
        borders = edges.values.astype(float)[::merge]
        stacked = in_dots(counts.values.reshape(-1, merge).sum(axis=1), dots)
        step = (borders[1] - borders[0]) / across
        self.pitch = step / (2 * reach) * self.axis.length
        self.xs, self.ys = _stack(stacked, borders, step, across)
        start, unit = self.axis.line.get_start(), self.axis.length / (2 * reach)
        middles = np.stack([(self.xs + reach) * unit, self.ys * self.pitch, np.zeros(dots)], axis=1) + start
        ink = theme.role("ink")
        self.grains = VGroup(*(Grain(middle, FULL / 2 * self.pitch, ink) for middle in middles))
        self.add(self.axis, self.grains)
        claim_shapes(self)

    def encodings(self) -> Iterator[Points]:
        """Each dot stands over its value, and in its place of the pile."""
        up = Scale(Way(self.axis.line, aside=True), 0.0, self.pitch / self.axis.length)
        yield Points(self.grains, self.axis.value_scale, up, self.xs, self.ys)

    def hand_over(self, other: Heap) -> None:
        """Take the values of ``other``, whose shape this heap now has."""
        self.xs, self.ys, self.pitch = other.xs, other.ys, other.pitch


def _stack(
    stacked: NDArray[np.int64], borders: NDArray[np.float64], step: float, across: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each dot stands: its value and its row in the pile, from the left and from below."""
    xs, ys = [], []
    for border, count in zip(borders, stacked, strict=False):
        for column in range(across):
            high = (int(count) + across - 1 - column) // across
            xs += [border + (column + 0.5) * step] * high
            ys += [row + 0.5 for row in range(high)]
    return np.array(xs), np.array(ys)


class Lists(VGroup):
    """Two lists of as many cells as they have numbers, one below the other; the cells have no values.

    Args:
        lengths: claims, rising: the cells of a shorter list are the first of a longer one.
        left, top: pixels; ``pitch`` from cell to cell, ``high`` a cell's height.
    """

    def __init__(
        self, most: int, theme: Theme, *, left: float, top: float, pitch: float = 23, high: float = 42
    ) -> None:
        super().__init__()
        self.rows = VGroup()
        for place, role in enumerate(("query", "key")):
            low = top + place * (high + 8)
            row = VGroup()
            for i in range(most):
                (x0, y1, _), (x1, y0, _) = at(left + i * pitch, low), at(left + (i + 1) * pitch - 4, low + high)
                row.add(Cell(x0, x1, y0, y1, theme.fill(role)))
            self.rows.add(row)
        self.add(self.rows)

    def cells(self, first: int, last: int) -> VGroup:
        """The cells of both lists from one place to before another, column by column."""
        return VGroup(*(row[i] for i in range(first, last) for row in self.rows))


class SpreadBar(VGroup):
    """A level bar one standard deviation to either side of zero on a heap's axis, and its number."""

    def __init__(self, heap: Heap, spread: Tensor, theme: Theme, *, y: float) -> None:
        super().__init__()
        self.heap, self.spread = heap, spread
        axis, value = heap.axis, spread.item()
        middle = at(0, y)[1]
        left, right = axis.at(-value)[0], axis.at(value)[0]
        self.bar = Cell(left, right, middle - pixels(9), middle + pixels(9), theme.role("ink"))
        self.number = NumberText(Measured(spread), theme, spec=".1f", size=theme.sizes.point, weight="SEMIBOLD")
        self.number.move_to([right + pixels(24) + self.number.width / 2, middle, 0])
        self.add(self.bar, self.number)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """The bar reaches as far as the values spread."""
        value = self.spread.item()
        yield Lengths((self.bar,), self.heap.axis.value_scale, np.array([2 * value]), np.array([-value]))

    def hand_over(self, other: SpreadBar) -> None:
        """Take the spread of ``other``, whose shape this bar now has."""
        self.spread = other.spread


class Scores(VGroup):
    """One query's scores as dots on a lane below a heap's axis, the largest first."""

    def __init__(self, heap: Heap, row: Tensor, theme: Theme, *, y: float) -> None:
        super().__init__()
        self.axis, self.row = heap.axis, row
        self.drop = (at(0, y)[1] - heap.axis.line.get_start()[1]) / heap.axis.length
        places = [np.array([heap.axis.at(float(value))[0], at(0, y)[1], 0.0]) for value in row.values]
        self.grains = VGroup(*(Grain(place, pixels(13), theme.fill("query")) for place in places))
        self.add(*self.grains)
        claim_shapes(self)

    def encodings(self) -> Iterator[Points]:
        """Each dot stands at its score."""
        level = Scale(Way(self.axis.line, aside=True), self.drop, 1.0)
        yield Points(
            self.grains, self.axis.value_scale, level, self.row.values.astype(float), np.zeros(len(self.row.values))
        )

    def hand_over(self, other: Scores) -> None:
        """Take the scores of ``other``, whose shape these dots now have."""
        self.row = other.row


def worth_of(samples: Tensor, dots: int) -> Computed:
    """How many values a dot stands for."""
    return Computed("values a dot", lambda count: count / dots, (samples,))
