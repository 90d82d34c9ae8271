"""The field: all numbers that a model has learned, a dot for each, as one picture.

A dot's area is the number's size, its colour the sign. It is an image, for so many mobjects would be too many to move;
the inspector makes it anew from the trace and compares each dot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from manim import ImageMobject, Mobject, config
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.field_layout import HeadName, Layout, layout_of
from scenes.kit.theme import Theme

WEIGHTS = "weights/"  # the trace's scope of parameters
LARGE = 0.95  # of all numbers are smaller than the one whose dot fills its cell; larger ones fill it too
FULL = 0.5  # radius of such a dot, in cells
PALEST = 0.7  # of the way from the card to the end of the scale that even the smallest number's colour goes
TONES = 32
REST = 0.2  # opacity of what is not lit
SOFT = pixels(70)  # from the edge of a hole to where dots are whole again
AROUND = pixels(26)  # from a text to the edge of its hole
MOST = 48  # pixels of a cell
Edges = tuple[float, float, float, float]
"""Left, right, bottom, top, in Manim units or in cells."""


@dataclass(frozen=True, eq=False)
class Look:
    """What is shown of the field, and how.

    Attributes:
        window: left, right, top, bottom in cells, from the upper left corner.
        cell: pixels of a cell.
        lit: the numbers that are not dimmed, by their places; None for all.
        holes: left, right, top, bottom in cells of what is left empty, and how soft its edge is, in cells.
    """

    window: tuple[int, int, int, int]
    cell: int
    lit: frozenset[int] | None = None
    holes: tuple[tuple[float, float, float, float, float], ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Look:
        return self


def parameters_of(trace: Trace) -> tuple[Tensor, ...]:
    """All learned numbers of a trace's model, by name; KeyError when the trace has none."""
    found = tuple(trace.tensors[name] for name in sorted(trace.tensors) if name.startswith(WEIGHTS))
    if not found:
        raise KeyError("the trace holds no learned numbers")
    return found


def layout_for(parameters: Iterable[Tensor]) -> Layout:
    """The layout of parameters of a trace."""
    return layout_of(tuple((tensor.name.removeprefix(WEIGHTS), tensor.shape) for tensor in parameters))


def all_numbers(parameters: Iterable[Tensor]) -> NDArray[np.float64]:
    """The numbers of all parameters one after the other."""
    return np.concatenate([tensor.values.ravel() for tensor in parameters]).astype(np.float64)


def paint(values: NDArray[np.float64], layout: Layout, look: Look, theme: Theme) -> NDArray[np.uint8]:
    """The picture of the numbers (N), in their layout: red, green, blue and opacity, (rows, columns of pixels, 4)."""
    left, right, top, bottom = look.window
    sizes = np.zeros((layout.rows, layout.columns))
    signs, strength = np.ones(sizes.shape, dtype=bool), np.ones(sizes.shape)
    limit = float(np.quantile(np.abs(values), LARGE)) or 1.0
    sizes[layout.row, layout.column] = np.minimum(np.abs(values) / limit, 1.0)
    signs[layout.row, layout.column] = values >= 0
    if look.lit is not None:
        strength[:] = REST
        lit = np.fromiter(look.lit, dtype=np.intp)
        strength[layout.row[lit], layout.column[lit]] = 1.0
    shown = slice(top, bottom), slice(left, right)
    ends = (PALEST + (1 - PALEST) * part for part in np.linspace(0.0, 1.0, TONES))
    tones = np.array([[theme.signed(way * part).to_int_rgb() for way in (-1, 1)] for part in ends], dtype=np.uint8)
    colours = tones[np.rint(sizes[shown] * (TONES - 1)).astype(int), signs[shown].astype(int)]  # (R, C, 3)
    ink = _dots(FULL * look.cell * np.sqrt(sizes[shown]), look.cell) * strength[shown][:, :, None, None]
    rows, columns = sizes[shown].shape
    ink = ink.transpose(0, 2, 1, 3).reshape(rows * look.cell, columns * look.cell)  # pixels
    for hole in look.holes:
        ink *= _outside(hole, look, ink.shape)
    picture = np.empty((*ink.shape, 4), dtype=np.uint8)
    picture[..., :3] = colours.repeat(look.cell, axis=0).repeat(look.cell, axis=1)
    picture[..., 3] = np.rint(255 * ink)
    return picture


def _dots(radii: NDArray[np.float64], cell: int) -> NDArray[np.float32]:
    """How much of each pixel of its cell a dot covers, (R, C, cell, cell): of dots of any size the sum is the area."""
    place = np.arange(cell) + 0.5 - cell / 2
    away = np.hypot(place[:, None], place[None]).astype(np.float32)
    r = radii.astype(np.float32)[:, :, None, None]
    cover = np.clip(r - away + 0.75, 0.0, 1.0)
    area = np.float32(np.pi) * r**2
    cover *= area / np.maximum(cover.sum(axis=(2, 3), keepdims=True), 1e-6)
    return np.minimum(cover, 1.0, out=cover)


def _outside(hole: tuple[float, ...], look: Look, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """How strong each pixel's dots are near a hole: 0 within it, rising softly to 1."""
    left, right, top, bottom, soft = hole
    x = look.window[0] + (np.arange(shape[1]) + 0.5) / look.cell
    y = look.window[2] + (np.arange(shape[0]) + 0.5) / look.cell
    away = np.hypot(
        np.maximum(np.maximum(left - x, x - right), 0.0)[None],
        np.maximum(np.maximum(top - y, y - bottom), 0.0)[:, None],
    )
    part = np.clip(away / max(soft, 1e-6), 0.0, 1.0)
    return np.asarray(part * part * (3 - 2 * part))


class Field(ImageMobject):
    """All learned numbers of a trace's model, a dot for each: amber below zero, periwinkle above.

    Args:
        trace: of the model.
        theme: colours.
        width, height: units of one of the two; the other follows. By default as wide as the stage.
    """

    orig_alpha_pixel_array: NDArray[np.uint8]

    def __init__(self, trace: Trace, theme: Theme, *, width: float | None = None, height: float | None = None) -> None:
        self.parameters, self.theme = parameters_of(trace), theme
        self.layout = layout_for(self.parameters)
        self.numbers = all_numbers(self.parameters)
        if width is None:
            width = pixels(1800) if height is None else height * self.layout.columns / self.layout.rows
        window = (0, self.layout.columns, 0, self.layout.rows)
        self.look = Look(window, cell_for(width / self.layout.columns))
        super().__init__(paint(self.numbers, self.layout, self.look, theme))
        self.stretch_to_fit_width(width)
        self.stretch_to_fit_height(width * self.layout.rows / self.layout.columns)

    # -- where things are -------------------------------------------------------------------------------------

    @property
    def pitch(self) -> float:
        """Units from one dot to the next, as it stands now."""
        left, right, _, _ = self.look.window
        return float(np.linalg.norm(self.points[1] - self.points[0])) / (right - left)

    def place_of(self, name: str, *index: int) -> NDArray[np.float64]:
        """The middle of the dot of a parameter's entry: ``place_of("encoder.0.ffn.w_1", 3, 7)``."""
        number = self.layout.number(name, index)
        return self._point(self.layout.column[number] + 0.5, self.layout.row[number] + 0.5)

    def square(self, block: str, head: int) -> Edges:
        """Left, right, bottom and top of a head's square: ``square("encoder.1.self_attn", 2)``."""
        (top, left), (down, wide) = self._corner((block, head)), self.layout.side
        low, high = self._point(left, top + down), self._point(left + wide, top)
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def _corner(self, head: HeadName) -> tuple[int, int]:
        self.layout.of_head(head)  # names the heads that there are, if this is none
        return self.layout.squares[head]

    def _point(self, column: float, row: float) -> NDArray[np.float64]:
        left, right, top, bottom = self.look.window
        corner, across, down = self.points[0], self.points[1] - self.points[0], self.points[2] - self.points[0]
        return np.asarray(corner + (column - left) / (right - left) * across + (row - top) / (bottom - top) * down)

    # -- other looks ------------------------------------------------------------------------------------------

    def only(self, *parts: str | HeadName) -> Field:
        """The same field with all dimmed but some parameters, by name, or heads, by block and number."""
        lit: set[int] = set()
        for part in parts:
            numbers = np.arange(len(self.numbers))[self.layout.of(part)] if isinstance(part, str) else None
            lit.update(map(int, self.layout.of_head(part) if numbers is None else numbers))  # type: ignore[arg-type]
        return self._with(replace(self.look, lit=frozenset(lit)))

    def with_holes(self, *texts: Mobject, around: float = AROUND, soft: float = SOFT) -> Field:
        """The same field with an empty place for each text where that stands now."""
        holes = []
        for text in texts:
            (left, bottom, _), (right, top, _) = text.get_corner([-1, -1, 0]), text.get_corner([1, 1, 0])
            x0, y0 = self._cell(left - around, top + around)
            x1, y1 = self._cell(right + around, bottom - around)
            holes.append((x0, x1, y0, y1, soft / self.pitch))
        return self._with(replace(self.look, holes=(*self.look.holes, *holes)))

    def lifted(self, block: str, head: int, *, width: float = pixels(640)) -> Field:
        """A head's square alone, where it stands, in pixels fine enough to grow to ``width`` units."""
        (top, left), (down, wide) = self._corner((block, head)), self.layout.side
        window = (left, left + wide, top, top + down)
        return self._with(replace(self.look, window=window, cell=cell_for(width / wide), lit=None, holes=()))

    def _cell(self, x: float, y: float) -> tuple[float, float]:
        """Column and row, with fractions, of a point of the frame."""
        left, _, top, _ = self.look.window
        return left + (x - self.points[0][0]) / self.pitch, top + (self.points[0][1] - y) / self.pitch

    def _with(self, look: Look) -> Field:
        left, right, top, bottom = look.window
        corners = [self._point(x, y) for y in (top, bottom) for x in (left, right)]
        other: Field = self.copy()
        other.look, other.points = look, np.array(corners)
        other.pixel_array = paint(other.numbers, other.layout, look, other.theme)
        other.orig_alpha_pixel_array = other.pixel_array[:, :, 3].copy()
        return other

    def hand_over(self, other: Field) -> None:
        """Show what ``other`` shows, whose picture this field now has."""
        self.parameters, self.layout, self.numbers = other.parameters, other.layout, other.numbers
        self.look, self.theme = other.look, other.theme
        self.orig_alpha_pixel_array = other.orig_alpha_pixel_array.copy()


def cell_for(units: float) -> int:
    """Pixels of a cell of so many units, in frames of the size that Manim is set to."""
    return int(np.clip(round(units * config.pixel_width / config.frame_width), 2, MOST))
