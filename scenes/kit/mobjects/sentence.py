"""Sentence: the words of a sentence as the hero of a row, each ready to act as a chip, with pictures over its nouns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from manim import Animation, AnimationGroup, VGroup

from model.tokens import Token
from model.trace import END, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import MARK_SIZE, SIDE, chip_box, dress
from scenes.kit.mobjects.picture import Picture, picture_of
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import change
from scenes.kit.theme import Theme

LEFT, RIGHT = 113, 1806  # pixels: where the row may stand
UNDER_ARCS, SECOND, ALONE = 522, 806, 250  # pixels from the top to the row's middle
SMALLEST = 40
GAPS = (26, 110)  # pixels between words, least and most
TIGHT = 14  # pixels between the words of the longest sentences
FEW = 8  # so many words at most may be larger
MIDDLE = 0.30  # em above the baseline: the middle of lower-case letters


class Sentence(VGroup):
    """Words side by side on one line, never two, with room for arcs above.

    Args:
        words: tokens of the sentence; an end token is written as a mark.
        trace, theme: gives the pictures; colours and sizes.
        size: pixels of the type; a long sentence shrinks to as little as 40.
        y: pixels from the frame's top to the middle of the words.
        rest: the look of words that do nothing, "rests" or "plain".
        pictures: whether nouns have their pictures above them.
    """

    def __init__(
        self,
        words: Sequence[str],
        trace: Trace,
        theme: Theme,
        *,
        size: float | None = None,
        y: float = UNDER_ARCS,
        rest: str = "rests",
        pictures: bool = True,
    ) -> None:
        super().__init__()
        self.theme, self.texts = theme, tuple(words)
        room = pixels(RIGHT - LEFT)
        self.size = size or (theme.sizes.hero if len(self.texts) <= FEW else theme.sizes.sentence)
        labels = self._set(self.size)
        while self.size > SMALLEST and _width(labels, pixels(GAPS[0])) > room:
            self.size -= 2
            labels = self._set(self.size)
        gaps = max(len(labels) - 1, 1)
        free = (room - _width(labels, 0.0)) / gaps
        gap = min(max(free, pixels(TIGHT)), pixels(GAPS[1]))
        x = at((LEFT + RIGHT) / 2, y)[0] - _width(labels, gap) / 2
        baseline = at(0, y)[1] - MIDDLE * pixels(self.size)
        for label in labels:
            label.on_baseline(x + _slot(label) / 2, baseline, align=0.5)
            x += _slot(label) + gap
        self.labels = VGroup(*labels)
        aside = min(SIDE, gap - pixels(6))  # of a chip's word: no chip touches the next word
        self.chips = VGroup(*(chip_box(label, SIDE if label.size == MARK_SIZE else aside) for label in labels))
        found = {i: picture_of(word, trace) for i, word in enumerate(words) if pictures and isinstance(word, Token)}
        self.pictures: dict[int, Picture] = {i: p.above(labels[i]) for i, p in found.items() if p is not None}
        for i, word in enumerate(words):
            dress(self.chips[i], self.labels[i], "mark" if word == END else rest, theme)
        self.add(self.chips, self.labels, VGroup(*self.pictures.values()))

    def _set(self, size: float) -> list[Words]:
        return [self._word(word, size) for word in self.texts]

    def _word(self, word: str, size: float) -> Words:
        if word != END:
            return Words(word, self.theme, size=size, weight="MEDIUM")
        mark = Words(word.strip("⟨⟩"), self.theme, size=MARK_SIZE)
        mark.token = word if isinstance(word, Token) else None
        return mark

    # -- parts ------------------------------------------------------------------------------------------------

    def word(self, i: int) -> Words:
        """The ``i``-th word."""
        return self.labels[i]

    def acting(self, i: int) -> VGroup:
        """The ``i``-th word with its chip and its picture."""
        return VGroup(self.chips[i], self.labels[i], *self.picture(i))

    def picture(self, i: int) -> VGroup:
        """The picture over the ``i``-th word; nothing where it has none."""
        return VGroup(*(p for place, p in self.pictures.items() if place == i))

    def top(self, i: int, air: float = pixels(8)) -> np.ndarray:
        """Where an arc may meet the ``i``-th word: above its picture, or above its chip."""
        over = self.pictures.get(i, self.chips[i])
        return np.array([self.labels[i].get_center()[0], over.get_top()[1] + air, 0.0])

    # -- acts -------------------------------------------------------------------------------------------------

    def act(self, look: str, *places: int, **kwargs: object) -> Animation:
        """Words at these places take a look: "asks", "answers", "said", "followed", "plain", "rests"."""

        def wear(pair: VGroup) -> None:
            dress(pair[0], pair[1], look, self.theme)

        pairs = [VGroup(self.chips[i], self.labels[i]) for i in places]
        return AnimationGroup(*(change(pair, to=wear) for pair in pairs), **{"run_time": 0.6, **kwargs})

    def at_once(self, look: str, places: Iterable[int]) -> Sentence:
        """The same without an animation."""
        for i in places:
            dress(self.chips[i], self.labels[i], look, self.theme)
        return self


def _slot(label: Words) -> float:
    """Units that a word takes in the row: a mark has its chip always."""
    return float(chip_box(label).width if label.size == MARK_SIZE else label.width)


def _width(labels: Sequence[Words], gap: float) -> float:
    return sum(map(_slot, labels)) + gap * (len(labels) - 1)
