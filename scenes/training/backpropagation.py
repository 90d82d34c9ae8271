"""Backpropagation: the mistake at the output flows back through a head to its query matrix.

dl = p - q at the logits; in a head dA = dZ V^T, dS = A * (dA - rowsum(A * dA)), dQ = dS K / sqrt(d_k), dW_Q = X^T dQ,
S the scaled scores. Sources: Rumelhart, Hinton and Williams 1986; Dao et al. 2022, appendix B.2; Kingma and Ba 2015 for
the step. All slopes are autograd's, for the reference translation (scope ``gradients``).
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, LaggedStart, Mobject, TransformFromCopy, VGroup

from model.formulas import FORMULAS
from scenes.kit.choose import hero_block
from scenes.kit.claims import row_sum
from scenes.kit.layout import pixels
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.motion import become, copy_each_into
from scenes.kit.narration import Line
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.backpropagation_head_slopes import HeadSlopes, RowBars
from scenes.training.parts.backpropagation_mistake import Mistake
from scenes.training.parts.backpropagation_slopes import Slopes
from scenes.training.parts.backpropagation_way_back import WayBack


class Backpropagation(ExplainerScene):
    """From p - q back to the query matrix of one head."""

    title = "Backpropagation"
    idea = "The mistake runs back along the wires; in each row of scores, one gains only what others lose."
    short = True

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def construct(self) -> None:
        self.slopes = Slopes(self.trace)
        self.outline: Mobject = VGroup()  # round the row that is too sure to learn
        self.head = HeadSlopes(self.slopes, self.theme, self.layout.stage)
        self.ask_each_share(self.run_back(self.show_mistake()))
        bars = self.take_away_mean()
        self.multiply_by_share(bars)
        self.fill_every_row(bars)
        self.reach_the_matrix()
        self.make_a_step()

    # -- from the output back ---------------------------------------------------------------------------------

    def show_mistake(self) -> Mistake:
        """What the model said, less what was asked, for one word of the translation."""
        table = Mistake(self.slopes, self.theme, self.layout.stage.inset(up=0.2))
        place, (said, asked, _) = self.slopes.word, table.columns
        charts, heads = table.charts, table.heads
        with self.say(
            "For “{word}” the model said {p:.3f}; asked was {q:.3f}, not certainty. | The difference is a slope: "
            "how fast the loss, the price of mistakes, rises with this score.",
            word=self.trace.words["reference"][place],
            p=said[0],
            q=asked[0],
        ):
            self.play(FadeIn(table.reference), run_time=0.7)
            self.play(table.reference.animate.highlight(place, "ink"), run_time=0.4)
            self.play(FadeIn(table.labels, charts[0], heads[0]), run_time=0.9)
            self.play(FadeIn(charts[1], heads[1]), run_time=0.9)
            self.rest(0.6)
            bars = copy_each_into([*charts[0].bars], [*charts[2].bars], run_time=1.5)
            self.play(bars, FadeIn(charts[2].axis, heads[2]))
            self.play(FadeIn(charts[2].numbers), run_time=0.5)
            self.rest(0.8)
            self.play(LaggedStart(*map(FadeIn, table.totals), lag_ratio=0.4), run_time=1.4)
        self.remove(*self.stage)
        self.add(table)
        return table

    def run_back(self, mistake: Mistake) -> WayBack:
        """The slopes run back against the wires; their sizes are read on the way."""
        way = WayBack(self.trace, self.theme, self.layout.stage, self.slopes)
        end, start = (way.at_end(half) for half in ("encoder", "embeddings"))
        with self.say(
            "From there, slopes run back against every wire: | {end:.3f} in size at the encoder’s end, "
            "and then {start:.3f} at the embeddings.",
            end=end,
            start=start,
        ):
            self.play(FadeOut(mistake), FadeIn(way.diagram, way.note), run_time=0.8)
            for leg in way.legs:
                self.play(*way.run(leg))
            self.play(FadeIn(way.marks), way.diagram.light(), run_time=0.6)
        return way

    def ask_each_share(self, way: WayBack) -> None:
        """The block opens: dA, a slope for every share."""
        head, block = self.head, way.diagram.block(self.slopes.block)
        self.ring = head.ring("A", self.slopes.row)
        with self.say("Inside one head, a weight’s slope tells whether more of it raises the loss."):
            self.play(way.diagram.light(self.slopes.block), run_time=0.8)
            opening = FadeIn(head.d_a, scale=0.3, target_position=block.get_center())
            self.play(*map(FadeOut, self.stage), opening, run_time=1.4)
            self.play(FadeIn(head.feet["A"], head.formulas["A"]), run_time=0.8)
            self.play(FadeIn(self.ring), run_time=0.8)

    # -- through the softmax ----------------------------------------------------------------------------------

    def take_away_mean(self) -> RowBars:
        """One row: its shares, its slopes, and the weighted mean that is taken away."""
        head, row = self.head, self.slopes.row
        bars = RowBars(self.slopes, self.theme, head.left)
        formula = bars.band.place(FormulaTex(FORMULAS["d_scaled"], self.theme, size=40), 0.55, 0.3)
        marks = VGroup(
            bars.head(Symbol("A", self.theme, "weight", size=34), bars.shares),
            bars.head(Symbol(r"\mathrm{d}A", self.theme, "gradient", size=34), bars.slopes_chart),
        )
        with self.say(
            "But the row of “{word}” adds up to one, | so its slopes count from their weighted mean.",
            word=self.trace.source[row],
        ):
            self.play(FadeIn(bars.labels, bars.shares, marks[0]), run_time=0.9)
            rise = copy_each_into([*head.d_a.row(row)], [*bars.slopes_chart.bars], run_time=1.4)
            self.play(rise, FadeIn(bars.slopes_chart.axis, marks[1]))
            self.play(TransformFromCopy(marks[1], formula.part(5)), run_time=0.8)
            self.rest(0.5)
            mean = bars.mean_line()
            self.play(Create(mean), FadeIn(formula.parts(4, 6, 7, 8, 9, 10)), run_time=1.2)
            self.rest(0.5)
            less = self.words("− mean", size=26, role="quiet").next_to(marks[1], RIGHT, buff=pixels(12))
            self.play(become(bars.slopes_chart, bars.centred), FadeOut(mean), FadeIn(less), run_time=1.6)
        self.formula, self.marks = formula, VGroup(*marks, less)
        return bars

    def multiply_by_share(self, bars: RowBars) -> None:
        """Distance times share is the slope of the score; the slopes of a row add up to zero."""
        slopes, formula = self.slopes, self.formula
        mark = bars.head(Symbol(r"\mathrm{d}S", self.theme, "gradient", size=34), bars.result)
        total = row_sum(slopes.d_scaled[slopes.row])
        number = self.number(total, spec=".4f", size=28, weight="MEDIUM")
        added = self.phrase("sum {number}", number=number, size=26, role="quiet", gap=pixels(14))
        added.move_to([bars.result.axis.get_center()[0], bars.foot_y(), 0])
        with self.say(
            "Times the weights, they are the slopes of the scores. | "
            "They add up to zero: one gains only what others lose."
        ):
            fall = copy_each_into([*bars.centred.bars], [*bars.result.bars], run_time=1.8)
            self.play(fall, TransformFromCopy(self.marks[0], formula.part(3)), FadeIn(bars.result.axis, mark))
            self.play(FadeIn(bars.result.numbers), FadeIn(formula.parts(1, 2)), run_time=0.6)
            self.play(TransformFromCopy(mark, formula.part(0)), run_time=0.9)
            self.rest(1.4)
            self.play(FadeIn(added, shift=0.1 * DOWN), run_time=0.8)
        self.going = VGroup(bars.labels, bars.shares, bars.centred, self.marks, mark, added)
        self.remove(*formula)
        self.add(formula)

    def fill_every_row(self, bars: RowBars) -> None:
        """The bars go into their row of dS; all others follow."""
        head, row, heat = self.head, self.slopes.row, self.head.d_s
        others = [heat.row(i) for i in range(len(self.trace.source)) if i != row]
        ring, chain = head.ring("S", row), head.between("S")
        with self._say_every_row():
            gone = FadeOut(self.going, bars.result.axis, bars.result.numbers)
            self.play(gone, become(self.formula, head.formulas["S"]), run_time=0.8)
            fly = (become(bar, cell) for bar, cell in zip(bars.result.bars, heat.row(row), strict=True))
            self.play(FadeIn(heat.lines, heat.column_labels), LaggedStart(*fly), run_time=1.2)
            rows = LaggedStart(*map(FadeIn, others), lag_ratio=0.2)
            self.play(rows, FadeIn(head.feet["S"], chain, ring), run_time=1.4)
            self.remove(*self.stage)
            note = head.note("S")
            self.add(heat, head.d_a, head.feet["A"], head.feet["S"], chain)
            self.add(head.formulas["A"], head.formulas["S"], self.ring, ring)
            if self.slopes.still is None:
                self.play(FadeIn(note), run_time=0.6)
            else:
                self.outline = head.ring("S", self.slopes.still, "focus")
                self.play(FadeIn(note, self.outline), run_time=0.8)

    def _say_every_row(self) -> AbstractContextManager[Line]:
        """The line, with the film's own row if that is too sure to learn."""
        row = self.slopes.still
        if row is None:
            return self.say("Every row does the same, all at once: each of them adds up to zero.")
        return self.say(
            "Every row does the same; | “{word}”, {share:.3f} sure, has nothing to trade and stays dark.",
            word=self.trace.source[row],
            share=self.slopes.weights[row, int(self.slopes.weights.values[row].argmax())],
        )

    # -- into the matrix --------------------------------------------------------------------------------------

    def reach_the_matrix(self) -> None:
        """Times the keys, dS is dQ, and all words' wishes add up in dW_Q."""
        head = self.head
        ring, goal = head.ring("Q", self.slopes.row), head.d_w.box.get_center()
        with self.say(
            "Through the keys they reach the queries, | and add up in the query matrix. | "
            "PyTorch’s autograd agrees to {digits:.0f} digits.",
            digits=self.slopes.digits,
        ):
            rows = (TransformFromCopy(head.d_s.row(i), strip.bars) for i, strip in enumerate(head.d_q.strips))
            self.play(
                FadeIn(head.between("Q")), FadeOut(self.outline), LaggedStart(*rows, lag_ratio=0.08), run_time=1.8
            )
            self.play(FadeIn(head.d_q, head.feet["Q"], head.formulas["Q"]), Create(ring), run_time=0.8)
            self.rest(0.6)
            falling = FadeOut(head.d_q.strips.copy(), target_position=goal, scale=0.4)
            self.play(FadeIn(head.between("W")), falling, FadeIn(head.d_w), run_time=1.6)
            self.play(FadeIn(head.feet["W"], head.formulas["W"]), run_time=0.8)
            self.rest(0.6)
            self.play(FadeIn(head.note("W")), run_time=0.6)

    def make_a_step(self) -> None:
        """The three matrices' slopes differ in size; Adam makes steps of them, number by number, small at first."""
        chart, step = self.head.sizes(), self.head.step()
        with self.say(
            "The matrices’ slopes differ in size. | "
            "Adam divides each number’s slope by its own usual size, | and warm-up begins with small steps."
        ):
            self.play(FadeIn(chart, shift=0.15 * LEFT), run_time=1.0)
            self.rest(2.2)
            self.play(FadeIn(step, shift=0.1 * UP), run_time=1.0)


__all__ = ["Backpropagation"]
