"""One word through the feed-forward network: narrow, wide, narrow, with the two matrices as funnels between."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, Mobject, Polygon, VGroup

from model.trace import Tensor, Trace
from scenes.kit.counts import Counted, Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

NARROW, WIDE = 4.2, 11.2  # units of 32 and of 128 numbers
TINT = 0.16  # opacity of a funnel


class Widening:
    """The strips and funnels of one word in one layer."""

    def __init__(self, trace: Trace, layer: int, row: int, theme: Theme, region: Region) -> None:
        self.trace, self.theme, self.row = trace, theme, row
        main, block = trace.scope("main"), f"encoder.{layer}"
        self.x = main[f"{block}.norm1.output"][row]
        self.before, self.hidden, self.report = (
            main[f"{block}.ffn.{name}"][row] for name in ("before_relu", "hidden", "output")
        )
        lines = region.rows(0.85, 0.5, 1.75, 0.5, 0.85, gap=0.08)
        self.middle = region.center[0] - 0.15
        limit = float(np.abs(self.before.values).max())
        self.word = self._strip(self.x, lines[0], "ink", NARROW)
        self.wide = self._strip(self.before, lines[2], "ink", WIDE, limit)
        self.above = self._strip(self.hidden, lines[2], "ink", WIDE, limit)
        self.out = self._strip(self.report, lines[4], "output", NARROW)
        self.first = self._funnel(lines[1], NARROW, WIDE, r"W_1", ("D", "F"))
        self.second = self._funnel(lines[3], WIDE, NARROW, r"W_2", ("F", "D"))
        left, right, bottom, top = self.wide.box.edges
        y = (bottom + top) / 2
        self.floor = segments([((left - 0.1, y), (right + 0.1, y))], theme.role("focus"), 3.0)

    @property
    def fired(self) -> Counted:
        """How many of the wide layer's numbers are above zero."""
        return Counted("numbers above zero", lambda hidden: (hidden > 0).sum(), (self.hidden,))

    def label(self, strip: VectorStrip) -> VGroup:
        """The name at a strip's left and its shape at its right; the wide one has its shape alone."""
        theme, axis = self.theme, "F" if strip in (self.wide, self.above) else "D"
        shape = shape_label(theme, Extent(strip.tensor), self.trace.size(axis), size=24)
        if axis == "F":
            return VGroup(shape.next_to(strip.box, RIGHT, buff=0.2))
        text = (self.trace.source[self.row], "ink") if strip is self.word else ("report", "output")
        name = Words(text[0], theme, role=text[1], weight="MEDIUM").next_to(strip.box, LEFT, buff=0.25)
        return VGroup(name, shape.next_to(strip.box, RIGHT, buff=0.25))

    def fallen(self) -> VGroup:
        """Copies of the bars that are below the floor."""
        return VGroup(*(bar.copy() for bar, value in zip(self.wide.bars, self.wide.values, strict=True) if value < 0))

    def parts(self) -> list[Mobject]:
        """Everything that stands at the end."""
        return [self.word, self.first, self.above, self.floor, self.second, self.out]

    def _strip(self, tensor: Tensor, line: Region, role: str, length: float, limit: float | None = None) -> VectorStrip:
        strip = VectorStrip(tensor, self.theme, role, length=length, height=line.height, limit=limit)
        return strip.shift([self.middle, line.center[1], 0])

    def _funnel(self, line: Region, above: float, below: float, name: str, axes: tuple[str, str]) -> VGroup:
        """A trapezium as wide as what goes in and as what comes out, with the matrix's name and shape."""
        corners = [
            [self.middle + side * width / 2, y, 0]
            for side, width, y in (
                (-1, above, line.top),
                (1, above, line.top),
                (1, below, line.bottom),
                (-1, below, line.bottom),
            )
        ]
        shape = Polygon(*corners, stroke_width=0, fill_color=self.theme.role("learned"), fill_opacity=TINT)
        mark = Symbol(name, self.theme, "learned", size=32)
        size = shape_label(self.theme, *(self.trace.size(axis) for axis in axes), size=24, role="ink")
        pair = VGroup(mark, size.next_to(mark, RIGHT, buff=pixels(20))).move_to([self.middle, line.center[1], 0])
        return VGroup(shape, pair)


__all__ = ["Widening"]
