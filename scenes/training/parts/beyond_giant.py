"""GPT-3 beside this model: the decoder of the map without its bridge, one bar a layer, and the sizes of both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, Mobject, VGroup, VMobject

from model.trace import Trace
from scenes.kit.claims import Cited, Claim
from scenes.kit.counts import Extent, Fact, Reckoned
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.wires import wire
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.training.parts.beyond_silhouettes import NAMED, crossing_blocks, slides

BROWN = "brown2020"
LAYERS, HEADS, HEAD, WIDTH, BILLIONS = (
    Cited(BROWN, name) for name in ("layers", "heads", "width of a head", "width", "billion parameters")
)
READ = Cited(BROWN, "billion tokens")
COLUMNS = (3.0, 1.8, 1.8, 1.8, 2.2, 2.8)
BAR = 0.6  # of the room for a layer
SIZE = 32  # pixels
LIFT = 0.2  # units from the lower edge of a line to its baseline


class Giant:
    """The parts of the comparison, each where it belongs.

    Args:
        diagram: the map, whose decoder stands at the top.
    """

    def __init__(self, diagram: BlockDiagram, trace: Trace, theme: Theme, stage: Region) -> None:
        self.diagram, self.trace, self.theme, self.stage = diagram, trace, theme, stage
        _, self.band, table = stage.rows(2.5, 0.75, 1.9, gap=0.2)
        self.lines = table.rows(1, 1, 1, gap=0.0)
        self.ends = [cell.right - 0.3 for cell in table.columns(*COLUMNS, gap=0.0)][1:]

    def decoder(self) -> VGroup:
        """The decoder at the top of the stage, closed up where the cross-attention was."""
        diagram, gone, left = self.diagram, crossing_blocks(self.diagram), slides(self.diagram)
        blocks = [name for name in diagram.decoder.blocks if name not in gone]
        ground, panels, heading = (part.copy() for part in diagram.part("decoder")[:3])
        _narrow(ground, 0.0, left[blocks[-1]])
        for panel, layer in zip(panels, diagram.decoder.layers, strict=True):
            _narrow(panel[0], left[layer[0]], left[layer[-1]])
            panel[1].shift([-left[layer[0]], 0, 0])
        wires = VGroup(diagram.wire("target").copy(), diagram.wire("output").copy().shift([-left[blocks[-1]], 0, 0]))
        boxes = VGroup(*(diagram.block(name).copy().shift([-left[name], 0, 0]) for name in blocks))
        for before, box, name in zip(boxes, boxes[1:], blocks[1:], strict=False):
            wires.add(wire((before[0].get_right()[:2], box[0].get_left()[:2]), self.theme.role("quiet")))
            if f"{name}.skip" in diagram.wires:
                wires.add(diagram.wire(f"{name}.skip").copy().shift([-left[name], 0, 0]))
        first = [box for box, name in zip(boxes, blocks, strict=True) if name in diagram.decoder.layers[0]]
        self.layer = VGroup(*(box[0] for box in first))
        kept = VGroup(ground, panels, heading, wires, boxes)
        return kept.move_to([self.stage.center[0], self.stage.top - kept.height / 2, 0])

    def bars(self) -> VGroup:
        """GPT-3's layers, one slim bar each, across the stage."""
        count = int(LAYERS.value)
        pitch, colour = self.band.width / count, self.theme.role("ink")
        low, high = self.band.bottom + 0.02, self.band.bottom + 0.42
        lefts = [self.band.left + (place + (1 - BAR) / 2) * pitch for place in range(count)]
        return VGroup(*(Cell(left, left + BAR * pitch, low, high, colour) for left in lefts))

    def note(self) -> Words:
        """What does differ."""
        words = Words(
            "nearly the same layer: norms before each part, learned positions, sparse attention in every other one",
            self.theme,
            size=24,
            role="quiet",
        )
        return words.on_baseline(self.band.left, self.band.top - 0.14)

    def names(self) -> VGroup:
        """What is compared, above the columns."""
        theme = self.theme
        marks: list[Mobject] = [
            Words("layers", theme, role="quiet"),
            Words("heads", theme, role="quiet"),
            Symbol("d_k", theme, size=SIZE),
            Symbol(r"d_{\mathrm{model}}", theme, size=SIZE),
            Words("numbers", theme, role="quiet"),
        ]
        return self._line(0, marks)

    def ours(self) -> VGroup:
        """This model's sizes."""
        size = self.trace.size
        layers = Fact.of(self.trace, "config", "decoder_layers")
        name = on_one_baseline([Words("this decoder", self.theme, size=SIZE)], gap=0.0)
        return self._row(1, name, [layers, size("H"), size("K"), size("D"), self.numbers()])

    def numbers(self) -> Reckoned:
        """How many learned numbers the decoder has without what only serves the bridge; its embedding included."""
        gone = crossing_blocks(self.diagram)
        names = ["target_embedding"] + [
            name
            for name in self.trace.words["parameters"]
            if name.startswith("decoder.") and name.rpartition(".")[0] not in gone
        ]
        tensors = (self.trace[f"weights/{name}"] for name in names)
        return Reckoned("sum", lambda *counts: sum(counts), tuple(Extent(tensor, None) for tensor in tensors))

    def theirs(self) -> VGroup:
        """GPT-3's sizes."""
        name = on_one_baseline(
            [
                Words("GPT-", self.theme, size=SIZE, weight="MEDIUM"),
                NumberText(NAMED, self.theme, size=SIZE, weight="MEDIUM"),
            ],
            gap=pixels(2),
        )
        return self._row(2, name, [LAYERS, HEADS, HEAD, WIDTH, BILLIONS], unit="billion")

    def _row(self, line: int, name: Words | VGroup, claims: Sequence[Claim], unit: str = "") -> VGroup:
        numbers: list[Mobject] = [NumberText(claim, self.theme, spec=",.0f", size=SIZE) for claim in claims]
        if unit:
            numbers[-1] = on_one_baseline([numbers[-1], Words(unit, self.theme, size=SIZE)], gap=pixels(14))
        row = self._line(line, numbers)
        region = self.lines[line]
        name.shift([region.left + 0.05 - name.get_left()[0], region.bottom + LIFT, 0])
        return row.add(name)

    def _line(self, line: int, parts: Sequence[Mobject]) -> VGroup:
        """Parts with their right ends below each other."""
        base = self.lines[line].bottom + LIFT
        group = VGroup()
        for part, right in zip(parts, self.ends, strict=True):
            if hasattr(part, "on_baseline"):
                part.on_baseline(right, base, align=1.0)
            else:
                part.shift([right - part.get_right()[0], base, 0])
            group.add(part)
        return group


def _narrow(shape: VMobject, start: float, end: float) -> None:
    """Move a shape's left edge left by ``start`` and its right one by ``end``."""
    left = shape.get_left() - np.array([start, 0.0, 0.0])
    shape.stretch_to_fit_width(shape.width + start - end).move_to(left, aligned_edge=LEFT)


__all__ = ["BILLIONS", "LAYERS", "READ", "Giant"]
