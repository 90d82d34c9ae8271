"""Probabilities are not yet a word: greedy decoding, sampling with a temperature, beam search.

Sources: Ackley, Hinton and Sejnowski 1985 (temperature); Sutskever, Vinyals and Le 2014, section 3.2 (beam search);
Holtzman et al. 2020 (what sampling from the tail does).

The bars of one step at the recorded temperatures; what the model wrote for the viewer's sentence with each way of
choosing (scope ``search``), and how often each was exact on unseen sentences (experiment ``sampling``).
"""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, LaggedStart, Mobject, TransformFromCopy, VGroup, Write

from model.formulas import FORMULAS
from model.trace import Tensor
from scenes.decoder.parts.choosing_sampling import Race, Strip, dial, followed_step
from scenes.decoder.parts.choosing_tree import BeamTree
from scenes.kit.layout import pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.motion import become
from scenes.kit.scene import ExplainerScene
from scenes.kit.theme import Theme

PITCHES = 0.52, 0.36  # units from bar to bar: one chart alone, several side by side


class Choosing(ExplainerScene):
    """Three ways from probabilities to a translation."""

    title = "Choosing a word"
    idea = "The model gives probabilities; greedy decoding, sampling and beam search choose from them."
    place = "decoder.logits"
    needs = ("experiments/sampling", "search")

    def construct(self) -> None:
        self.record = self.trace.scope("experiments/sampling")
        known = self.record["temperature"]
        self.temperatures = [known[i] for i in range(known.shape[0]) if known[i].item() > 0]
        self.plain = int(np.argmin([abs(t.item() - 1.0) for t in self.temperatures]))
        self.race = Race(self.trace, followed_step(self.trace))
        self.upper, self.lower = self.layout.stage.rows(3.1, 2.4, gap=0.05)
        chart = self._take_the_largest()
        self._draw_instead(chart)
        self._turn_temperature(chart)
        strip = self._whole_sentences()
        tree = self._grow_tree()
        self._compare(tree, strip)

    # -- beats ------------------------------------------------------------------------------------------------

    def _take_the_largest(self) -> BarChart:
        """The bars of one step; greedy decoding takes the first."""
        line, rest = self.layout.stage.rows(0.7, 4.8, gap=0.05)
        written = (*self.trace.words["decoder_rows"][: self.race.step + 1], "?")
        self.beginning = TokenRow(written, self.theme, size=32)
        line.place(self.beginning, 0.5, 0.5)
        chart = self.race.chart(self._one, self.theme, pitch=PITCHES[0], length=4.0)
        rest.place(chart, 0.5, 0.55)
        outline = self._ring(chart)
        with self.say(
            "The model gives probabilities; the choice is ours. | "
            "So far we took the likeliest word, here “{word}” with {share:.1%}: | that is greedy decoding.",
            word=self.race.words[0],
            share=self.race.share(0, self._one),
        ):
            self.play(FadeIn(self.beginning), run_time=0.8)
            self.play(FadeIn(chart), run_time=1.2)
            self.rest(3.2)
            self.play(Create(outline), run_time=0.8)
        self.outline = outline
        return chart

    def _draw_instead(self, chart: BarChart) -> None:
        """Sampling: the crumbs count, for there are many."""
        last = outline_of(self._edges(chart, 1, len(chart.bars)), self.theme.role("focus"), margin=pixels(6), width=3)
        with self.say(
            "Sampling draws a word by chance: | one of the others in {rest:.1%} of all cases.",
            rest=self.race.rest(self._one, 1),
        ):
            self.rest(2.2)
            self.play(become(self.outline, last), run_time=1.0)
        self.outline = last

    def _turn_temperature(self, chart: BarChart) -> None:
        """The same bars, colder and hotter."""
        line, rest = self.upper.rows(0.55, 2.75, gap=0.05)
        columns = rest.columns(*([1] * len(self.temperatures)), gap=0.3)
        charts = [self.race.chart(t, self.theme, pitch=PITCHES[1], length=1.75) for t in self.temperatures]
        for small, region in zip(charts, columns, strict=True):
            region.place(small, 0.5, 0.0)
        dials = [dial(t, self.theme) for t in self.temperatures]
        for mark, small in zip(dials, charts, strict=True):
            mark.next_to(small.axis, UP, buff=0.12).align_to(small.axis, LEFT)
        beginning = TokenRow(self.beginning.texts, self.theme, size=26)
        line.place(beginning, 0.5, 0.9)
        formula = self.lower.place(FormulaTex(FORMULAS["softmax_temperature"], self.theme, size=40), 0.5, 0.5)
        plain, others = charts[self.plain], [c for i, c in enumerate(charts) if i != self.plain]
        with self.say(
            "A temperature divides the scores before the softmax. | Cold, at {low:.1f}, “{word}” gets {cold:.1%}; | "
            "hot, at {high:.1f}, only {hot:.1%}.",
            word=self.race.words[0],
            low=self.temperatures[0],
            cold=self.race.share(0, self.temperatures[0]),
            high=self.temperatures[-1],
            hot=self.race.share(0, self.temperatures[-1]),
        ):
            self.play(
                become(chart, plain), become(self.beginning, beginning), FadeOut(self.outline),
                FadeIn(dials[self.plain]), run_time=1.4,
            )  # fmt: skip
            self.play(Write(formula), run_time=1.2)
            for small, mark in zip(others, (d for i, d in enumerate(dials) if i != self.plain), strict=True):
                self.rest(0.8)
                self.play(TransformFromCopy(plain, small), FadeIn(mark), run_time=1.6)
        self.charts = VGroup(beginning, *charts, *dials)
        self.formula = formula

    def _whole_sentences(self) -> Strip:
        """What came of it: the first draw at each temperature, and the measured exactness."""
        strip = Strip(self.trace, self.temperatures, self.theme, self.lower)
        exact = self.record["exact"]
        with self.say(
            "Here is one sentence drawn at each temperature. | Of {sentences:,.0f} unseen sentences, greedy decoding "
            "gets {greedy:.1%} right; | samples, from cold to hot, {cold:.1%}, {plain:.1%} and {hot:.1%}.",
            sentences=self.record["sentences"],
            greedy=exact[self._row(0.0)],
            cold=exact[self._row(self.temperatures[0].item())],
            plain=exact[self._row(1.0)],
            hot=exact[self._row(self.temperatures[-1].item())],
        ):
            self.play(FadeOut(self.formula), run_time=0.5)
            self.play(FadeIn(strip.names, strip.texts[0]), run_time=0.8)
            texts = [FadeIn(text, shift=0.1 * RIGHT) for text in strip.texts[1:]]
            self.play(LaggedStart(*texts, lag_ratio=0.4), run_time=2.4)
            self.until("greedy decoding")
            self.play(FadeIn(strip.exact_head, strip.exact[0]), run_time=0.8)
            self.until("samples")
            self.play(LaggedStart(*map(FadeIn, strip.exact[1:]), lag_ratio=0.7), run_time=2.4)
        self.add(strip)
        return strip

    def _grow_tree(self) -> BeamTree:
        """Beam search, word by word."""
        tree = BeamTree(self.trace, self.theme, self.upper)
        width = self.trace["search/beam.width"]
        formula = FormulaTex(FORMULAS["sequence_log_probability"], self.theme, size=40)
        self.upper.place(formula, 0.5, 0.4)
        half = (len(tree.steps) + 1) // 2
        with self.say(
            "Beam search draws nothing. | Where probabilities multiply, logarithms add up; | "
            "after every word it keeps the {width:.0f} likeliest beginnings.",
            width=width,
        ):
            self.play(FadeOut(self.charts), run_time=0.7)
            self.play(FadeIn(tree.axis, tree.name), run_time=0.8)
            self.play(Write(formula), run_time=1.6)
            self.rest(1.6)
            self.play(FadeOut(formula), run_time=0.4)
            self._grow(tree.steps[:half], 3.4)
        with self.say("What falls behind is dropped."):
            self._grow(tree.steps[half:], 2.2)
        self.add(tree)
        return tree

    def _grow(self, steps: list[VGroup], run_time: float) -> None:
        """Some steps of the tree, one after the other."""
        self.play(LaggedStart(*map(FadeIn, steps), lag_ratio=0.7), run_time=run_time)

    def _compare(self, tree: BeamTree, strip: Strip) -> None:
        """The winner against the best of the others, and against greedy."""
        best, other = tree.best[-1], tree.runner_up
        ends = [tree.scores[node.words] for node in (best, other)]
        rings = [surround(number, self.theme) for number in ends]
        with self.say(
            "At the end the winner has {best:.2f}, the best of the others {other:.2f}.",
            best=best.score,
            other=other.score,
        ):
            self.rest(0.4)
            self.play(LaggedStart(*map(Create, rings), lag_ratio=1.0), run_time=2.4)
        arrive = [FadeOut(*rings), FadeIn(strip.beam[0]), FadeIn(strip.beam[1], shift=0.15 * DOWN)]
        if self.trace.words["search.beam"] == self.trace.words["search.greedy"]:
            with self.say("Here the beam writes what greedy decoding writes."):
                self.play(*arrive, run_time=1.0)
        else:
            with self.say("Here the beam writes something else than greedy decoding."):
                self.play(*arrive, run_time=1.0)

    # -- parts ------------------------------------------------------------------------------------------------

    @property
    def _one(self) -> Tensor:
        """The temperature that changes nothing."""
        return self.temperatures[self.plain]

    def _row(self, temperature: float) -> int:
        return int(np.abs(self.record["temperature"].values - temperature).argmin())

    def _ring(self, chart: BarChart) -> Mobject:
        return outline_of(self._edges(chart, 0, 1), self.theme.role("focus"), margin=pixels(6), width=3)

    def _edges(self, chart: BarChart, first: int, last: int) -> tuple[float, float, float, float]:
        """Round some rows of a chart, within the half of the room between rows."""
        rows = VGroup(*(chart.row(place) for place in range(first, last)))
        half = chart.pitch / 2 - pixels(5)
        bars = chart.bars
        low, high = bars[last - 1].get_center()[1] - half, bars[first].get_center()[1] + half
        return rows.get_left()[0] - 0.08, rows.get_right()[0] + 0.08, low, high


def surround(number: Mobject, theme: Theme) -> Mobject:
    """An outline round a number."""
    edges = (number.get_left()[0], number.get_right()[0], number.get_bottom()[1], number.get_top()[1])
    return outline_of(edges, theme.role("focus"), margin=pixels(7), width=3)
