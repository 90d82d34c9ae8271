"""The matrices that pass the heads as sheets of bars: x whole and in slices, and the heads' reports side by side."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.mosaic import BarField
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.tokens import X_HEIGHT, fitting_size
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.multi_head.parts.heads_lanes import Layer, head_label

FAINT = 0.45  # baselines of strips that stand close
TALLEST = 0.6  # units of a row
FOOT = 0.75  # units below a matrix for its name and shape
JOINED = 8.8  # units of all reports side by side
SEAM = 0.1  # units between them


def whole_input(layer: Layer, theme: Theme, region: Region, *, length: float, across: float) -> MatrixStrips:
    """X as strips, one a word, with its name and shape; its strips end at ``across`` of the region's width."""
    trace = layer.trace
    strips = MatrixStrips(
        layer.x,
        theme,
        rows=trace.source,
        length=length,
        pitch=min((region.height - FOOT) / len(trace.source), TALLEST),
        name=Symbol("X", theme, size=36),
        shape=(trace.size("S"), trace.size("D")),
    )
    unveil(strips)
    middle = region.at(across, 0.5)[0] - length / 2
    return strips.shift([middle - strips.box.get_center()[0], region.center[1] - strips.get_center()[1], 0])


def unveil(strips: MatrixStrips) -> None:
    """Full bars on faint baselines."""
    for strip in strips.strips:
        strip.bars.set_opacity(1.0)
        strip.baseline.set_fill(opacity=FAINT)


def slices_of(x: MatrixStrips, theme: Theme, count: int) -> VGroup:
    """X in so many slices, exactly where it stands."""
    left, right, bottom, top = x.box.edges
    width, across = (right - left) / count, x.tensor.shape[1] // count
    slices = VGroup()
    for place in range(count):
        part = x.tensor[:, slice(place * across, (place + 1) * across)]
        field = BarField(part, theme, width=width, height=top - bottom, limit=x.limit)
        slices.add(field.move_to([left + (place + 0.5) * width, (bottom + top) / 2, 0]))
    return slices


class SideBySide:
    """The reports of all heads as one matrix: a field a head, their words, the heads' names and the shape."""

    def __init__(self, layer: Layer, theme: Theme, region: Region, limit: Claim) -> None:
        self.layer, self.theme = layer, theme
        trace, mixed = layer.trace, layer.tensor("mixed")
        count, words = mixed.shape[0], trace.source
        high = min((region.height - FOOT) / len(words), 0.55) * len(words)
        middle, left = region.at(0, 0.55)[1], region.center[0] - JOINED / 2 + 0.5
        self.fields, self.names = VGroup(), VGroup()
        for head in range(count):
            field = BarField(mixed[head], theme, "output", width=JOINED / count - SEAM, height=high, limit=limit)
            self.fields.add(field.move_to([left + (head + 0.5) * JOINED / count, middle, 0]))
            label = head_label(mixed[head], theme)
            self.names.add(label.move_to([field.get_center()[0], middle + high / 2 + 0.2, 0]))
        self.words = self._words(words)
        self.shape = shape_label(theme, trace.size("S"), trace.size("D"))
        self.shape.move_to([left + JOINED / 2, middle - high / 2 - 0.25, 0])

    def rings(self) -> VGroup:
        """Outlines round the followed word's row, one a head."""
        color = self.theme.role("query")
        return VGroup(*(field.outline_row(self.layer.row, color) for field in self.fields))

    def pieces(self) -> list[VectorStrip]:
        """The followed word's row as strips, exactly where the fields show it."""
        found = []
        for field in self.fields:
            tensor: Tensor = field.tensor[self.layer.row]
            left, right, bottom, top = field.edges(rows=slice(self.layer.row, self.layer.row + 1))
            high = 0.92 * (top - bottom)
            strip = VectorStrip(tensor, self.theme, "output", length=right - left, height=high, limit=field.limit)
            found.append(strip.shift([(left + right) / 2, (bottom + top) / 2, 0]))
        return found

    def _words(self, words: Sequence[str]) -> VGroup:
        first = self.fields[0]
        left, _, bottom, top = first.box.edges
        size = fitting_size(self.theme, (top - bottom) / len(words))
        labels = VGroup()
        for i, word in enumerate(words):
            label = Words(word, self.theme, size=size, role="query" if i == self.layer.row else "quiet")
            labels.add(label.on_baseline(left - pixels(18), first.row_middle(i) - X_HEIGHT * pixels(size), align=1.0))
        return labels
