"""The last still of the proof: a head's learned numbers, what goes in, and the two reports that come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Arrow, CubicBezier, VGroup

from scenes.decoder.parts.eight_numbers_exchange import Exchange
from scenes.decoder.parts.eight_numbers_runs import TONES
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.theme import Theme

SQUARE, SQUARE_SIZE = (960, 268), 240  # pixels: the head's numbers
BARS, BARS_SIZE = (960, 610), (860, 360)  # pixels: its reports
ASIDE = 20  # pixels that a report's bars stand beside the middle of their column
PRONOUN, PICTURE, MIDDLES = 690, 540, (300, 1620)  # pixels: heights, and the middles of both sides


@dataclass(frozen=True)
class Proof:
    """What stands on it, for an exchange; ``limit`` is the value that bars reach at most."""

    exchange: Exchange
    theme: Theme
    limit: float

    def askers(self, square: Field) -> tuple[VGroup, list[Arrow]]:
        """The last word of either sentence, and an arrow from it into the square."""
        pair = self.exchange.pair
        words = [side.words[side.predicate] for side in (pair.first, pair.second)]
        chips = VGroup(*(Chip(word, self.theme, look="asks", size=44) for word in words))
        for chip, y in zip(chips, (SQUARE[1] - 56, SQUARE[1] + 56), strict=True):
            chip.shift(at(620, y) - chip.box.get_right())
        arrows = [
            Arrow(
                chip.box.get_right() + np.array([pixels(16), 0, 0]),
                [square.get_left()[0] - pixels(14), chip.box.get_center()[1], 0],
                buff=0,
                color=self.theme.role("quiet"),
                stroke_width=5,
                tip_length=pixels(26),
                max_tip_length_to_length_ratio=1,
            )
            for chip in chips
        ]
        return chips, arrows

    def report(self, twin: bool) -> VectorStrip:
        """What the head reports to the last word of a sentence, in the tone of its pronoun."""
        pair = self.exchange.pair
        strip = VectorStrip(
            self.exchange.report(self.exchange.ours, twin),
            self.theme,
            TONES.get((pair.second if twin else pair.first).expected, "output"),
            length=pixels(BARS_SIZE[0]),
            height=pixels(BARS_SIZE[1]),
            limit=self.limit,
        )
        strip.shift(at(*BARS) - strip.box.get_center())
        for bar in strip.bars:
            bar.stretch(0.5, 0).shift([pixels(ASIDE) * (1 if twin else -1), 0, 0])
        return strip

    def threads(self, square: Field, strip: VectorStrip) -> VGroup:
        """From the square to each number of a report."""
        low, count = square.get_bottom(), len(strip.bars)
        threads = VGroup()
        for k in range(count):
            end = np.array([strip.slot_center(k)[0], strip.box.get_top()[1] + pixels(10), 0])
            start = low + np.array([(k - (count - 1) / 2) * pixels(22), -pixels(6), 0])
            middle = (start[1] + end[1]) / 2
            bends = [start[0], middle, 0], [end[0], middle, 0]
            threads.add(CubicBezier(start, *bends, end, stroke_color=self.theme.role("thread"), stroke_width=3))
        return threads

    def pronouns(self) -> list[VGroup]:
        """What either report makes the machine write, with what it is."""
        made = []
        for side, x in zip((self.exchange.pair.first, self.exchange.pair.second), MIDDLES, strict=True):
            chip = Chip(side.says, self.theme, look=side.says if side.says in TONES else "plain", size=80)
            chip.shift(at(x, PRONOUN) - chip.box.get_center())
            picture = picture_of(side.words[side.referent], self.exchange.trace, size=150)  # type: ignore[arg-type]
            made.append(VGroup(chip) if picture is None else VGroup(chip, picture.move_to(at(x, PICTURE))))
        return made
