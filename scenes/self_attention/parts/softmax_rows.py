"""All rows of attention as a map of discs: one row and one column in frames, with what they add up to."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.kit.claims import row_sum
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.spots import Spot
from scenes.kit.theme import Theme
from scenes.self_attention.parts.named_map import MapNames

SIDE, LEFT, TOP = 570, 420, 262  # pixels: the map
TITLE, TITLE_SIZE, BELOW, BELOW_SIZE = (1160, 500), 72, (1160, 580), 44  # pixels: baselines and sizes
SUM, OTHERS = 64, 42  # pixels of the sums in figures


class Rows:
    """The map and what stands round it.

    Args:
        trace, theme: words and pictures; colours and sizes.
        shares: (S, S), rows ask.
        row, column: those that are added up.
    """

    def __init__(self, trace: Trace, theme: Theme, shares: Tensor, row: int, column: int) -> None:
        self.map = DiscMap(shares, theme, side=pixels(SIDE), asks=row)
        self.map.shift(at(LEFT + SIDE / 2, TOP + SIDE / 2) - self.map.box.get_center())
        self.band = self.map.edges(rows=slice(row, row + 1))
        self.names = MapNames(self.map, trace, theme, row, column)
        self.ring = self.map.ring(row)
        edges = self.map.edges(columns=slice(column, column + 1))
        self.fence = outline_of(edges, theme.role("key"), margin=pixels(3), spot=Spot(shares, None, (column,)))
        self.across = NumberText(row_sum(shares[row]), theme, spec=".0f", size=SUM, weight="SEMIBOLD")
        self.across.next_to(self.ring, buff=pixels(28))
        self.sums = VGroup(*(self._sum(theme, shares, i) for i in range(shares.shape[0]) if i != row))
        self.down = NumberText(row_sum(shares[:, column]), theme, size=SUM, weight="SEMIBOLD")
        self.down.on_baseline((edges[0] + edges[1]) / 2, edges[2] - pixels(64), align=0.5)
        title = Words("attention weights", theme, size=TITLE_SIZE, weight="SEMIBOLD")
        below = Words("each row shares out one unit", theme, size=BELOW_SIZE, role="quiet")
        self.title = VGroup(
            title.on_baseline(at(*TITLE)[0], at(*TITLE)[1]), below.on_baseline(at(*BELOW)[0], at(*BELOW)[1])
        )

    def _sum(self, theme: Theme, shares: Tensor, row: int) -> NumberText:
        """What another row adds up to, right of it."""
        low, high = self.map.edges(rows=slice(row, row + 1))[2:]
        number = NumberText(row_sum(shares[row]), theme, spec=".0f", size=OTHERS)
        return number.move_to([self.across.get_center()[0], (low + high) / 2, 0])

    def others(self) -> list[VMobject]:
        """The discs of the rows that are not followed, each row by itself, from the top."""
        discs = self.map.discs.points.reshape(-1, 16, 3)
        heights = np.round(discs.mean(axis=1)[:, 1], 3)
        rows = []
        for height in sorted(set(heights), reverse=True):
            row = VMobject(stroke_width=0, fill_color=self.map.discs.get_fill_color(), fill_opacity=1.0)
            row.points = discs[heights == height].reshape(-1, 3)
            rows.append(row)
        return rows
