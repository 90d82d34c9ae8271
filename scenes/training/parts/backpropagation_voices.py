"""How loudly each of two pronouns was said, as bars, what was asked of it, and the push from the one to the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import DashedLine, VGroup

from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_guess import Guess
from scenes.training.parts.backpropagation_pushes import Arrow

FLOOR, CEILING = 790, 350  # pixels: where bars stand, and how high a share of one reaches
BAR, APART = 230, 420  # pixels: a bar, and from one's middle to the next
CHIPS = 850  # pixels: the middle of the words
TONES = {"il": "output", "elle": "elle"}


class Voices(VGroup):
    """Two bars over their words: the probabilities of the two pronouns, *il* at the left.

    Args:
        guess: the record.
        when: ``before`` or ``after`` the step; twin: whose sentence.
        x: pixels from the left to the middle between the bars.
        apart: pixels from one bar's middle to the next.
        hollow: outlines: how loud they were.
    """

    def __init__(
        self,
        guess: Guess,
        theme: Theme,
        *,
        when: str,
        x: float,
        twin: bool = False,
        apart: float = APART,
        hollow: bool = False,
    ) -> None:
        super().__init__()
        self.guess, self.theme, self.middle, self.apart = guess, theme, x, apart
        self.twin = twin
        self.order = tuple(sorted((guess.right, guess.other), reverse=True))
        self.shares = [Measured(guess.said(word, when, twin=twin)) for word in self.order]
        self.way = Box(pixels(1), pixels(FLOOR - CEILING)).move_to(at(60, (FLOOR + CEILING) / 2))
        self.bars, self.figures, self.chips = VGroup(), VGroup(), VGroup()
        for place, (word, share) in enumerate(zip(self.order, self.shares, strict=True)):
            self._voice(place, word, share, hollow)
        self.floor = Cell(*self._floor(), theme.role("thread"))
        self.add(self.way, self.floor, self.bars)
        if not hollow:
            self.add(self.figures, self.chips)
        claim_shapes(self)

    def x(self, place: int) -> float:
        """Units from the left to a bar's middle."""
        return float(at(self.middle + (place - 0.5) * self.apart, 0)[0])

    def height(self, share: float) -> float:
        """Where a share reaches."""
        low, high = at(0, FLOOR)[1], at(0, CEILING)[1]
        return float(low + share * (high - low))

    def _voice(self, place: int, word: str, share: Measured, hollow: bool) -> None:
        x, half, low = self.x(place), pixels(BAR) / 2, self.height(0.0)
        top = self.height(share.value)
        tone = TONES.get(word, "output")
        bar = Cell(x - half, x + half, low, top, self.theme.fill(tone), opacity=0.0 if hollow else 1.0)
        covered = hollow and self.guess.said(word, "after", twin=self.twin).item() > share.value
        bar.set_stroke(self.theme.ink_of_chip(tone) if covered else self.theme.role(tone), width=5, opacity=1.0)
        self.bars.add(bar)
        figure = NumberText(share, self.theme, spec=".2f", size=54, weight="SEMIBOLD")
        self.figures.add(figure.on_baseline(x, top + pixels(16), align=0.5))
        chip = Chip(word, self.theme, look=word if word in TONES else "said", size=54)
        self.chips.add(chip.shift(np.array([x, at(0, CHIPS)[1], 0.0]) - chip.box.get_center()))

    def _floor(self) -> tuple[float, float, float, float]:
        half, y = pixels(self.apart * 0.5 + BAR * 0.8), self.height(0.0)
        middle = at(self.middle, 0)[0]
        return middle - half, middle + half, y - pixels(3), y

    def encodings(self) -> Iterator[Lengths]:
        """Each bar is as high as its share."""
        values = np.array([share.value for share in self.shares])
        yield Lengths(self.bars, Scale(upward(self.way), 0.0, 1.0), values, np.zeros(len(values)))

    def hand_over(self, other: Voices) -> None:
        """Take the shares of ``other``, whose shape these bars now have."""
        self.shares = other.shares


class Goals(VGroup):
    """What was asked of each word, as a dashed line over its bar, and an arrow from what was said to it."""

    def __init__(self, voices: Voices, theme: Theme) -> None:
        super().__init__()
        guess = self.guess = voices.guess
        self.way = voices.way.copy()
        self.said = np.array([guess.said(word).item() for word in voices.order], dtype=float)
        self.slopes = [Measured(guess.slope(word)) for word in voices.order]
        self.lines, self.arrows, self.figures = VGroup(), VGroup(), VGroup()
        for place, word in enumerate(voices.order):
            x, asked = voices.x(place), guess.asked(word).item()
            y, aside = voices.height(asked), x + pixels(BAR / 2 + 62)
            reach = [x - pixels(BAR / 2 + 20), x + pixels(BAR / 2 + 120)]
            self.lines.add(DashedLine([reach[0], y, 0], [reach[1], y, 0], color=theme.role("ink"), stroke_width=4))
            self.arrows.add(Arrow(aside, voices.height(self.said[place]), y, theme.role("ink")))
            middle = (voices.height(self.said[place]) + y) / 2
            number = NumberText(self.slopes[place], theme, spec="+.2f", size=54, weight="SEMIBOLD")
            self.figures.add(number.on_baseline(aside + pixels(64), middle - pixels(18)))
        self.asked = Words("asked", theme, size=34, role="quiet")
        top = max(range(2), key=lambda place: guess.asked(voices.order[place]).item())
        self.asked.on_baseline(
            self.lines[top].get_left()[0] - pixels(14), self.lines[top].get_center()[1] - pixels(10), align=1.0
        )
        self.name = Words("slope", theme, size=34, role="quiet")
        self.name.on_baseline(self.figures[1].get_left()[0], self.figures[1].baseline - pixels(48))
        self.add(self.way, self.lines, self.asked, self.arrows, self.figures, self.name)
        claim_shapes(self)

    @property
    def loud_first(self) -> tuple[int, ...]:
        """The places of the words, that of the steepest slope first."""
        return tuple(sorted(range(2), key=lambda place: -self.slopes[place].value))

    def rises(self, place: int) -> bool:
        """Whether a word is pushed up."""
        return self.slopes[place].value < 0

    def encodings(self) -> Iterator[Lengths]:
        """Each arrow reaches from what was said as far as the slope, against it."""
        values = np.array([-slope.value for slope in self.slopes])
        yield Lengths(self.arrows, Scale(upward(self.way), 0.0, 1.0), values, self.said)

    def hand_over(self, other: Goals) -> None:
        """Take the slopes of ``other``, whose shape these arrows now have."""
        self.said, self.slopes = other.said, other.slopes


__all__ = ["Goals", "Voices"]
