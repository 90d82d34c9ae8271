"""The table of positions: two of its columns in numbers, and the whole as a heat map, a row a word."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Line, VGroup

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import ring
from scenes.kit.mobjects.formula import symbol
from scenes.kit.mobjects.labels import shape_label, shared_limit, signed_legend
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.tokens import X_HEIGHT, TokenColumn, fitting_size
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LABELS = 1.35  # units for the words
TALLEST = 0.42  # units of a row


class PositionTable(VGroup):
    """All positions of a sentence (S, D): words at the left, a strip of colours a row, name, shape and scale below.

    Tables of the same trace turn into each other part by part.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme, table = theme, trace["main/encoder.position"]
        count = table.shape[0]
        foot = pixels(56)
        self.pitch = min(TALLEST, (region.height - foot) / count)
        self.left, self.right, self.top = region.left + LABELS, region.right, region.top
        limit = shared_limit(table)
        self.rows, self.labels = VGroup(), VGroup()
        size = fitting_size(theme, self.pitch)
        for place in range(count):
            row = Mosaic(table[place : place + 1], theme, width=self.right - self.left, height=self.pitch, limit=limit)
            y = self.top - (place + 0.5) * self.pitch
            self.rows.add(row.move_to([(self.left + self.right) / 2, y, 0]))
            label = Words(trace.source[place], theme, size=size, role="quiet")
            self.labels.add(label.on_baseline(self.left - pixels(18), y - X_HEIGHT * pixels(size), align=1.0))
        bottom = self.top - count * self.pitch
        name = symbol(r"\mathrm{PE}(p)", theme, size=30)
        shape = shape_label(theme, trace.size("S"), trace.size("D"))
        legend = signed_legend(theme, limit)
        low = bottom - foot / 2
        name.move_to([self.left + name.width / 2, low, 0])
        shape.move_to([self.left + name.width + pixels(24) + shape.width / 2, low, 0])
        legend.move_to([self.right - legend.width / 2, low, 0])
        self.foot = VGroup(name, shape, legend)
        self.add(self.rows, self.labels, self.foot)

    def edges(self, row: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a row."""
        top = self.top - row * self.pitch
        return self.left, self.right, top - self.pitch, top

    def outline(self, row: int) -> VGroup:
        """A new outline round a row."""
        return ring(self.edges(row), self.theme.role("focus"), margin=pixels(3), width=3.0)

    def light(self, places: Sequence[int]) -> PositionTable:
        """Give some words the full ink; the others turn quiet. Works with ``.animate``."""
        for place, label in enumerate(self.labels):
            label.set_color(self.theme.role("ink" if place in places else "quiet"))
        return self


class PairTable(VGroup):
    """The words of a sentence with the first pair of numbers of their places: one sine, one cosine."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        table = trace["main/encoder.position"]
        self.theme, count = theme, table.shape[0]
        self.column = TokenColumn(trace.source, theme, pitch=min(0.42, (region.height - 0.6) / count))
        right = region.left + 2.0
        low = region.center[1] - 0.25
        self.column.shift([right - self.column.box.get_right()[0], low - self.column.box.get_center()[1], 0])
        self.numbers, self.heads = VGroup(), VGroup()
        size = self.column.text_size
        for place in range(count):
            base = self.column.middle(place)[1] - pixels(size) * CAP_HEIGHT / 2
            pair = VGroup()
            for entry in range(2):
                number = NumberText(Measured(table[place, entry]), theme, spec="+.2f", size=size)
                pair.add(number.on_baseline(right + 1.7 * (entry + 1), base, align=1.0))
            self.numbers.add(pair)
        top = self.column.box.get_top()[1] + 0.25
        for entry, latex in enumerate((r"\sin", r"\cos")):
            mark = symbol(latex, theme, size=32)
            self.heads.add(mark.move_to([right + 1.7 * (entry + 1) - mark.width / 2 - 0.1, top, 0]))
        self.add(self.column, self.heads, self.numbers)

    def marker(self, place: int) -> Line:
        """A bar at the left of a word."""
        left, y = self.column.box.get_left()[0] - 0.25, self.column.middle(place)[1]
        return Line([left, y - 0.13, 0], [left, y + 0.13, 0], stroke_width=7, color=self.theme.role("focus"))
