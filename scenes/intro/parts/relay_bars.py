"""Blame as bars over the words of a sentence, a glass that enlarges the first, and the memory that is handed along."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import PI, Circle, Line, VGroup

from model.trace import Tensor
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.scales import Lengths, Scale, as_array, claim_shapes, upward
from scenes.kit.theme import Theme

FLOOR, CEILING = 690, 200  # pixels from the top: where bars stand, and how high the largest reaches
WIDE = 62  # pixels of a bar
GLASS, RADIUS = (330, 452), 258  # pixels: its middle, its radius


class BlameBars(VGroup):
    """A number for each word of a sentence as a bar over it, from one floor, linear.

    Args:
        values: (place), none below zero.
        sentence: the words, as they stand.
        limit: the value that reaches the ceiling; the largest by default.
        enlarged: how many times longer than they are the bars are drawn, for what is seen through a glass.
    """

    def __init__(
        self,
        values: Tensor,
        sentence: Sentence,
        theme: Theme,
        *,
        role: str = "ink",
        limit: float | None = None,
        enlarged: float = 1.0,
    ) -> None:
        super().__init__()
        self.values, self.limit, self.enlarged = values, limit or float(values.values.max()), enlarged
        self.way = Box(pixels(1), pixels(FLOOR - CEILING)).move_to(at(60, (FLOOR + CEILING) / 2))
        low, high = at(0, FLOOR)[1], at(0, CEILING)[1]
        self.bars = VGroup()
        for word, value in zip(sentence.labels, values.values, strict=True):
            x, reach = word.get_center()[0], (high - low) * float(value) * enlarged / self.limit
            half = pixels(WIDE) / 2
            self.bars.add(Cell(x - half, x + half, low, low + max(reach, 1e-4), theme.role(role)))
        self.add(self.way, self.bars)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for its word's number."""
        values = as_array(float(value) for value in self.values.values)
        yield Lengths(
            self.bars, Scale(upward(self.way), 0.0, self.enlarged / self.limit), values, np.zeros(len(values))
        )

    def hand_over(self, other: BlameBars) -> None:
        """Take the values and the scale of ``other``, whose shape these bars now have."""
        self.values, self.limit, self.enlarged = other.values, other.limit, other.enlarged


class Glass(VGroup):
    """A magnifying glass over the first word's place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        fill, _ = theme.solid("encoder")
        middle, radius = at(*GLASS), pixels(RADIUS)
        direction = np.array([np.cos(PI / 4), np.sin(PI / 4), 0.0])
        metal = theme.thing("metal")
        reach = [middle + part * radius * direction for part in (1.0, 1.22, 1.24, 1.62)]
        grip = Line(reach[1], reach[3], stroke_width=34, color=theme.thing("wood"))
        neck = Line(reach[0], reach[2], stroke_width=24, color=metal)
        lens = Circle(radius=radius, stroke_width=12, stroke_color=metal, fill_color=fill, fill_opacity=1.0)
        self.lens = lens.move_to(middle)
        self.add(neck, grip, self.lens)


class Memory(VGroup):
    """The memory that is handed along: its numbers as bars in a capsule of wood."""

    def __init__(self, state: Tensor, theme: Theme, *, x: float, y: float, wide: float, high: float) -> None:
        super().__init__()
        self.capsule = plate_of(pixels(wide), pixels(high), theme.thing("wood"), radius=pixels(high) * 0.35).move_to(
            at(x, y)
        )
        self.strip = VectorStrip(state, theme, length=pixels(wide * 0.88), height=pixels(high * 0.82), limit=1.0)
        dark = theme.thing("grain")
        self.strip.bars.set_fill(dark)
        self.strip.baseline.set_fill(dark)
        self.strip.shift(at(x, y) - self.strip.box.get_center())
        self.add(self.capsule, self.strip)
