"""The machine as its inventors drew it, from below upwards, each half along one straight way that blocks add to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Arrow, Circle, Line, RoundedRectangle, VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.decoder.parts.generation_step import answered
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.anatomy import Half, halves
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

STREAMS = {"encoder": 500, "decoder": 1400}  # pixels from the left: the straight ways
BLOCK, ASIDE = 362, 72  # pixels: width of a block, and from the way to its right edge
STRIP, STRIP_AWAY, STRIP_HIGH = 300, 84, 78  # pixels: a word's row, right of the way
TOP, BOTTOM = 210, 806  # pixels: ends of the ways
CHIPS = 850  # pixels: the words that go in
HIGHEST = 170  # pixels of a part with its norm
NORM, PLUS = (104, 42), 17  # pixels: size of a norm; radius of a sum
BRIDGE = 900  # pixels: where it comes down
NAMES = {"self_attn": "self-attention", "cross_attn": "cross-attention", "ffn": "feed-forward"}
SIZE, LONG = 34, 15  # pixels of names, and letters of a name that has room for it


@dataclass(frozen=True)
class Part:
    """A block with what follows it on the way."""

    block: VGroup
    wires: VGroup
    norm: VGroup
    middle: float


class Figure:
    """The parts of the picture.

    Args:
        trace, theme: whose blocks and rows; colours.
        step: the step at which the decoder is.

    Attributes:
        ways: both straight lines; parts: of each half its parts from below; bridge: from the encoder's end into the
            decoder; chips: the English word and the French one that are followed; outlet: what the last row becomes.
    """

    def __init__(self, trace: Trace, theme: Theme, step: int) -> None:
        self.trace, self.theme, self.step = trace, theme, step
        self.halves = dict(zip(("encoder", "decoder"), halves(trace), strict=True))
        self.source = answered(trace, step)
        self.ways = VGroup(*(self._way(half) for half in self.halves))
        self.parts = {name: self._parts(half) for name, half in self.halves.items()}
        self.names = VGroup(*(self._name(half) for half in self.halves))
        self.bridge = self._bridge()
        self.chips = VGroup(
            self._chip(trace.source[self.source], "encoder"),
            self._chip(trace.words["main.decoder_rows"][step], "decoder"),
        )

    def blocks(self) -> VGroup:
        """All blocks, sums and norms."""
        return VGroup(*(piece for parts in self.parts.values() for p in parts for piece in (p.wires, p.block, p.norm)))

    def row(self, half: str, place: int) -> VectorStrip:
        """The followed word's row on its way: as it goes in (0), and after each norm."""
        where = self.source if half == "encoder" else self.step
        known = self.halves[half]
        norms = [name for layer in known.layers for name in layer[1::2]]
        tensor: Tensor = self.trace[f"main/{half}.input" if place == 0 else f"main/{norms[place - 1]}.output"]
        role = "output" if half == "decoder" and place == len(norms) else "ink"
        strip = VectorStrip(
            tensor[where], self.theme, role, length=pixels(STRIP), height=pixels(STRIP_HIGH), limit=self._limit(half)
        )
        parts = self.parts[half]
        y = BOTTOM - 40 if place == 0 else parts[place - 1].middle
        x = STREAMS[half] + STRIP_AWAY + STRIP / 2
        return strip.shift(at(x, y) - strip.box.get_center())

    def said(self) -> Chip:
        """The word that comes out, above the decoder's way."""
        chip = Chip(self.trace.target[self.step], self.theme, look="said", size=50)
        return chip.shift(at(STREAMS["decoder"], TOP - 46) - chip.box.get_center())

    def softmax(self) -> Words:
        """What makes a word of the last row."""
        label = Words("compare · softmax", self.theme, size=SIZE)
        chip = self.said()
        return label.on_baseline(chip.get_right()[0] + pixels(30), at(0, TOP - 36)[1])

    # -- parts ------------------------------------------------------------------------------------------------

    def _limit(self, half: str) -> float:
        known = self.halves[half]
        names = [f"main/{half}.input"] + [f"main/{n}.output" for layer in known.layers for n in layer[1::2]]
        where = self.source if half == "encoder" else self.step
        return max(float(np.abs(self.trace[name].values[where]).max()) for name in names)

    def _way(self, half: str) -> Arrow:
        x = STREAMS[half]
        return Arrow(
            at(x, BOTTOM),
            at(x, TOP),
            buff=0,
            color=self.theme.role("ink"),
            stroke_width=9,
            tip_length=pixels(30),
            max_tip_length_to_length_ratio=1,
        )

    def _name(self, half: str) -> Words:
        label = Words(half, self.theme, size=46, weight="SEMIBOLD")
        return label.on_baseline(at(STREAMS[half] - ASIDE - BLOCK / 2, 0)[0], at(0, TOP - 30)[1], align=0.5)

    def _chip(self, word: str, half: str) -> Chip:
        chip = Chip(word, self.theme, look="plain", size=46)
        return chip.shift(at(STREAMS[half], CHIPS) - chip.box.get_center())

    def _parts(self, half: Half) -> list[Part]:
        names = [pair for layer in half.layers for pair in zip(layer[::2], layer[1::2], strict=True)]
        pitch = min((BOTTOM - TOP - 90) / len(names), HIGHEST)
        first = BOTTOM - 50
        return [self._part(half.name, name, first - pitch * i, pitch) for i, (name, _) in enumerate(names)]

    def _part(self, half: str, name: str, foot: float, pitch: float) -> Part:
        """A block beside the way, fed from ``foot`` of it; its report is added above, and the sum brought to size."""
        x = STREAMS[half]
        low, plus, level = (foot - share * pitch for share in (0.16, 0.52, 0.86))
        right = x - ASIDE
        inward = Line(at(x, low), at(right, low), stroke_width=5, color=self.theme.role("quiet"))
        outward = Line(at(right, plus), at(x - PLUS, plus), stroke_width=5, color=self.theme.role("output"))
        block = self._block(half, name, right, foot - 0.4 * pitch, 0.56 * pitch)
        return Part(block, VGroup(inward, outward), VGroup(*self._sum(x, plus), *self._norm(x, level)), level)

    def _block(self, half: str, name: str, right: float, middle: float, high: float) -> VGroup:
        """A solid with its name."""
        kind = name.rsplit(".", 1)[1]
        fill, edge = self.theme.solid(half)
        box = plate_of(pixels(BLOCK), pixels(high), fill, radius=pixels(16), edge=edge, edge_width=5).move_to(
            at(right - BLOCK / 2, middle)
        )
        text = ("masked " if kind == "self_attn" and half == "decoder" else "") + NAMES[kind]
        size = SIZE if len(text) <= LONG else 30
        label = Words(text, self.theme, size=size)
        return VGroup(box, label.on_baseline(*at(right - BLOCK / 2, middle + 0.34 * size)[:2], align=0.5))

    def _sum(self, x: float, y: float) -> list[VMobject]:
        """A plus on the way."""
        ink = self.theme.role("ink")
        disc = Circle(radius=pixels(PLUS), stroke_width=4, stroke_color=ink)
        disc.set_fill(self.theme.ground, opacity=1.0).move_to(at(x, y))
        level = Line(at(x - 9, y), at(x + 9, y), stroke_width=4, color=ink)
        return [disc, level, level.copy().rotate(np.pi / 2)]

    def _norm(self, x: float, y: float) -> list[VMobject]:
        """What brings the sum to size, on the way."""
        colour = self.theme.role("thread")
        wide, high = NORM
        plate = RoundedRectangle(corner_radius=pixels(12), width=pixels(wide), height=pixels(high), stroke_width=0)
        plate.set_fill(colour, opacity=1.0).move_to(at(x, y))
        (left, top, _), (right, low, _) = at(x - wide / 2 + 6, y - high / 2 + 4), at(x + wide / 2 - 6, y + high / 2 - 4)
        word = Words("norm", self.theme, size=30).on_baseline(*at(x, y + 9)[:2], align=0.5)
        return [plate, Cell(left, right, low, top, colour), word]

    def _bridge(self) -> VMobject:
        """From the encoder's end over and down, into each part of the decoder that looks across."""
        parts = self.parts["decoder"]
        names = [name for layer in self.halves["decoder"].layers for name in layer[::2]]
        x, top = STREAMS["encoder"], TOP
        bridge = VGroup()
        for part, name in zip(parts, names, strict=True):
            if name.endswith("cross_attn"):
                box = part.block[0]
                line = VMobject(stroke_color=self.theme.solid("encoder")[1], stroke_width=9, fill_opacity=0)
                y = box.get_center()[1]
                start = at(x, top - 22)
                line.set_points_as_corners(
                    [start, at(BRIDGE, top - 22), [at(BRIDGE, 0)[0], y, 0.0], [box.get_left()[0] - pixels(6), y, 0.0]]
                )
                bridge.add(line)
        return bridge
