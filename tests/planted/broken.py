"""Asks for a tensor that no trace has, after a play."""

from __future__ import annotations

from manim import FadeIn

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from tests.sketch import SKETCH


class Broken(ExplainerScene):
    title = "Broken"
    idea = "It fails."
    allowed = SKETCH

    def construct(self) -> None:
        self.play(FadeIn(Words("word", self.theme)))
        self.trace["main/nothing"]
