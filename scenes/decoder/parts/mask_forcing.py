"""Teacher forcing as a picture: what the decoder reads below, what it must write above, one column a step."""

from __future__ import annotations

import numpy as np
from manim import RoundedRectangle, VGroup

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.wires import wire
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

SIDE = 1.75  # units at the left for what the lines are
LARGEST, GAP = 34, 0.2  # pixels of the words; units between two columns
WIRE = 0.5  # units: from a word to the decoder
HIGH = 1.1  # of the decoder's ground
NUMBER = 1.9  # em: the width of a probability
DROP = 0.11  # from the middle of a word to its baseline


class Forcing:
    """The parts of the picture.

    Args:
        trace: its ``target`` is what must be written; what is read is the same, shifted by one place.
        theme: colours and sizes.
        region: where to stand.

    Attributes:
        reads, writes: the words below and above; shares: the probability of each word to be written, above it.
        ground, heading: the decoder; inward, outward: the wires into it and out of it.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.trace, self.theme, self.region = trace, theme, region
        self.texts = trace.words["main.decoder_rows"], trace.target
        middle = region.at(0.5, 0.43)[1]
        self.low, self.high = middle - HIGH / 2 - WIRE - 0.3, middle + HIGH / 2 + WIRE + 0.3
        self.size = self._fitting_size()
        self.columns = self._columns()
        self.reads = self._row(self.texts[0], self.low)
        self.writes = self._row(self.texts[1], self.high)
        for word in (self.reads[0], self.writes[-1]):
            word.set_color(theme.role("quiet"))
        self.ground = self._ground(middle)
        self.heading = self._note("decoder", middle, weight="MEDIUM")
        self.inward, self.outward = VGroup(), VGroup()
        for x in self.columns:
            colour = theme.role("quiet")
            below, above = middle - HIGH / 2, middle + HIGH / 2
            self.inward.add(wire([[x, below - WIRE], [x, below]], colour))
            self.outward.add(wire([[x, above], [x, above + WIRE]], colour))
        self.notes = VGroup(self._note("reads", self.low), self._note("must write", self.high))
        self.shares, self.share_note = self._shares(), self._note("probability", self.high + 0.6)

    def writes_note(self) -> Words:
        """What the upper line is when the decoder writes by itself."""
        return self._note("writes", self.high)

    def title(self, words: str) -> Words:
        """What is going on, above the picture."""
        label = Words(words, self.theme, size=32, weight="MEDIUM")
        return label.on_baseline(self.region.center[0], self.high + 1.45, align=0.5)

    # -- how it is laid out -----------------------------------------------------------------------------------

    def _widths(self, size: float) -> list[float]:
        pairs = zip(*self.texts, strict=True)
        least = pixels(NUMBER * self.theme.sizes.small)
        return [max(least, *(Words(word, self.theme, size=size).width for word in pair)) for pair in pairs]

    def _fitting_size(self) -> float:
        room = self.region.width - SIDE - 0.3 - GAP * (len(self.trace.target) - 1)
        fitting = int(LARGEST * room / sum(self._widths(LARGEST)))
        return float(min(LARGEST, max(self.theme.sizes.small, fitting)))

    def _columns(self) -> list[float]:
        """The middles of the steps; each column is as wide as its longer word, what is left is shared out."""
        widths = self._widths(self.size)
        room = self.region.width - SIDE - 0.3
        gap = min(0.55, (room - sum(widths)) / (len(widths) - 1))
        x = self.region.left + SIDE + (room - sum(widths) - gap * (len(widths) - 1)) / 2
        middles = []
        for width in widths:
            middles.append(x + width / 2)
            x += width + gap
        return middles

    def _row(self, texts: tuple[str, ...], y: float) -> VGroup:
        words = (Words(text, self.theme, size=self.size) for text in texts)
        return VGroup(*(word.on_baseline(x, y - DROP, align=0.5) for word, x in zip(words, self.columns, strict=True)))

    def _note(self, text: str, y: float, weight: str = "NORMAL") -> Words:
        words = Words(text, self.theme, size=self.theme.sizes.note, role="quiet", weight=weight)
        return words.on_baseline(self.columns_left() - 0.35, y - DROP, align=1.0)

    def columns_left(self) -> float:
        """The left edge of the first column."""
        return float(self.columns[0] - self._widths(self.size)[0] / 2)

    def _ground(self, middle: float) -> RoundedRectangle:
        left, right = self.columns_left() - 0.2, self.columns[-1] + self._widths(self.size)[-1] / 2 + 0.2
        ground = RoundedRectangle(corner_radius=0.18, width=right - left, height=HIGH, stroke_width=0)
        ground.set_fill(self.theme.role("decoder"), opacity=1.0)
        return ground.move_to(np.array([(left + right) / 2, middle, 0.0]))

    def _shares(self) -> VGroup:
        """What the model gives to each right word, all from one pass."""
        probabilities = self.trace["main/decoder.probabilities"]
        known = self.trace.words["target_vocabulary"]
        size = max(self.theme.sizes.small, min(self.theme.sizes.note, self.size))
        numbers = VGroup()
        for step, (word, x) in enumerate(zip(self.trace.target, self.columns, strict=True)):
            claim = Measured(probabilities[step, known.index(word)])
            number = NumberText(claim, self.theme, spec=".0%", size=size)
            numbers.add(number.on_baseline(x, self.high + 0.6 - DROP, align=0.5))
        return numbers


__all__ = ["Forcing"]
