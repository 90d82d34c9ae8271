"""What a word costs on average: by blind guessing, before training, and after it; and the least that it can."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import VGroup

from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Encoding, Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme
from scenes.training.parts.loss_story import Story

FLOOR, CEILING, LIMIT = 810, 250, 6.6  # pixels: where columns stand, and what they would reach; nats
PLACES, BAR = (460, 960, 1460), 300  # pixels: the middles of the columns, and how wide they are
KINDS = (("blind", "blind guessing", "thread"), ("start", "untrained", "ink"), ("end", "trained", "learned"))


class Columns(VGroup):
    """Three columns with their figures and names."""

    def __init__(self, story: Story, theme: Theme) -> None:
        super().__init__()
        self.way = Box(pixels(1), pixels(FLOOR - CEILING)).move_to(at(60, (FLOOR + CEILING) / 2))
        self.costs = [Measured(story.record[name]) for name, _, _ in KINDS]
        self.bars, self.figures, self.names_of = VGroup(), VGroup(), VGroup()
        for x, cost, (_, text, role) in zip(PLACES, self.costs, KINDS, strict=True):
            low, high = (at(0, FLOOR - value / LIMIT * (FLOOR - CEILING))[1] for value in (0.0, cost.value))
            middle, half = at(x, 0)[0], pixels(BAR) / 2
            self.bars.add(Cell(middle - half, middle + half, low, high, theme.fill(role)))
            figure = NumberText(cost, theme, spec=".1f", size=110, weight="SEMIBOLD")
            self.figures.add(figure.on_baseline(middle, high + pixels(22), align=0.5))
            self.names_of.add(Words(text, theme, size=50).on_baseline(middle, at(0, FLOOR + 66)[1], align=0.5))
        y = at(0, FLOOR)[1]
        self.base = Cell(at(250, 0)[0], at(1670, 0)[0], y - pixels(3), y, theme.role("thread"))
        self.head = Phrase(
            "price of a word, over {count:.0f} new sentences", theme, count=story.record["sentences"], role="quiet"
        )
        self.head.shift([at(250, 0)[0] - self.head.get_left()[0], at(0, 190)[1], 0])
        self.add(self.way, self.bars, self.figures, self.names_of, self.base, self.head)
        claim_shapes(self)

    def encodings(self) -> Iterator[Encoding]:
        """Each column is as high as its price."""
        values = np.array([cost.value for cost in self.costs])
        yield Lengths(self.bars, Scale(upward(self.way), 0.0, 1.0 / LIMIT), values, np.zeros(len(values)))

    def hand_over(self, other: Columns) -> None:
        """Take the prices of ``other``, whose shape these columns now have."""
        self.costs = other.costs


__all__ = ["Columns"]
