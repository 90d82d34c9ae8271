"""A row of the decoder's attention with and without the mask: two rulers of one length, and the mask's border."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import LEFT, RIGHT, Mobject, VGroup

from model.trace import Tensor
from scenes.decoder.parts.mask_future import open_shares
from scenes.kit.claims import Claim, row_sum
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.ruler import Ruler
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme


class RowShares:
    """The two rulers of one row.

    Args:
        words: what the rows and columns of the attention read.
        scaled, weights: the row's scaled scores, and its weights with the mask.
        row: its place.
        theme: colours and sizes.
        before, after: where the ruler without the mask stands, and the one with it.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        scaled: Tensor,
        weights: Tensor,
        row: int,
        theme: Theme,
        before: Region,
        after: Region,
    ) -> None:
        self.words, self.scaled, self.weights, self.row = words, scaled, weights, row
        self.theme, self.before, self.after = theme, before, after

    def whole(self, ahead: Claim) -> VGroup:
        """The row's shares without the mask: heading, ruler, and a bracket over the words to come."""
        ruler = self._ruler(self.words, open_shares(self.scaled), self.before)
        left, right = (float(ruler.segments[place].get_edge_center(side)[0]) for place, side in self._ends())
        top = float(ruler.frame.get_top()[1]) + pixels(10)
        rise = pixels(10)
        corners = [(left, top), (left, top + rise), (right, top + rise), (right, top)]
        bracket = segments(list(pairwise(corners)), self.theme.role("quiet"), 2.0)
        label = on_one_baseline(
            [
                Words("not yet written", self.theme, size=self.theme.sizes.note),
                NumberText(ahead, self.theme, spec=".0%", size=self.theme.sizes.label, weight="MEDIUM"),
            ],
            gap=pixels(14),
        )
        label.shift([right - label.get_right()[0], top + rise + pixels(16), 0])
        return VGroup(self._head("softmax over the whole row", ruler, above=True), ruler, VGroup(bracket, label))

    def _ends(self) -> tuple[tuple[int, np.ndarray], tuple[int, np.ndarray]]:
        """The first and the last of the words to come, and the outer edge of each."""
        return (self.row + 1, LEFT), (len(self.words) - 1, RIGHT)

    def masked(self) -> VGroup:
        """The row's shares with the mask: heading, ruler, and the sum."""
        row = self.row
        shares = self.weights[: row + 1]
        ruler = self._ruler(self.words[: row + 1], shares, self.after)
        total = on_one_baseline(
            [
                Words("sum", self.theme, size=self.theme.sizes.note, role="quiet"),
                NumberText(row_sum(self.weights), self.theme, size=self.theme.sizes.label, weight="MEDIUM"),
            ],
            gap=pixels(14),
        )
        end = float(ruler.frame.get_right()[0])
        total.shift([end - total.get_right()[0], float(ruler.frame.get_bottom()[1]) - pixels(48), 0])
        return VGroup(self._head("softmax over the words so far", ruler, above=False), ruler, total)

    def _ruler(self, words: tuple[str, ...], shares: Tensor | tuple[Claim, ...], region: Region) -> Ruler:
        ruler = Ruler(words, shares, self.theme, length=region.width - 0.1, height=0.56, spec=None)
        return ruler.shift(region.center - ruler.frame.get_center())

    def _head(self, text: str, ruler: Ruler, *, above: bool) -> Words:
        """What a ruler shows, at its left above or below it."""
        label = Words(text, self.theme, size=self.theme.sizes.note, role="quiet")
        y = ruler.frame.get_top()[1] + pixels(36) if above else ruler.frame.get_bottom()[1] - pixels(48)
        return label.on_baseline(float(ruler.frame.get_left()[0]), float(y))

    def fan(self, upper: Ruler, lower: Ruler) -> Mobject:
        """From the part of the words so far to the whole length below."""
        top, bottom = float(upper.frame.get_bottom()[1]), float(lower.frame.get_top()[1])
        pairs = []
        for mark, side in ((upper.segments[0], LEFT), (upper.segments[self.row], RIGHT)):
            start = float(mark.get_edge_center(side)[0])
            end = float(lower.frame.get_edge_center(side)[0])
            pairs.append(((start, top - pixels(6)), (end, bottom + pixels(6))))
        return segments(pairs, self.theme.role("quiet"), 1.5)


def stairs(heatmap: Heatmap, theme: Theme) -> Mobject:
    """The border between what a row may see and what it may not."""
    corners: list[tuple[float, float]] = []
    for place in range(heatmap.shape_of[0] - 1):
        _, right, bottom, top = heatmap.edges(slice(place, place + 1), slice(place, place + 1))
        corners += [(right, top), (right, bottom)]
    corners.append((heatmap.edges()[1], corners[-1][1]))
    return segments(list(pairwise(corners)), theme.role("ink"), 2.5)
