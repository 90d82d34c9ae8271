"""Two sentences of the same words, with pictures, and the bag into which the words of both fall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Ellipse, VGroup, VMobject
from numpy.typing import NDArray

from model.tokens import Token
from model.trace import Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.picture import HERO, picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.kit.translation import without_end
from scenes.positional_ffn.parts.order_blind import clauses

SMALL = ("small", "petit", "petite")  # the word for which a noun's picture shrinks
SHRUNK = 72  # pixels of such a picture
GAP = 0.3  # em between words
ROOM = 870  # pixels for one of two sentences
BESIDE = 110  # pixels of it that the end mark takes beside a line
MANY = 7  # words that are no sentence stand on one line
UPPER, LOWER = (46, 306), (36, 366)  # pixels: size and baseline of a sentence's two lines
MIDDLES = (500, 1420)  # pixels
MOUTH = (960, 535)  # pixels
TILE, ROWS, INSIDE, ROW_PITCH = 46, 3, (790, 650), 82  # pixels: type; rows of tiles; their width, the first's height


def line_of(
    words: Sequence[str], theme: Theme, *, middle: float, base: float, size: float, room: float, role: str
) -> VGroup:
    """Words on one line about a middle, as large as the room allows; pixels."""
    while True:
        row = VGroup(*(Words(word, theme, size=size, role=role) for word in words))
        gap = pixels(GAP * size)
        gaps = [0.3 * gap if word.endswith("'") else gap for word in words[:-1]]
        wide = sum(label.width for label in row) + sum(gaps)
        if wide <= pixels(room) or size <= theme.sizes.small:
            break
        size -= 1
    pen = at(middle, 0)[0] - wide / 2
    for label, behind in zip(row, [*gaps, 0.0], strict=True):
        label.on_baseline(pen, at(0, base)[1])
        pen += label.width + behind
    return row


def is_small(words: Sequence[str], place: int) -> bool:
    """Whether the noun at a place is called small: the word before it, or the one behind it, says so."""
    return any(words[near] in SMALL for near in (place - 1, place + 1) if 0 <= near < len(words))


def pictures_over(row: VGroup, trace: Trace, largest: float = HERO) -> VGroup:
    """The pictures of a line's nouns, smaller where the noun is called small; pixels."""
    words = [label.text for label in row]
    made = VGroup()
    for place, label in enumerate(row):
        token = label.token
        small = is_small([label.token or word for word, label in zip(words, row, strict=True)], place)
        size = SHRUNK if small else largest
        picture = picture_of(token, trace, size=size) if isinstance(token, Token) else None
        if picture is not None:
            made.add(picture.above(label))
    return made


class Half(VGroup):
    """A sentence at one side: its first clause with pictures, its reason below it, quieter.

    Words that are no sentence have no clauses: many of them stand on two lines of the same size.
    """

    def __init__(
        self, words: Sequence[str], trace: Trace, theme: Theme, middle: float, *, is_sentence: bool = True
    ) -> None:
        super().__init__()
        self.theme = theme
        first, second = clauses(words) if is_sentence else _lines(without_end(words))
        size, role = (LOWER[0], "quiet") if is_sentence else (UPPER[0], "ink")
        room, shift = (ROOM, 0) if second else (ROOM - BESIDE, -BESIDE / 2)  # the end mark stands beside one line
        self.upper = line_of(first, theme, middle=middle + shift, base=UPPER[1], size=UPPER[0], room=room, role="ink")
        self.lower = VGroup()
        if second:
            room -= 0 if is_sentence else 2 * BESIDE
            self.lower = line_of(second, theme, middle=middle, base=LOWER[1], size=size, room=room, role=role)
        self.pictures = pictures_over(self.upper, trace, largest=HERO if is_sentence else SHRUNK)
        self.end = Chip(words[-1], theme, look="mark", size=30)
        right = (self.lower if len(self.lower) else self.upper).get_right()[0]
        base = at(0, LOWER[1] if len(self.lower) else UPPER[1])[1]
        self.end.shift([right + pixels(22) - self.end.box.get_left()[0], base - self.end.word.baseline, 0])
        self.add(self.upper, self.lower, self.pictures, self.end)

    @property
    def words(self) -> list[Words]:
        """Every word in its order, the end mark last."""
        return [*self.upper, *self.lower, self.end.word]


def _lines(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Words on one line, or on two that are as long."""
    cut = len(words) if len(words) <= MANY else -(-len(words) // 2)
    return words[:cut], words[cut:]


class Tile(VGroup):
    """A word on a piece of paper."""

    def __init__(self, token: str, theme: Theme, size: float) -> None:
        super().__init__()
        word = Words(token.strip("⟨⟩"), theme, size=size, color=theme.thing("pen"), weight="MEDIUM")
        word.token = token if isinstance(token, Token) else None
        box = plate_of(word.width + pixels(0.7 * size), pixels(1.4 * size), theme.thing("paper"), radius=pixels(8))
        box.move_to([word.get_center()[0], word.baseline + 0.29 * pixels(size), 0])
        self.add(box, word)


class Bag(VGroup):
    """A cloth bag with an open mouth."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        x, y = MOUTH
        body = VMobject(
            stroke_color=theme.thing("box"), stroke_width=6, fill_color=theme.thing("inside"), fill_opacity=1.0
        )
        outline = [(-255, 0), (-200, 70), (-440, 110), (-440, 240), (-440, 330), (-300, 336), (0, 336),
                   (300, 336), (440, 330), (440, 240), (440, 110), (200, 70), (255, 0)]  # fmt: skip
        corners = [at(x + dx, y + dy) for dx, dy in outline]
        body.start_new_path(corners[0])
        for k in range(1, len(corners), 3):
            body.add_cubic_bezier_curve_to(*corners[k : k + 3])
        body.add_line_to(corners[0])
        mouth = Ellipse(
            width=pixels(510),
            height=pixels(52),
            stroke_color=theme.thing("box"),
            stroke_width=6,
            fill_color=theme.thing("grain"),
            fill_opacity=1.0,
        )
        self.add(body, mouth.move_to(at(x, y)))


def tiles_in(words: Sequence[str], theme: Theme) -> VGroup:
    """The tiles of a sentence as they lie in the bag: in the order of the alphabet, which is that of neither."""
    size: float = TILE
    while True:
        tiles = [Tile(word, theme, size) for word in sorted(words)]
        rows = _rows(tiles, pixels(INSIDE[0]))
        if len(rows) <= ROWS or size <= theme.sizes.small:
            break
        size -= 1
    for line, row in enumerate(rows):
        wide = sum(tile.width for tile in row) + pixels(16) * (len(row) - 1)
        pen = at(MOUTH[0], 0)[0] - wide / 2
        for place, tile in enumerate(row):
            y = INSIDE[1] + ROW_PITCH * line + (6 if place % 2 else -6)
            tile.shift([pen - tile[0].get_left()[0], at(0, y)[1] - tile[0].get_center()[1], 0])
            pen += tile.width + pixels(16)
    return VGroup(*tiles)


def _rows(tiles: Sequence[Tile], room: float) -> list[list[Tile]]:
    """Tiles in rows that fit, in their order."""
    rows: list[list[Tile]] = [[]]
    used = 0.0
    for tile in tiles:
        if rows[-1] and used + tile.width > room:
            rows.append([])
            used = 0.0
        rows[-1].append(tile)
        used += tile.width + pixels(16)
    return rows


def homes(words: Sequence[str]) -> list[int]:
    """For each word of a sentence the place of its tile in the bag."""
    free: dict[str, list[int]] = {}
    for slot, word in enumerate(sorted(words)):
        free.setdefault(str(word), []).append(slot)
    return [free[str(word)].pop(0) for word in words]


class Rain:
    """How the words of a sentence fly to the mouth of the bag as tiles.

    The first sentence's tiles go on to their places; those of a second one meet a twin there and end at the mouth.

    Args:
        half, words: the sentence, with its end mark.
        tiles: as they lie in the bag.
        first: whether the bag is still empty.
    """

    LAG, TURN = 0.14, 0.6

    def __init__(self, half: Half, words: Sequence[str], tiles: VGroup, *, first: bool) -> None:
        self.first, self.count = first, len(tiles)
        self.starts = [np.zeros(3)] * self.count
        for word, home in zip(half.words, homes(words), strict=True):
            self.starts[home] = word.get_center()
        self.ends = [tile.get_center().copy() for tile in tiles]
        self.home = tiles.copy()
        self.tiles = tiles
        self.flying = VGroup(*(tile.copy() for tile in tiles))
        self.place(self.flying, 0.0)

    def place(self, flying: VGroup, alpha: float) -> None:
        """Put all tiles where they are at a moment between 0 and 1."""
        length = 1 + self.LAG * (self.count - 1)
        for slot, tile in enumerate(flying):
            local = float(np.clip(alpha * length - self.LAG * (self.count - 1 - slot), 0.0, 1.0))
            tile.move_to(self._where(slot, local))
            gone = local == 0.0 or (not self.first and local > self.TURN)
            for part in tile:
                part.set_fill(opacity=0.0 if gone else 1.0)
            if not self.first:
                beat = float(np.sin(np.pi * np.clip((local - self.TURN) / (1 - self.TURN), 0.0, 1.0)))
                self.tiles[slot].become(self.home[slot].copy().scale(1 + 0.16 * beat))

    def _where(self, slot: int, local: float) -> NDArray[np.float64]:
        mouth = at(MOUTH[0], MOUTH[1] - 30)
        start, end = self.starts[slot], self.ends[slot]
        if local < self.TURN or not self.first:
            part = min(local / self.TURN, 1.0) ** 1.6
            over = np.array([mouth[0], (start[1] + mouth[1]) / 2 + pixels(40), 0.0])
            way: NDArray[np.float64] = (1 - part) ** 2 * start + 2 * part * (1 - part) * over + part**2 * mouth
            return way
        part = 1 - (1 - (local - self.TURN) / (1 - self.TURN)) ** 2
        return np.asarray(mouth + (end - mouth) * part)
