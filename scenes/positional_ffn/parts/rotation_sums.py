"""A word's vector plus the row of its place, line by line below the sentence, and what appending would make instead."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, Mobject, VGroup, VMobject

from model.trace import Tensor, Trace, derive
from scenes.kit.counts import Extent, Place
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

STRIP = 10.4  # units of a vector
SHAPE = 1.1  # units for the shape at its right
HIGH = 1.1  # units of a strip
WIDEST = 0.42  # units between words of the sentence


class Addition:
    """The parts of the sum in a region; ``word``, ``place`` and ``both`` are strips on one scale."""

    def __init__(self, trace: Trace, row: int, theme: Theme, region: Region) -> None:
        self.trace, self.row, self.theme = trace, row, theme
        head, *lines, last = region.rows(0.95, HIGH, HIGH, HIGH, 0.75, gap=0.14)
        names = ("main/encoder.embedding", "main/encoder.position", "main/encoder.input")
        tensors = [trace[name][row] for name in names]
        self.limit = float(max(np.abs(tensor.values).max() for tensor in tensors))
        self.left = region.right - SHAPE - STRIP
        self.strips = [
            VectorStrip(tensor, theme, length=STRIP, height=HIGH, limit=self.limit).shift(
                [self.left + STRIP / 2, line.center[1], 0]
            )
            for tensor, line in zip(tensors, lines, strict=True)
        ]
        self.word, self.place, self.both = self.strips
        self.sentence = self._sentence(head)
        self.labels = self._labels()
        self.shapes = [self._shape(strip.tensor, strip) for strip in self.strips]
        self.appended = self._appended(last)
        y = lines[2].top + 0.07
        self.rule: VMobject = segments([((self.left, y), (self.left + STRIP, y))], theme.role("quiet"), 2.0)

    def _sentence(self, region: Region) -> VGroup:
        """The words with their places below, the followed one in ink."""
        theme, small = self.theme, self.theme.sizes.small
        roles = ["ink" if place == self.row else "quiet" for place in range(len(self.trace.source))]
        words = [Words(word, theme, role=role) for word, role in zip(self.trace.source, roles, strict=True)]
        taken, most = sum(word.width for word in words), len(words) - 1
        gap = min(WIDEST, (region.width - 0.6 - taken) / most)
        pen, marks = region.center[0] - (taken + most * gap) / 2, VGroup()
        for place, word in enumerate(words):
            middle = pen + word.width / 2
            number = NumberText(Place.of(self.trace.source, place), theme, size=small, role=roles[place])
            marks.add(
                word.on_baseline(pen, region.top - 0.42),
                number.on_baseline(middle, region.bottom + 0.06, align=0.5),
            )
            pen += word.width + gap
        return marks

    def _labels(self) -> list[Mobject]:
        """What the lines are."""
        theme = self.theme
        word = Words(self.trace.source[self.row], theme, weight="MEDIUM")
        number = NumberText(Place.of(self.trace.source, self.row), theme, weight="MEDIUM")
        place = on_one_baseline([Words("place", theme), number], gap=pixels(12))
        labels = [word, place, Words("sum", theme)]
        for label, strip in zip(labels, self.strips, strict=True):
            label.next_to(strip.box, LEFT, buff=0.25)
        return labels

    def _shape(self, vector: Tensor, beside: Mobject) -> VGroup:
        box = getattr(beside, "box", beside)
        return shape_label(self.theme, Extent(vector), Extent(vector, 1), size=24).next_to(box, RIGHT, buff=0.2)

    def _appended(self, region: Region) -> VGroup:
        """A vector twice as wide."""
        halves, parts = VGroup(), [strip.tensor for strip in self.strips[:2]]
        for half, strip in enumerate(self.strips[:2]):
            ghost = VectorStrip(
                strip.tensor, self.theme, "quiet", length=STRIP / 2, height=region.height, limit=self.limit
            )
            halves.add(ghost.shift([self.left + (half + 0.5) * STRIP / 2, region.center[1], 0]))
        note = Words("appended", self.theme, role="quiet", size=26).next_to(halves[0].box, LEFT, buff=0.25)
        both = derive("appended", ("D",), lambda word, place: np.concatenate([word, place]), *parts)
        return VGroup(halves, note, self._shape(both, halves[1]))
