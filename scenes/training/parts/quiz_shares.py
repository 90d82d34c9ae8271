"""A row of weights and a column of them, each laid end to end along one unit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import LEFT as LEFTWARDS
from manim import UP, ManimColor, VGroup

from model.trace import Tensor, Trace
from scenes.kit.choose import hero, hero_tensor
from scenes.kit.claims import row_sum
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell, Outline, outline_of
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, across, as_array, claim_shapes
from scenes.kit.spots import Spot
from scenes.kit.theme import Theme

SIDE, MIDDLE = 640, (1490, 560)  # pixels: of the map
LEFT, ROOM, HIGH = 70, 620, 84  # pixels: where the bars begin, what the longer has, their height
BARS = {"row": 620, "column": 800}  # pixels: the middles of the bars
CUT = 4  # pixels between two pieces
POST = 20  # pixels that a post stands out


class EndToEnd(VGroup):
    """Weights as pieces one after the other, from the first post of a unit on: to its end, over it, or short of it.

    Args:
        weights: one axis.
        unit: pixels of a weight of one; y: pixels from the frame's top to the middle.
    """

    def __init__(self, weights: Tensor, theme: Theme, role: str, name: str, *, unit: float, y: float) -> None:
        super().__init__()
        self.tensor = weights
        self.box = Box(pixels(unit), pixels(HIGH)).move_to(at(LEFT + unit / 2, y))
        left, right, low, high = self.box.edges
        self.pieces = VGroup()
        x = left
        for value in weights.values:
            wide = float(value) * self.box.width
            gap = min(pixels(CUT), wide / 3)
            self.pieces.add(Cell(x + gap / 2, x + wide - gap / 2, low, high, theme.fill(role)))
            x += wide
        ink = ManimColor(theme.ink)
        air, thick = pixels(POST), pixels(2.5)
        self.posts = VGroup(*(Cell(end - thick, end + thick, low - air, high + air, ink) for end in (left, right)))
        self.label = Words(name, theme, size=44, weight="SEMIBOLD").on_baseline(left, high + pixels(POST + 16))
        number = NumberText(row_sum(weights), theme, spec=".2f", size=64, weight="SEMIBOLD")
        self.number = number.on_baseline(max(x, right) + pixels(30), (low + high) / 2 - pixels(23))
        self.add(self.box, self.pieces, self.posts, self.label, self.number)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each piece is as long as its weight, but for the cuts."""
        values = as_array(self.tensor.values)
        cuts = np.minimum(CUT / (self.box.width / pixels(1)), values / 3)
        starts = np.concatenate([[0.0], np.cumsum(values)[:-1]])
        yield Lengths(self.pieces, Scale(across(self.box), 0.0, 1.0), values - cuts, starts + cuts / 2)

    def hand_over(self, other: EndToEnd) -> None:
        """Take the weights of ``other``, whose shape these pieces now have."""
        self.tensor = other.tensor


class Sums:
    """The followed head's weights as discs, a row and a column ringed and named; then both laid end to end."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        weights = hero_tensor(trace, "weights")
        self.row, sums = hero(trace).row, weights.values.sum(axis=0)
        self.column = int(sums.argmax())
        self.map = DiscMap(weights, theme, side=pixels(SIDE), asks=self.row).move_to(at(*MIDDLE))
        edges = self.map.edges(columns=slice(self.column, self.column + 1))
        self.ring: Outline = self.map.ring(self.row)
        spot = Spot(weights, None, (self.column,))
        self.upright = outline_of(edges, theme.role("key"), margin=pixels(3), width=5.0, spot=spot)
        asks = Chip(trace.source[self.row], theme, look="asks", size=40)
        asks.next_to(self.map.middle(self.row, 0), LEFTWARDS, buff=self.map.cell / 2 + pixels(26))
        gets = Chip(trace.source[self.column], theme, look="answers", size=40)
        gets.next_to(self.map.middle(0, self.column), UP, buff=self.map.cell / 2 + pixels(18))
        self.chips = VGroup(asks, gets)
        unit = ROOM / max(1.0, float(sums[self.column]))
        self.lines = (
            EndToEnd(weights[self.row], theme, "query", "the row", unit=unit, y=BARS["row"]),
            EndToEnd(weights[:, self.column], theme, "key", "the column", unit=unit, y=BARS["column"]),
        )
