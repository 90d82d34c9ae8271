"""One head's map and what it reports to one word, before and after a shuffle; rows and columns as pieces that ride."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import chip_box, dress
from scenes.kit.mobjects.disc_map import FAINT, FULL, DiscMap, disc
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.order_blind import DIGITS, Blind

SIDE, LEFT, TOP = 620, 330, 215  # pixels of the map
TYPE = 36  # pixels of the words beside it, where rows are high enough
REPORT_X, REPORT_WIDE, REPORT_HIGH = 1425, 860, 190  # pixels: middle, width and height of the report
BEFORE_Y, AFTER_Y = 320, 640  # pixels to the middles of the two reports
TITLE_UP, DIGITS_SIZE = 130, 34  # pixels from a report's middle up to its name; of its digits


class Sheet(VGroup):
    """The map with its words: the word that is followed asks, in its chip, and its row is ringed.

    Args:
        weights: (S, S).
        words: of the rows and of the columns.
        row: the followed one.
    """

    def __init__(self, weights: Tensor, words: Sequence[str], row: int, trace: Trace, theme: Theme) -> None:
        super().__init__()
        self.theme, self.asks = theme, row
        size = min(TYPE, int(0.72 * SIDE / len(words)))
        self.map = DiscMap(weights, theme, side=pixels(SIDE), asks=row, words=words, trace=trace, size=max(size, 30))
        self.map.shift(at(LEFT + SIDE / 2, TOP + SIDE / 2) - self.map.box.get_center())
        self.chip = chip_box(self.map.row_labels[row], pixels(13))
        dress(self.chip, self.map.row_labels[row], "asks", theme)
        self.ring = self.map.ring(row)
        self.add(self.map.ground, self.chip, self.map, self.ring)

    def still(self) -> VGroup:
        """What does not ride: the quiet cells."""
        return VGroup(self.map.box, self.map.ground)

    def row(self, i: int) -> VGroup:
        """Row ``i`` with its word, as a piece of its own."""
        asks = i == self.asks
        discs = self._discs([(i, j) for j in range(self.map.weights.shape[1])], "query" if asks else "thread")
        label = self.map.row_labels[i].copy()
        return VGroup(self.chip.copy(), label, discs, self.ring.copy()) if asks else VGroup(label, discs)

    def column(self, j: int, rows: Sequence[int]) -> VGroup:
        """Column ``j`` with its picture, once row ``rows[i]`` stands at place ``i``, as a piece of its own."""
        below = [i for i in range(len(rows)) if rows[i] != self.asks]
        grey = self._discs([(rows[i], j) for i in below], "thread", at_rows=below)
        own = list(rows).index(self.asks)
        lit = self._discs([(self.asks, j)], "query", at_rows=[own])
        x = self.map.middle(0, j)[0]
        pictures = [picture.copy() for picture in self.map.pictures if abs(picture.get_center()[0] - x) < 1e-3]
        return VGroup(grey, lit, *pictures)

    def _discs(self, cells: Sequence[tuple[int, int]], role: str, at_rows: Sequence[int] | None = None) -> VMobject:
        """The discs of some cells as one shape, or of these cells drawn at other rows."""
        shape = VMobject(stroke_width=0, fill_color=self.theme.fill(role), fill_opacity=1.0)
        pieces = []
        for place, (i, j) in enumerate(cells):
            weight = float(self.map.weights.values[i, j])
            if weight >= FAINT:
                middle = self.map.middle(i if at_rows is None else at_rows[place], j)
                pieces.append(middle + disc(FULL * self.map.cell / 2 * float(np.sqrt(weight))))
        shape.points = np.concatenate(pieces) if pieces else np.zeros((0, 3))
        return shape


class Report(VGroup):
    """What the head reports to the followed word: bars, and below them the same in digits."""

    def __init__(self, blind: Blind, theme: Theme, *, shuffled: bool) -> None:
        super().__init__()
        y = AFTER_Y if shuffled else BEFORE_Y
        tensor = blind.report(shuffled=shuffled)
        self.strip = VectorStrip(tensor, theme, "output", length=pixels(REPORT_WIDE), height=pixels(REPORT_HIGH))
        self.strip.shift(at(REPORT_X, y) - self.strip.box.get_center())
        self.digits = self.strip.digits(spec=DIGITS, size=DIGITS_SIZE)
        self.title = Words("after" if shuffled else "before", theme, size=40, role="quiet")
        self.title.on_baseline(*at(REPORT_X - REPORT_WIDE / 2, y - TITLE_UP + 20)[:2])
        self.add(self.strip, self.digits, self.title)
