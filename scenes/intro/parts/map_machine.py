"""The block diagram with its sentences: English goes in at the top left, French comes out along the bottom."""

from __future__ import annotations

import numpy as np
from manim import Mobject, VGroup, VMobject

from model.trace import START, Trace
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.wires import wire
from scenes.kit.theme import Theme

ROW = 34  # pixels: the words of the sentences
ROW_ROOM = 0.14  # units from the stage's edge to the middle of a sentence
CORRIDOR = 0.5
ASIDE = 0.1  # from where words come out to the wire that takes them back
SHEET_CELL = 0.3  # of the live rows, at most
LENS_GAP = 0.42  # between the encoder and the live rows
FOOT = 0.42
WIRE = 0.17  # units between two blocks


class Machine:
    """What stands on the stage of the map, part by part.

    Attributes:
        diagram: the blocks; english, french: the sentences, the French one with the start mark before it.
        lead: the wire from the English words into the encoder; feedback: the dashed one by which words come back.
        room: the number of rows that a full stack of this sentence's rows has.
    """

    def __init__(self, trace: Trace, theme: Theme, stage: Region) -> None:
        self.trace, self.theme, self.stage = trace, theme, stage
        self.diagram = BlockDiagram(trace, theme, again=False, corridor=CORRIDOR)
        self.diagram.move_to(stage.center)
        self.upper, self.lower = (self.diagram.ground(half) for half in ("encoder", "decoder"))
        self.english = self._row(trace.source, stage.top - ROW_ROOM)
        self.french = self._row((START, *trace.target), stage.bottom + ROW_ROOM)
        for word in (self.english.word(-1), self.french.word(0), self.french.word(-1)):
            word.set_color(theme.role("quiet"))
        self.room = max(trace.size("S").value, trace.size("T").value)
        self.lead, self.feedback = self._outer_wires()

    # -- ways -------------------------------------------------------------------------------------------------

    def middle(self, block: str) -> np.ndarray:
        """The middle of a block as (x, y)."""
        return np.array(self.diagram.block(block).get_center()[:2])

    def way_in(self, half: str) -> list[np.ndarray]:
        """The corners from the sentence of ``encoder`` or ``decoder`` through its first block."""
        row = self.english if half == "encoder" else self.french
        end = self.behind(f"{half}.input")
        y = float(row.box.get_center()[1])
        left = float(self.diagram.path("source" if half == "encoder" else "target").get_start()[0])
        start = float(row.labels.get_left()[0]) - pixels(14)
        return [np.array(corner) for corner in ((start, y), (left, y), (left, end[1]), end)]

    def behind(self, block: str) -> np.ndarray:
        """The middle of the wire behind a block."""
        return np.array([self.diagram.block(block)[0].get_right()[0] + WIRE / 2, self.middle(block)[1]])

    def outlet(self) -> np.ndarray:
        """Where words come out."""
        return np.array(self.diagram.path("output").get_end())

    # -- live rows --------------------------------------------------------------------------------------------

    def sheet(self) -> Heatmap:
        """The encoder's rows as they go in, one row a token."""
        first = self.trace["main/encoder.input"]
        lens = Region(self.stage.left, self.stage.right, self.stage.bottom, self.upper.get_bottom()[1] - LENS_GAP)
        sheet = Heatmap(
            first,
            self.trace.source,
            theme=self.theme,
            kind="signed",
            cell=min(SHEET_CELL, (lens.height - FOOT) / first.shape[0]),
            shape=(self.trace.size("S"), self.trace.size("D")),
            limit=shared_limit(first),
            label_size=self.theme.sizes.small,
            label_role="ink",
            lines=False,
        )
        lens.place(sheet, 0.5, 1.0, fit=False)
        return sheet

    def beam(self, sheet: Heatmap, block: str) -> VMobject:
        """Hairlines from below a block to the corners of the live rows."""
        left, right, _, top = sheet.box.edges
        source = (float(self.diagram.block(block).get_center()[0]), float(self.upper.get_bottom()[1]) + pixels(10))
        ends = [(left, top + pixels(10)), (right, top + pixels(10))]
        return segments([(source, ends[0]), (source, ends[1]), (ends[0], ends[1])], self.theme.role("quiet"), 2.0)

    # -- labels -----------------------------------------------------------------------------------------------

    def bridge_shape(self) -> VGroup:
        """The shape of what crosses, above the bridge's level stretch."""
        trunk, level = (float(value) for value in self.diagram.path(f"{self.crossings[0]}.memory").get_anchors()[3][:2])
        across = (trunk + float(self.middle(self.crossings[0])[0])) / 2
        label = shape_label(self.theme, self.trace.size("S"), self.trace.size("D"), size=self.theme.sizes.small)
        return label.move_to([across, level + pixels(9) + label.height / 2, 0])

    @property
    def crossings(self) -> list[str]:
        """The cross-attention blocks."""
        return [name for name in self.diagram.decoder.blocks if name.endswith("cross_attn")]

    def beside_bridge(self, label: Mobject) -> Mobject:
        """Put a label between the halves, left of the bridge."""
        y = (self.upper.get_bottom()[1] + self.lower.get_top()[1]) / 2
        return label.shift([self.upper.get_left()[0] + 0.16 - label.get_left()[0], y - label.get_center()[1], 0])

    def shapes(self) -> VGroup:
        """The shapes of the rows behind the inputs, behind the layers, and of what comes out."""
        size = self.trace.size
        places = [("encoder.input", "S", "D", -1), ("decoder.input", "T", "D", -1), ("decoder.logits", "T", "V", 1)]
        places += [(layer[-1], "S", "D", -1) for layer in self.diagram.encoder.layers]
        places += [(layer[-1], "T", "D", 1) for layer in self.diagram.decoder.layers]
        group = VGroup()
        for block, rows, columns, side in places:
            label = shape_label(self.theme, size(rows), size(columns), size=self.theme.sizes.small)
            box = self.diagram.block(block)[0]
            edge = box.get_bottom()[1] if side < 0 else box.get_top()[1]
            group.add(label.move_to([box.get_right()[0] - label.width / 2, edge + side * 0.22, 0]))
        return group

    # -- what GPT has not -------------------------------------------------------------------------------------

    def without_bridge(self) -> VGroup:
        """All that GPT does not have: the encoder, the bridge, the cross-attentions with their add & norm."""
        diagram = self.diagram
        gone = VGroup(diagram.part("encoder"), diagram.part("bridge"))
        for block in self.crossings:
            norm = self._norm_behind(block)
            gone.add(*(diagram.block(name) for name in (block, norm)))
            gone.add(*(diagram.wire(name) for name in (block, norm, f"{norm}.skip", self._behind(norm))))
        return gone

    def closed_gaps(self) -> VGroup:
        """Wires over the places where the cross-attentions were."""
        closed = VGroup()
        for block in self.crossings:
            before = self.diagram.decoder.blocks[self.diagram.decoder.blocks.index(block) - 1]
            start = self.diagram.block(before)[0].get_right()[:2]
            end = self.diagram.block(self._behind(self._norm_behind(block)))[0].get_left()[:2]
            closed.add(wire([start, end], self.theme.role("quiet")))
        return closed

    def _behind(self, block: str) -> str:
        blocks = self.diagram.decoder.blocks
        return blocks[blocks.index(block) + 1]

    _norm_behind = _behind

    # -- how it is laid out -----------------------------------------------------------------------------------

    def _row(self, words: tuple[str, ...], y: float) -> TokenRow:
        row = TokenRow(words, self.theme, size=ROW, width=max(self.upper.width, self.lower.width) - 0.2)
        shift = [self.upper.get_left()[0] - row.labels.get_left()[0], y - row.box.get_center()[1], 0]
        return row.shift(shift)

    def _outer_wires(self) -> tuple[VGroup, VGroup]:
        quiet = self.theme.role("quiet")
        lead = wire(self.way_in("encoder")[:3], quiet)
        lead.remove(lead[2])  # its tip: the wire into the first block has one
        right = float(self.outlet()[0]) + ASIDE
        below = float(self.french.box.get_center()[1])
        out = self.outlet()[1]
        last = float(self.french.labels.get_right()[0]) + pixels(14)
        back = wire([[right, out], [right, below], [last, below]], quiet, dashed=True)
        return lead, VGroup(back, wire(self.way_in("decoder")[:3], quiet, dashed=True))


__all__ = ["Machine"]
