"""Two cards one below the other, each with a row of the table at full width and what it is the row of at its left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from model.trace import Tensor, Trace
from scenes.intro.parts.embeddings_list import card
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.pair import Side
from scenes.kit.theme import Theme

LEFT, RIGHT = 486, 1860  # pixels of a card
EDGES = ((138, 474), (560, 896))  # pixels: upper and lower edge of each card
STRIP = (526, 1820)
NAMES = 274  # pixels: the middle of what stands at the left
PICTURE, WORD, SMALL = 168, 60, 44
BETWEEN = 517  # pixels: where a sign stands between the cards
BAR = (124, 15, 14)  # pixels: length and thickness of an equals sign's bars, and the air between


class Cards:
    """Two cards and what stands on them.

    Attributes:
        grounds: the cards.
    """

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.trace, self.theme = trace, theme
        self.grounds = VGroup(*(card(theme, LEFT, RIGHT, *edges) for edges in EDGES))

    def level(self, place: int) -> float:
        """Pixels from the top to the middle of a card."""
        return sum(EDGES[place]) / 2

    def strip(self, tensor: Tensor, place: int, limit: float, role: str = "learned") -> VectorStrip:
        """A vector's bars on a card."""
        top, bottom = EDGES[place]
        strip = VectorStrip(
            tensor,
            self.theme,
            role,
            length=pixels(STRIP[1] - STRIP[0]),
            height=pixels(bottom - top - 52),
            limit=limit,
        )
        return strip.shift(at(sum(STRIP) / 2, self.level(place)) - strip.box.get_center())

    def word(self, token: str, place: int) -> VGroup:
        """A word in a ring at the left of a card, its picture above it where it has one."""
        chip = Chip(token, self.theme, look="followed", size=WORD)
        picture = picture_of(token, self.trace, size=PICTURE)  # type: ignore[arg-type]
        y = self.level(place) + (70 if picture is not None else 0)
        chip.shift(at(NAMES, y) - chip.box.get_center())
        if picture is None:
            return VGroup(chip)
        return VGroup(chip, picture.move_to(at(NAMES, y - 150)))

    def clause(self, side: Side, place: int) -> VGroup:
        """ "it" in its clause, and above it the picture, or the word, of what it stands for."""
        words = side.spoken[side.it :]
        chip = Chip(words[0], self.theme, look="followed", size=WORD)
        rest = [Words(word, self.theme, size=SMALL, role="quiet") for word in words[1:]]
        row = self._in_a_row([chip, *rest], at(NAMES, self.level(place) + 84))
        noun = side.words[side.referent]
        picture = picture_of(noun, self.trace, size=PICTURE)  # type: ignore[arg-type]
        meant = picture or Words(noun, self.theme, size=WORD, weight="SEMIBOLD")
        return VGroup(row, VGroup(meant.move_to(at(NAMES, self.level(place) - 66))))

    def _in_a_row(self, parts: Sequence[VGroup], middle: np.ndarray) -> VGroup:
        """A chip and words behind it on one baseline, about a point."""
        chip, *rest = parts
        x, base = chip.box.get_right()[0] + pixels(24), chip.word.baseline
        for word in rest:
            word.on_baseline(x, base)
            x = word.get_right()[0] + pixels(16)
        row = VGroup(chip, *rest)
        room = pixels(2 * (LEFT - NAMES) - 24)
        if row.width > room:
            row.scale(room / row.width)
        return row.move_to(middle)

    def equals(self) -> VGroup:
        """An equals sign between the cards."""
        length, thick, air = BAR
        x = (LEFT + RIGHT) / 2
        bars = VGroup()
        for side in (-1, 1):
            y = BETWEEN + side * (air + thick) / 2
            low, high = at(x - length / 2, y + thick / 2), at(x + length / 2, y - thick / 2)
            bars.add(Cell(low[0], high[0], low[1], high[1], self.theme.role("ink")))
        return bars
