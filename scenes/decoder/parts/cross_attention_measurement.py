"""A head's switch, and what was measured without it: the right pronouns as a bar beside the bar with it in outline."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import DashedLine, Rectangle, VGroup

from scenes.decoder.parts.cross_attention_reading import Reading
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.switch import Switch
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, across, claim_shapes
from scenes.kit.theme import Theme

LEFT, RIGHT, MIDDLE, HIGH = 640, 1800, 218, 96  # pixels: the way of all pronouns
MARK_END, NOTE = 318, 330  # pixels from the top


class Measurement(VGroup):
    """The share of right pronouns without the head, on the way of all pronouns, and a mark at blind choice.

    Attributes:
        switch: of the head; name: what is measured; bar, number: the share; mark, note: what blind choice gets.
    """

    def __init__(self, reading: Reading, theme: Theme) -> None:
        super().__init__()
        self.claims = (Measured(reading.with_it), Measured(reading.without))
        self.blind = Measured(reading.blind)
        self.way = Rectangle(width=pixels(RIGHT - LEFT), height=pixels(HIGH), stroke_width=0, fill_opacity=0)
        self.way.move_to(at((LEFT + RIGHT) / 2, MIDDLE))
        self.before, self.bar = (self._bar(claim.value) for claim in self.claims)
        self.before.set_stroke(theme.fill("learned"), width=4)
        self.bar.set_fill(theme.fill("learned"), opacity=1.0)
        base = at(0, MIDDLE + 18)[1]
        self.switch = Switch(theme, size=pixels(70)).move_to(at(130, MIDDLE))
        self.name = Words("right pronouns", theme, size=50).on_baseline(at(LEFT - 30, 0)[0], base, align=1.0)
        ink = theme.ink_of_chip("learned")
        self.number = NumberText(self.claims[1], theme, spec=".0%", size=64, weight="SEMIBOLD", color=ink)
        self.number.on_baseline(self.bar.get_right()[0] - pixels(24), base - pixels(5), align=1.0)
        x = self.way.get_left()[0] + self.way.width * self.blind.value
        top, low = at(0, MIDDLE - HIGH / 2 - 14)[1], at(0, MARK_END)[1]
        self.mark = DashedLine([x, top, 0], [x, low, 0], color=theme.role("ink"), stroke_width=5)
        words = Words("eyes shut", theme, size=40).on_baseline(x + pixels(18), at(0, NOTE)[1])
        share = NumberText(self.blind, theme, spec=".0%", size=54, weight="SEMIBOLD")
        self.note = VGroup(words, share.on_baseline(words.get_right()[0] + pixels(18), words.baseline))
        self.add(self.way, self.switch, self.name, self.before, self.bar, self.number, self.mark, self.note)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar is as long as its share of the way."""
        values = np.array([claim.value for claim in self.claims])
        yield Lengths((self.before, self.bar), Scale(across(self.way), 0.0, 1.0), values, np.zeros(2))

    def hand_over(self, other: Measurement) -> None:
        """Take the shares of ``other``, whose shape this one now has."""
        self.claims, self.blind = other.claims, other.blind

    def _bar(self, share: float) -> Rectangle:
        bar = Rectangle(width=self.way.width * share, height=self.way.height, stroke_width=0, fill_opacity=0)
        return bar.move_to(self.way.get_left(), aligned_edge=np.array([-1.0, 0.0, 0.0]))
