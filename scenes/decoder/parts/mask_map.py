"""A head of the decoder as a map of discs, what the mask lays over it, and what is left."""

from __future__ import annotations

import numpy as np
from manim import DL, UP, UR, ManimColor, VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.decoder.parts.mask_future import Place
from scenes.kit.claims import row_sum
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

SIDE, LEFT, TOP = 690, 250, 200  # pixels: the map
SUMS = 56  # pixels right of the map: what rows add up to
INFINITY, INFINITY_SIZE = "−∞", 170
PAD, MOST_PADS, WORDS_BEFORE = "pad", 3, 2
PADS_SIZE, PADS = 44, (1460, 700)  # pixels
SIGN = 62


class MaskMap:
    """The map of one head before and after the mask, and what stands round it.

    Attributes:
        before, after: the shares without the mask, and with it.
        asks, answers: chips of the followed row and of the column where its answer stands.
        curtain: what is laid over all cells right of the diagonal; edge: round them; infinity: what is written on it.
        sums: what each row adds up to.
    """

    def __init__(self, trace: Trace, theme: Theme, found: Place) -> None:
        self.trace, self.theme, self.found = trace, theme, found
        self.reads = trace.words["main.decoder_rows"]
        self.before, self.after = self._map(found.open(trace)), self._map(found.matrix(trace, "weights"))
        self.asks, self.answers = self._asks(), self._answers(self.before)
        self.curtain = self._curtain()
        self.edge = self.curtain.copy().set_fill(opacity=0).set_stroke(theme.role("ink"), width=7, opacity=1.0)
        sign = Words(INFINITY, theme, size=INFINITY_SIZE, weight="SEMIBOLD").move_to(self._within_curtain())
        (left, low, _), (right, high, _) = sign.get_corner(DL), sign.get_corner(UR)
        self.infinity = VGroup(Cell(left, right, low, high, theme.role("thread")), sign)
        self.sums = VGroup(*(self._sum(i) for i in range(len(self.reads))))

    def _map(self, shares: Tensor) -> DiscMap:
        shown = DiscMap(
            shares, self.theme, side=pixels(SIDE), asks=self.found.row, words=self.reads, trace=self.trace, size=30
        )
        shown.shift(at(LEFT + SIDE / 2, TOP + SIDE / 2) - shown.box.get_center())
        chip = self._answers(shown)
        left, right = chip.get_left()[0] - pixels(8), chip.get_right()[0] + pixels(8)
        over = [one for one in shown.pictures if one.get_right()[0] > left and one.get_left()[0] < right]
        shown.pictures.remove(*over)  # the chip of the answer stands there
        shown.row_labels[self.found.row].set_opacity(0.0)  # and its own chip at the followed row
        return shown

    def _asks(self) -> Chip:
        chip = Chip(self.reads[self.found.row], self.theme, look="asks", size=32)
        left = self.before.box.edges[0]
        y = self.before.middle(self.found.row, 0)[1]
        return chip.shift([left - pixels(12) - chip.get_right()[0], y - chip.box.get_center()[1], 0])

    def _answers(self, shown: DiscMap) -> Chip:
        chip = Chip(self.reads[self.found.row + 1], self.theme, look="answers", size=32)
        _, _, _, top = shown.box.edges
        x = shown.middle(0, self.found.row + 1)[0]
        return chip.shift([x - chip.box.get_center()[0], top + pixels(10) - chip.get_bottom()[1], 0])

    # -- the mask ---------------------------------------------------------------------------------------------

    def _curtain(self) -> VMobject:
        """A staircase over all that is right of the diagonal."""
        count = len(self.reads)
        shape = VMobject(stroke_width=0, fill_color=self.theme.role("thread"), fill_opacity=1.0)
        steps = [self.before.edges(slice(i, i + 1), slice(i + 1, count)) for i in range(count - 1)]
        ring = [[steps[0][0], steps[0][3]], [steps[0][1], steps[0][3]], [steps[-1][1], steps[-1][2]]]
        for left, _, low, top in reversed(steps):
            ring += [[left, low], [left, top]]
        points = [np.array([x, y, 0.0]) for x, y in ring]
        return shape.set_points_as_corners([*points, points[0]])

    def _within_curtain(self) -> np.ndarray:
        left, right, low, high = self.before.box.edges
        return np.array([left + 0.7 * (right - left), low + 0.71 * (high - low), 0.0])

    def hidden(self) -> list[VMobject]:
        """The discs right of the diagonal, one by one."""
        return [disc for (i, j), disc in pieces_of(self.before).items() if j > i]

    def kept(self) -> list[tuple[VMobject, VMobject]]:
        """The discs that stay, before and after."""
        old, new = pieces_of(self.before), pieces_of(self.after)
        return [(old[cell], new[cell]) for cell in new if cell in old]

    def fresh(self) -> list[VMobject]:
        """Discs that only appear with the mask, for without it their shares are nothing."""
        old = pieces_of(self.before)
        return [disc for cell, disc in pieces_of(self.after).items() if cell not in old]

    def gone(self) -> list[VMobject]:
        """Discs left of the diagonal that are too small to be seen with the mask."""
        new = pieces_of(self.after)
        return [disc for (i, j), disc in pieces_of(self.before).items() if j <= i and (i, j) not in new]

    def _sum(self, i: int) -> NumberText:
        number = NumberText(row_sum(self.found.matrix(self.trace, "weights")[i]), self.theme, spec=".0f", size=40)
        right = self.before.box.edges[1] + pixels(SUMS)
        return number.move_to([right, self.before.middle(i, 0)[1], 0])

    # -- the padding ------------------------------------------------------------------------------------------

    def padding(self) -> tuple[VGroup, VGroup]:
        """The end of the English sentence with padding behind it, and a sign for each piece of padding."""
        words = [Chip(word, self.theme, size=PADS_SIZE) for word in self.trace.source[:-1][-WORDS_BEFORE:]]
        words.append(Chip(self.trace.source[-1], self.theme, look="mark", size=30))
        pads = [Chip(PAD, self.theme, look="mark", size=PADS_SIZE) for _ in range(MOST_PADS)]
        x, base = 0.0, at(0, PADS[1])[1]
        for chip in (*words, *pads):
            chip.shift([x - chip.get_left()[0], base - chip.word.baseline, 0])
            x += chip.width + pixels(14)
        row = VGroup(*words, *pads)
        row.shift([at(PADS[0], 0)[0] - row.get_center()[0], 0, 0])
        signs = VGroup(*(Words(INFINITY, self.theme, size=SIGN, weight="SEMIBOLD") for _ in pads))
        for sign, pad in zip(signs, pads, strict=True):
            sign.next_to(pad, UP, buff=pixels(22))
        return row, signs


def pieces_of(shown: DiscMap) -> dict[tuple[int, int], VMobject]:
    """The discs of a map one by one, by their row and column."""
    left, right, low, high = shown.box.edges
    down, wide = shown.weights.shape
    found = {}
    for shape in (shown.discs, shown.followed):
        for points in shape.points.reshape(-1, 16, 3):
            x, y = (points[:, :2].max(axis=0) + points[:, :2].min(axis=0)) / 2
            cell = int((high - y) / (high - low) * down), int((x - left) / (right - left) * wide)
            disc = VMobject(stroke_width=0, fill_color=ManimColor(shape.get_fill_color()), fill_opacity=1.0)
            disc.points = points.copy()
            found[cell] = disc
    return found


__all__ = ["MaskMap", "pieces_of"]
