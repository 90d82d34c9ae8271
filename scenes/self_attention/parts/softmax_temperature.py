"""A temperature divides the scores before softmax: shares become uneven when it is low, and even when it is high."""

from __future__ import annotations

from functools import partial

import numpy as np
from manim import Arc, Circle, Line, VGroup

from model.formulas import FORMULAS
from model.trace import Tensor, derive
from scenes.kit.claims import Code, project_path
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

COLD, PLAIN, HOT = 0.5, 1.0, 2.0
TURN = np.pi / 3  # of the dial's pointer for twice the temperature
DIAL, RADIUS = (960, 770), 84  # pixels: its middle, and its radius
ASIDE = 130  # pixels from the middle to the words beside it
READING = 1400  # pixels: the left edge of the temperature in figures


def share_at(temperature: float, place: int, scores: np.ndarray) -> float:
    """The share of ``place`` when all scores are divided by a temperature first."""
    return float(all_shares_at(temperature, scores)[place])


def all_shares_at(temperature: float, scores: np.ndarray) -> np.ndarray:
    """All shares when the scores are divided by a temperature first. scores (S) -> (S)."""
    return np.asarray(FORMULAS["softmax_temperature"].evaluate(scores=scores, temperature=temperature))


def shares_at(temperature: float, row: Tensor) -> Tensor:
    """The shares (S) of a row of scores at a temperature."""
    return derive(f"softmax at temperature {temperature}", row.axes, partial(all_shares_at, temperature), row)


class Dial(VGroup):
    """A knob whose pointer leans towards cold or hot, the two words beside it, and the temperature in figures."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme, middle = theme, at(*DIAL)
        radius = pixels(RADIUS)
        self.knob = Circle(radius=radius, stroke_width=5, stroke_color=theme.role("thread"))
        self.knob.set_fill(theme.panel, opacity=1.0).move_to(middle)
        self.way = Arc(
            radius=radius + pixels(18),
            start_angle=np.pi / 2 + TURN,
            angle=-2 * TURN,
            arc_center=middle,
            stroke_width=9,
            stroke_color=theme.role("thread"),
        )
        self.pointer = Line(
            middle + 0.35 * radius * np.array([0, 1, 0]),
            middle + 0.88 * radius * np.array([0, 1, 0]),
            stroke_width=12,
            stroke_color=theme.role("ink"),
        )
        base = at(0, DIAL[1] + 18)[1]
        self.cold = Words("cold", theme, size=54).on_baseline(at(DIAL[0] - ASIDE, 0)[0], base, align=1.0)
        self.hot = Words("hot", theme, size=54).on_baseline(at(DIAL[0] + ASIDE, 0)[0], base)
        self.add(self.knob, self.way, self.pointer, self.cold, self.hot)

    def angle_to(self, old: float, new: float) -> float:
        """How far the pointer turns from one temperature to another."""
        return float(-TURN * (np.log2(new) - np.log2(old)))

    def reading(self, temperature: float) -> VGroup:
        """The word and its value."""
        base = at(0, DIAL[1] + 18)[1]
        word = Words("temperature", self.theme, size=40, role="quiet").on_baseline(at(READING, 0)[0], base)
        claim = Code(temperature, project_path(__file__))
        value = NumberText(claim, self.theme, spec=".1f", size=64, weight="SEMIBOLD")
        return VGroup(word, value.on_baseline(word.get_right()[0] + pixels(22), base))
