"""The feed-forward network: each word alone is widened, cut off at zero and narrowed again, everywhere alike.

max(0, x W_1 + b_1) W_2 + b_2: Vaswani et al. 2017, equation 2; neurons as keys of patterns: Geva et al. 2021. The
neuron was found by a search over sentences of the grammar and verified on others (``model.experiments.neurons``).
"""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, Create, FadeIn, FadeOut, LaggedStart, TransformFromCopy, VGroup

from model.formulas import FORMULAS
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import copy_each_into
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.feed_forward_neuron import HiddenTable, neuron_of, sure_ones
from scenes.positional_ffn.parts.feed_forward_widening import Widening

FORMULA = 0.95


class FeedForward(ExplainerScene):
    """What follows attention in every layer."""

    title = "Feed-forward"
    idea = "Each word alone goes through the same two matrices: wide, cut off at zero, and narrow again."
    needs = ("experiments/neurons",)

    def lit_block(self) -> str:
        """The block of the neuron that is shown."""
        return f"encoder.{neuron_of(self.trace).layer}.ffn"

    def construct(self) -> None:
        self.neuron = neuron_of(self.trace)
        self.row = self.neuron.rows[0]
        body, self.band = self.layout.stage.rows(self.layout.stage.height - FORMULA - 0.1, FORMULA, gap=0.1)
        self.formula = self.band.place(FormulaTex(FORMULAS["feed_forward"], self.theme, size=40), 0.5, 0.75)
        self.first, self.second = self.formula.parts(0, 1, 4, 5, 6, 7), self.formula.parts(2, 3, 8)
        widening = Widening(self.trace, self.neuron.layer, self.row, self.theme, body)
        self.widen(widening)
        self.cut_off(widening)
        self.narrow(widening)
        table = HiddenTable(self.trace, self.neuron, self.theme, body)
        self.widen_every_word(widening, table)
        self.find_neuron(table)

    # -- one word -----------------------------------------------------------------------------------------------

    def widen(self, parts: Widening) -> None:
        """The word's numbers become four times as many."""
        with self.say(
            "Attention mixes the words. Feed-forward works on each one alone: | "
            "its first matrix makes {wide} numbers out of {narrow}.",
            wide=self.trace.size("F"),
            narrow=self.trace.size("D"),
        ):
            self.play(FadeIn(parts.word, parts.label(parts.word)), run_time=1.2)
            self.rest(2.6)
            self.play(FadeIn(parts.first, shift=0.2 * DOWN), FadeIn(self.first), run_time=0.8)
            sources = [
                parts.word.bar(i * len(parts.word.bars) // len(parts.wide.bars)) for i in range(len(parts.wide.bars))
            ]
            self.play(
                FadeIn(parts.wide.baseline), copy_each_into(sources, [*parts.wide.bars], lag_ratio=0.01), run_time=1.8
            )
            self.remove(*parts.wide)
            self.add(parts.wide)
            self.play(FadeIn(parts.label(parts.wide)), run_time=0.4)

    def cut_off(self, parts: Widening) -> None:
        """ReLU: the hidden numbers below zero fall to zero."""
        with self.say(
            "Zero is a floor. What lies below it falls: | {fired} of {wide} stay.",
            wide=self.trace.size("F"),
            fired=parts.fired,
        ):
            self.play(Create(parts.floor), FadeIn(self.second), run_time=1.0)
            fallen = parts.fallen()
            self.remove(parts.wide)
            self.add(parts.above, fallen, parts.floor)
            drops = [FadeOut(bar, shift=1.2 * DOWN) for bar in fallen]
            self.play(LaggedStart(*drops, lag_ratio=0.01), run_time=1.6)

    def narrow(self, parts: Widening) -> None:
        """The second matrix makes the hidden numbers as many as a word has again."""
        last = self.formula.parts(9, 10, 11)
        with self.say(
            "The second matrix makes {narrow} of them again: the report that is added to the word.",
            narrow=self.trace.size("D"),
        ):
            self.play(FadeIn(parts.second, shift=0.2 * DOWN), FadeIn(last), run_time=0.8)
            targets = [*parts.out.bars]
            fired = [int(i) for i in np.argsort(-parts.above.values)[: max(1, parts.fired.value)]]
            sources = [parts.above.bar(fired[i % len(fired)]) for i in range(len(targets))]
            self.play(FadeIn(parts.out.baseline), copy_each_into(sources, targets, lag_ratio=0.01), run_time=1.8)
            self.remove(*parts.out)
            self.add(parts.out)
            self.play(FadeIn(parts.label(parts.out)), run_time=0.4)
            self.remove(self.first, self.second, last)
            self.add(self.formula)

    # -- every word ---------------------------------------------------------------------------------------------

    def widen_every_word(self, parts: Widening, table: HiddenTable) -> None:
        """The wide layer becomes one row of a map; the other words have theirs from the same matrices."""
        left, right, bottom, top = table.edges(self.row)
        goal = VectorStrip(parts.hidden, self.theme, length=right - left, height=top - bottom, limit=parts.above.limit)
        goal.shift([(left + right) / 2, (bottom + top) / 2, 0])
        with self.say("The same two matrices serve every position, | and no row sees another."):
            going = [part for part in self.stage if part not in (parts.above, self.formula)]
            moving = goal.copy()
            self.play(
                *map(FadeOut, going),
                TransformFromCopy(parts.above, moving),
                FadeOut(parts.above),
                FadeIn(table.words[self.row]),
                run_time=1.4,
            )
            others = [word for row, word in enumerate(table.words) if row != self.row]
            self.play(FadeIn(table.mosaic), FadeOut(moving), *map(FadeIn, others), run_time=1.2)
            self.play(FadeIn(table.foot(), self._shapes()), run_time=0.8)

    def find_neuron(self, table: HiddenTable) -> None:
        """One column, and what it answers to."""
        neuron, chart = self.neuron, table.chart
        ring, title = table.ring(), table.title()
        with self.say(
            "A column is a neuron. We searched them all for a meaning: | number {unit} answers to “{called}”.",
            unit=neuron.ordinal,
            called=neuron.called,
        ):
            self.play(Create(ring), run_time=0.8)
            self.play(Create(table.beam()), FadeIn(title), FadeIn(chart.axis), run_time=0.8)
            self.play(copy_each_into(table.column(), [*chart.bars], lag_ratio=0.05), run_time=1.6)
            self.play(FadeIn(chart.numbers), run_time=0.6)
            self.add(chart)
        called, recall, precision = table.verdict()
        with self.say(
            "On {count:.0f} other sentences it answers to {recall:.1%} of “{called}”, | "
            "and {precision:.1%} of its answers are to “{called}”.",
            count=self.trace["experiments/neurons/checked"],
            precision=neuron.precision,
            recall=neuron.recall,
            called=neuron.called,
        ):
            self.rest(1.0)
            self.play(FadeIn(called, recall, shift=0.1 * UP), run_time=1.0)
            self.rest(2.6)
            self.play(FadeIn(precision, shift=0.1 * UP), run_time=1.0)
        searched, sure = sure_ones(self.trace)
        values = {"searched": searched, "sure": sure}
        if neuron.sure and 2 * sure.value < searched.value:
            line = self.say(
                "Few are so plain: | of {searched} meanings that we looked for, {sure} led to such a neuron.", **values
            )
        else:
            line = self.say(
                "Of {searched} meanings that we looked for, | {sure} led to a neuron that answers to little else.",
                **values,
            )
        with line:
            self.rest(1.0)

    # -- parts --------------------------------------------------------------------------------------------------

    def _shapes(self) -> VGroup:
        """The shapes below what comes out and the two matrices of the formula."""
        size, group = self.trace.size, VGroup()
        for place, axes in ((0, ("S", "D")), (5, ("D", "F")), (9, ("F", "D"))):
            part = self.formula.part(place)
            label = shape_label(self.theme, *(size(axis) for axis in axes), size=self.theme.sizes.small)
            group.add(label.move_to([part.get_center()[0], self.formula.get_bottom()[1] - 0.22, 0]))
        return group


__all__ = ["FeedForward"]
