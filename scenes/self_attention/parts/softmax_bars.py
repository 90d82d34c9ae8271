"""Bars over the words of a sentence: scores from a zero line, below zero too; then their powers of e."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import VGroup

from model.trace import Tensor, derive
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell, segments
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme

TOP, BOTTOM = 215, 715  # pixels: where the bars may stand
LEFT, RIGHT = 90, 1830  # pixels: the zero line
WIDE, ROOM = 80, 0.92  # pixels of a bar, where the words stand so far apart; else of the way to the next word
EDGE = 3.0
NUMBER = 44  # pixels of the figures at the tips


def below_largest(scores: np.ndarray) -> np.ndarray:
    """Each score of a row less the largest. scores (S) -> (S)."""
    return np.asarray(scores - scores.max())


def powers_of(scores: np.ndarray) -> np.ndarray:
    """E to those powers: between 0 and 1. scores (S) -> (S)."""
    return np.exp(below_largest(scores))


def shifted(row: Tensor) -> Tensor:
    """The scores of a row less its largest (S)."""
    return derive("s - m", row.axes, below_largest, row)


def raised(row: Tensor) -> Tensor:
    """E to the power of each of those (S)."""
    return derive("exp(s - m)", row.axes, powers_of, row)


class WordBars(VGroup):
    """A bar over each word of a sentence.

    Args:
        values: one a word (S).
        sentence: the words, on the stage.
        theme: colours.
        zero: pixels from the frame's top at which zero stands.
        unit: pixels of a value of one.
    """

    def __init__(self, values: Tensor, sentence: Sentence, theme: Theme, *, zero: float, unit: float) -> None:
        super().__init__()
        self.theme, self.tensor, self.zero, self.unit = theme, values, zero, unit
        self.box = Box(pixels(RIGHT - LEFT), pixels(BOTTOM - TOP)).move_to(at((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2))
        y = at(0, zero)[1]
        self.line = segments([((at(LEFT, 0)[0], y), (at(RIGHT, 0)[0], y))], theme.role("quiet"), 4.0)
        self.bars = VGroup()
        middles = [word.get_center()[0] for word in sentence.labels]
        half = min(pixels(WIDE), ROOM * float(np.diff(middles).min())) / 2
        for x, value in zip(middles, values.values, strict=True):
            low, high = sorted((y, y + pixels(float(value) * unit)))
            bar = Cell(x - half, x + half, low, high, theme.fill("query"))
            if theme.fill("query") != theme.role("query"):
                bar.set_stroke(theme.role("query"), width=EDGE, opacity=1.0)
            self.bars.add(bar)
        self.add(self.box, self.line, self.bars)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar is as long as its value, from the zero line up or down."""
        high = BOTTOM - TOP
        scale = Scale(upward(self.box), (BOTTOM - self.zero) / high, self.unit / high)
        values = self.tensor.values.astype(np.float64)
        yield Lengths(self.bars, scale, values, np.zeros(len(values)))

    def hand_over(self, other: WordBars) -> None:
        """Take the values and the scale of ``other``, whose shape these bars now have."""
        self.tensor, self.zero, self.unit = other.tensor, other.zero, other.unit

    def beyond(self, sign: int) -> list[Cell]:
        """The bars above zero (1) or below it (-1)."""
        return [bar for bar, value in zip(self.bars, self.tensor.values, strict=True) if sign * value > 0]

    def figure(self, j: int, spec: str) -> NumberText:
        """The value of a bar in figures, beyond its tip, beside higher bars next to it."""
        number = NumberText(Measured(self.tensor[j]), self.theme, spec=spec, size=NUMBER, weight="SEMIBOLD")
        bar, gap = self.bars[j], pixels(16)
        x = bar.get_center()[0]
        if self.tensor.values[j] < 0:
            number.on_baseline(x, bar.get_bottom()[1] - gap - pixels(NUMBER) * CAP_HEIGHT, align=0.5)
        else:
            number.on_baseline(x, bar.get_top()[1] + gap, align=0.5)
        low, high = number.get_bottom()[1], number.get_top()[1]
        beside = [one for one in self.bars if one is not bar and one.get_top()[1] > low and one.get_bottom()[1] < high]
        for one in beside:
            left = one.get_left()[0] - gap - number.get_right()[0]
            right = one.get_right()[0] + gap - number.get_left()[0]
            if left < 0 < right:
                number.shift([left if one.get_center()[0] > x else right, 0, 0])
        return number


def scale_of(values: np.ndarray) -> tuple[float, float]:
    """Zero and unit in pixels with which bars of these values fill the room for them."""
    high, low = max(float(values.max()), 0.0), min(float(values.min()), 0.0)
    unit = (BOTTOM - TOP) / max(high - low, 1e-6)
    return TOP + high * unit, unit
