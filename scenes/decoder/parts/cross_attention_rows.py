"""The two sentences one above the other, with what the followed head makes of their words: keys, values, queries."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Dot, VGroup, VMobject

from model.trace import END, Tensor, Trace
from scenes.decoder.parts.cross_attention_reading import Reading
from scenes.decoder.parts.cross_attention_threads import Threads
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import chip_box
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.sentence import SECOND, UNDER_ARCS, Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.theme import Theme

VALUES, KEYS, QUERIES = 340, 438, 868  # pixels from the top to the middles of the strips
HIGH, LOW, WIDEST = 92, 56, 116  # pixels of a strip; of a query
BEAD = 17  # pixels: the radius of the bead of a whole value
AIR = pixels(8)
BETWEEN = pixels(6)  # two chips side by side


def apart(sentence: Sentence) -> Sentence:
    """Narrow the chips of a sentence so that two which act side by side do not touch."""
    ends = [(float(label.get_left()[0]), float(label.get_right()[0])) for label in sentence.labels]
    gap = min(after[0] - before[1] for before, after in pairwise(ends))
    for chip, label, text in zip(sentence.chips, sentence.labels, sentence.texts, strict=True):
        if text != END:
            chip.become(chip_box(label, (gap - BETWEEN) / 2))
    return sentence


class Rows:
    """The sentences, the strips and the threads, each where it belongs.

    Args:
        reading: the followed head's reading of the film's sentence.
        trace, theme: pictures of the nouns; colours.
    """

    def __init__(self, reading: Reading, trace: Trace, theme: Theme) -> None:
        self.reading, self.theme = reading, theme
        self.english = apart(Sentence(trace.source, trace, theme, y=UNDER_ARCS, rest="plain"))
        self.french = apart(Sentence(trace.target, trace, theme, y=SECOND, rest="plain", pictures=False))
        self.english_words = VGroup(self.english.chips, self.english.labels)
        self.pictures = VGroup(*self.english.pictures.values())
        heads = [self._below(j).tolist() for j in range(len(trace.source))]
        feet = [self.french.top(i, air=AIR).tolist() for i in range(len(trace.target))]
        self.threads = Threads(reading.weights, feet, heads, theme)

    # -- what the head makes ------------------------------------------------------------------------------------

    def values(self) -> list[VectorStrip]:
        """One value above each English word."""
        return self._strips(self.reading.tensor("value"), "value", self.english, VALUES, HIGH)

    def keys(self) -> list[VectorStrip]:
        """One key above each English word, below its value."""
        return self._strips(self.reading.tensor("key"), "key", self.english, KEYS, HIGH)

    def queries(self) -> list[VectorStrip]:
        """One query below each French word."""
        return self._strips(self.reading.tensor("query"), "query", self.french, QUERIES, LOW)

    def _strips(self, tensor: Tensor, role: str, words: Sentence, y: float, high: float) -> list[VectorStrip]:
        middles = [float(word.get_center()[0]) for word in words.labels]
        length = min(pixels(WIDEST), 0.86 * min(b - a for a, b in pairwise(middles)))
        limit = shared_limit(tensor)
        made = []
        for i, x in enumerate(middles):
            strip = VectorStrip(tensor[i], self.theme, role, length=length, height=pixels(high), limit=limit)
            made.append(strip.shift([x, at(0, y)[1], 0] - strip.box.get_center()))
        return made

    # -- beads --------------------------------------------------------------------------------------------------

    def bead(self, share: float = 1.0) -> Dot:
        """A value on its way, its area as large as its share."""
        radius = pixels(BEAD) * float(np.sqrt(share))
        return Dot(radius=radius, color=self.theme.fill("value"))

    def down(self, row: int, column: int) -> VMobject:
        """The way of a value from an English word to a French one."""
        return self.threads.lit(row, column)[-1].copy().reverse_points()

    def _below(self, j: int) -> np.ndarray:
        chip = self.english.chips[j]
        return np.array([self.english.labels[j].get_center()[0], chip.get_bottom()[1] - AIR, 0.0])
