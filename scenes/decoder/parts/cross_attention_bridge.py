"""The bridge as a picture: English words on the encoder's ground, French on the decoder's, the weights between them.

First as a matrix, keys above and queries at the left; then the French words move below and every weight is a thread.
"""

from __future__ import annotations

import numpy as np
from manim import Mobject, RoundedRectangle, VGroup

from model.trace import Tensor, Trace
from scenes.decoder.parts.cross_attention_threads import Threads, thread_legend
from scenes.decoder.parts.readings import Look
from scenes.kit.choose import encoder_layers
from scenes.kit.counts import Nth
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shape_label, shared_limit, weight_legend
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

SIDE = 2.5  # units at the left: headings, French words and their queries
WIDEST, HIGHEST = 1.5, 0.42  # of a column and of a row
BAND = 1.95  # height of the encoder's ground
LOW_BAND = 1.02  # height of the decoder's ground below the threads
STRIP = 1.02  # length of keys and values
WIDE = 0.36  # of keys and values across, for plus and minus
TALL_STRIP, TALL_MEMORY = 2.15, 2.1  # the same at first, and the encoder's rows, when the encoder fills the stage
QUERY = 0.95  # length of a query
FOOT = 0.5
GAP = 0.12
ENGLISH, FRENCH = 30, 32  # pixels
NOTES = (0.45, 0.02, -0.42, -0.95)  # heights of the legend's lines


class Bridge:
    """The parts of the picture, each where it belongs.

    Args:
        trace, theme: whose sentence, which colours.
        stage: where to stand.
        layer, head: the cross-attention that is followed.
    """

    def __init__(self, trace: Trace, theme: Theme, stage: Region, layer: int, head: int) -> None:
        self.trace, self.theme, self.stage = trace, theme, stage
        block = f"main/decoder.{layer}.cross_attn"
        self.query, self.key, self.value, self.weights = (
            trace[f"{block}.{name}"][head] for name in ("query", "key", "value", "weights")
        )
        self.memory = trace[f"main/encoder.{encoder_layers(trace) - 1}.norm2.output"]
        self.n, self.m = len(trace.source), len(trace.target)
        self.pitch = min(WIDEST, (stage.width - SIDE - 0.1) / self.n)
        self.left = stage.left + SIDE + (stage.width - SIDE - 0.1 - self.pitch * self.n) / 2
        self.top = stage.top - BAND - GAP
        self.step = min(HIGHEST, (self.top - stage.bottom - FOOT) / self.m)
        self.tall = self._ground("encoder", stage.left, stage.right, stage.bottom, stage.top)
        self.upper = self._ground("encoder", stage.left, stage.right, stage.top - BAND, stage.top)
        self.aside = self._ground(
            "decoder", stage.left, self.left - GAP, self.top - self.step * self.m - FOOT, self.top
        )
        self.lower = self._ground("decoder", stage.left, stage.right, stage.bottom, stage.bottom + LOW_BAND)
        self.english = self._english()
        self.heat = self._heat()
        self.french = self._french_column()
        self.below = self._french_row()

    # -- places -----------------------------------------------------------------------------------------------

    def x(self, column: int) -> float:
        """The middle of an English word's column."""
        return self.left + (column + 0.5) * self.pitch

    def y(self, row: int) -> float:
        """The middle of a French word's row in the matrix."""
        return self.top - (row + 0.5) * self.step

    # -- the encoder's side -------------------------------------------------------------------------------------

    @property
    def english_low(self) -> VGroup:
        """The English words where they stand at first, at the lower edge of the encoder's ground."""
        return self.english.copy().shift([0, self.tall.get_bottom()[1] - self.upper.get_bottom()[1], 0])

    @property
    def memory_top(self) -> float:
        """The upper ends of the encoder's rows."""
        return self.stage.top - 0.3 - TALL_STRIP - 0.3

    def memories(self) -> VGroup:
        """The encoder's last rows, each upright above its word."""
        return self._strips(self.memory, "ink", 0.0, 0.66, self.memory_top, TALL_MEMORY)

    def keys(self, *, tall: bool = False) -> VGroup:
        """One key at each word, left of its middle."""
        return self._strips(self.key, "key", -0.21, WIDE, *self._span(tall))

    def values(self, *, tall: bool = False) -> VGroup:
        """One value at each word, right of its middle."""
        return self._strips(self.value, "value", 0.21, WIDE, *self._span(tall))

    def heading(self, half: str) -> Words:
        """The name of a half in the corner of its ground, as in the map."""
        words = Words(half, self.theme, size=self.theme.sizes.label, weight="MEDIUM")
        ground = self.upper if half == "encoder" else self.lower
        return words.on_baseline(ground.get_left()[0] + 0.2, ground.get_top()[1] - 0.4)

    def memory_label(self) -> VGroup:
        """The name and shape of what the encoder leaves."""
        name = Words("rows", self.theme, size=self.theme.sizes.note)
        return self._label(name, ("S", "D"), self.memory_top - TALL_MEMORY / 2)

    def key_label(self) -> VGroup:
        """K and its shape."""
        return self._label(Symbol("K", self.theme, "key", size=34), ("S", "K"), self.stage.top - 0.95)

    def value_label(self) -> VGroup:
        """V and its shape."""
        return self._label(Symbol("V", self.theme, "value", size=34), ("S", "K"), self.stage.top - 1.45)

    # -- the decoder's side -------------------------------------------------------------------------------------

    def side_heading(self) -> Words:
        """The decoder's name upright at the left of its words."""
        words = Words("decoder", self.theme, size=self.theme.sizes.note, weight="MEDIUM").rotate(np.pi / 2)
        return words.move_to([self.aside.get_left()[0] + 0.2, (self.top + self.y(self.m - 1)) / 2, 0])

    def queries(self) -> VGroup:
        """One query right of each French word."""
        limit = shared_limit(self.query)
        strips = VGroup()
        for row in range(self.m):
            strip = VectorStrip(self.query[row], self.theme, "query", length=QUERY, height=0.9 * self.step, limit=limit)
            strips.add(strip.shift([self.aside.get_right()[0] - 0.14 - QUERY / 2, self.y(row), 0]))
        return strips

    def query_label(self, *, below: bool = False) -> VGroup:
        """Q and its shape, under the queries, or on the ground below the threads."""
        y = self.stage.bottom + 0.2 if below else self.y(self.m - 1) - self.step / 2 - 0.36
        return self._label(Symbol("Q", self.theme, "query", size=34), ("T", "K"), y)

    # -- the weights --------------------------------------------------------------------------------------------

    def foot(self) -> VGroup:
        """Name, shape and scale of the matrix, below it."""
        name = Symbol("A", self.theme, "weight", size=34)
        shape = shape_label(self.theme, self.trace.size("T"), self.trace.size("S"))
        row = on_one_baseline([name, *shape], gap=pixels(14))
        y = self.y(self.m - 1) - self.step / 2 - 0.36
        row.shift([self.left + 0.05, y, 0])
        legend = weight_legend(self.theme)
        legend.move_to([self.left + self.pitch * self.n - legend.width / 2, y + 0.1, 0])
        return VGroup(row, legend)

    def legend(self, layer: int, head: int) -> VGroup:
        """What the threads are: the matrix, its shape, whose head, and the scale of thickness."""
        name = Symbol("A", self.theme, "weight", size=34)
        shape = shape_label(self.theme, self.trace.size("T"), self.trace.size("S"))
        row = on_one_baseline([name, *shape], gap=pixels(14)).shift([0, NOTES[0], 0])
        place = self._places(self.weights).shift([0, NOTES[1], 0])
        scale = thread_legend(self.theme).shift([0, NOTES[2], 0])
        for part in (row, place, scale):
            part.shift([self.stage.left + 0.2 - part.get_left()[0], 0, 0])
        return VGroup(row, place, scale)

    def note(self, look: Look, word: str) -> VGroup:
        """Whose head a thread of another head is: below the legend, after its word."""
        parts = [Words(word, self.theme, size=self.theme.sizes.small, role="query")]
        parts += self._places(look.weight)
        below = NOTES[3] - 0.34 * look.layer
        return on_one_baseline(parts, gap=pixels(9)).shift([self.stage.left + 0.2, below, 0])

    def place_words(self, look: Look) -> VGroup:
        """Layer and head of a look."""
        return self._places(look.weight)

    @staticmethod
    def layer_claim(look: Look) -> Nth:
        """The number of a look's layer, from 1."""
        return Nth(look.weight)

    @staticmethod
    def head_claim(look: Look) -> Nth:
        """The number of a look's head, from 1."""
        return Nth(look.weight, "H")

    def _places(self, weights: Tensor) -> VGroup:
        size, parts = self.theme.sizes.small, []
        for word, claim in (("layer", Nth(weights)), ("· head", Nth(weights, "H"))):
            parts.append(Words(word, self.theme, size=size, role="quiet"))
            parts.append(NumberText(claim, self.theme, size=size, role="quiet"))
        return on_one_baseline(parts, gap=pixels(9))

    def threads(self) -> Threads:
        """Every weight between its words."""
        return Threads(self.weights, self.row_points(), self.column_points(), self.theme)

    def column_points(self) -> list[tuple[float, float]]:
        """Where threads leave the English words."""
        return [(self.x(column), self.stage.top - BAND - 0.05) for column in range(self.n)]

    def row_points(self) -> list[tuple[float, float]]:
        """Where threads reach the French words."""
        return [(float(word.get_center()[0]), self.stage.bottom + LOW_BAND + 0.05) for word in self.below]

    # -- how it is laid out -------------------------------------------------------------------------------------

    def _ground(self, half: str, left: float, right: float, bottom: float, top: float) -> RoundedRectangle:
        ground = RoundedRectangle(corner_radius=0.18, width=right - left, height=top - bottom, stroke_width=0)
        ground.set_fill(self.theme.role(half), opacity=1.0)
        return ground.move_to([(left + right) / 2, (bottom + top) / 2, 0])

    def _english(self) -> VGroup:
        widest = max(Words(word, self.theme, size=100).width for word in self.trace.source) / 100
        size = max(self.theme.sizes.small, min(ENGLISH, int((self.pitch - 0.1) / widest)))
        y = self.stage.top - BAND + 0.22
        words = [Words(word, self.theme, size=size) for word in self.trace.source]
        return VGroup(*(word.on_baseline(self.x(j), y, align=0.5) for j, word in enumerate(words)))

    def _heat(self) -> Heatmap:
        """The matrix, its cells as wide as the columns and as high as the rows; empty."""
        heat = Heatmap(self.weights, theme=self.theme, cell=0.3, legend=False, empty=True)
        heat.stretch_to_fit_width(self.pitch * self.n).stretch_to_fit_height(self.step * self.m)
        return heat.move_to([self.left + self.pitch * self.n / 2, self.top - self.step * self.m / 2, 0])

    def _french_column(self) -> VGroup:
        size = max(self.theme.sizes.small, min(26.0, int(self.step * 135 * 0.72)))
        right = self.aside.get_right()[0] - 0.14 - QUERY - 0.16
        words = [Words(word, self.theme, size=size) for word in self.trace.target]
        drop = 0.3 * pixels(size)
        return VGroup(*(word.on_baseline(right, self.y(i) - drop, align=1.0) for i, word in enumerate(words)))

    def _french_row(self) -> VGroup:
        """The French words side by side below the columns, equal gaps between them."""
        left, right = self.left + 0.05, self.stage.right - 0.2
        size = FRENCH
        words = [Words(word, self.theme, size=size) for word in self.trace.target]
        while size > self.theme.sizes.small and sum(word.width for word in words) + 0.2 * self.m > right - left:
            size -= 1
            words = [Words(word, self.theme, size=size) for word in self.trace.target]
        wide = min(right, self.x(self.n - 1) + self.pitch / 2) - left
        gap = min(1.0, (wide - sum(word.width for word in words)) / (self.m - 1))
        x, y = (
            (left + left + wide - sum(word.width for word in words) - gap * (self.m - 1)) / 2,
            self.stage.bottom + 0.6,
        )
        for word in words:
            word.on_baseline(x, y)
            x += word.width + gap
        return VGroup(*words)

    def _span(self, tall: bool) -> tuple[float, float]:
        """The top and the length of keys and values."""
        return self.stage.top - 0.3, TALL_STRIP if tall else STRIP

    def _strips(self, tensor: Tensor, role: str, aside: float, width: float, top: float, length: float) -> VGroup:
        limit = shared_limit(tensor)
        strips = VGroup()
        for column in range(self.n):
            strip = VectorStrip(
                tensor[column], self.theme, role, length=length, height=width, limit=limit, vertical=True
            )
            strips.add(strip.shift([self.x(column) + aside * min(1.0, self.pitch), top - length / 2, 0]))
        return strips

    def _label(self, mark: Mobject, axes: tuple[str, str], y: float) -> VGroup:
        """A name and a shape at the left end of a ground."""
        sizes = shape_label(self.theme, *(self.trace.size(axis) for axis in axes), size=self.theme.sizes.note)
        return on_one_baseline([mark, *sizes], gap=pixels(12)).shift([self.stage.left + 0.2, y, 0])
