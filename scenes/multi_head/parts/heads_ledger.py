"""A sum over heads set out line by line: a report, its block of W_O, the layer that it adds, and the total below."""

from __future__ import annotations

import numpy as np
from manim import Mobject, VGroup, VMobject

from model.formulas import FORMULAS
from model.trace import Tensor, derive
from scenes.kit.claims import Measured, Worked, as_read
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of, segments
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.labels import shape_label, shared_limit, signed_legend
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.multi_head.parts.heads_lanes import Layer, head_label

WIDTHS = (1.4, 1.75, 3.3, 4.6, 0.85)  # head, report, block of W_O, layer, number
GAP = 0.38
HIGH = 0.86  # of a line's height
SPEC = "+.2f"


class Ledger:
    """Where the lines of the sum stand in a region, and the marks that fill them."""

    def __init__(self, layer: Layer, theme: Theme, region: Region) -> None:
        self.layer, self.theme = layer, theme
        head, body, total = region.rows(0.6, 3.72, 1.1, gap=0.12)
        self.head, self.total_cells = head.columns(*WIDTHS, gap=GAP), total.columns(*WIDTHS, gap=GAP)
        self.lines = [line.columns(*WIDTHS, gap=GAP) for line in body.rows(*[1.0] * layer.heads.value, gap=0.0)]
        self.high = self.lines[0][0].height * HIGH
        self.rule_y = (body.bottom + total.top) / 2
        self.formula_region = Region(head.left, self.total_cells[2].right, total.bottom, total.top - 0.2)
        self.blocks_limit = shared_limit(layer.parameter("w_o"))
        self.reports_limit = shared_limit(layer.tensor("mixed")[:, layer.row])
        own = layer.contributions[:, layer.row]
        self.limit = float(max(np.abs(own).max(), np.abs(np.cumsum(own, axis=0)).max()))

    # -- the parts of a line --------------------------------------------------------------------------------------

    def name(self, head: int) -> VGroup:
        """The head, and below it the word that the followed row weighs most there."""
        cell, theme, layer = self.lines[head][0], self.theme, self.layer
        label = head_label(layer.tensor("weights")[head], theme)
        word = Words(f"→ {layer.trace.source[layer.favourite(head)]}", theme, role="key", size=theme.sizes.small)
        label.move_to([cell.right - label.width / 2, cell.at(0, 0.64)[1], 0])
        word.on_baseline(cell.right, cell.at(0, 0.22)[1], align=1.0)
        return VGroup(label, word)

    def report(self, head: int) -> VectorStrip:
        """The followed word's row of the head's report."""
        cell = self.lines[head][1]
        mixed = self.layer.tensor("mixed")[head, self.layer.row]
        strip = VectorStrip(mixed, self.theme, "output", length=cell.width, height=self.high, limit=self.reports_limit)
        return strip.shift(cell.center)

    def block(self, head: int) -> Mosaic:
        """The head's block of rows of W_O."""
        cell = self.lines[head][2]
        w_o = self.layer.parameter("w_o")[head]
        mosaic = Mosaic(w_o, self.theme, width=cell.width, height=self.high, limit=self.blocks_limit)
        return mosaic.move_to(cell.center)

    def whole(self) -> VGroup:
        """W_O uncut: the blocks without the gaps between them, in the middle of their column."""
        blocks = VGroup(*(self.block(head) for head in range(len(self.lines))))
        middle = (self.lines[0][2].top + self.lines[-1][2].bottom) / 2
        for head, block in enumerate(blocks):
            block.set_y(middle + ((len(self.lines) - 1) / 2 - head) * self.high)
        return blocks

    def contribution(self, head: int) -> VectorStrip:
        """What the head adds."""
        return self.strip(self.layer.contribution(head)).shift(self.lines[head][3].center)

    def strip(self, tensor: Tensor) -> VectorStrip:
        """A vector on the scale of the layers, at the origin."""
        width = self.lines[0][3].width
        return VectorStrip(tensor, self.theme, "output", length=width, height=self.high, limit=self.limit)

    def signs(self, head: int) -> VGroup:
        """The times and equals signs of a line."""
        cells = self.lines[head]
        marks = VGroup()
        for before, mark in ((1, "×"), (2, "=")):
            sign = Words(mark, self.theme, size=self.theme.sizes.note, role="quiet")
            marks.add(sign.move_to([(cells[before].right + cells[before + 1].left) / 2, cells[0].center[1], 0]))
        return marks

    # -- the total ------------------------------------------------------------------------------------------------

    def total(self, heads: int) -> VectorStrip:
        """The sum of the first so many layers; of all, the block's output as the model computed it."""
        layer = self.layer
        if heads == len(self.lines):
            tensor = layer.tensor("output")[layer.row]
        else:
            tensor = derive(
                "sum so far",
                ("D",),
                lambda mixed, w_o: np.einsum("hk,hkd->d", mixed, w_o),
                layer.tensor("mixed")[:heads, layer.row],
                layer.parameter("w_o")[:heads],
            )
        return self.strip(tensor).shift(self.total_cells[3].center)

    def rule(self) -> VMobject:
        """The line between summands and sum."""
        left, right = self.total_cells[3].left, self.total_cells[4].right
        return segments([((left, self.rule_y), (right, self.rule_y))], self.theme.role("quiet"), 2.0)

    def formula(self) -> FormulaTex:
        """Attention of several heads as a sum over heads, beside the total."""
        formula = FormulaTex(FORMULAS["heads_sum"], self.theme, size=38)
        self.formula_region.place(formula, 0.9, 0.3)
        return formula

    # -- one column in numbers ------------------------------------------------------------------------------------

    def column_ring(self) -> Mobject:
        """One column outlined, from the first layer through the total."""
        first, last = self.contribution(0), self.total(len(self.lines))
        left, right, _, top = first.slot(self.layer.column)
        _, _, bottom, _ = last.slot(self.layer.column)
        return outline_of((left, right, bottom, top), self.theme.role("focus"), margin=pixels(5), width=2.5)

    def numbers(self) -> VGroup:
        """What each head adds in that column."""
        group = VGroup()
        for head, cells in enumerate(self.lines):
            claim = self.layer.contribution_at(head, self.layer.column)
            group.add(self._number(NumberText(claim, self.theme, spec=SPEC), cells[4].right, cells[4].center[1]))
        return group

    def worked(self) -> Worked:
        """Their sum as they are shown."""
        claims = [self.layer.contribution_at(head, self.layer.column) for head in range(len(self.lines))]
        return Worked("sum", tuple(as_read(claim, SPEC) for claim in claims))

    def written(self) -> Measured:
        """What the model wrote in that column."""
        return Measured(self.layer.tensor("output")[self.layer.row, self.layer.column])

    def sums(self) -> VGroup:
        """The sum worked from the numbers shown, and below it what the model wrote."""
        cell = self.total_cells[4]
        worked = NumberText(self.worked(), self.theme, spec=SPEC, weight="MEDIUM")
        written = NumberText(
            self.written(), self.theme, spec=SPEC, weight="MEDIUM", role="output", prefix="≈ "
        )  # rounded summands may miss the last digit
        return VGroup(
            self._number(worked, cell.right, cell.at(0, 0.72)[1]),
            self._number(written, cell.right, cell.at(0, 0.24)[1]),
        )

    def _number(self, number: NumberText, right: float, middle: float) -> NumberText:
        return number.on_baseline(right, middle - pixels(number.size) * CAP_HEIGHT / 2, align=1.0)

    # -- names ----------------------------------------------------------------------------------------------------

    def headings(self) -> list[VGroup]:
        """Names and shapes above the columns of report, block and layer."""
        theme, trace = self.theme, self.layer.trace
        k, d, one = trace.size("K"), trace.size("D"), Extent(self.layer.tensor("output")[self.layer.row])
        product = VGroup(Symbol("Z_i", theme, "output", size=32), Symbol("W_O^{(i)}", theme, "learned", size=32))
        product[0].on_baseline(0.0, 0.0)
        product[1].on_baseline(product[0].width + pixels(5), 0.0)
        pairs = [
            (1, Symbol("Z_i", theme, "output", size=32), shape_label(theme, one, k, size=24)),
            (2, Symbol("W_O^{(i)}", theme, "learned", size=32), shape_label(theme, k, d, size=24)),
            (3, product, shape_label(theme, one, d, size=24)),
        ]
        headings = []
        for column, name, shape in pairs:
            heading = VGroup(name, shape)
            shape.next_to(name, buff=pixels(20)).set_y(name.get_center()[1])
            headings.append(heading.move_to(self.head[column].at(0.5, 0.45)))
        return headings

    def word(self) -> Words:
        """The followed word, above the heads."""
        cell = self.head[0]
        word = Words(self.layer.trace.source[self.layer.row], self.theme, role="query", weight="MEDIUM")
        return word.on_baseline(cell.right, cell.at(0, 0.45)[1] - pixels(10), align=1.0)

    def legend(self) -> Mobject:
        """The scale of W_O, below its blocks."""
        legend = signed_legend(self.theme, self.blocks_limit, width=1.2)
        return legend.move_to([self.total_cells[2].center[0], self.rule_y - 0.04, 0])
