"""Nothing is wrong with it; it is short on purpose."""

from __future__ import annotations

from manim import FadeIn

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene


class Right(ExplainerScene):
    title = "Right"
    idea = "A word stands."
    allowed = {"length": "A test takes no twenty seconds."}

    def construct(self) -> None:
        with self.say("A word stands."):
            self.play(FadeIn(Words("word", self.theme)))
