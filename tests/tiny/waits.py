"""Mostly rests: a clip of a few seconds."""

from __future__ import annotations

from manim import FadeIn

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene


class Waits(ExplainerScene):
    title = "Waits"
    idea = "Hardly anything moves."

    def construct(self) -> None:
        with self.say("Wait for it."):
            self.play(FadeIn(Words("wait", self.theme)), run_time=0.4)
