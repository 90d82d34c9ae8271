"""Heatmap: a matrix as cells of colour. Rows are queries, columns are keys, everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import ManimColor, Mobject, VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim, Measured
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, Cell, Outline, outline_of, segments
from scenes.kit.mobjects.labels import FOOT_HEIGHT, foot, shared_limit, signed_legend, weight_legend
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import X_HEIGHT, Words, fitting_size
from scenes.kit.scales import Colours, Shades, across, claim_shapes, downward
from scenes.kit.spots import Entries, Spot
from scenes.kit.theme import Theme

GRID = 3.8  # units that the cells take by default, across and down
LARGEST_CELL = 0.5
SLANT = np.pi / 4
FOOT = pixels(14)  # between the cells and what stands below them
DIGITS_ROOM = 0.84  # part of a cell's side that a number may take


class Heatmap(VGroup):
    """A matrix drawn as cells, with its words, name, shape and legend.

    Args:
        tensor: two axes, rows first. Entries that are not finite are left empty.
        rows, columns: the words of the axes, or None.
        theme: colours and sizes.
        kind: "weight" for shares between 0 and 1, "signed" for a diverging scale up to ``limit``.
        cell: units of a cell's side; by default what fits 4 by 4 units, at most 0.5.
        name: the symbol or words at the foot; shape: claims of the lengths, rows first; legend: draw the scale.
        limit: the end of the signed scale, by default the largest magnitude here; share one for maps to be compared.
        empty: draw no values yet; ``sweep_rows`` or ``with_values`` brings them.
        lines: draw lines between cells (for big matrices of small cells, rather not).
        label_size: pixels at 1080p, by default what the cell allows.
    """

    def __init__(
        self,
        tensor: Tensor,
        rows: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
        *,
        theme: Theme,
        kind: str = "weight",
        cell: float | None = None,
        name: Mobject | str | None = None,
        shape: tuple[Claim, ...] | None = None,
        legend: bool = True,
        limit: Claim | None = None,
        empty: bool = False,
        lines: bool = True,
        label_size: float | None = None,
        label_role: str = "quiet",
    ) -> None:
        super().__init__()
        if len(tensor.shape) != 2:
            raise ValueError(f"{tensor.name}: a heat map needs two axes, has {tensor.axes}")
        if kind not in ("weight", "signed"):
            raise ValueError(f"kind is weight or signed, not {kind!r}")
        self.theme, self.tensor, self.kind, self.label_role = theme, tensor, kind, label_role
        self.limit: Claim = limit or shared_limit(tensor)
        self.shape_of = tensor.shape
        down, wide = tensor.shape
        side = cell or min(GRID / down, GRID / wide, LARGEST_CELL)
        self.box = Box(wide * side, down * side)
        self.cells = VGroup()
        bleed = 0.0 if lines else pixels(0.5)
        left, _, _, top = self.box.edges
        for i in range(down):
            for j in range(wide):
                x, y = left + j * side, top - i * side
                self.cells.add(Cell(x - bleed, x + side + bleed, y - side - bleed, y + bleed, ManimColor(theme.panel)))
        self.lines = self._grid(side) if lines else VGroup()
        size = label_size or fitting_size(theme, side)
        self.row_labels, self.column_labels = VGroup(), VGroup()
        for i, word in enumerate(rows or ()):
            label = Words(word, theme, size=size, role=label_role)
            y = top - (i + 0.5) * side - X_HEIGHT * pixels(size)
            self.row_labels.add(label.on_baseline(left - pixels(18), y, align=1.0))
        for j, word in enumerate(columns or ()):
            label = Words(word, theme, size=size, role=label_role).on_baseline(0.0, 0.0)
            label.rotate(SLANT, about_point=np.zeros(3))
            self.column_labels.add(label.shift([left + (j + 0.62) * side, top + pixels(12), 0]))
        self.foot = foot(theme, name, shape)
        self.legend = self._legend() if legend else VGroup()
        self._stand_below()
        self.add(self.box, self.cells, self.lines, self.row_labels, self.column_labels, self.foot, self.legend)
        self._paint(empty=empty)
        claim_shapes(self)
        self.center()

    # -- parts ------------------------------------------------------------------------------------------------

    def cell(self, i: int, j: int) -> Cell:
        """The cell of row ``i`` and column ``j``."""
        down, wide = self.shape_of
        return self.cells[(i % down) * wide + j % wide]

    def row(self, i: int) -> VGroup:
        """The cells of row ``i``, left to right."""
        return VGroup(*(self.cell(i, j) for j in range(self.shape_of[1])))

    def column(self, j: int) -> VGroup:
        """The cells of column ``j``, top to bottom."""
        return VGroup(*(self.cell(i, j) for i in range(self.shape_of[0])))

    def row_label(self, i: int) -> Words:
        """The word of row ``i``."""
        return self.row_labels[i]

    def edges(self, rows: slice = slice(None), columns: slice = slice(None)) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a block of cells, where the map stands now."""
        left, right, bottom, top = self.box.edges
        down, wide = self.shape_of
        i0, i1, _ = rows.indices(down)
        j0, j1, _ = columns.indices(wide)
        width, height = (right - left) / wide, (top - bottom) / down
        return left + j0 * width, left + j1 * width, top - i1 * height, top - i0 * height

    def outline_row(self, i: int, role: str = "query") -> Outline:
        """A new outline round row ``i``, to be added or moved."""
        i %= self.shape_of[0]
        spot = Spot(self.tensor, (i,))
        return outline_of(self.edges(rows=slice(i, i + 1)), self.theme.role(role), spot=spot)

    def outline_cell(self, i: int, j: int, role: str = "focus") -> Outline:
        """A new outline round one cell."""
        i, j = i % self.shape_of[0], j % self.shape_of[1]
        edges, spot = self.edges(slice(i, i + 1), slice(j, j + 1)), Spot(self.tensor, (i,), (j,))
        return outline_of(edges, self.theme.role(role), margin=pixels(3), spot=spot)

    # -- values -----------------------------------------------------------------------------------------------

    def colour(self, i: int, j: int) -> ManimColor | None:
        """The colour that entry (i, j) has on this map's scale; None where there is no finite value."""
        value = float(self.tensor.values[i, j])
        if not np.isfinite(value):
            return None
        if self.kind == "weight":
            return self.theme.weight(value)
        return self.theme.signed(value / (self.limit.value or 1.0))

    def with_values(self, tensor: Tensor) -> Heatmap:
        """The same map in the same place and on the same scale with other values, filled: the target of a Transform."""
        if tensor.shape != self.shape_of:
            raise ValueError(f"{tensor.name}: shape {tensor.shape} does not fit {self.shape_of}")
        other = self.copy()
        other.tensor = tensor
        other._paint()
        return other

    def digits(
        self,
        i: int,
        j: int | None = None,
        *,
        spec: str | None = None,
        size: float | None = None,
        weight: str = "MEDIUM",
    ) -> VGroup:
        """Numbers on the cells of row ``i``, or on cell (i, j) alone, in the stronger of black and white.

        They are as large as the cell allows, at least the theme's smallest.
        """
        columns = range(self.shape_of[1]) if j is None else (j,)
        finite = [column for column in columns if np.isfinite(self.tensor.values[i, column])]
        spec = spec or self.default_spec

        def number(column: int, pixel_size: float) -> NumberText:
            color = self.theme.ink_on(self.cell(i, column).get_fill_color())
            claim = Measured(self.tensor[i, column])
            return NumberText(claim, self.theme, spec=spec, size=pixel_size, color=color, weight=weight)

        group = VGroup(*(number(column, size or self.theme.sizes.number) for column in finite))
        room, widest = DIGITS_ROOM * self.side, max((text.width for text in group), default=0.0)
        if size is None and widest > room:
            fitted = max(self.theme.sizes.small, int(self.theme.sizes.number * room / widest))
            group = VGroup(*(number(column, fitted) for column in finite))
        for text, column in zip(group, finite, strict=True):
            text.move_to(self.cell(i, column))
        return group

    def encodings(self) -> Iterator[Colours]:
        """The colour of a cell stands for the entry at its place."""
        yield Colours(self.cells, self.tensor.values, Shades(self.theme, self.kind, self.limit.value), self.box)

    def entries(self) -> Iterator[Entries]:
        """Rows run down, columns across, each with its word."""
        yield Entries(self.tensor, 0, downward(self.box), self.row_labels)
        yield Entries(self.tensor, 1, across(self.box), self.column_labels, by_foot=True)

    def hand_over(self, other: Heatmap) -> None:
        """Take the values and the scale of ``other``, whose shape this map now has."""
        self.tensor, self.kind, self.limit, self.shape_of = other.tensor, other.kind, other.limit, other.shape_of

    @property
    def default_spec(self) -> str:
        """Two decimals for shares, one with its sign otherwise."""
        return ".2f" if self.kind == "weight" else "+.1f"

    @property
    def side(self) -> float:
        """Units of a cell's side as the map stands now."""
        left, right, _, _ = self.box.edges
        return (right - left) / self.shape_of[1]

    # -- drawing ----------------------------------------------------------------------------------------------

    def _paint(self, *, empty: bool = False) -> None:
        down, wide = self.shape_of
        for i in range(down):
            for j in range(wide):
                colour = None if empty else self.colour(i, j)
                cell = self.cell(i, j)
                cell.set_fill(colour or ManimColor(self.theme.panel), opacity=0.0 if colour is None else 1.0)

    def _grid(self, side: float) -> Mobject:
        left, right, bottom, top = self.box.edges
        down, wide = self.shape_of
        pairs = [((left + j * side, bottom), (left + j * side, top)) for j in range(wide + 1)]
        pairs += [((left, bottom + i * side), (right, bottom + i * side)) for i in range(down + 1)]
        return segments(pairs, ManimColor(self.theme.cell_line), 1.5)

    def _legend(self) -> VGroup:
        if self.kind == "weight":
            return weight_legend(self.theme)
        return signed_legend(self.theme, self.limit)

    def _stand_below(self) -> None:
        """Foot at the left and legend at the right; one below the other where the cells are too narrow for both."""
        left, right, bottom, _ = self.box.edges
        y = bottom - FOOT - FOOT_HEIGHT / 2
        parts = [part for part in (self.foot, self.legend) if len(part)]
        if len(parts) == 2 and self.foot.width + pixels(30) + self.legend.width <= right - left:
            self.foot.move_to([left + self.foot.width / 2, y, 0])
            self.legend.move_to([right - self.legend.width / 2, y, 0])
            return
        for part in parts:
            part.move_to([(left + right) / 2, y, 0])
            y -= FOOT_HEIGHT
