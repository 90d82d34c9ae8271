"""The two sides of the machine as large blocks, and the words under each of them as tiles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import ManimColor, RoundedRectangle, VGroup

from model.tokens import Token
from model.trace import END, START, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import MARK_SIZE
from scenes.kit.mobjects.model_map import blocks_of
from scenes.kit.mobjects.picture import SMALL, picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

TOP, BOTTOM = 450, 668  # pixels: edges of the blocks
LEFT, RIGHT = (83, 867), (1053, 1837)
RADIUS, EDGE = pixels(36), 5
TITLE = 100
PLATE, PLATE_GAP, LAYER_GAP = 120, 14, 34  # pixels: height of a part, gaps between parts and between layers
TILES = 700  # pixels: where the rows of tiles begin
SIZES = range(42, 35, -2)
ROWS = 2  # or three of the smallest size
SIDE, GAP, AIR = pixels(16), pixels(12), pixels(10)
HIGH = 1.52  # em of a tile


class Half(VGroup):
    """One side of the machine: a solid with what it does in large letters, and its name below.

    Args:
        half: "encoder" or "decoder"; does: what it does.
        span, heights: pixels of its left and right, of its upper and lower edge.
        size: pixels of what it does.
    """

    def __init__(
        self,
        half: str,
        does: str,
        span: tuple[int, int],
        trace: Trace,
        theme: Theme,
        *,
        heights: tuple[int, int] = (TOP, BOTTOM),
        size: float = TITLE,
    ) -> None:
        super().__init__()
        self.half, self.theme = half, theme
        self.box = solid(half, (*span, *heights), theme)
        x, middle = sum(span) / 2, sum(heights) / 2
        self.title = Words(does, theme, size=size, weight="SEMIBOLD")
        self.title.on_baseline(at(x, 0)[0], at(0, middle + 0.1 * size)[1], align=0.5)
        self.name = Words(half, theme, size=0.42 * size)
        self.name.on_baseline(at(x, 0)[0], at(0, middle + 0.72 * size)[1], align=0.5)
        self.parts = self._parts(trace, span)
        self.add(self.box, self.title, self.name)

    @property
    def mouth(self) -> np.ndarray:
        """The middle of the lower edge, where words go in and come out."""
        return np.array([*self.box.get_bottom()[:2], 0.0])

    def _parts(self, trace: Trace, span: tuple[int, int]) -> dict[str, RoundedRectangle]:
        """A plate for each block of this side, by its address; they are not on the stage yet."""
        names = [name for name in blocks_of(trace) if name.startswith(self.half)]
        gaps = [PLATE_GAP if one.split(".")[1] == two.split(".")[1] else LAYER_GAP for one, two in pairwise(names)]
        wide = (span[1] - span[0] - 2 * LAYER_GAP - sum(gaps)) / len(names)
        x, plates = float(span[0] + LAYER_GAP), {}
        _, edge = self.theme.solid(self.half)
        for name, gap in zip(names, [*gaps, 0], strict=True):
            plate = plate_of(pixels(wide), pixels(PLATE), edge, radius=pixels(14))
            plates[name] = plate.move_to(at(x + wide / 2, (TOP + BOTTOM) / 2))
            x += wide + gap
        return plates


def solid(half: str, edges: tuple[float, float, float, float], theme: Theme) -> RoundedRectangle:
    """A block in the colours of a side: left, right, top and bottom in pixels."""
    left, right, top, bottom = edges
    fill, edge = theme.solid(half)
    box = plate_of(pixels(right - left), pixels(bottom - top), fill, radius=RADIUS, edge=edge, edge_width=EDGE)
    return box.move_to(at((left + right) / 2, (top + bottom) / 2))


class Tile(VGroup):
    """A word in a quiet box, with its picture where it has one; a start or an end is a mark in an outlined one.

    Args:
        word: a token; a mark is written without its brackets.
        width: units of the box; as wide as it needs by default.
    """

    def __init__(
        self, word: str, trace: Trace, theme: Theme, *, size: float, width: float | None = None, pictured: bool = True
    ) -> None:
        super().__init__()
        self.theme, self.is_mark = theme, word in (START, END)
        size = min(size, MARK_SIZE) if self.is_mark else size
        self.word = Words(word.strip("⟨⟩"), theme, size=size, weight="MEDIUM", role="quiet" if self.is_mark else "ink")
        self.word.token = word if isinstance(word, Token) else None
        found = picture_of(word, trace, size=min(SMALL, size)) if pictured and isinstance(word, Token) else None
        self.picture = VGroup() if found is None else VGroup(found)
        inner = self.word.width + (self.picture.width + AIR if found is not None else 0.0)
        self.box = RoundedRectangle(
            corner_radius=pixels(14), width=width or inner + 2 * SIDE, height=HIGH * pixels(size), fill_opacity=1.0
        )
        left = -inner / 2
        self.picture.move_to([left + self.picture.width / 2, 0.0, 0.0])
        self.word.on_baseline(inner / 2, -0.34 * pixels(size), align=1.0)
        self.add(self.box, self.picture, self.word)
        self.rest()

    def rest(self) -> Tile:
        """Wear what a word wears that does nothing."""
        self.box.set_fill(ManimColor(self.theme.panel), opacity=1.0)
        self.box.set_stroke(self.theme.role("quiet"), width=3 if self.is_mark else 0)
        self.word.set_color(self.theme.role("quiet" if self.is_mark else "ink"))
        return self

    def utter(self) -> Tile:
        """Wear what the machine says."""
        self.box.set_fill(self.theme.fill("output"), opacity=1.0)
        self.word.set_color(self.theme.ink_of_chip("output"))
        return self

    def follow(self) -> Tile:
        """Wear a ring."""
        self.box.set_stroke(self.theme.role("ink"), width=5)
        return self


def tiles_below(
    words: Sequence[str], span: tuple[int, int], trace: Trace, theme: Theme, *, pictured: bool = False
) -> VGroup:
    """Words as tiles in rows below a block: two, or three where two have no room."""
    room = pixels(span[1] - span[0])
    for size in SIZES:
        tiles = [Tile(word, trace, theme, size=size, pictured=pictured) for word in words]
        rows = _rows(tiles, room)
        if len(rows) <= ROWS:
            break
    pitch = HIGH * pixels(size) + GAP
    for place, row in enumerate(rows):
        x = at(span[0], 0)[0]
        y = at(0, TILES)[1] - HIGH * pixels(size) / 2 - place * pitch
        for tile in row:
            tile.shift([x + tile.box.width / 2 - tile.box.get_center()[0], y - tile.box.get_center()[1], 0.0])
            x += tile.box.width + GAP
    return VGroup(*tiles)


def _rows(tiles: Sequence[Tile], room: float) -> list[list[Tile]]:
    rows: list[list[Tile]] = [[]]
    used = 0.0
    for tile in tiles:
        if rows[-1] and used + tile.box.width > room:
            rows.append([])
            used = 0.0
        rows[-1].append(tile)
        used += tile.box.width + GAP
    return rows
