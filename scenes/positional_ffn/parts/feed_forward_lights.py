"""Lights: what one neuron answers to each of some words, as bars that stand on one floor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import RoundedRectangle, VGroup, VMobject

from scenes.kit.claims import Claim
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell, segments
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.scales import Lengths, Scale, as_array, claim_shapes, upward
from scenes.kit.theme import Theme


class Lights(VGroup):
    """Bars from one floor, none below zero.

    Args:
        claims: a number for each bar.
        places: the middle of each bar, in Manim units from left to right.
        theme: colours.
        floor, ceiling: pixels from the top: where the bars stand, and how high a value of ``limit`` reaches.
        limit: the largest value by default.
        wide: pixels of a bar.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        places: Sequence[float],
        theme: Theme,
        *,
        floor: float,
        ceiling: float,
        limit: float | None = None,
        wide: float = 76,
    ) -> None:
        super().__init__()
        self.claims = tuple(claims)
        values = [float(claim.value) for claim in claims]
        self.limit = limit or max(*values, 1e-9)
        self.way = Box(pixels(1), pixels(floor - ceiling)).move_to(at(60, (floor + ceiling) / 2))
        low, high, half = at(0, floor)[1], at(0, ceiling)[1], pixels(wide) / 2
        self.bars = VGroup()
        for x, value in zip(places, values, strict=True):
            reach = max((high - low) * value / self.limit, 1e-4)
            self.bars.add(Cell(x - half, x + half, low, low + reach, theme.role("ink")))
        self.add(self.way, self.bars)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for its number."""
        values = as_array(float(claim.value) for claim in self.claims)
        yield Lengths(self.bars, Scale(upward(self.way), 0.0, 1.0 / self.limit), values, np.zeros(len(values)))

    def hand_over(self, other: Lights) -> None:
        """Take the numbers and the scale of ``other``, whose shape these bars now have."""
        self.claims, self.limit = other.claims, other.limit


def floor_line(theme: Theme, y: float, left: float = 80, right: float = 1840) -> VMobject:
    """The floor on which the bars stand; pixels."""
    return segments([(at(left, y)[:2], at(right, y)[:2])], theme.role("ink"), 7.0)


def block_over(theme: Theme, floor: float, top: float = 238) -> RoundedRectangle:
    """The block in which the bars stand, from its upper edge down to the floor; pixels."""
    fill, edge = theme.solid("encoder")
    block = plate_of(pixels(1800), pixels(floor - top), fill, radius=pixels(14), edge=edge, edge_width=4.5)
    return block.move_to(at(960, (floor + top) / 2))
