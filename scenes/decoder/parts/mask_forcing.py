"""Teacher forcing as a picture: what the decoder reads below, what it must name above, one column a step."""

from __future__ import annotations

import numpy as np
from manim import DOWN, Arrow, RoundedRectangle, VGroup

from model.trace import END, START, Trace
from scenes.decoder.parts.mask_future import Place
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import MARK_SIZE, Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.row_arcs import WHOLE, ShareArc
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LEFT, RIGHT = 70, 1850  # pixels: where columns may stand
NAMES, TOP, BOTTOM, READS = 214, 312, 562, 660  # pixels from the top: both rows, and the solid between them
LARGEST, SMALLEST = 50, 30  # pixels of the words
GAPS = (8, 60)  # pixels between two columns, least and most
SIDE = 0.4  # em at each side of a word in its chip
DROP = 132  # pixels that the arc hangs below the row
TIP = 24  # pixels


class Forcing:
    """The parts of the picture.

    Args:
        trace: its ``target`` is what must be named; what is read is the same, shifted by one place.
        theme: colours and sizes.

    Attributes:
        reads, names: chips below and above, one a column; ground, title: the decoder.
        inward, outward: arrows into it and out of it.
    """

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.trace, self.theme = trace, theme
        self.texts = trace.words["main.decoder_rows"], trace.target
        self.size = self._fitting_size()
        middles = self._middles()
        self.reads, self.names = (
            self._row(texts, middles, y) for texts, y in zip(self.texts, (READS, NAMES), strict=True)
        )
        self.ground = self._solid()
        self.title = Words("decoder", theme, size=96, weight="SEMIBOLD")
        self.title.on_baseline(at(960, 0)[0], at(0, (TOP + BOTTOM) / 2 + 33)[1], align=0.5)
        self.inward = VGroup(*(self._arrow(x, READS - 42, BOTTOM + 6) for x in middles))
        self.outward = VGroup(*(self._arrow(x, TOP - 6, NAMES + 42) for x in middles))

    def arc(self, found: Place) -> ShareArc:
        """What a head would give to the word to be named: an arc below the row, as thick as the share."""
        share = found.open(self.trace)[found.row, found.row + 1]
        start, end = (self.reads[place].box.get_bottom() + pixels(10) * DOWN for place in (found.row, found.row + 1))
        down = pixels(DROP) * DOWN
        return ShareArc(share, (start, start + down, end + down, end), whole=WHOLE, theme=self.theme)

    def figure(self, found: Place, arc: ShareArc) -> NumberText:
        """The share in figures, below its arc."""
        share = found.open(self.trace)[found.row, found.row + 1]
        number = NumberText(Measured(share), self.theme, spec=".0%", size=64, weight="SEMIBOLD")
        return number.next_to(arc.point_from_proportion(0.5) + pixels(WHOLE / 2) * DOWN, DOWN, buff=pixels(16))

    # -- how it is laid out -----------------------------------------------------------------------------------

    def _widths(self, size: float) -> list[float]:
        return [max(self._width(word, size) for word in pair) for pair in zip(*self.texts, strict=True)]

    def _width(self, word: str, size: float) -> float:
        size = MARK_SIZE if word in (START, END) else size
        text = Words(word.strip("⟨⟩"), self.theme, size=size, weight="MEDIUM")
        return float(text.width + 2 * SIDE * pixels(size))

    def _fitting_size(self) -> float:
        size = float(LARGEST)
        while size > SMALLEST and sum(self._widths(size)) > self._room:
            size -= 1
        return size

    @property
    def _room(self) -> float:
        return pixels(RIGHT - LEFT - GAPS[0] * (len(self.texts[0]) - 1))

    def _middles(self) -> list[float]:
        """The middles of the columns; each is as wide as its longer word, what is left is shared out."""
        widths = self._widths(self.size)
        gap = min((pixels(RIGHT - LEFT) - sum(widths)) / (len(widths) - 1), pixels(GAPS[1]))
        x = at((LEFT + RIGHT) / 2, 0)[0] - (sum(widths) + gap * (len(widths) - 1)) / 2
        middles = []
        for width in widths:
            middles.append(float(x + width / 2))
            x += width + gap
        return middles

    def _row(self, texts: tuple[str, ...], middles: list[float], y: float) -> VGroup:
        """Chips on one baseline."""
        row, base = VGroup(), at(0, y)[1] - 0.3 * pixels(self.size)
        for text, x in zip(texts, middles, strict=True):
            mark = text in (START, END)
            chip = Chip(text, self.theme, look="mark" if mark else "plain", size=MARK_SIZE if mark else self.size)
            row.add(chip.shift(np.array([x - chip.box.get_center()[0], base - chip.word.baseline, 0.0])))
        level = row[1].box.get_center()[1]
        for chip in (row[0], row[-1]):  # marks are smaller
            chip.shift(np.array([0.0, level - chip.box.get_center()[1], 0.0]))
        return row

    def _solid(self) -> RoundedRectangle:
        fill, edge = self.theme.solid("decoder")
        left, right = self.reads[0].get_left()[0] - pixels(40), self.reads[-1].get_right()[0] + pixels(40)
        left, right = max(left, at(60, 0)[0]), min(right, at(1860, 0)[0])
        box = plate_of(right - left, pixels(BOTTOM - TOP), fill, radius=pixels(36), edge=edge, edge_width=5)
        return box.move_to([(left + right) / 2, at(0, (TOP + BOTTOM) / 2)[1], 0])

    def _arrow(self, x: float, low: float, high: float) -> Arrow:
        foot, head = at(0, low)[1], at(0, high)[1]
        return Arrow(
            np.array([x, foot, 0.0]),
            np.array([x, head, 0.0]),
            buff=0,
            color=self.theme.role("quiet"),
            stroke_width=5,
            tip_length=pixels(TIP),
            max_tip_length_to_length_ratio=1,
        )
