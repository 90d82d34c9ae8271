"""A queue of words and the memory handed along it; the way back of blame; and attention's direct ways."""

from __future__ import annotations

import numpy as np
from manim import CubicBezier, ManimColor, RoundedRectangle, VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.chevrons import SIZE, chevron
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.wires import wire
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LARGEST = 28  # pixels of the words
FILLED = 0.7  # of a word's room: its memory
CELL = 0.52  # units: the height of a memory
WORDS, CELLS = 0.45, 0.95  # units from the chain's top to the words' baseline and the memories' middle
GAP = pixels(7)
LANE = 0.47  # units from the memories' middle down to the way of blame
ARC = 0.62  # units that the farthest word's way rises


class Chain:
    """The recorded sentence in a row, a memory below each word, wires between them.

    Attributes:
        words: in ``tokens`` order; memories: the states h_t; hands: the wires from one to the next.
        blame: chevrons below the wires, the last word's first; arcs: from every word to the last, above.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.theme, self.texts = theme, trace.words["experiments/relay/example"]
        self.states: Tensor = trace["experiments/relay/example.state"]
        count = len(self.texts)
        self.pitch = region.width / count
        self.region = region
        self.line, self.level = region.top - WORDS, region.top - CELLS
        self.words = self._words()
        self.memories = VGroup(*(self._memory(place) for place in range(count)))
        ends = [(self._edge(place, 1), self._edge(place + 1, -1)) for place in range(count - 1)]
        self.hands = VGroup(*(wire([one, other], theme.role("quiet")) for one, other in ends))
        self.blame = VGroup(*(self._chevron(one, other) for one, other in reversed(ends)))
        self.arcs = VGroup(*(self._arc(place) for place in reversed(range(count - 1))))

    def x(self, place: int) -> float:
        """The middle of a word's room."""
        return self.region.left + (place + 0.5) * self.pitch

    def _words(self) -> VGroup:
        widest = max(Words(word, self.theme, size=LARGEST).width for word in self.texts)
        size = max(self.theme.sizes.small, min(LARGEST, int(LARGEST * 0.92 * self.pitch / widest)))
        labels = (Words(word, self.theme, size=size) for word in self.texts)
        return VGroup(*(label.on_baseline(self.x(i), self.line, align=0.5) for i, label in enumerate(labels)))

    def _memory(self, place: int) -> VGroup:
        """The numbers of a state in a frame: what is handed on."""
        width = FILLED * self.pitch
        frame = RoundedRectangle(
            corner_radius=pixels(9),
            width=width,
            height=CELL,
            stroke_width=2,
            stroke_color=self.theme.role("quiet"),
            fill_color=ManimColor(self.theme.panel),
            fill_opacity=1.0,
        )
        strip = VectorStrip(self.states[place], self.theme, length=0.88 * width, height=0.84 * CELL, limit=1.0)
        return VGroup(frame, strip).shift([self.x(place), self.level, 0])

    def _edge(self, place: int, side: int) -> tuple[float, float]:
        return self.x(place) + side * (FILLED * self.pitch / 2 + GAP), self.level

    def _chevron(self, one: tuple[float, float], other: tuple[float, float]) -> VMobject:
        """Below a hand-over, pointing back."""
        x, y = (one[0] + other[0]) / 2, self.level - LANE
        return chevron(self.theme, np.array([x - 0.35 * SIZE, y, 0.0]), np.array([-1.0, 0.0, 0.0]))

    def _arc(self, place: int) -> CubicBezier:
        """From a word to the last one, above all others: the farther, the higher."""
        last = len(self.texts) - 1
        rise = ARC * (0.35 + 0.65 * (last - place) / last) / 0.75  # a cubic rises to three quarters of its handles
        foot = self.line + pixels(36)
        start, end = (np.array([self.x(at), foot, 0.0]) for at in (place, last))
        up = np.array([0.0, rise, 0.0])
        return CubicBezier(start, start + up, end + up, end, stroke_width=2.5, color=self.theme.role("ink"))
