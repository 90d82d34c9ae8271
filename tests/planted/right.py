"""Nothing is wrong with it; it is short on purpose."""

from __future__ import annotations

from manim import FadeIn

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from tests.sketch import SKETCH


class Right(ExplainerScene):
    title = "Right"
    idea = "A word stands."
    allowed = SKETCH

    def construct(self) -> None:
        with self.say("A word stands."):
            self.play(FadeIn(Words("word", self.theme)))
