"""Scale: where the numbers are, what a layer costs as the text grows, and how large the model of 2017 was.

Counting multiplications: 2 n^2 d for comparing and mixing, 12 n d^2 for the matrices, alike at n = 6 d. Sources:
Vaswani et al. 2017, tables 1 to 3; Kaplan et al. 2020, table 1. Parameters as recorded in ``experiments/parameters``.
"""

from __future__ import annotations

from manim import RIGHT, UP, Animation, Create, FadeIn, FadeOut, LaggedStart, VGroup

from scenes.kit.claims import Cited, Claim, Computed, Measured, Worked
from scenes.kit.layout import pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.motion import become, dim
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.scale_cost import WIDE, CostPlot
from scenes.training.parts.scale_figures import DAYS, HOURS, PROCESSORS, Figures
from scenes.training.parts.scale_paths import Paths

PARTS = "experiments/parameters"


class Scale(ExplainerScene):
    """From this model to the one of the paper."""

    title = "Scale"
    idea = "The plan stays the same, the sizes grow: matrices cost most in short texts, attention in long ones."
    place = ""  # the whole model
    needs = (PARTS, "experiments/learning")

    def construct(self) -> None:
        self.left, self.right = self.layout.stage.columns(6.5, 6.4, gap=0.6)
        self.cost = CostPlot(self.trace, self.theme, self.right)
        self.count_parts()
        self.let_text_grow()
        self.widen_model()
        self.compare_paths()
        self.show_figures()

    def count_parts(self) -> None:
        """The learned numbers, part by part."""
        counts, names = self.trace[f"{PARTS}/count"], self.trace.words[f"{PARTS}/parts"]
        order = sorted(range(len(names)), key=lambda place: -counts.values[place])
        claims = [Measured(counts[place]) for place in order]
        total = Measured(self.trace[f"{PARTS}/total"])
        chart = BarChart(
            [names[place] for place in order], claims, self.theme, role="learned", spec=",.0f", length=3.6,
            thickness=0.42, gap=0.3,
        )  # fmt: skip
        number = self.number(total, spec=",.0f", size=110, weight="MEDIUM")
        below = self.words("numbers in all", size=36, role="quiet").next_to(number, UP * -1, buff=0.3)
        big = VGroup(number, below)
        self.layout.stage.columns(8.2, 4.9, gap=0.3)[0].place(chart)
        self.layout.stage.columns(8.2, 4.9, gap=0.3)[1].place(big)
        with self.say(
            "Of this model’s {total:,.0f} numbers, {share:.0%} are in the part “{name}”.",
            total=total,
            share=Computed("share", lambda part, whole: part / whole, (counts[order[0]], self.trace[f"{PARTS}/total"])),
            name=names[order[0]],
        ):
            self.play(FadeIn(big), run_time=0.8)
            self.play(
                FadeIn(chart.axis), LaggedStart(*(FadeIn(chart.row(k)) for k in range(len(order))), lag_ratio=0.3)
            )
            self.rest(0.4)
        self.clear_stage(run_time=0.6)

    def let_text_grow(self) -> None:
        """Two costs of a layer, at one length and at twice that; then over all lengths."""
        cost, n = self.cost, self.trace.size("S")
        self.twice = Worked("sum", (n.value, n.value))
        stage = self._costs(n)
        with self.say(
            "What does an encoder layer cost? | Its matrices see each word by itself: twice the words, "
            "twice the work. | Attention compares each with each: four times the work."
        ):
            self.play(FadeIn(stage[0]), run_time=0.6)
            self.play(FadeIn(stage[1]), run_time=0.8)
            self.rest(0.8)
            stage = self._move(stage, self.twice)
            self.play(FadeIn(cost.plot, self._axis_name(), shift=0.1 * UP), run_time=0.8)
            self.play(FadeIn(cost.legend[1]), Create(cost.small[1]), run_time=1.6)
            self.rest(1.6)
            self.play(FadeIn(cost.legend[0]), Create(cost.small[0]), run_time=1.6)
        balance = cost.balances[0]
        with self.say(
            "At our {n} tokens the matrices cost more; | only beyond {balance:,.0f}, "
            "{times:.0f} times the model’s width, attention does.",
            n=self.trace.size("S"),
            balance=balance,
            times=cost.times,
        ):
            stage = self._move(stage, n, FadeIn(cost.marks[0]))
            self.rest(2.0)
            stage = self._move(stage, balance, FadeIn(cost.marks[1]))
        self.costs = stage

    def widen_model(self) -> None:
        """The same for the paper's width."""
        cost = self.cost
        with self.say(
            "The paper’s base model is {wide:.0f} wide: its crossing is at {balance:,.0f}.",
            wide=WIDE,
            balance=cost.balances[1],
        ):
            self.play(dim(*cost.small, opacity=0.45), run_time=0.5)
            rise = [become(one.copy(), other) for one, other in zip(cost.small, cost.large, strict=True)]
            self.play(*rise, run_time=1.6)
            self.costs = self._move(self.costs, cost.balances[1], FadeIn(cost.marks[2]), width=WIDE)
        self.play(FadeOut(*self.costs), run_time=0.5)

    def _costs(self, words: Claim, width: Claim | None = None) -> tuple[VGroup, BarChart]:
        """The number of tokens above two bars, on the left."""
        above, below = self.left.rows(1.2, 3.0, gap=0.2)
        bars = self.cost.bars(words, self.twice, width or self.trace.size("D"))
        return above.place(self.cost.heading(words), 0.5, 0.3), below.place(bars, 0.5, 0.6)

    def _move(
        self, old: tuple[VGroup, BarChart], words: Claim, *others: Animation, width: Claim | None = None
    ) -> tuple[VGroup, BarChart]:
        """The bars of another length take the place of the old ones; each pair is as long as the space allows."""
        new = self._costs(words, width)
        self.play(*(become(a, b) for a, b in zip(old, new, strict=True)), *others, run_time=1.2)
        return new

    def compare_paths(self) -> None:
        """Steps from end to end, and one after another."""
        paths = Paths(self.trace, self.theme, self.left.inset(up=0.3))
        with self.say(
            "A recurrent network needs {hops} steps from end to end, attention one. | "
            "In training all tokens pass at once; | writing still takes {again} passes, one after another.",
            hops=paths.hops,
            again=paths.again,
        ):
            self.play(FadeIn(paths.chain[0], paths.chain[1]), run_time=0.8)
            self.play(LaggedStart(*map(FadeIn, paths.chain[2]), lag_ratio=0.5), run_time=1.6)
            self.play(FadeIn(paths.jump[0], paths.jump[1]), run_time=0.6)
            self.play(Create(paths.jump[2]), run_time=0.8)
            self.rest(2.4)
            self.play(FadeIn(paths.write, shift=0.15 * RIGHT), run_time=0.8)
        self.play(FadeOut(paths.chain, paths.jump, paths.write), run_time=0.6)

    def show_figures(self) -> None:
        """The paper's sizes, times and scores beside this model's."""
        table = Figures(self.trace, self.theme, self.left)
        with self.say(
            "The same plan, larger: the base model learned for {hours:.0f} hours on {gpus} P{kind} processors, "
            "the big one for {days:.1f} days.",
            hours=HOURS,
            gpus=PROCESSORS,
            kind=Cited("vaswani2017", "processor's name"),
            days=DAYS,
        ):
            self.play(FadeIn(table.head), run_time=0.6)
            self.play(LaggedStart(*map(FadeIn, table.lines), lag_ratio=0.25), run_time=3.0)
            self.play(FadeIn(table.note), run_time=0.6)

    def _axis_name(self) -> VGroup:
        """What the upright axis counts."""
        words = self.words("multiplications, encoder layer", size=self.theme.sizes.small, role="quiet").rotate(1.5708)
        axis = self.cost.plot.y_axis
        return VGroup(words.move_to([axis.get_left()[0] - pixels(18), axis.line.get_center()[1], 0]))


__all__ = ["Scale"]
