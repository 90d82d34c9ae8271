"""Every head reads the whole of x through matrices of its own, and the heads' reports add up.

MultiHead(X) = [Z_1 ... Z_h] W_O = sum_i Z_i W_O^(i). Sources: Vaswani et al. 2017, section 3.2.2; the sum over heads
as Elhage et al. 2021 put it. Follows the word to which several heads of the film's layer have something to say.
"""

from __future__ import annotations

import math

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from model.formulas import FORMULAS
from scenes.kit.choose import hero_block
from scenes.kit.claims import Computed
from scenes.kit.counts import Extent, Nth
from scenes.kit.layout import pixels
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.mosaic import BarField
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import dim
from scenes.kit.scene import ExplainerScene
from scenes.multi_head.parts.heads_lanes import Lane, Lanes, Layer
from scenes.multi_head.parts.heads_ledger import Ledger
from scenes.multi_head.parts.heads_sheets import SideBySide, slices_of, unveil, whole_input

LABELS = 1.35  # units for the words beside a matrix
BROAD = 8.4  # units of x before it makes room
APART = 0.4  # units between the slices that are not made
BEHIND = 0.4  # opacity of x after its copies have left


class Heads(ExplainerScene):
    """Copies of x pass the heads' doors; what comes back is added up."""

    title = "Several heads"
    idea = "Every head reads the whole of x in its own way; what they report is added up."
    place = "encoder.self_attn"
    short = True

    def lit_block(self) -> str:
        """The layer that the film follows."""
        return hero_block(self.trace)

    def construct(self) -> None:
        self.layer = Layer(self.trace)
        left, right = self.layout.stage.columns(4.0, 9.1, gap=0.35)
        self.left, self.lanes = left, Lanes(self.layer, self.theme, right)
        x = self.show_input()
        lanes = self.send_copies(x)
        self.pass_doors(lanes)
        self.read_one_word(lanes)
        reports = self.set_side_by_side(lanes)
        self.add_layers(self.cut_output_matrix(reports))

    # -- the whole of x, again and again --------------------------------------------------------------------------

    def show_input(self) -> MatrixStrips:
        """Show X, and the cut into slices that a layer does not make; returns X."""
        stage, count = self.layout.stage.inset(up=0.15), self.layer.heads.value
        big = whole_input(self.layer, self.theme, stage, length=BROAD, across=0.5 + BROAD / 2 / stage.width)
        with self.say("One head asks in one way; | this layer has {h}.", h=self.layer.heads):
            self.play(FadeIn(big), run_time=1.2)
        with self.say("The vectors are not sliced up among them."):
            slices = slices_of(big, self.theme, count)
            note = self.words("not like this", size=self.theme.sizes.label, weight="MEDIUM")
            note.move_to([slices.get_center()[0], slices.get_top()[1] + 0.3, 0])
            big.strips.set_opacity(0.0)
            self.add(slices)
            apart = [part.animate.shift([place * APART, 0, 0]) for place, part in enumerate(slices)]
            self.play(*apart, FadeIn(note), run_time=1.1)
            self.rest(0.7)
            together = [part.animate.shift([-place * APART, 0, 0]) for place, part in enumerate(slices)]
            self.play(*together, FadeOut(note), run_time=0.8)
            self.remove(slices)
            unveil(big)
        return big

    def send_copies(self, big: MatrixStrips) -> list[Lane]:
        """X makes room, and whole copies of it move to the lanes."""
        x = whole_input(self.layer, self.theme, self.left, length=self.left.width - LABELS, across=1.0)
        lanes = [self.lanes.lane(head) for head in range(self.layer.heads.value)]
        left, right, bottom, top = x.box.edges
        ghost = BarField(self.layer.x, self.theme, width=right - left, height=top - bottom).move_to(x.box)
        headings = self.lanes.headings()
        with self.say(
            "Every head receives all of X: | {n} rows, {d} columns.",
            n=self.trace.size("S"),
            d=self.trace.size("D"),
        ):
            self.play(ReplacementTransform(big, x), run_time=1.2)
            self.play(dim(*x.strips, opacity=BEHIND), run_time=0.4)
            moves = [TransformFromCopy(ghost, lane.copy) for lane in lanes]
            self.play(FadeIn(headings[0]), LaggedStart(*moves, lag_ratio=0.3), run_time=2.6)
        self.headings = headings
        return lanes

    # -- the doors ------------------------------------------------------------------------------------------------

    def pass_doors(self, lanes: list[Lane]) -> None:
        """Each copy passes a door; shares and a narrow report come out."""
        doors = VGroup(*(lane.door for lane in lanes))
        with self.say(
            "Only its door is narrow: | three matrices of its own, {d} by {k}.",
            d=self.trace.size("D"),
            k=self.trace.size("K"),
        ):
            wires = VGroup(*(lane.wires for lane in lanes))
            self.play(FadeIn(self.headings[1], self.lanes.legends()[0]), FadeIn(doors, shift=0.2 * DOWN), run_time=1.4)
        ghosts = [lane.copy.copy() for lane in lanes]
        shares, reports = (VGroup(*(getattr(lane, name) for lane in lanes)) for name in ("shares", "report"))
        with self.say(
            "So each head shares out attention in its own way, | and reports {k} numbers a word.",
            k=self.trace.size("K"),
        ):
            entering = [
                ghost.animate.scale(0.3).move_to(lane.door).set_opacity(0.0)
                for ghost, lane in zip(ghosts, lanes, strict=True)
            ]
            self.play(FadeIn(wires), LaggedStart(*entering, lag_ratio=0.15), run_time=1.4)
            self.remove(*ghosts)
            leaving = [FadeIn(lane.shares, scale=0.4, target_position=lane.door) for lane in lanes]
            self.play(
                FadeIn(self.headings[2], self.lanes.legends()[1]), LaggedStart(*leaving, lag_ratio=0.15), run_time=1.3
            )
            mixing = [FadeIn(lane.report, scale=0.4, target_position=lane.shares) for lane in lanes]
            self.play(FadeIn(self.headings[3]), LaggedStart(*mixing, lag_ratio=0.15), run_time=1.3)
        self.add(shares, reports)

    def read_one_word(self, lanes: list[Lane]) -> None:
        """The same word's row in every head, and what it weighs most there."""
        layer, row = self.layer, self.layer.row
        one, other = layer.two
        color = self.theme.role("query")
        rings = [
            VGroup(*(part.outline_row(row, color, width=2.0) for part in (lane.copy, lane.shares, lane.report)))
            for lane in lanes
        ]
        weights = layer.tensor("weights")
        with self.say(
            "Follow “{word}”: | head {one} gives {a:.2f} to “{u}”, | head {other} gives {b:.2f} to “{v}”.",
            word=self.trace.source[row],
            one=Nth(weights[one], "H"),
            other=Nth(weights[other], "H"),
            a=weights[one, row, layer.favourite(one)],
            b=weights[other, row, layer.favourite(other)],
            u=self.trace.source[layer.favourite(one)],
            v=self.trace.source[layer.favourite(other)],
        ):
            self.play(*(Create(mark) for mark in rings), FadeIn(self.headings[4]), run_time=1.4)
            readings = [FadeIn(lane.reading, shift=0.15 * RIGHT) for lane in lanes]
            self.play(LaggedStart(*readings, lag_ratio=0.3), run_time=2.4)

    # -- side by side ---------------------------------------------------------------------------------------------

    def set_side_by_side(self, lanes: list[Lane]) -> SideBySide:
        """The reports of all heads become one matrix again."""
        region, band = self.layout.with_formula(1.0)
        joined = SideBySide(self.layer, self.theme, region, self.lanes.reports)
        formula = band.place(FormulaTex(FORMULAS["heads_concat"], self.theme, size=42))
        reports = [lane.report for lane in lanes]
        going = [part for part in self.stage if not any(report in part.get_family() for report in reports)]
        with self.say(
            "Side by side, the reports are {d} numbers a word again. | The output matrix, also learned, reads them.",
            d=self.trace.size("D"),
        ):
            self.remove(*self.stage)
            self.add(*going, *reports)
            self.play(*map(FadeOut, going), run_time=0.6)
            moves = [ReplacementTransform(old, new) for old, new in zip(reports, joined.fields, strict=True)]
            self.play(LaggedStart(*moves, lag_ratio=0.15), FadeIn(joined.words, joined.names), run_time=2.0)
            self.play(FadeIn(joined.shape), FadeIn(formula), run_time=1.0)
        self.remove(*self.stage)
        self.add(joined.words, joined.names, joined.shape, formula, joined.fields)
        return joined

    # -- the output matrix ----------------------------------------------------------------------------------------

    def cut_output_matrix(self, joined: SideBySide) -> Ledger:
        """One word's row goes to the lines; W_O comes apart into a block of rows for each head."""
        ledger = Ledger(self.layer, self.theme, self.layout.stage)
        count, row, starts = self.layer.heads.value, self.layer.row, joined.pieces()
        self.reports = reports = VGroup(*(ledger.report(head) for head in range(count)))
        headings = ledger.headings()
        whole, blocks = ledger.whole(), VGroup(*(ledger.block(head) for head in range(count)))
        name = Symbol("W_O", self.theme, "learned", size=36)
        size = shape_label(self.theme, self.trace.size("D"), self.trace.size("D"))
        size.next_to(name, RIGHT, buff=pixels(20))
        VGroup(name, size).move_to(headings[1])
        legend, signs = ledger.legend(), VGroup(*(ledger.signs(head) for head in range(count)))
        names = VGroup(ledger.word(), *(ledger.name(head) for head in range(count)))
        with self.say(
            "Take the row of “{word}”, and cut the output matrix: | {k} rows for each head's piece.",
            word=self.trace.source[row],
            k=self.trace.size("K"),
        ):
            self.play(Create(joined.rings()), run_time=0.8)
            going = list(self.stage)
            self.add(*starts)
            moves = [ReplacementTransform(a, b) for a, b in zip(starts, reports, strict=True)]
            self.play(AnimationGroup(*map(FadeOut, going), run_time=0.8), *moves, run_time=1.6)
            self.play(
                FadeIn(names, headings[0]), FadeIn(whole, shift=0.3 * LEFT), FadeIn(name, size, legend), run_time=1.2
            )
            self.rest(0.3)
            moves = [ReplacementTransform(a, b) for a, b in zip(whole, blocks, strict=True)]
            self.play(*moves, FadeOut(name, size), FadeIn(headings[1], signs), run_time=1.4)
        return ledger

    def add_layers(self, ledger: Ledger) -> None:
        """Piece times block is a layer; one after another the layers stand on the sum so far."""
        count = self.layer.heads.value
        heading, total = ledger.headings()[2], ledger.total(0)
        with self.say(
            "Piece times block is what this head adds to “{word}”: {d} numbers. | "
            "Joining and multiplying is a sum over heads.",
            d=self.trace.size("D"),
            word=self.trace.source[self.layer.row],
        ):
            self.play(FadeIn(heading), Create(ledger.rule()), FadeIn(total), run_time=0.6)
            for head in range(count):
                total = self.add_layer(ledger, head, total)
            self.play(FadeIn(ledger.formula()), run_time=0.6)
        self.work_one_column(ledger)

    def add_layer(self, ledger: Ledger, head: int, total: VectorStrip) -> VectorStrip:
        """One head's piece passes its block; a copy of the layer that comes out slides down onto the sum so far."""
        layer = ledger.contribution(head)
        self.play(TransformFromCopy(self.reports[head], layer), run_time=0.9)
        stacked = layer.copy_stacked_on(total)
        grown = ledger.total(head + 1)
        self.play(TransformFromCopy(layer, stacked), run_time=0.7)
        self.play(ReplacementTransform(total, grown), FadeOut(stacked), run_time=0.3)
        return grown

    def work_one_column(self, ledger: Ledger) -> None:
        """One column in numbers; how well all of them agree."""
        mixed, w_o = self.layer.tensor("mixed"), self.layer.parameter("w_o")
        agree = Computed("decimals in which sum and output agree", agreement, (mixed, w_o, self.layer.tensor("output")))
        numbers, sums = ledger.numbers(), ledger.sums()
        with self.say(
            "In this column the rounded parts add up to {sum:+.2f}; the model wrote {wrote:+.2f}. | "
            "Unrounded, all {count} numbers agree to {digits:.0f} decimals.",
            sum=ledger.worked(),
            wrote=ledger.written(),
            count=Extent(self.layer.tensor("output"), None),
            digits=agree,
        ):
            self.play(Create(ledger.column_ring()), run_time=0.8)
            self.play(LaggedStart(*map(FadeIn, numbers), lag_ratio=0.3), run_time=1.4)
            self.play(FadeIn(sums[0]), run_time=0.5)
            self.until("the model wrote")
            self.play(FadeIn(sums[1]), run_time=0.5)


def agreement(mixed: np.ndarray, w_o: np.ndarray, output: np.ndarray) -> float:
    """To how many decimals the sum over heads equals the block's output in every entry."""
    gap = np.abs(FORMULAS["heads_sum"].evaluate(mixed=mixed, w_o=w_o) - output).max()
    return float(math.floor(-math.log10(2 * max(gap, 1e-12))))
