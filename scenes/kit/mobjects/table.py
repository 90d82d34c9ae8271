"""NumberTable: a small matrix whose numbers are the point, digit by digit, with its name."""

from __future__ import annotations

from collections.abc import Sequence

from manim import ManimColor, RoundedRectangle, VGroup

from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, Cell, outline_of, segments
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.theme import Theme

CELL = (0.64, 0.5)


class NumberTable(VGroup):
    """Claims in rows and columns on a grid.

    Args:
        claims: rows of claims.
        theme: colours and sizes.
        name: the matrix's symbol in LaTeX; role: the colour of symbol and numbers.
        cell: width and height of a cell, units.
        spec, size: the format of the numbers, and pixels at 1080p.
    """

    def __init__(
        self,
        claims: Sequence[Sequence[Claim]],
        theme: Theme,
        *,
        name: str,
        role: str = "ink",
        cell: tuple[float, float] = CELL,
        spec: str = ".1f",
        size: float | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.shape_of = theme, (len(claims), len(claims[0]))
        down, across = self.shape_of
        width, height = cell
        self.box = Box(across * width, down * height)
        left, _, _, top = self.box.edges
        self.cells, self.numbers = VGroup(), VGroup()
        for i, row in enumerate(claims):
            for j, claim in enumerate(row):
                x, y = left + j * width, top - i * height
                self.cells.add(Cell(x, x + width, y - height, y, ManimColor(theme.panel)))
                number = NumberText(claim, theme, spec=spec, size=size or theme.sizes.note, role=role)
                self.numbers.add(number.move_to([x + width / 2, y - height / 2, 0]))
        self.lines = self._grid(width, height)
        self.head = heading(self.box.edges, name, theme, role)
        self.add(self.box, self.cells, self.lines, self.numbers, self.head)

    def number(self, i: int, j: int) -> NumberText:
        """The number of row ``i`` and column ``j``."""
        return self.numbers[i * self.shape_of[1] + j]

    def tile(self, i: int, j: int) -> VGroup:
        """The cell of row ``i`` and column ``j`` with its number."""
        return VGroup(self.cells[i * self.shape_of[1] + j], self.number(i, j))

    def row(self, i: int) -> VGroup:
        """The numbers of a row."""
        return VGroup(*(self.number(i, j) for j in range(self.shape_of[1])))

    def column(self, j: int) -> VGroup:
        """The numbers of a column."""
        return VGroup(*(self.number(i, j) for i in range(self.shape_of[0])))

    def outline(
        self, role: str, *, rows: slice = slice(None), columns: slice = slice(None), margin: float = pixels(2)
    ) -> RoundedRectangle:
        """A new outline round a block of cells."""
        left, right, bottom, top = self.box.edges
        down, across = self.shape_of
        i0, i1, _ = rows.indices(down)
        j0, j1, _ = columns.indices(across)
        width, height = (right - left) / across, (top - bottom) / down
        edges = (left + j0 * width, left + j1 * width, top - i1 * height, top - i0 * height)
        return outline_of(edges, self.theme.role(role), margin=margin, width=3.5)

    def _grid(self, width: float, height: float) -> VGroup:
        left, right, bottom, top = self.box.edges
        down, across = self.shape_of
        pairs = [((left + j * width, bottom), (left + j * width, top)) for j in range(across + 1)]
        pairs += [((left, bottom + i * height), (right, bottom + i * height)) for i in range(down + 1)]
        return segments(pairs, ManimColor(self.theme.cell_line), 1.5)


def heading(edges: tuple[float, float, float, float], name: str, theme: Theme, role: str) -> VGroup:
    """A matrix's symbol, centred above its left, right, bottom and top edges."""
    left, right, _, top = edges
    symbol = Symbol(name, theme, role)
    return VGroup(symbol.on_baseline((left + right - symbol.width) / 2, top + pixels(16)))
