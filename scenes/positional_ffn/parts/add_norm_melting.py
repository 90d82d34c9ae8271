"""The words' rows before training as strips of colour, with the addition and without: without it the sentence melts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Mobject, VGroup
from numpy.typing import NDArray

from model.trace import END, Trace
from scenes.kit.claims import Computed
from scenes.kit.counts import Nth
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import Legend, signed_legend
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.add_norm_rows import Melting

MAPS = ((330, 930), (1010, 1610))  # pixels: left and right of each map
TOP, FOOT, PITCH = 218, 800, 84  # pixels: what the rows fill, and the most from row to row
ROW = 0.8  # of the pitch: a row that stands alone
NAMES = 306  # pixels: where the words end
HEADS, UNDER = 178, 866  # pixels: the baselines of what stands above and below the maps
BRACKET, WIDE = 1632, 26  # pixels: its left edge, its width
ONE = 1676  # pixels: where its words begin
LARGE = 0.93  # of the numbers are smaller than the end of the scale
READ = 1.2  # the legend is so much larger than usual


def most_stay_below(*rows: NDArray[np.float64]) -> float:
    """The size that so many of the numbers stay below: what is larger has the end of the scale too."""
    return float(np.quantile(np.concatenate([np.abs(each).ravel() for each in rows]), LARGE))


class Maps:
    """Both maps, row by row.

    Attributes:
        words: the sentence at the left; heads: what either map is; legend: of the colours.
    """

    def __init__(self, trace: Trace, theme: Theme, melting: Melting) -> None:
        self.trace, self.theme, self.melting = trace, theme, melting
        count = len(trace.source)
        self.pitch = min(PITCH, (FOOT - TOP) / count)
        every = [melting.rows(which, place) for which in range(2) for place in range(len(melting.places))]
        self.limit = Computed("size that most numbers stay below", most_stay_below, tuple(every))
        self.words = VGroup(*(self._word(i) for i in range(count)))
        self.heads = VGroup(
            *(
                Words(text, theme, size=48, weight="SEMIBOLD").on_baseline(
                    at(sum(edges) / 2, 0)[0], at(0, HEADS)[1], align=0.5
                )
                for text, edges in zip(("report added", "report alone"), MAPS, strict=True)
            )
        )
        legend: Legend = signed_legend(theme, self.limit, width=1.0).scale(READ)
        self.legend = legend.move_to([at(60, 0)[0] + legend.width / 2, at(0, UNDER - 12)[1], 0])

    def rows(self, which: int, place: int, *, closed: bool = False) -> VGroup:
        """The rows of a map behind a layer; closed up, they touch."""
        left, right = MAPS[which]
        tensor = self.melting.rows(which, place)
        strips = VGroup()
        for i in range(len(self.trace.source)):
            height = self.pitch * (1.0 if closed else ROW)
            strip = Mosaic(
                tensor[i : i + 1], self.theme, width=pixels(right - left), height=pixels(height), limit=self.limit
            )
            strips.add(strip.shift(at((left + right) / 2, self._middle(i)) - strip.box.get_center()))
        return strips

    def layer(self, which: int, place: int) -> Phrase:
        """Behind which layer, below a map."""
        rows = self.melting.rows(which, place)
        phrase = Phrase("after layer {layer}", self.theme, layer=Nth(rows), size=40, role="quiet", value_role="ink")
        return phrase.on_baseline(at(sum(MAPS[which]) / 2, 0)[0], at(0, UNDER)[1], align=0.5)

    def outcome(self, which: int) -> Phrase:
        """How many unseen sentences come out right once trained, below a map."""
        phrase = Phrase(
            "{exact:.0%} right", self.theme, exact=self.melting.recorded("exact", which), size=60, weight="SEMIBOLD"
        )
        return phrase.on_baseline(at(sum(MAPS[which]) / 2, 0)[0], at(0, UNDER + 8)[1], align=0.5)

    def bracket(self) -> VGroup:
        """A square bracket at the right of the right map, and what it says."""
        top, foot = self._middle(0) - self.pitch / 2, self._middle(len(self.trace.source) - 1) + self.pitch / 2
        corners = [at(BRACKET, top), at(BRACKET + WIDE, top), at(BRACKET + WIDE, foot), at(BRACKET, foot)]
        line = segments([(one[:2], two[:2]) for one, two in pairwise(corners)], self.theme.role("ink"), 5.0)
        words: list[Mobject] = []
        for k, text in enumerate(("one", "word")):
            label = Words(text, self.theme, size=60, weight="SEMIBOLD")
            words.append(label.on_baseline(at(ONE, 0)[0], at(0, (top + foot) / 2 - 8 + 68 * k)[1]))
        return VGroup(line, *words)

    def _middle(self, i: int) -> float:
        count = len(self.trace.source)
        first = (TOP + FOOT) / 2 - self.pitch * count / 2
        return first + (i + 0.5) * self.pitch

    def _word(self, i: int) -> Words | Chip:
        text = self.trace.source[i]
        y, size = self._middle(i), min(38.0, 0.8 * self.pitch)
        if text == END:
            mark = Chip(text, self.theme, look="mark", size=30)
            return mark.shift(at(NAMES, y) - mark.box.get_right())
        word = Words(text, self.theme, size=max(size, 30.0))
        return word.on_baseline(at(NAMES, 0)[0], at(0, y + 0.3 * size)[1], align=1.0)
