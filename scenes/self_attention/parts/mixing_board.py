"""A weighted sum set out as on paper: share times word, the value's bars on one grid, a line, the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from manim import VGroup, VMobject

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import strongest
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import SMALL, picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.self_attention.parts.mixing_rows import Row

SHOWN = 2  # words whose share is written out; the others are added up
GRID = (705, 1825)  # pixels: left and right of the columns
TOP, BOTTOM, GAP, RULE = 140, 885, 22, 44  # pixels: the stage, between rows, round the line
SIGN, SHARE, TIMES, WORD = 85, 290, 325, 370  # pixels: middle, right edge, middle, left edge
NAMED = 108  # pixels that the report's name needs below its zero
FLAT = 34  # pixels that a row has at least above and below its zero


@dataclass(frozen=True)
class Line:
    """A line of the sum: sign and share, the word in its chip, its value in full and what is left of it."""

    before: VGroup
    word: VGroup
    full: VectorStrip
    part: VectorStrip


class Board:
    """Where the lines of the sum stand, and what stands on them.

    Args:
        trace, theme: the pictures of words; colours and sizes.
        row: whose mixture it is.
    """

    def __init__(self, trace: Trace, theme: Theme, row: Row) -> None:
        self.trace, self.theme, self.row = trace, theme, row
        self.largest = tuple(strongest(row.weights, SHOWN))
        self.others = tuple(j for j in range(len(row.words)) if j not in self.largest)
        self.rest = self.term(self.others)
        self.lines = [self._line(j, place) for place, j in enumerate(self.largest)]
        self.last = self._others(len(self.largest))

    # -- the grid ---------------------------------------------------------------------------------------------

    @cached_property
    def reaches(self) -> list[tuple[float, float]]:
        """How far each row's bars reach above and below zero, in values: the largest, the others, the report."""
        vectors = [self.row.values.values[j] for j in self.largest] + [self.rest.values, self.row.report.values]
        return [(max(float(v.max()), 0.0), max(-float(v.min()), 0.0)) for v in vectors]

    @cached_property
    def unit(self) -> float:
        """Pixels of a value of one, so that all rows fill the stage."""
        room = BOTTOM - TOP - GAP * (len(self.reaches) - 2) - RULE

        def used(unit: float) -> float:
            return sum(max(FLAT, up * unit) + max(FLAT, down * unit) for up, down in self.reaches[:-1]) + sum(
                max(least, reach * unit) for least, reach in zip((FLAT, NAMED), self.reaches[-1], strict=True)
            )

        return next(float(unit) for unit in range(400, 0, -1) if used(unit) <= room)

    @cached_property
    def zeros(self) -> list[float]:
        """The pixels from the top at which each row's zero stands."""
        y, found = float(TOP), []
        for place, (up, down) in enumerate(self.reaches):
            y += RULE if place == len(self.reaches) - 1 else 0
            found.append(y + max(FLAT, up * self.unit))
            y = found[-1] + max(FLAT, down * self.unit) + (GAP if place < len(self.reaches) - 2 else 0)
        return found

    def columns(self) -> VGroup:
        """A quiet card behind each of the report's numbers."""
        count = self.row.report.shape[0]
        pitch = (GRID[1] - GRID[0]) / count
        cards = VGroup()
        for k in range(count):
            card = plate_of(pixels(pitch - 12), pixels(BOTTOM - TOP + 10), self.theme.panel, radius=pixels(16))
            cards.add(card.move_to(at(GRID[0] + (k + 0.5) * pitch, (TOP + BOTTOM) / 2)))
        return cards

    def strip(self, tensor: Tensor, place: int, role: str) -> VectorStrip:
        """A vector's bars on the zero of a row of the grid."""
        span = max(max(reach) for reach in self.reaches)
        strip = VectorStrip(
            tensor,
            self.theme,
            role,
            length=pixels(GRID[1] - GRID[0]),
            height=2 * pixels(span * self.unit),
            limit=span,
        )
        return strip.shift(at((GRID[0] + GRID[1]) / 2, self.zeros[place]) - strip.box.get_center())

    def rule(self) -> VMobject:
        """The line under the summands."""
        up, _ = self.reaches[-1]
        y = at(0, self.zeros[-1] - max(FLAT, up * self.unit) - RULE / 2)[1]
        return segments([((at(65, 0)[0], y), (at(1825, 0)[0], y))], self.theme.role("ink"), 4.0)

    # -- lines ------------------------------------------------------------------------------------------------

    def _line(self, j: int, place: int) -> Line:
        token, y = self.row.words[j], self.zeros[place]
        chip = Chip(token, self.theme, look="answers", size=self.theme.sizes.sentence)
        chip.shift(at(WORD, y) - chip.box.get_left())
        picture = picture_of(token, self.trace, size=SMALL + 20)  # type: ignore[arg-type]
        word = VGroup(chip)
        if picture is not None:
            chip.shift([picture.width + pixels(14), 0, 0])
            word.add(picture.move_to(at(WORD, y) + np.array([picture.width / 2, 0, 0])))
        share = NumberText(Measured(self.row.weights[j]), self.theme, size=72, weight="SEMIBOLD")
        share.on_baseline(at(SHARE, 0)[0], chip.word.baseline, align=1.0)
        times = Words("×", self.theme, size=self.theme.sizes.sentence, role="quiet")
        times.on_baseline(at(TIMES, 0)[0], chip.word.baseline, align=0.5)
        before = VGroup(self._sign("+", y), share, times) if place else VGroup(share, times)
        full = self.strip(self.row.values[j], place, "value")
        part = full.copy_scaled(self.row.weights[j])
        return Line(before, word, full, part)

    def _others(self, place: int) -> Line:
        y = self.zeros[place]
        word = Words("all the others", self.theme, size=44, role="quiet")
        word.on_baseline(at(WORD, 0)[0], at(0, y + 15)[1])
        part = self.strip(self.rest, place, "value")
        return Line(VGroup(self._sign("+", y)), VGroup(word), part, part)

    def total(self) -> VGroup:
        """The name of the sum, and to whom it is reported."""
        y = self.zeros[-1]
        words = Words("the report", self.theme, size=60, weight="SEMIBOLD", role="output")
        words.on_baseline(at(WORD - 40, 0)[0], at(0, y + 4)[1])
        chip = Chip(self.row.query, self.theme, look="asks", size=40)
        to = Words("to", self.theme, size=40, role="quiet").on_baseline(at(WORD - 40, 0)[0], at(0, y + 74)[1])
        chip.shift([to.get_right()[0] + pixels(22) - chip.get_left()[0], to.baseline - chip.word.baseline, 0])
        return VGroup(self._sign("=", y), words, to, chip)

    def _sign(self, text: str, y: float) -> Words:
        sign = Words(text, self.theme, size=self.theme.sizes.hero)
        return sign.move_to(at(SIGN, y))

    def term(self, places: tuple[int, ...]) -> Tensor:
        """The sum of some words' shares times their values, (K)."""
        chosen = list(places)
        return derive(
            f"{self.row.values.name} times shares of {places}",
            ("K",),
            lambda a, v: a[chosen] @ v[chosen],
            self.row.weights,
            self.row.values,
        )
