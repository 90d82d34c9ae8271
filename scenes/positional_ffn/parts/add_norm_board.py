"""A word's bars, above them the report to it, and the report's bars laid on the word's."""

from __future__ import annotations

from functools import cached_property

from manim import DL, UR, ManimColor, VGroup

from model.trace import Tensor, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.add_norm_rows import Followed

STRIP = (370, 1830)  # pixels: where the bars stand
NAMES = 205  # pixels: the middle of what stands at their left
TOP, FOOT, BETWEEN = 150, 885, 34  # pixels: what the bars fill, and the air between the two rows
PICTURE = 128
HIGHEST = 172  # pixels from the top: the highest middle of a picture, below the title
RIM = 5  # pixels of the ground's colour at either side of such a bar
NARROW = 0.36  # of a bar's width: a report's that takes away from the word's


class Board:
    """Both rows on one scale.

    Attributes:
        word, report: their bars; total: their sum, in the word's place.
    """

    def __init__(self, trace: Trace, theme: Theme, followed: Followed) -> None:
        self.trace, self.theme, self.followed = trace, theme, followed
        self.word = self._strip(followed.before, self.zeros[1], "ink")
        self.report = self._strip(followed.report, self.zeros[0], "output")
        self.total = self._strip(followed.total, self.zeros[1], "ink")

    @cached_property
    def reaches(self) -> list[tuple[float, float]]:
        """How far the report, and the word with what is laid on it, reach above and below zero, in values."""
        report, word, total = (t.values for t in (self.followed.report, self.followed.before, self.followed.total))
        lower = [word, total]
        return [
            (max(float(report.max()), 0.0), max(-float(report.min()), 0.0)),
            (max(float(v.max()) for v in lower), max(-float(v.min()) for v in lower)),
        ]

    @cached_property
    def unit(self) -> float:
        """Pixels of a value of one."""
        return (FOOT - TOP - BETWEEN) / max(sum(map(sum, self.reaches)), 1e-6)

    @cached_property
    def zeros(self) -> tuple[float, float]:
        """The pixels from the top at which either zero stands."""
        (up, down), (high, _) = self.reaches
        first = TOP + up * self.unit
        return first, first + (down + high) * self.unit + BETWEEN

    def laid(self) -> VectorStrip:
        """The report's bars on the tips of the word's; narrower where they take away."""
        stacked = self.report.copy_stacked_on(self.word)
        for bar, one, two in zip(stacked.bars, self.word.values, self.report.values, strict=True):
            if one * two < 0:
                bar.stretch(NARROW, 0)
        return stacked

    def rims(self, laid: VectorStrip) -> VGroup:
        """Behind the narrower bars a strip of the ground, so that they stand out from the word's."""
        rims, rim = VGroup(), pixels(RIM)
        for bar, one, two in zip(laid.bars, self.word.values, self.report.values, strict=True):
            if one * two < 0:
                (left, low, _), (right, high, _) = bar.get_corner(DL), bar.get_corner(UR)
                rims.add(Cell(left - rim, right + rim, low, high, ManimColor(self.theme.ground)))
        return rims

    def names(self) -> tuple[VGroup, VGroup]:
        """At the left of the report whose it is, and what it is about; at the left of the word the word."""
        chip = Chip(self.followed.word, self.theme, look="followed", size=60)
        chip.shift(at(NAMES, self.zeros[1]) - chip.box.get_center())
        name = Words("report", self.theme, size=48, role="output", weight="SEMIBOLD")
        picture = picture_of(self.followed.noun, self.trace, size=PICTURE)  # type: ignore[arg-type]
        above = VGroup(name.move_to(at(NAMES, self.zeros[0])))
        if picture is not None and self.followed.listens:
            middle = max(self.zeros[0] - 40, HIGHEST)
            above.add(picture.move_to(at(NAMES, middle)))
            name.move_to(at(NAMES, middle + 102))
        return above, VGroup(chip)

    def ghost(self) -> ManimColor:
        """The colour of the outlines that stay where the report's bars were."""
        return self.theme.role("output")

    def _strip(self, tensor: Tensor, zero: float, role: str) -> VectorStrip:
        limit = max(max(reach) for reach in self.reaches)
        strip = VectorStrip(
            tensor,
            self.theme,
            role,
            length=pixels(STRIP[1] - STRIP[0]),
            height=2 * pixels(limit * self.unit),
            limit=limit,
        )
        return strip.shift(at(sum(STRIP) / 2, zero) - strip.box.get_center())
