"""Moves, rests, a translucent plate, a number that is replaced, a formula: a clip of a few seconds."""

from __future__ import annotations

from dataclasses import replace

from manim import LEFT, RIGHT, UP, FadeIn, Square, Transform

from model.formulas import FORMULAS
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from tests.numbers import some

ATTENTION = FORMULAS["attention"]
FORMULA = replace(ATTENTION, parts=(*ATTENTION.parts[:-1], replace(ATTENTION.parts[-1], latex="{V}")))
"""One that does not come with the project, though it looks like one that does."""


class Bars(ExplainerScene):
    title = "Bars"
    idea = "A few things move."

    def construct(self) -> None:
        word = Words("things", self.theme)
        number = NumberText(some(12), self.theme).next_to(word, LEFT)
        plate = Square(fill_opacity=0.3, fill_color=self.theme.role("key"), stroke_width=0).shift(2 * UP)
        formula = FormulaTex(FORMULA, self.theme).shift(UP * 0.4 + LEFT * 3)
        with self.say("There are {n} things & <one> {{set}}.|Now there are more.", n=number.claim):
            self.play(FadeIn(word, number, plate, formula), run_time=0.6)
            self.rest(0.4)
            self.play(Transform(number, NumberText(some(47), self.theme).move_to(number)), run_time=0.4)
            self.play(plate.animate.shift(RIGHT), run_time=0.6)
