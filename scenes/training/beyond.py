"""What was built on this model: three ways to cut it, pre-training on plain text, fine-tuning on a few examples.

Sources: Devlin et al. 2018 (BERT), Brown et al. 2020 (GPT-3), Raffel et al. 2020 (T5), Ouyang et al. 2022 (tuning by
people's judgement, as in ChatGPT). Fine-tuning is done for real: the experiment ``fine_tuning`` trains the two spare
rows of the embedding tables on a handful of sentences. Norms before each part, learned positions: Radford et al. 2018,
2019.
"""

from __future__ import annotations

from manim import DOWN, UP, Create, FadeIn, FadeOut, LaggedStart, TransformFromCopy, VGroup

from scenes.kit.counts import Fact
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.motion import become, copy_into
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.beyond_giant import BILLIONS, LAYERS, READ, Giant
from scenes.training.parts.beyond_silhouettes import FIVE, NAMED, Family, Silhouette, tokens_read
from scenes.training.parts.new_word import NewWord

LIFTED = 1.3  # units: the two rows stand higher until the lessons come


class Beyond(ExplainerScene):
    """Halves of the model, what they learn from, and how little it takes to tune them."""

    title = "Beyond translation"
    idea = "Keep one half of the model or both, train on plain text, tune on a few examples: the models of today."
    place = ""  # the whole model
    needs = ("experiments/fine_tuning", "experiments/cache", "experiments/learning")

    def construct(self) -> None:
        self.diagram = BlockDiagram(self.trace, self.theme, again=False)
        self.layout.stage.place(self.diagram)
        family = self._cut_three_ways()
        self._learn_from_text(family)
        self._show_new_word()
        self._tune()
        self._compare_with_gpt()
        self._sum_up(family)

    # -- three silhouettes --------------------------------------------------------------------------------------

    def _cut_three_ways(self) -> Family:
        """The map turns into three silhouettes; from two of them a half is cut away."""
        whole = Silhouette(self.diagram, self.theme)
        family = Family(self.trace, self.theme, self.layout.stage, whole)
        columns = family.columns
        with self.say("The model can be cut in three ways: | keep the encoder, the decoder, or both."):
            self.play(FadeIn(self.diagram), run_time=1.0)
            self.rest(0.4)
            self.play(FadeIn(whole), run_time=0.7)
            self.remove(self.diagram)
            copies = [TransformFromCopy(whole, column.silhouette) for column in columns]
            self.play(*copies, FadeOut(whole), run_time=1.4)
            for column in columns:
                self.play(*column.silhouette.cut(column.kind.halves), FadeIn(column.heading), run_time=0.8)
        return family

    def _learn_from_text(self, family: Family) -> None:
        """Plain text asks and answers: a word is missing, and the text knows it."""
        label, note = family.name(3, "pre-training"), family.name(2, "(schematic)")
        columns = family.columns
        with self.say(
            "Pre-training needs only plain text: hide a word. | An encoder looks at both sides, a decoder only back."
        ):
            self.play(FadeIn(label, note), run_time=0.6)
            for column in columns:
                task = column.task
                self.play(FadeIn(task.words, task.blank), FadeIn(task.box), run_time=0.7)
                arcs = [Create(arc) for arc in task.arcs]
                self.play(LaggedStart(*arcs, lag_ratio=0.1), FadeIn(column.learns), run_time=1.3)
        with self.say(
            "The answer stands in the text, and there is much of it: | our model read about {own:.1f} million "
            "French tokens, | GPT-{three} read {read} billion of plain text.",
            own=tokens_read(self.trace, 1e6),
            three=NAMED,
            read=READ,
        ):
            answers = [FadeIn(column.task.answer, shift=0.2 * UP) for column in columns]
            self.play(LaggedStart(*answers, lag_ratio=0.3), run_time=1.6)
            self.columns_so_far = list(self.stage)
            self.rest(0.8)
            few, many = family.much_data(self.trace)
            self.play(FadeIn(few), run_time=0.8)
            self.rest(2.4)
            self.play(FadeIn(many), run_time=1.0)

    # -- fine-tuning --------------------------------------------------------------------------------------------

    def _show_new_word(self) -> None:
        """A word that the model never met: what it writes, and its two rows."""
        self.board = board = NewWord(self.trace, self.theme, self.layout.stage)
        self.rows = VGroup(*board.rows("before"), board.row_labels()).shift(LIFTED * UP)
        if board.wrong:
            line = self.say(
                "Fine-tuning needs only a few examples. | "
                "Our model never met the word “{word}”: its sentence comes out wrong.",
                word=board.new[0],
            )
        else:
            line = self.say(
                "Fine-tuning needs only a few examples. | "
                "Our model never met the word “{word}”, and yet its sentence comes out right.",
                word=board.new[0],
            )
        with line:
            self.clear_stage()
            self.play(FadeIn(board.label(0, "recorded"), board.english()), run_time=0.9)
            self.play(FadeIn(self.rows), run_time=1.0)
            self.rest(1.6)
            self.play(FadeIn(board.label(1, "before"), board.written("before")), run_time=0.9)

    def _tune(self) -> None:
        """A handful of sentences; two rows change, everything else stays."""
        board, record = self.board, self.board.record
        lessons, plot = board.lessons(), board.plot()
        names, ends = board.plot_names(plot)
        plot.show_upto(0)
        with self.say(
            "Show it {few:.0f} sentences, and train {count:.0f} numbers: the word’s two spare rows.",
            few=record["handful"],
            count=record["trained"],
        ):
            self.play(self.rows.animate.shift(LIFTED * DOWN), run_time=0.8)
            self.play(FadeIn(board.lessons_head()), run_time=0.5)
            self.play(LaggedStart(*map(FadeIn, lessons), lag_ratio=0.2), run_time=2.2)
            self.play(FadeIn(board.trained(Fact.of(self.trace, "parameters"))), run_time=0.6)
            self.play(FadeIn(board.plot_head(), plot, names), run_time=0.8)
        with self.say(
            "Of unseen sentences with “{word}”, {before:.0%} came out right before, and {after:.0%} now.",
            word=board.new[0],
            before=record["share.before"],
            after=record["share.after"],
        ):
            moves = [become(old, new) for old, new in zip(self.rows[:2], board.rows("after"), strict=True)]
            self.play(plot.upto(float(record["step"].values[-1])), *moves, run_time=2.6)
            plot.hide_playhead()
            self.play(FadeIn(board.label(2, "after"), board.written("after")), run_time=0.8)
            self.play(FadeIn(ends), run_time=0.6)

    # -- GPT ------------------------------------------------------------------------------------------------------

    def _compare_with_gpt(self) -> None:
        """The decoder without its bridge, and how much of the same GPT-3 has."""
        giant = Giant(self.diagram, self.trace, self.theme, self.layout.stage)
        bars = giant.bars()
        with self.say(
            "GPT-{three} is such a decoder without a bridge: nearly the same blocks, | "
            "but far larger: {layers} layers, {billions} billion numbers.",
            three=NAMED,
            layers=LAYERS,
            billions=BILLIONS,
        ):
            self.clear_stage(run_time=0.6)
            self.play(FadeIn(giant.decoder()), run_time=0.8)
            self.play(FadeIn(giant.names(), giant.ours()), run_time=0.8)
            out = [copy_into(giant.layer, bar, run_time=0.8) for bar in bars]
            self.play(LaggedStart(*out, lag_ratio=0.02, run_time=2.0), FadeIn(giant.note()))
            self.play(FadeIn(giant.theirs()), run_time=0.8)

    # -- the poster -----------------------------------------------------------------------------------------------

    def _sum_up(self, family: Family) -> None:
        """The three columns again, with what each is tuned to do, and an example."""
        columns = family.columns
        names = [family.name(4, "fine-tuning"), family.name(5, "for example")]
        with self.say("ChatGPT grew from this family, tuned on answers that people wrote and ranked."):
            self.clear_stage(run_time=0.7)
            self.play(FadeIn(*self.columns_so_far), run_time=1.0)
            self.play(FadeIn(names[1]), FadeIn(columns[1].example()), run_time=0.8)
            self.play(FadeIn(names[0]), FadeIn(columns[1].serves), run_time=0.8)
        with self.say(
            "BERT sorts texts and finds answers, T{five} translates and sums up, GPT writes.",
            five=FIVE,
        ):
            for column in (columns[0], columns[2]):
                self.play(FadeIn(column.example(), column.serves), run_time=1.0)


__all__ = ["Beyond"]
