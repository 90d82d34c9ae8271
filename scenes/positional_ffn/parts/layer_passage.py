"""One word's way through one encoder layer, from left to right: its rows as live strips between the blocks.

All layers share one scale, so that what leaves one is seen to be what enters the next.
"""

from __future__ import annotations

import numpy as np
from manim import ManimColor, Mobject, RoundedRectangle, VGroup

from model.trace import Tensor, Trace
from scenes.kit.choose import encoder_layers
from scenes.kit.claims import Claim
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.tokens import X_HEIGHT, fitting_size
from scenes.kit.mobjects.wires import path_through, tip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

# Where the parts begin and end from left to right, in parts of the whole.
PLACES = {
    "x": (0.000, 0.075),
    "attention": (0.110, 0.260),
    "report": (0.295, 0.370),
    "norm1": (0.405, 0.450),
    "between": (0.485, 0.560),
    "ffn": (0.595, 0.745),
    "answer": (0.780, 0.855),
    "norm2": (0.890, 0.935),
    "out": (0.970, 1.045),
}
END = 1.045
STRIPS = {"x": "ink", "report": "output", "between": "ink", "answer": "output", "out": "ink"}
ORDER = tuple(PLACES)
LANE = 0.13  # of the height: above the blocks, for the ways around them
PAD = 0.03  # of the height: between a block's edge and what is in it


def row_tensors(trace: Trace, layer: int, row: int) -> list[Tensor]:
    """A word's numbers (D,) at the places of STRIPS."""
    before, block = "encoder.input" if layer == 0 else f"encoder.{layer - 1}.norm2.output", f"encoder.{layer}"
    places = ("self_attn.output", "norm1.output", "ffn.output", "norm2.output")
    return [trace[f"main/{name}"][row] for name in (before, *(f"{block}.{place}" for place in places))]


def limits(trace: Trace, row: int) -> tuple[float, float]:
    """The largest magnitudes of a word's numbers over all layers, between the blocks and inside feed-forward."""
    layers = range(encoder_layers(trace))
    between = [tensor for layer in layers for tensor in row_tensors(trace, layer, row)]
    inside = [trace[f"main/encoder.{layer}.ffn.hidden"][row] for layer in layers]
    return shared_limit(*between).value, shared_limit(*inside).value


class Passage(VGroup):
    """A layer as blocks, live strips and wires; ``parts`` by their names, ``wires`` by where they lead.

    Passages of the same sentence and layer have the same structure, so that one becomes another of another size.

    Args:
        trace, layer, row: which word in which encoder layer, from 0.
        theme: colours.
        region: where to stand, filled.
    """

    def __init__(self, trace: Trace, layer: int, row: int, theme: Theme, region: Region) -> None:
        super().__init__()
        self.row, self.theme, self.region = row, theme, region
        tensors, (self.limit, wide_limit) = row_tensors(trace, layer, row), limits(trace, row)
        self.top, self.bottom = region.top - LANE * region.height, region.bottom
        self.middle = (self.top + self.bottom) / 2
        height = self.top - self.bottom
        inner = height * (1 - 2 * PAD)
        self.parts: dict[str, Mobject] = {}
        for (name, role), tensor in zip(STRIPS.items(), tensors, strict=True):
            strip = VectorStrip(
                tensor, theme, role, vertical=True, length=inner, height=self.width_of(name), limit=self.limit
            )
            self.parts[name] = strip.shift([self.x_of(name), self.middle, 0])
        block = f"main/encoder.{layer}"
        weights = trace[f"{block}.self_attn.weights"][:, row].transpose()  # (S, H)
        grid = Mosaic(weights, theme, width=0.66 * self.width_of("attention"), height=inner, kind="weight")
        self.hidden = trace[f"{block}.ffn.hidden"][row]
        wide = VectorStrip(
            self.hidden, theme, vertical=True, length=inner, height=1.5 * self.width_of("ffn"), limit=wide_limit
        )
        inside = {"attention": grid, "ffn": wide, "norm1": VGroup(), "norm2": VGroup()}
        for name, content in inside.items():
            shift = -0.36 * self.width_of(name) if name == "ffn" else 0.0  # its numbers are never negative
            content.shift([self.x_of(name) + shift, self.middle, 0])
            self.parts[name] = VGroup(self._box(name, height), content)
        self.wires = {name: self._wire(name) for name in ORDER[1:]}
        self.around = {name: self._around(name) for name in ("norm1", "norm2")}
        self.add(*self.wires.values(), *self.around.values(), *(self.parts[name] for name in ORDER))

    def width_of(self, name: str) -> float:
        """Units across a part."""
        left, right = PLACES[name]
        return (right - left) / END * self.region.width

    def x_of(self, name: str) -> float:
        """The middle of a part."""
        left, right = PLACES[name]
        return self.region.left + (left + right) / 2 / END * self.region.width

    def _box(self, name: str, height: float) -> RoundedRectangle:
        width = self.width_of(name)
        box = RoundedRectangle(corner_radius=0.12 * width if width < 1 else 0.1, width=width, height=height)
        box.set_stroke(self.theme.role("quiet"), 1.5).set_fill(ManimColor(self.theme.panel), opacity=1.0)
        return box.move_to([self.x_of(name), self.middle, 0])

    def _wire(self, name: str) -> VGroup:
        """From the part before."""
        before = ORDER[ORDER.index(name) - 1]
        start = self.x_of(before) + self.width_of(before) / 2
        end = self.x_of(name) - self.width_of(name) / 2
        air = 0.12 * (end - start)
        return self._drawn([[start + air, self.middle], [end - air, self.middle]])

    def _around(self, norm: str) -> VGroup:
        """From the strip before a block over it into its add & norm."""
        start = self.x_of("x" if norm == "norm1" else "between")
        lane = self.top + 0.62 * (self.region.top - self.top)
        corners = [[start, self.top], [start, lane], [self.x_of(norm), lane], [self.x_of(norm), self.top]]
        return self._drawn(corners)

    def _drawn(self, corners: list[list[float]]) -> VGroup:
        colour = self.theme.role("quiet")
        return VGroup(path_through(corners).set_stroke(colour, 2.5, opacity=1.0), tip(corners, colour))


class Labels:
    """What the parts of a big passage are called, and their shapes, below them; the words at its left."""

    def __init__(self, passage: Passage, trace: Trace, region: Region) -> None:
        self.passage, self.theme, self.trace = passage, passage.theme, trace
        self.region = region
        self.texts: dict[str, Mobject] = {
            "attention": Words("self-attention", self.theme, size=26),
            "ffn": Words("feed-forward", self.theme, size=26),
        }
        for name in STRIPS:
            self.texts[name] = shape_label(
                self.theme, Extent(passage.parts[name].tensor), self.trace.size("D"), size=22
            )
        base = passage.bottom - 0.32
        for name, text in self.texts.items():
            text.move_to([passage.x_of(name), base, 0])
        sizes: dict[str, tuple[Claim, ...]] = {
            "attention": (self.trace.size("S"), self.trace.size("H")),
            "ffn": (Extent(passage.hidden), self.trace.size("F")),
        }
        for name, axes in sizes.items():
            shape = shape_label(self.theme, *axes, size=22)
            self.texts[f"{name} shape"] = shape.move_to([passage.x_of(name), base - 0.32, 0])
        for name in ("norm1", "norm2"):
            word = Words("add & norm", self.theme, size=26).rotate(np.pi / 2)
            self.texts[name] = word.move_to([passage.x_of(name), passage.middle, 0])

    def words(self) -> VGroup:
        """The sentence, a word a row of the attention's shares; the followed one in ink."""
        grid, words = self.passage.parts["attention"][1], VGroup()
        pitch = grid.box.height / len(self.trace.source)
        size = fitting_size(self.theme, pitch)
        for row, text in enumerate(self.trace.source):
            role = "query" if row == self.passage.row else "quiet"
            y = grid.row_middle(row) - X_HEIGHT * pixels(size)
            word = Words(text, self.theme, size=size, role=role)
            words.add(word.on_baseline(self.region.left + 1.3, y, align=1.0))
        return words


def small_labels(passage: Passage) -> VGroup:
    """The names of the blocks of a small passage."""
    size, labels = passage.theme.sizes.small, VGroup()
    for name, text in (("attention", "attention"), ("ffn", "feed-forward")):
        labels.add(
            Words(text, passage.theme, size=size).on_baseline(passage.x_of(name), passage.bottom - 0.3, align=0.5)
        )
    for name in ("norm1", "norm2"):
        word = Words("add & norm", passage.theme, size=size).rotate(np.pi / 2)
        labels.add(word.move_to([passage.x_of(name), passage.middle, 0]))
    return labels


__all__ = ["Labels", "Passage", "small_labels"]
