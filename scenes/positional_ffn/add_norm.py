"""Add & norm: the report is added to the word, then each word's numbers are brought to mean zero and deviation one.

LayerNorm(x + Sublayer(x)): Vaswani et al. 2017, section 3.1; residuals: He et al. 2016; LayerNorm: Ba, Kiros and Hinton
2016; before the sublayer instead: Radford et al. 2019, Xiong et al. 2020. What the addition is for was measured: the
encoder's rows before training with it and without (scopes ``untrained``), and the model trained without it.
"""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, LaggedStart, TransformFromCopy, Write

from model.formulas import FORMULAS
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import become, copy_each_into, copy_into, revalue
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.add_norm_melting import Melting
from scenes.positional_ffn.parts.add_norm_norming import Norming, telling
from scenes.positional_ffn.parts.add_norm_spread import Spreads, as_is, centred, normal


class AddNorm(ExplainerScene):
    """What stands after every attention and every feed-forward network."""

    title = "Add & norm"
    idea = "A report is added to the word and does not replace it; without the addition all words melt into one."
    needs = ("untrained.no_residual", "ablated.no_residual", "experiments/no_residual", "experiments/no_norm")

    def lit_block(self) -> str:
        """The block whose report is added."""
        return telling(self.trace)[0].block

    def construct(self) -> None:
        self.norming = Norming(self.trace, self.theme, self.layout.stage)
        self.word = self.trace.source[self.norming.row]
        self.norm_every_word(self.shift_and_scale(self.add_report()))
        melting = self.compare_words()
        self.melt(melting)
        self.train_both(melting)

    # -- add ----------------------------------------------------------------------------------------------------

    def add_report(self) -> VectorStrip:
        """The report's bars stand on the word's; the sum goes on."""
        norming = self.norming
        strips = norming.strips()
        x, report, total = strips
        labels, shapes = norming.labels(strips), [norming.shape(strip) for strip in strips]
        base = x.copy().shift(total.box.get_center() - x.box.get_center())
        stacked = report.copy_stacked_on(base)
        self.formula = norming.band.place(FormulaTex(FORMULAS["residual"], self.theme))
        block = "feed-forward" if norming.step.block.endswith("ffn") else "attention"
        with self.say(
            "A block, here {block}, reports to “{word}”. | The report is added to the word; it does not replace it.",
            block=block,
            word=self.word,
        ):
            self.play(FadeIn(x, labels[0], shapes[0]), run_time=1.0)
            self.play(FadeIn(report, labels[1], shapes[1], shift=0.2 * DOWN), run_time=1.2)
            self.rest(1.2)
            self.play(TransformFromCopy(x, base), FadeIn(labels[2], shapes[2]), run_time=1.0)
            self.play(TransformFromCopy(report, stacked), Write(self.formula), run_time=1.4)
            self.rest(0.8)
            self.remove(base, stacked)
            self.add(total)
        self.label, self.leaving = labels[2], [x, report, *labels[:2], *shapes, self.formula]
        return total

    # -- norm ---------------------------------------------------------------------------------------------------

    def shift_and_scale(self, total: VectorStrip) -> list[Spreads]:
        """One row: less its mean, over its deviation; then what gain and bias make of it. Below, the same in small."""
        norming, row = self.norming, self.norming.row
        spread, readings, everyone = norming.spread(as_is), norming.readings(as_is), norming.everyone(as_is)
        self.formula = norming.band.place(FormulaTex(FORMULAS["layer_norm"], self.theme, size=38))
        fraction, learned = self.formula.parts(0, 1, 4), self.formula.parts(2, 3, 5, 6)
        strip = norming.wide(norming.sum)
        label = self.label.copy().next_to(strip.box, LEFT, buff=0.25)
        with self.say(
            "Then the norm: the sum is shifted to mean zero, | and scaled to deviation one. | "
            "A learned gain and bias follow."
        ):
            self.play(*map(FadeOut, self.leaving), become(total, strip), become(self.label, label), run_time=1.2)
            self.play(FadeIn(spread, norming.words(), readings, fraction), run_time=0.8)
            self.bring_to_front(strip)
            self.play(copy_into(spread, everyone[row]), run_time=0.8)
            for step in (centred, normal):
                after, new, read = norming.wide(norming.after(step)), norming.spread(step), norming.readings(step)
                small = norming.everyone(step)[row]
                self.play(
                    become(spread, new),
                    become(strip, after),
                    become(readings, read),
                    become(everyone[row], small),
                    run_time=1.3,
                )
                spread, strip, readings, everyone[row] = new, after, read, small
                self.rest(0.4)
            self.play(FadeIn(learned), run_time=0.6)
            wide = norming.wide(norming.output)
            name = self.words(self.word, weight="MEDIUM").next_to(wide.box, LEFT, buff=0.25)
            self.play(FadeOut(spread, readings), become(strip, wide), FadeOut(label), FadeIn(name), run_time=1.2)
        return everyone

    def norm_every_word(self, everyone: list[Spreads]) -> None:
        """Each word has a mean and a deviation of its own; after the norm all are alike in that."""
        norming = self.norming
        others = [place for place in range(len(everyone)) if place != norming.row]
        after = norming.everyone(normal)
        with self.say("Each word by itself, with its own mean and deviation."):
            self.play(LaggedStart(*(FadeIn(everyone[place]) for place in others), lag_ratio=0.06), run_time=1.2)
            self.rest(0.4)
            moves = [become(everyone[place], after[place]) for place in others]
            self.play(LaggedStart(*moves, lag_ratio=0.15), run_time=2.2)
        whole = norming.band.place(FormulaTex(FORMULAS["residual_norm"], self.theme))
        without = norming.without().next_to(whole, RIGHT, buff=0.9)
        with self.say(
            "Add, then norm, as published; most models since put the norm before the block. | "
            "A copy trained without the norm gets {exact:.0%} of unseen sentences right.",
            exact=norming.exact,
        ):
            self.play(FadeOut(self.formula), FadeIn(whole, shift=0.1 * UP), run_time=1.0)
            self.rest(4.4)
            self.play(FadeIn(without), run_time=0.8)

    # -- what the addition is for -------------------------------------------------------------------------------

    def compare_words(self) -> Melting:
        """Before training: how alike the vectors of two words are, in the model and in one that does not add."""
        melting = Melting(self.trace, self.theme, self.layout.stage)
        left, right = melting.maps
        self.note = melting.note(0)
        self.between = between = melting.between()
        with self.say("What is the addition for? | Before training, compare the vectors of every two words."):
            self.clear_stage()
            self.play(FadeIn(left), FadeIn(between[0], self.note), run_time=1.2)
            self.play(FadeIn(between[1:]), run_time=0.8)
        with self.say("Beside it, each report replaces the word."):
            self.play(FadeIn(melting.heads[0], shift=0.1 * UP), run_time=0.6)
            self.play(copy_each_into([left], [right]), FadeIn(melting.heads[1], shift=0.1 * UP), run_time=1.6)
        return melting

    def melt(self, melting: Melting) -> None:
        """Layer by layer, the maps part."""
        numbers = [melting.number(which, 0) for which in range(2)]
        last = len(melting.places) - 1
        values = {"one": melting.mean(0, last), "two": melting.mean(1, last)}
        if melting.melted:
            line = self.say(
                "After the layers, the mean cosine is {one:.3f} with the addition, | "
                "{two:.3f} without: the sentence has melted into one word.",
                **values,
            )
        else:
            line = self.say(
                "After the layers, the mean cosine is {one:.3f} with the addition, | {two:.3f} without.", **values
            )
        with line:
            self.play(FadeIn(*numbers), run_time=0.6)
            for place in range(1, last + 1):
                note, new = melting.note(place), [melting.number(which, place) for which in range(2)]
                self.play(
                    *(revalue(melting.maps[which], melting.cosines(which, place)) for which in range(2)),
                    become(self.note, note),
                    *(become(old, number) for old, number in zip(numbers, new, strict=True)),
                    run_time=1.8,
                )
                self.note, numbers = note, new
                self.rest(0.8)

    def train_both(self, melting: Melting) -> None:
        """What training makes of either."""
        shares, quote = melting.outcome()
        with self.say(
            "The gradient at the input is {whole:.3f} with it, {less:.3f} without.",
            less=melting.gradient(1),
            whole=melting.gradient(0),
        ):
            self.play(FadeOut(self.between[1]), run_time=0.5)
            self.play(FadeIn(melting.gradients()), run_time=1.0)
        with self.say(
            "Training pulls even these words apart, to {after:.2f}; | "
            "yet without the addition, {exact:.0%} of unseen sentences are right.",
            after=melting.recorded("similarity.after", 1)[len(melting.places) - 1],
            exact=melting.recorded("exact", 1),
        ):
            self.rest(2.8)
            self.play(FadeIn(shares), run_time=1.0)
            self.rest(0.8)
            self.play(FadeIn(quote, shift=0.1 * DOWN), run_time=1.0)


__all__ = ["AddNorm"]
