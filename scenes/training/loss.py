"""What a word costs: -ln p, what smoothing asks for, and the floor that it puts under the loss.

Sources: Goodfellow et al. 2016, section 6.2.1.1; Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4.

The shares that a checkpoint of the training run gave the right words of the viewer's sentence come out of their bars
and slide down the curve of their prices. Then the loss that training really lowers, with its floor, and where the
untrained model stood: experiment ``loss``, on unseen sentences.
"""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, UR, Create, FadeIn, FadeOut, Line, Mobject, TransformFromCopy, VGroup, Write

from model.formulas import FORMULAS
from scenes.kit.claims import Claim, Measured
from scenes.kit.counts import Fact
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.wires import dashes
from scenes.kit.motion import become, change, copy_each_into, copy_into
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.loss_floor import PLAIN, Corner, Target, draw_smoothed, named, price_plot
from scenes.training.parts.loss_prices import (
    PriceDot,
    Slide,
    chance,
    half_way,
    marked_point,
    mean_of,
    price,
    shares_of,
)
from scenes.training.parts.loss_vocabulary import VocabularyBars

NOTE = 26
AS_ASKED = 0.05  # with no word wrong and their mean so near to the target, that is why it is no higher
LITTLE = 0.1  # nats above the floor that are called a little


class Loss(ExplainerScene):
    """The price of a word, and the floor under it."""

    title = "The loss"
    idea = "Each word costs minus the logarithm of its probability, and smoothing keeps the loss above a floor."
    place = "decoder.logits"
    needs = ("experiments/loss",)

    def construct(self) -> None:
        self.record = self.trace.scope("experiments/loss")
        self.found = half_way(self.trace)
        self.left, self.right = self.layout.stage.columns(7.5, 5.4, gap=0.5)
        self.upper, self.lower = self.right.rows(1.45, 4.0, gap=0.15)
        chart = self._give_shares()
        plot, dots = self._set_prices(chart)
        shares = self._slide(chart, plot, dots)
        self._ask_for_less()
        corner = self._floor(plot, shares, dots)
        self._measured_end(corner)
        self._start(plot)

    # -- beats ------------------------------------------------------------------------------------------------

    def _give_shares(self) -> BarChart:
        """The right words, each with the probability that the model gave it on the way of its training."""
        chart = self._chart()
        self.head = self._head(self.found.claim, chart)
        found, place = self.found, self.found.dearest
        self.mark = VGroup(self._ring(chart, place), self._instead(chart))
        said = {"step": found.claim, "word": found.words[place], "share": found.shares[place]}
        if found.instead is None or place < len(found.words) - 1:
            with self.say(
                "In training the right words are known. | After {step} steps, “{word}” gets only {share:.0%}.", **said
            ):
                self._show_shares(chart)
        else:
            with self.say(
                "In training the right words are known. | After {step} steps, “{word}” gets only {share:.0%}: "
                "the model wrote “{instead}”.",
                instead=found.instead,
                **said,
            ):
                self._show_shares(chart)
        return chart

    def _show_shares(self, chart: BarChart) -> None:
        """The bars, then a ring round the dearest word's."""
        self.play(FadeIn(chart.labels, chart.axis, self.head), run_time=1.0)
        self.play(FadeIn(chart.bars, chart.numbers, shift=0.1 * RIGHT), run_time=1.2)
        self.add(chart)
        self.rest(1.2)
        self.play(Create(self.mark[0]), FadeIn(self.mark[1]), run_time=1.0)

    def _set_prices(self, chart: BarChart) -> tuple[Plot, VGroup]:
        """The curve -ln p; every bar gives a dot on it."""
        plot = price_plot(self.record, self.theme, self.left)
        dots = VGroup(*(self._dot(plot, Measured(share), price(share)) for share in self.found.shares))
        formula = FormulaTex(FORMULAS["cross_entropy"], self.theme)
        formula.move_to(plot.point(0.42, 0.56 * plot.y_axis.high), aligned_edge=LEFT)
        aside = [self.right.at(0.35, 0.5)[0] - chart.get_center()[0], 0, 0]
        word, share = self.found.words[self.found.dearest], self.found.shares[self.found.dearest]
        label = named(self.words(word, size=NOTE), price(share), self.theme)
        label.next_to(dots[self.found.dearest], UR, buff=0.08)
        with self.say(
            "A word costs minus the logarithm of its probability. | "
            "Certainty would cost nothing; “{word}” costs {price:.2f}.",
            word=word,
            price=price(share),
        ):
            self.play(VGroup(chart, self.head, self.mark).animate.shift(aside), run_time=1.2)
            self.play(FadeIn(plot.x_axis, plot.y_axis), Write(formula), run_time=1.4)
            self.play(Create(plot.curve(PLAIN)), run_time=1.4)
            self.add(plot)
            self.play(copy_each_into(chart.bars, dots), run_time=2.0)
            self.play(FadeIn(label), run_time=0.6)
        self.add(dots)
        self.formula, self.label = formula, label
        return plot, dots

    def _slide(self, chart: BarChart, plot: Plot, dots: VGroup) -> list[Measured]:
        """To the end of training: bars grow, dots slide."""
        shares = shares_of(self.trace, self.trace["reference/decoder.probabilities"], self.found.words)
        claims = [Measured(share) for share in shares]
        last = Fact.of(self.trace, "steps", -1)
        head = self._head(last, chart)
        mean, asked = mean_of(shares), self.record["asked"]
        self.as_asked = self.trace.facts["exact"] and abs(mean.value - asked.item()) < AS_ASKED
        if self.as_asked:
            line = self.say(
                "Training lowers the mean of these prices. | "
                "After {last:,d} steps the words stand at {mean:.0%} on average. Why not higher?",
                last=last,
                mean=mean,
            )
        else:
            line = self.say(
                "Training lowers the mean of these prices. | "
                "After {last:,d} steps the words stand at {mean:.0%} on average.",
                last=last,
                mean=mean,
            )
        with line:
            self.play(FadeOut(self.label, self.mark), run_time=0.5)
            self.rest(0.8)
            self.play(Slide(dots, plot, PLAIN, shares), chart.to(claims), become(self.head, head), run_time=3.0)
        self.shown = VGroup(chart, head)
        return claims

    def _ask_for_less(self) -> None:
        """The target: nearly all for the right word, a crumb for each of the others."""
        target = self.target = self._target(self.right.inset(up=0.8))
        values = {"asked": self.record["asked"], "crumb": self.record["crumb"]}
        if self.as_asked:
            line = self.say(
                "Because the target is only {asked:.0%}, with {crumb:.4f} for each other word: | label smoothing. | "
                "Certainty would drive the scores apart without end.",
                **values,
            )
        else:
            line = self.say(
                "The target is only {asked:.0%}, with {crumb:.4f} for each other word: | label smoothing. | "
                "Certainty would drive the scores apart without end.",
                **values,
            )
        with line:
            self.play(FadeOut(self.shown), run_time=0.6)
            self.play(FadeIn(target.bars, target.foot), run_time=1.0)
            self.play(FadeIn(target.asked), run_time=0.8)
            self.until("for each other word")
            self.play(FadeIn(target.crumbs), run_time=0.8)
        self.add(target)

    def _floor(self, plot: Plot, shares: list[Measured], dots: VGroup) -> Corner:
        """The curve of the smoothed loss; its lowest point under the magnifier."""
        corner = Corner(self.record, self.theme, self.lower)
        curve = draw_smoothed(plot, self.record)
        quiet = change(plot.curve(PLAIN), to=lambda line: line.set_stroke(self.theme.role("quiet")))
        lens = corner.lens(plot)
        formula = FormulaTex(FORMULAS["smoothed_cross_entropy"], self.theme)
        formula.next_to(self.formula, DOWN, buff=0.25).align_to(self.formula, LEFT)
        near = VGroup(*(corner.dot(share, price(share.tensor)) for share in shares))
        with self.say(
            "The loss now adds up all {count} prices, each times its target. | "
            "So it has a floor, {floor:.2f}, where the model is just as sure as we ask.",
            count=self.record["vocabulary"],
            floor=self.record["floor"],
        ):
            self.play(copy_into(self.formula, formula), run_time=1.4)
            self.until("each times its target")
            self.play(Create(curve), quiet, become(self.target, self._target(self.upper)), run_time=1.2)
            self.play(Create(lens), run_time=0.6)
            self.play(
                TransformFromCopy(lens, corner.frame),
                FadeIn(corner.plot, corner.names, corner.rays(lens)),
                run_time=1.2,
            )
            self.play(copy_each_into(dots, near, run_time=1.0))
            self.until("So it has a floor")
            self.play(FadeIn(corner.lowest), Create(corner.level), FadeIn(corner.mark), run_time=1.0)
            self.until("where the model")
            self.play(Create(corner.drop), FadeIn(corner.plain, corner.cost), run_time=0.8)
        return corner

    def _measured_end(self, corner: Corner) -> None:
        """Where the trained model stands, on sentences that it has never seen."""
        end, label = corner.end()
        count, paid = self.record["sentences"], self.record["end"]
        if paid.item() - self.record["floor"].item() < LITTLE:
            line = self.say(
                "On {count:.0f} unseen sentences the trained model pays {end:.2f}, a little more.",
                count=count,
                end=paid,
            )
        else:
            line = self.say("On {count:.0f} unseen sentences the trained model pays {end:.2f}.", count=count, end=paid)
        with line:
            self.play(FadeIn(end, scale=0.5), FadeIn(label), run_time=1.0)

    def _start(self, plot: Plot) -> None:
        """Where training began: above what blind guessing pays."""
        blind, cost = self.record["blind"], self.record["start"]
        guess = self._dot(plot, chance(self.record["vocabulary"]), Measured(blind))
        start = marked_point(plot, self.record["start.right"], cost, self.theme)
        labels = [
            named(self.words(text, size=NOTE), Measured(value), self.theme).next_to(dot, RIGHT, buff=0.18)
            for text, dot, value in (("blind guessing", guess, blind), ("untrained", start, cost))
        ]
        opinions = self._opinions(plot)
        values = {"count": self.record["vocabulary"], "blind": blind, "start": cost}
        if cost.item() > blind.item():
            line = self.say(
                "Blind guessing costs the logarithm of {count:.0f}, {blind:.2f}. | On the same unseen sentences, "
                "the untrained model pays {start:.2f}: | it has opinions, and they cost more than none.",
                **values,
            )
        else:
            line = self.say(
                "Blind guessing costs the logarithm of {count:.0f}, {blind:.2f}. | On the same unseen sentences, "
                "the untrained model pays {start:.2f}: | it has opinions.",
                **values,
            )
        with line:
            self.rest(0.4)
            self.play(FadeIn(guess, scale=0.5), FadeIn(labels[0]), run_time=1.0)
            self.until("On the same")
            self.play(FadeIn(start, scale=0.5), FadeIn(labels[1]), run_time=1.0)
            self.until("it has opinions")
            self.play(FadeIn(opinions), run_time=1.0)

    # -- parts ------------------------------------------------------------------------------------------------

    def _dot(self, plot: Plot, share: Claim, cost: Claim) -> PriceDot:
        return PriceDot(plot, share, cost, radius=pixels(9), color=self.theme.role("ink"))

    def _chart(self) -> BarChart:
        """The right words down the right side, as bars of one whole."""
        pitch = min(0.42, (self.right.height - 0.7) / len(self.found.words))
        chart = BarChart(
            self.found.words,
            [Measured(share) for share in self.found.shares],
            self.theme,
            limit=1.0,
            length=3.0,
            thickness=pitch * 0.6,
            gap=pitch * 0.4,
            size=max(22.0, min(28.0, pitch * 84)),
        )
        return self.layout.stage.place(chart, 0.5, 0.35)

    def _head(self, step: Claim, chart: BarChart) -> VGroup:
        """The step of the training run, above the bars."""
        number = self.number(step, spec=",d", size=30, weight="MEDIUM")
        head = self.phrase("step {number}", number=number, size=NOTE, role="quiet", gap=pixels(12))
        return head.next_to(chart.axis, UP, buff=0.15).align_to(chart.axis, LEFT)

    def _ring(self, chart: BarChart, place: int) -> Mobject:
        """An outline round one word's bar."""
        row = chart.row(place)
        middle = chart.bars[place].get_center()[1]
        half = chart.pitch / 2 - pixels(4)
        edges = (row.get_left()[0] - 0.08, row.get_right()[0] + 0.08, middle - half, middle + half)
        return outline_of(edges, self.theme.role("focus"), margin=pixels(4), width=3)

    def _instead(self, chart: BarChart) -> VGroup:
        """What the model wrote in place of the last right word, underlined as wrong; empty where it made no mistake."""
        if self.found.instead is None:
            return VGroup()
        wrong = self.words(self.found.instead, size=chart.size, role="quiet")
        wrong.on_baseline(chart.numbers[-1].get_right()[0] + 0.4, chart.labels[-1].baseline)
        y = wrong.baseline - pixels(8)
        ends = ([wrong.get_left()[0], y, 0], [wrong.get_right()[0], y, 0])
        return VGroup(wrong, Line(*ends, stroke_width=2.5, color=self.theme.role("ink")))

    def _target(self, region: Region) -> Target:
        """What is asked for the dearest word."""
        word = self.found.words[self.found.dearest]
        place = self.trace.words["target_vocabulary"].index(word)
        return Target(self.record, word, place, self.theme, region)

    def _opinions(self, plot: Plot) -> VGroup:
        """What the untrained model thinks of the first word, beside what blind guessing does."""
        word = self.trace.words["reference"][0]
        place = self.trace.words["target_vocabulary"].index(word)
        shares = self.trace[f"run.step_{self.trace.facts['steps'][0]}/decoder.probabilities"][0]
        low, high = plot.point(0.45, 0.7 * plot.y_axis.high), plot.point(1.0, 0.98 * plot.y_axis.high)
        width, height = (high - low)[:2]
        bars = VocabularyBars(
            shares, place, self.theme, width=width, height=height, limit=float(shares.values.max()) * 1.02
        ).move_to((low + high) / 2)
        level = bars.box.get_bottom()[1] + height * chance(self.record["vocabulary"]).value / bars.limit
        blind = dashes(Line([low[0], level, 0], [high[0], level, 0], stroke_width=2, color=self.theme.role("focus")))
        words = self.words("its opinions on the first word", size=22, role="quiet")
        return VGroup(bars, blind, words.next_to(bars.line, DOWN, buff=0.12))
