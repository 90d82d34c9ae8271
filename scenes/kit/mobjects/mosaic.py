"""Mosaic and BarField: big matrices as a few shapes, where a mobject a cell would be too many to move.

A Mosaic shows values as colours, one shape a shade; a BarField shows them as bars, all in one shape.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import ManimColor, Mobject, VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, corners, outline_of
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.scales import Colours, Lengths, Scale, Shades, across, claim_shapes, downward, upward
from scenes.kit.spots import Entries, Spot
from scenes.kit.theme import Theme

SHADES = 16  # from nothing to the limit, in each direction
BLEED = pixels(0.5)  # neighbours overlap so much, or a hair of the ground would show between them
BAR = 0.72  # of a column's width
STANDING = 0.92  # of a row's height, for plus and minus together
HAIR, FAINT = pixels(1.5), 0.4  # thickness and opacity of a baseline


class _Matrix(VGroup):
    """A matrix within a box: where its rows, columns and cells are."""

    def __init__(self, tensor: Tensor, width: float, height: float) -> None:
        super().__init__()
        if len(tensor.shape) != 2:
            raise ValueError(f"{tensor.name}: needs two axes, has {tensor.axes}")
        self.tensor = tensor
        self.box = Box(width, height)
        self.add(self.box)

    def edges(self, rows: slice = slice(None), columns: slice = slice(None)) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a block of cells, where the matrix stands now."""
        left, right, bottom, top = self.box.edges
        down, wide = self.tensor.shape
        i0, i1, _ = rows.indices(down)
        j0, j1, _ = columns.indices(wide)
        width, height = (right - left) / wide, (top - bottom) / down
        return left + j0 * width, left + j1 * width, top - i1 * height, top - i0 * height

    def row_middle(self, i: int) -> float:
        """The height of the middle of row ``i``."""
        _, _, bottom, top = self.edges(rows=slice(i, i + 1))
        return (bottom + top) / 2

    def entries(self) -> Iterator[Entries]:
        """Rows run down, columns across."""
        yield Entries(self.tensor, 0, downward(self.box))
        yield Entries(self.tensor, 1, across(self.box))

    def outline_row(self, i: int, color: ManimColor, *, width: float = 3.0) -> Mobject:
        """A new outline round row ``i``."""
        spot = Spot(self.tensor, (i % self.tensor.shape[0],))
        return outline_of(self.edges(rows=slice(i, i + 1)), color, margin=pixels(2), width=width, spot=spot)


class Mosaic(_Matrix):
    """A matrix as cells of colour on the film's scales, in steps of a sixteenth of the limit.

    Args:
        tensor: two axes, rows first; entries that are not finite are left empty.
        theme: colours.
        width, height: units of the whole; cells need not be square.
        kind: "weight" for shares between 0 and 1, "signed" for the diverging scale up to ``limit``.
        limit: the end of the signed scale, by default the largest magnitude; its legend is the caller's to set.
    """

    def __init__(
        self,
        tensor: Tensor,
        theme: Theme,
        *,
        width: float,
        height: float,
        kind: str = "signed",
        limit: Claim | None = None,
    ) -> None:
        super().__init__(tensor, width, height)
        if kind not in ("weight", "signed"):
            raise ValueError(f"kind is weight or signed, not {kind!r}")
        self.theme, self.kind = theme, kind
        self.limit: Claim = limit or shared_limit(tensor)
        values = tensor.values.astype(np.float64)
        part = values if kind == "weight" else values / (self.limit.value or 1.0)
        shade = np.full(values.shape, -SHADES - 1)
        finite = np.isfinite(part)
        shade[finite] = np.rint(np.clip(part[finite], -1.0, 1.0) * SHADES).astype(int)
        paint = theme.weight if kind == "weight" else theme.signed
        for step in range(0 if kind == "weight" else -SHADES, SHADES + 1):
            where = np.argwhere(shade == step)
            if len(where):
                self.add(_join([self._cell(int(i), int(j)) for i, j in where], paint(step / SHADES)))
        claim_shapes(self)

    def encodings(self) -> Iterator[Colours]:
        """The colour of a cell stands for the entry at its place, to the nearest shade."""
        shades = Shades(self.theme, self.kind, self.limit.value, step=1 / SHADES)
        yield Colours(self.submobjects[1:], self.tensor.values, shades, self.box)

    def hand_over(self, other: Mosaic) -> None:
        """Take the values and the scale of ``other``, whose shape this mosaic now has."""
        self.tensor, self.kind, self.limit = other.tensor, other.kind, other.limit

    def _cell(self, i: int, j: int) -> NDArray[np.float64]:
        left, right, bottom, top = self.edges(slice(i, i + 1), slice(j, j + 1))
        return corners(left - BLEED, right + BLEED, bottom - BLEED, top + BLEED)


class BarField(_Matrix):
    """A matrix as small bars, up for plus and down for minus, all rows on one scale and all in one shape.

    Fields of one shape of matrix turn into each other bar by bar.

    Args:
        tensor: two axes, rows first.
        theme, role: the colour of the bars.
        width, height: units of the whole.
        limit: the magnitude that reaches half a row's height; by default the largest.
    """

    def __init__(
        self,
        tensor: Tensor,
        theme: Theme,
        role: str = "ink",
        *,
        width: float,
        height: float,
        limit: Claim | float | None = None,
    ) -> None:
        super().__init__(tensor, width, height)
        largest = limit if limit is not None else shared_limit(tensor)
        self.limit = float(largest if isinstance(largest, (int, float)) else largest.value) or 1.0
        down, wide = tensor.shape
        bars = [self._bar(i, j) for i in range(down) for j in range(wide)]
        self.baselines = _join([self._baseline(i) for i in range(down)], theme.role("quiet"), opacity=FAINT)
        self.bars = _join(bars, theme.role(role))
        self.add(self.baselines, self.bars)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for its entry, row by row, from the middle of its row."""
        down, wide = self.tensor.shape
        zeros = np.repeat((down - np.arange(down) - 0.5) / down, wide)
        values = self.tensor.values.astype(np.float64).ravel()
        scale = Scale(upward(self.box), zeros, STANDING / (2 * down * self.limit))
        yield Lengths((self.bars,), scale, values, np.zeros(len(values)))

    def hand_over(self, other: BarField) -> None:
        """Take the values and the scale of ``other``, whose shape this field now has."""
        self.tensor, self.limit = other.tensor, other.limit

    def _bar(self, i: int, j: int) -> NDArray[np.float64]:
        left, right, bottom, top = self.edges(slice(i, i + 1), slice(j, j + 1))
        air, middle = (right - left) * (1 - BAR) / 2, (bottom + top) / 2
        reach = float(self.tensor.values[i, j]) / self.limit * (top - bottom) / 2 * STANDING
        return corners(left + air, right - air, middle + min(reach, 0.0), middle + max(reach, 0.0))

    def _baseline(self, i: int) -> NDArray[np.float64]:
        left, right, _, _ = self.box.edges
        middle = self.row_middle(i)
        return corners(left, right, middle - HAIR / 2, middle + HAIR / 2)


def _join(shapes: list[NDArray[np.float64]], color: ManimColor, *, opacity: float = 1.0) -> VMobject:
    """Closed outlines as one shape without a stroke."""
    shape = VMobject(stroke_width=0, stroke_opacity=0, fill_color=color, fill_opacity=opacity)
    shape.points = np.concatenate(shapes)
    return shape
