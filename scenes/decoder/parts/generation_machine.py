"""The machine, small, and below it the line of words that goes in."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Animation, Arrow, DashedVMobject, LaggedStart, RoundedRectangle, VGroup, VMobject, there_and_back

from model.trace import END, START, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import MARK_SIZE, Chip
from scenes.kit.mobjects.model_map import blocks_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.motion import change
from scenes.kit.theme import Theme

ENCODER, DECODER = (62, 222, 430, 690), (272, 442, 330, 690)  # pixels: left, right, top, bottom
INSIDE, GAP, LAYER_GAP = 20, 12, 30  # pixels: beside the plates; between plates, and between layers
LEFT, RIGHT, LINE = 70, 1850, 836  # pixels: where the line may stand, its middle
LARGEST, SMALLEST = 50, 30  # pixels of its words
GAPS = (8, 34)  # pixels between two words, least and most
BRACKET = 756  # pixels from the top
OUT = 230  # pixels: the height at which a row leaves
TIP = 28


class Machine(VGroup):
    """The side that reads and the side that writes, with their parts, and the arrow between them."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.boxes = {half: _solid(half, edges, theme) for half, edges in _SIDES.items()}
        self.plates = {half: self._plates(half, trace, edges) for half, edges in _SIDES.items()}
        self.bridge = _arrow(theme, (ENCODER[1] + 6, 560), (DECODER[0] - 6, 560), tip=20)
        self.out = self._out()
        self.add(*self.boxes.values(), *self.plates.values(), self.bridge)

    def flash(self, half: str, **kwargs: float) -> Animation:
        """The parts of a side light up one after the other, from below."""
        ink = self.theme.role("ink")
        lit = [change(plate, to=lambda p: p.set_fill(ink), rate_func=there_and_back) for plate in self.plates[half]]
        return LaggedStart(*lit, **{"lag_ratio": 0.4, "run_time": 0.9, **kwargs})

    def _plates(self, half: str, trace: Trace, edges: tuple[int, int, int, int]) -> VGroup:
        """A plate for each part of a layer, from below."""
        names = [name for name in blocks_of(trace) if name.startswith(half) and name.count(".") == 2]
        gaps = [GAP if one.split(".")[1] == two.split(".")[1] else LAYER_GAP for one, two in pairwise(names)]
        left, right, top, bottom = edges
        high = (bottom - top - 2 * INSIDE - sum(gaps)) / max(len(names), 1)
        y, plates = bottom - INSIDE - high / 2, VGroup()
        _, edge = self.theme.solid(half)
        for gap in (*gaps, 0):
            plate = plate_of(pixels(right - left - 2 * INSIDE), pixels(high), edge, radius=pixels(12))
            plates.add(plate.move_to(at((left + right) / 2, y)))
            y -= high + gap
        return plates

    def _out(self) -> VGroup:
        """The way of a row out of the decoder: up, then to the right."""
        x = (DECODER[0] + DECODER[1]) / 2
        up = VMobject(stroke_color=self.theme.role("output"), stroke_width=6, fill_opacity=0)
        up.set_points_as_corners([at(x, DECODER[2] - 6), at(x, OUT), at(x + 60, OUT)])
        return VGroup(up, _arrow(self.theme, (x + 50, OUT), (540, OUT), role="output"))


_SIDES = {"encoder": ENCODER, "decoder": DECODER}


class Line:
    """The start and the words of the translation side by side, each in its place although not all are written yet.

    Attributes:
        chips: one a word.
    """

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.theme = theme
        texts = (trace.words["main.decoder_rows"][0], *trace.target)
        size = float(LARGEST)
        while size > SMALLEST and self._long(chips := self._set(texts, size)) > pixels(RIGHT - LEFT):
            size -= 1
        chips = self._set(texts, size)
        free = pixels(RIGHT - LEFT) - sum(chip.box.width for chip in chips)
        gap = min(max(free / max(len(chips) - 1, 1), 0.0), pixels(GAPS[1]))
        x, base = at(LEFT, 0)[0], at(0, LINE)[1] - 0.3 * pixels(size)
        for chip in chips:
            chip.shift(np.array([x - chip.box.get_left()[0], base - chip.word.baseline, 0.0]))
            x += chip.box.width + gap
        level = chips[1].box.get_center()[1]
        for chip in (chips[0], chips[-1]):  # marks are smaller
            chip.shift(np.array([0.0, level - chip.box.get_center()[1], 0.0]))
        self.chips = VGroup(*chips)

    def slot(self, place: int) -> VMobject:
        """The empty place of a word, dotted."""
        box = self.chips[place].box.copy()
        box.set_fill(opacity=0).set_stroke(self.theme.role("output"), width=4, opacity=1.0)
        return DashedVMobject(box, num_dashes=26, dashed_ratio=0.5)

    def bracket(self, upto: int) -> VGroup:
        """All words up to a place go into the decoder: a square bracket over them, and an arrow up."""
        left, right = self.chips[0].get_left()[0], self.chips[upto].get_right()[0]
        x, y = at((DECODER[0] + DECODER[1]) / 2, BRACKET)[:2]
        right = max(right, x)
        low = y - pixels(26)
        line = VMobject(stroke_color=self.theme.role("quiet"), stroke_width=5, fill_opacity=0)
        line.set_points_as_corners(
            [np.array(p) for p in ([left, low, 0], [left, y, 0], [right, y, 0], [right, low, 0])]
        )
        return VGroup(line, _arrow(self.theme, ((DECODER[0] + DECODER[1]) / 2, BRACKET), (357, DECODER[3] + 6)))

    def _set(self, texts: tuple[str, ...], size: float) -> list[Chip]:
        marks = [text in (START, END) for text in texts]
        return [
            Chip(text, self.theme, look="mark" if mark else "plain", size=MARK_SIZE if mark else size)
            for text, mark in zip(texts, marks, strict=True)
        ]

    def _long(self, chips: list[Chip]) -> float:
        return float(sum(chip.box.width for chip in chips) + pixels(GAPS[0]) * (len(chips) - 1))


def _solid(half: str, edges: tuple[int, int, int, int], theme: Theme) -> RoundedRectangle:
    left, right, top, bottom = edges
    fill, edge = theme.solid(half)
    box = plate_of(pixels(right - left), pixels(bottom - top), fill, radius=pixels(26), edge=edge, edge_width=5)
    return box.move_to(at((left + right) / 2, (top + bottom) / 2))


def _arrow(
    theme: Theme, start: tuple[float, float], end: tuple[float, float], *, role: str = "quiet", tip: float = TIP
) -> Arrow:
    return Arrow(
        at(*start),
        at(*end),
        buff=0,
        color=theme.role(role),
        stroke_width=6,
        tip_length=pixels(tip),
        max_tip_length_to_length_ratio=1,
    )
