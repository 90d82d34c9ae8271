"""A temperature divides the scores before softmax: shares become uneven when it is low, and even when it is high."""

from __future__ import annotations

from functools import partial

import numpy as np
from manim import RIGHT, UP, VGroup

from model.formulas import FORMULAS
from model.trace import Tensor
from scenes.kit.claims import Code, Computed, project_path
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.ruler import Ruler
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

COLD, PLAIN, HOT = 0.5, 1.0, 2.0


def share_at(temperature: float, place: int, scores: np.ndarray) -> float:
    """The share of ``place`` when all scores are divided by a temperature first."""
    return float(FORMULAS["softmax_temperature"].evaluate(scores=scores, temperature=temperature)[place])


def shares_at(temperature: float, row: Tensor) -> list[Computed]:
    """All shares of a row of scores at a temperature."""
    name = f"softmax at temperature {temperature}"
    return [Computed(name, partial(share_at, temperature, place), (row,)) for place in range(row.shape[0])]


def dial(temperature: float, ruler: Ruler, theme: Theme) -> VGroup:
    """The word and its value, above the ruler's right end."""
    value = NumberText(Code(temperature, project_path(__file__)), theme, spec=".1f", size=30)
    word = Words("temperature", theme, size=28, role="quiet")
    both = on_one_baseline([word, value], gap=pixels(18))
    return both.next_to(ruler.frame, UP, buff=pixels(16)).align_to(ruler.frame, RIGHT)
