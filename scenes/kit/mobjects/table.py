"""NumberTable: a small matrix whose numbers are the point, digit by digit, with its name and its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manim import ManimColor, Mobject, RoundedRectangle, VGroup

from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, Cell, outline_of, segments
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.number import NumberText
from scenes.kit.scales import Colours, Shades, as_array, claim_shapes
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
        shape: claims of the lengths, rows first.
        above: the name stands above the grid, or below it.
        shaded: cells take the colour of attention weights, numbers black or white.
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
        shape: tuple[Claim, ...] = (),
        above: bool = True,
        shaded: bool = False,
    ) -> None:
        super().__init__()
        self.theme, self.shape_of, self.shaded = theme, (len(claims), len(claims[0])), shaded
        down, across = self.shape_of
        width, height = cell
        self.box = Box(across * width, down * height)
        left, _, _, top = self.box.edges
        self.cells, self.numbers = VGroup(), VGroup()
        for i, row in enumerate(claims):
            for j, claim in enumerate(row):
                x, y = left + j * width, top - i * height
                fill = theme.weight(claim.value) if shaded else ManimColor(theme.panel)
                self.cells.add(Cell(x, x + width, y - height, y, fill))
                number = NumberText(
                    claim,
                    theme,
                    spec=spec,
                    size=size or theme.sizes.note,
                    role=role,
                    color=theme.ink_on(fill) if shaded else None,
                )
                self.numbers.add(number.move_to([x + width / 2, y - height / 2, 0]))
        self.lines = self._grid(width, height)
        self.head = heading(self.box.edges, name, theme, role, shape, above=above)
        self.add(self.box, self.cells, self.lines, self.numbers, self.head)
        claim_shapes(self)

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

    def encodings(self) -> Iterator[Colours]:
        """The colour of a shaded cell stands for its number, which can be read on it."""
        if self.shaded:
            values = as_array(number.claim.value for number in self.numbers).reshape(self.shape_of)
            yield Colours(self.cells, values, Shades(self.theme, "weight"), self.box, legend=False)

    def hand_over(self, other: NumberTable) -> None:
        """Take the form of ``other``, whose shape this table now has; its numbers hand their claims over themselves."""
        self.shape_of, self.shaded = other.shape_of, other.shaded

    def _grid(self, width: float, height: float) -> VGroup:
        left, right, bottom, top = self.box.edges
        down, across = self.shape_of
        pairs = [((left + j * width, bottom), (left + j * width, top)) for j in range(across + 1)]
        pairs += [((left, bottom + i * height), (right, bottom + i * height)) for i in range(down + 1)]
        return segments(pairs, ManimColor(self.theme.cell_line), 1.5)


def heading(
    edges: tuple[float, float, float, float],
    name: str,
    theme: Theme,
    role: str,
    shape: tuple[Claim, ...] = (),
    *,
    above: bool = True,
    size: float | None = None,
) -> VGroup:
    """A matrix's symbol and shape, centred above or below its left, right, bottom and top edges."""
    left, right, bottom, top = edges
    gap = pixels(12)
    parts: list[Mobject] = [Symbol(name, theme, role)]
    if shape:
        parts.append(shape_label(theme, *shape, size=size or theme.sizes.note))
    start = (left + right - sum(part.width for part in parts) - gap * (len(parts) - 1)) / 2
    baseline = top + pixels(16) if above else bottom - pixels(42)
    parts[0].on_baseline(start, baseline)
    for part in parts[1:]:
        part.shift([parts[0].get_right()[0] + gap - part.get_left()[0], baseline, 0])
    return VGroup(*parts)
