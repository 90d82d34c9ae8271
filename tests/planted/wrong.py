"""In its second line a word moves over another one, which then moves out of the frame."""

from __future__ import annotations

from manim import DOWN, LEFT, FadeIn, VGroup

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from tests.sketch import SKETCH

WORDS = ("first", "second")


class Wrong(ExplainerScene):
    title = "Wrong"
    idea = "Two words go astray."
    allowed = SKETCH

    def construct(self) -> None:
        first, second = VGroup(*(Words(word, self.theme) for word in WORDS)).arrange(DOWN, buff=1.0)
        with self.say("Two words stand."):
            self.play(FadeIn(first, second))
        with self.say("One word moves over the other. | Now one of them leaves."):
            self.play(second.animate.move_to(first))
            self.play(first.animate.shift(7 * LEFT))
