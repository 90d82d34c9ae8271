"""A query and a key face to face: eight columns, in each one number of either, a times sign and the product's sign."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from manim import RoundedRectangle, VGroup

from model.trace import Tensor, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

GRID = (330, 1210)  # pixels: left and right of the columns
TOP, BOTTOM = 140, 885  # pixels: the columns
QUERY, KEY = (160, 430), (520, 790)  # pixels: where the bars of each may stand
TIMES, SIGN = 475, 838  # pixels: the middles of the signs
NAME = 178  # pixels from the left: the middle of the words
ROOM = 250  # pixels that a word may take
BADGE = 58  # pixels of the box behind a minus
EDGE = 3.0


class Pairs:
    """Where the numbers of a query and a key stand, and the signs between and below them.

    Args:
        trace, theme: pictures; colours and sizes.
        query, key: the vectors (K).
        asks, answers: whose they are.
    """

    def __init__(self, trace: Trace, theme: Theme, query: Tensor, key: Tensor, asks: str, answers: str) -> None:
        self.trace, self.theme, self.terms = trace, theme, query.values * key.values
        self.query, self.key = query, key
        self.upper = self._strip(query, "query", QUERY)
        self.lower = self._strip(key, "key", KEY)
        self.asks = self._named(asks, "asks", "asks: query", QUERY)
        self.answers = self._named(answers, "answers", "answers: key", KEY)
        self.times = VGroup(*(self._at(Words("×", theme, size=50, role="quiet"), i, TIMES) for i in self.places))
        self.signs = VGroup(*(self._sign(i) for i in self.places))

    @cached_property
    def parts(self) -> VGroup:
        """All of it, to be moved as one."""
        return VGroup(self.cards, self.asks, self.answers, self.upper, self.lower, self.times, self.signs)

    @property
    def places(self) -> range:
        """The columns."""
        return range(len(self.terms))

    @property
    def agreeing(self) -> list[int]:
        """Columns whose product is positive."""
        return [i for i in self.places if self.terms[i] >= 0]

    @property
    def differing(self) -> list[int]:
        """Columns whose product is negative."""
        return [i for i in self.places if self.terms[i] < 0]

    @cached_property
    def cards(self) -> VGroup:
        """A quiet card behind each column."""
        cards = VGroup()
        for i in self.places:
            card = plate_of(pixels(self.pitch - 12), pixels(BOTTOM - TOP), self.theme.panel, radius=pixels(16))
            cards.add(card.move_to(at(self.x(i), (TOP + BOTTOM) / 2)))
        return cards

    @property
    def pitch(self) -> float:
        """Pixels from one column to the next."""
        return (GRID[1] - GRID[0]) / len(self.terms)

    def x(self, i: int) -> float:
        """Pixels from the left to the middle of a column."""
        return GRID[0] + (i + 0.5) * self.pitch

    # -- parts ------------------------------------------------------------------------------------------------

    @cached_property
    def unit(self) -> float:
        """Pixels of a value of one, the same for both, so that both fit."""
        room = QUERY[1] - QUERY[0]
        return min(room / max(sum(_reach(vector)), 1e-6) for vector in (self.query, self.key))

    def _strip(self, vector: Tensor, role: str, place: tuple[int, int]) -> VectorStrip:
        up, down = _reach(vector)
        zero = (place[0] + place[1]) / 2 + (up - down) / 2 * self.unit
        limit = max(up, down)
        strip = VectorStrip(
            vector,
            self.theme,
            role,
            length=pixels(GRID[1] - GRID[0]),
            height=2 * pixels(limit * self.unit),
            limit=limit,
        )
        if self.theme.fill(role) != self.theme.role(role):
            strip.bars.set_fill(self.theme.fill(role)).set_stroke(self.theme.role(role), width=EDGE, opacity=1.0)
        return strip.shift(at(sum(GRID) / 2, zero) - strip.box.get_center())

    def _named(self, word: str, look: str, role: str, place: tuple[int, int]) -> VGroup:
        """The word in its chip, its picture above it, what it does below."""
        size = self.theme.sizes.sentence
        chip = Chip(word, self.theme, look=look, size=size)
        while chip.width > pixels(ROOM):
            size -= 2
            chip = Chip(word, self.theme, look=look, size=size)
        middle = (place[0] + place[1]) / 2
        chip.shift(at(NAME, middle) - chip.box.get_center())
        says = Words(role, self.theme, size=self.theme.sizes.label, role="quiet")
        says.on_baseline(at(NAME, 0)[0], at(0, middle + 84)[1], align=0.5)
        picture = picture_of(word, self.trace, size=96)  # type: ignore[arg-type]
        group = VGroup(chip, says)
        if picture is not None:
            group.add(picture.move_to(at(NAME, middle - 96)))
        return group

    def _sign(self, i: int) -> VGroup:
        if self.terms[i] >= 0:
            return VGroup(self._at(Words("+", self.theme, size=56, weight="SEMIBOLD"), i, SIGN))
        box = RoundedRectangle(corner_radius=pixels(10), width=pixels(BADGE), height=pixels(BADGE), stroke_width=0)
        box.set_fill(self.theme.role("ink"), opacity=1.0)
        sign = Words("−", self.theme, size=56, weight="SEMIBOLD", role="ink")
        sign.set_color(self.theme.ground)
        return VGroup(self._at(box, i, SIGN), self._at(sign, i, SIGN))

    def _at(self, mark: RoundedRectangle | Words, i: int, y: float) -> RoundedRectangle | Words:
        return mark.move_to(at(self.x(i), y))


def _reach(vector: Tensor) -> tuple[float, float]:
    """How far a vector's numbers go above and below zero."""
    values = vector.values.astype(np.float64)
    return max(float(values.max()), 0.0), max(-float(values.min()), 0.0)
