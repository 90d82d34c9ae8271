"""Reports side by side under one learned matrix, the matrix cut into a block a head, and the sum that it was."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from manim import VGroup

from model.trace import Tensor, derive
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.learned_card import LearnedCard
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.multi_head.parts.heads_doors import head_name, middle_of, word_chip
from scenes.multi_head.parts.heads_layer import Layer
from scenes.multi_head.parts.heads_maps import SMALL_ASIDE, SMALL_PITCH

LEFT, RIGHT = 330, 1790  # pixels: reports side by side, and the whole matrix
REPORT_Y, REPORT_HIGH = 745, 160  # pixels: under the maps
CARD_Y, CARD_HIGH = 325, 360
JOINED_Y, JOINED_HIGH = 600, 140
OUT_Y, OUT_HIGH = 800, 160
BLOCK = 330  # pixels: width of a block when they stand apart
ADDED_Y, ADDED_HIGH = 430, 170
TOTAL_Y, TOTAL_HIGH, TOTAL_LEFT, TOTAL_RIGHT = 240, 200, 268, 1200


class Joining:
    """What is joined, cut and added, all about one word; strips of reports share a scale, and so do sums."""

    def __init__(self, layer: Layer, theme: Theme) -> None:
        self.layer, self.theme = layer, theme
        self.count = layer.heads.value
        self.mixed = layer.tensor("mixed")[:, layer.row]  # (H, K)
        self.w_o = layer.parameter("w_o")  # (H, K, D)
        self.weights_limit = shared_limit(self.w_o)
        own = layer.contributions[:, layer.row]
        self.limit = float(max(np.abs(own).max(), np.abs(np.cumsum(own, axis=0)).max()))

    # -- reports ----------------------------------------------------------------------------------------------

    def report(self, head: int, x: float, y: float, *, width: float, height: float) -> VectorStrip:
        """A head's report about the word, (K); pixels."""
        strip = VectorStrip(
            self.mixed[head],
            self.theme,
            "output",
            length=pixels(width),
            height=pixels(height),
            limit=shared_limit(self.mixed),
        )
        return strip.shift(at(x, y) - strip.box.get_center())

    def joined(self) -> VGroup:
        """All reports side by side."""
        wide = (RIGHT - LEFT) / self.count
        return VGroup(
            *(
                self.report(head, LEFT + (head + 0.5) * wide, JOINED_Y, width=wide, height=JOINED_HIGH)
                for head in range(self.count)
            )
        )

    def apart(self) -> VGroup:
        """The reports under their blocks."""
        return VGroup(
            *(self.report(head, self.x(head), JOINED_Y, width=BLOCK, height=JOINED_HIGH) for head in range(self.count))
        )

    def x(self, head: int) -> float:
        """Pixels from the left to the middle of a head's column once things stand apart."""
        return middle_of(head, self.count, min(SMALL_PITCH, 1600 / self.count)) + SMALL_ASIDE

    def chip(self, y: float) -> VGroup:
        """The followed word left of its numbers."""
        return word_chip(self.layer.trace, self.theme, self.layer.row, "asks", right=225, y=y, room=165)

    def names(self, reports: VGroup, y: float) -> VGroup:
        """The heads' names over or under their reports, on a baseline ``y`` pixels from the top."""
        made = VGroup()
        for report in reports:
            name = head_name(self.mixed[len(made)], self.theme)
            x = report.get_center()[0] - name.get_center()[0]
            made.add(name.shift([x, at(0, y)[1] - name[0].baseline, 0]))
        return made

    # -- the matrix -------------------------------------------------------------------------------------------

    @cached_property
    def card(self) -> LearnedCard:
        """W_O tipped over: a column for each number that it reads. (D, H K)."""
        whole = derive(
            f"{self.w_o.name} tipped over", ("D", "K"), lambda w: w.reshape(-1, w.shape[-1]).T, self.w_o
        )  # (D, H K)
        card = LearnedCard(
            whole, self.theme, width=pixels(RIGHT - LEFT), height=pixels(CARD_HIGH), limit=self.weights_limit
        )
        card.move_to(at((LEFT + RIGHT) / 2, CARD_Y))
        return card

    def name(self) -> VGroup:
        """The matrix's symbol and shape, left of it."""
        symbol = Symbol("W_O", self.theme, "learned", size=64)
        symbol.on_baseline(*at(LEFT - 46, CARD_Y + 6)[:2], align=1.0)
        size = self.layer.trace.size("D")
        shape = shape_label(self.theme, size, size)
        shape.shift([at(LEFT - 46, 0)[0] - shape.get_right()[0], at(0, CARD_Y + 66)[1] - shape.get_center()[1], 0])
        return VGroup(symbol, shape)

    def blocks(self, *, apart: bool) -> VGroup:
        """A card for each head, exactly where the whole one lies or apart from each other."""
        wide = (RIGHT - LEFT) / self.count
        made = VGroup()
        for head in range(self.count):
            own = self.w_o[head]
            turned = derive(f"{own.origin} tipped over", ("D", "K"), lambda w: w.T, own)  # (D, K)
            width, x = (BLOCK, self.x(head)) if apart else (wide, LEFT + (head + 0.5) * wide)
            card = LearnedCard(
                turned, self.theme, width=pixels(width), height=pixels(CARD_HIGH), limit=self.weights_limit
            )
            made.add(card.move_to(at(x, CARD_Y)))
        return made

    # -- sums -------------------------------------------------------------------------------------------------

    def output(self) -> VectorStrip:
        """What the matrix makes of all reports, below them."""
        return self.strip(
            self.layer.tensor("output")[self.layer.row], (LEFT + RIGHT) / 2, OUT_Y, RIGHT - LEFT, OUT_HIGH
        )

    def added(self, head: int, y: float) -> VectorStrip:
        """What a head adds, in its column."""
        return self.strip(self.layer.contribution(head), self.x(head), y, BLOCK, ADDED_HIGH)

    def total(self, heads: int) -> VectorStrip:
        """The sum of the first so many heads, on top."""
        return self._top(self.layer.sum_of(heads))

    def on_top(self, head: int) -> VectorStrip:
        """What a head adds, as large as the sum."""
        return self._top(self.layer.contribution(head))

    def _top(self, tensor: Tensor) -> VectorStrip:
        return self.strip(tensor, (TOTAL_LEFT + TOTAL_RIGHT) / 2, TOTAL_Y, TOTAL_RIGHT - TOTAL_LEFT, TOTAL_HIGH)

    def strip(self, tensor: Tensor, x: float, y: float, width: float, height: float) -> VectorStrip:
        """A vector (D) on the scale of the sums; pixels."""
        limit = self.limit * height / ADDED_HIGH
        strip = VectorStrip(tensor, self.theme, "output", length=pixels(width), height=pixels(height), limit=limit)
        return strip.shift(at(x, y) - strip.box.get_center())

    def signs(self) -> VGroup:
        """A plus between what two heads add."""
        made = VGroup()
        for head in range(self.count - 1):
            sign = Words("+", self.theme, size=64, weight="MEDIUM")
            made.add(sign.move_to(at((self.x(head) + self.x(head + 1)) / 2, ADDED_Y)))
        return made
