"""Five questions, one from each act: time to read, silence to think, and the answer out of the model itself.

Each answer was found before in its own clip: Vaswani et al. 2017, sections 3.2 to 3.5, and this model's experiments.
"""

from __future__ import annotations

from manim import DOWN, UP, Create, FadeIn, LaggedStart, Line, Mobject, Transform, VGroup, linear

from scenes.kit.claims import Measured, row_sum
from scenes.kit.counts import Ordinal
from scenes.kit.motion import tint
from scenes.kit.scene import ExplainerScene
from scenes.kit.titles import TITLES
from scenes.training.parts.quiz_answers import EXACT, SMALL, Answer, Far, Orderless, Poster, Sums, Unmasked
from scenes.training.parts.quiz_curves import UNDERSTOOD, Curves

READ, THINK = 3.5, 3.3  # seconds: to read a question at least, and of silence
QUESTION = 44  # pixels
ASKED = (  # the act that a question belongs to, and how it stands on the stage
    ("self_attention", "Which adds up to one: a row of weights, or a column?"),
    ("multi_head", "Which part captures long-range dependencies?"),
    ("positional_ffn", "Without positions, what goes wrong?"),
    ("decoder", "Trained without its mask, what does the model write?"),
    ("training", "What did the model understand all at once?"),
)


class Quiz(ExplainerScene):
    """Five questions and what the model says to them."""

    title = "Five questions"
    idea = "Five questions to think about, each answered by the model’s own numbers."
    place = ""  # the whole model
    needs = (
        "experiments/learning",
        "experiments/training_run",
        "experiments/no_mask",
        "experiments/no_positions",
        "ablated.no_mask",
        "ablated.no_positions",
    )

    def construct(self) -> None:
        self.head, self.panel = self.layout.stage.rows(1.05, 4.5, gap=0.15)
        self.answers: list[Answer] = []
        self._row_or_column()
        self._long_range()
        self._no_positions()
        self._no_mask()
        self._learned_last()
        self._sum_up()

    # -- questions ------------------------------------------------------------------------------------------------

    def _row_or_column(self) -> None:
        """Softmax runs along a row."""
        sums = Sums(self.trace, self.theme, self.panel)
        with self.say("Which adds up to one: a row, or a column?"):
            self._ask(0, sums.heatmap, sums.rings, sums.words)
        self._think()
        with self.say("The row: each query shares out exactly one."):
            self.play(FadeIn(sums.sums[0]), run_time=0.8)
            self.rest(0.3)
            self.play(FadeIn(sums.sums[1]), run_time=0.8)
        self.answers.append(
            Answer("the row; a column need not", sums.small(), row_sum(sums.shared), ".2f", "sum of any row")
        )

    def _long_range(self) -> None:
        """One step of attention, however far."""
        far = Far(self.trace, self.theme, self.panel)
        look = far.look
        with self.say("Which part captures long-range dependencies?"):
            self._ask(1, far.names, far.words, *far.note)
        self._think()
        values = {"word": look.words[look.row], "noun": look.words[look.column], "distance": look.distance}
        if look.recorded:
            line = self.say(
                "Self-attention: in the recorded sentence, “{word}” reads “{noun}”, | "
                "{distance} places away, in one step.",
                **values,
            )
        else:
            line = self.say("Self-attention: “{word}” reads “{noun}”, {distance} places away, in one step.", **values)
        with line:
            self.play(far.names.animate.highlight(far.RIGHT, "focus"), run_time=0.6)
            self.play(
                tint(far.words.word(look.row), theme=self.theme, role="query"),
                tint(far.words.word(look.column), theme=self.theme, role="key"),
                Create(far.arc),
                run_time=1.6,
            )
            self.play(FadeIn(far.number), run_time=0.6)
        self.answers.append(Answer("self-attention, in one step", far.small(), look.distance, "d", "places bridged"))

    def _no_positions(self) -> None:
        """Words without owners."""
        part = Orderless(self.trace, self.theme, self.panel)
        with self.say("Train it without positions: what goes wrong?"):
            self._ask(2, part.source, part.labels)
        self._think()
        if part.all_right:
            line = self.say(
                "Here nothing, as it happens. But in {wrong:.0f} of {count:.0f} unseen sentences, | "
                "words stand in the wrong place.",
                wrong=part.disorder,
                count=part.count,
            )
        else:
            line = self.say(
                "The order: in {wrong:.0f} of {count:.0f} unseen sentences, | words stand in the wrong place.",
                wrong=part.disorder,
                count=part.count,
            )
        with line:
            self.play(FadeIn(part.row), run_time=1.0)
            self.rest(1.0)
            self.play(FadeIn(part.bars), run_time=1.0)
        self.answers.append(
            Answer("the order: what belongs to which", part.small(), Measured(part.exact), ".0%", EXACT)
        )

    def _no_mask(self) -> None:
        """The loss does not tell."""
        part = Unmasked(self.trace, self.theme, self.panel)
        with self.say("Trained without its mask, what does it write?"):
            self._ask(3, part.plot, part.names)
        self._think()
        if part.nothing:
            line = self.say("Nothing, only the end mark: it had learned to look ahead.")
        else:
            line = self.say("This; {exact:.0%} come out right: it had learned to look ahead.", exact=part.exact)
        with line:
            self.play(FadeIn(part.written), run_time=1.0)
            self.rest(1.0)
            self.play(FadeIn(part.bars), run_time=1.0)
        text = "nothing: the end mark at once" if part.nothing else "not its translation: it had looked ahead"
        self.answers.append(Answer(text, part.small(), Measured(part.exact), ".0%", EXACT))

    def _learned_last(self) -> None:
        """The pronoun."""
        curves = Curves(self.trace.scope("experiments/learning"), self.theme)
        above, below = self.panel.rows(1, 1, gap=0.35)
        loss, accuracy = curves.loss(above), curves.accuracy(below)
        with self.say("What did the model understand all at once?"):
            self._ask(4, loss)
        self._think()
        record, turn = curves.record, curves.turn
        step = None
        last = record["pronoun"][len(curves.steps) - 1]
        if turn is None and last.item() < UNDERSTOOD:
            line = self.say("In this run, nothing: at its end, {now:.0%} of the pronouns are right.", now=last)
        elif turn is None:
            line = self.say("In this run nothing stands out: the pronoun came with the rest.")
        else:
            step = record["step"][turn.after]
            line = self.say(
                "What “it” stands for: guessed up to step {start:.0f}, | {high:.0%} right at step {end:.0f}.",
                start=record["step"][turn.before],
                end=step,
                high=record["pronoun"][turn.after],
            )
        curves.blind_choice(accuracy)
        accuracy.show_upto(0)
        with line:
            self.play(FadeIn(accuracy), run_time=0.8)
            self.play(accuracy.upto(curves.shown), run_time=3.2)
            self.remove(accuracy)
            self.add(accuracy.hide_playhead())
        known = None if step is None else Measured(step)
        text = "nothing, in this run" if step is None else "what “it” stands for"
        self.answers.append(Answer(text, curves.small(*SMALL), known, ".0f", "steps of training"))

    # -- the poster -----------------------------------------------------------------------------------------------

    def _sum_up(self) -> None:
        """All five, each with the number that tells it."""
        poster = Poster(self.theme, self.layout.stage, len(ASKED))
        rows = [
            poster.row(place, question, answer)
            for place, ((_, question), answer) in enumerate(zip(ASKED, self.answers, strict=True))
        ]
        with self.say(
            "Weights that add up to one, any distance, order, a mask, and training: | that is a Transformer."
        ):
            self.clear_stage(run_time=0.6)
            self.play(LaggedStart(*(FadeIn(row, shift=0.15 * UP) for row in rows), lag_ratio=0.3), run_time=2.4)

    # -- motion ---------------------------------------------------------------------------------------------------

    def _ask(self, place: int, *parts: Mobject) -> None:
        """The question at the top of an empty stage, and below it what there is to think about."""
        act, question = ASKED[place]
        head = self.head
        number = self.number(Ordinal(place + 1, "questions"), size=84, role="quiet", weight="MEDIUM")
        number.on_baseline(head.left + 0.1, head.bottom + 0.28)
        left = head.left + 1.0
        heading = VGroup(
            number,
            self.words(TITLES[act], size=26, role="quiet").on_baseline(left, head.top - 0.22),
            self.words(question, size=QUESTION, weight="MEDIUM").on_baseline(left, head.bottom + 0.28),
        )
        if place:
            self.clear_stage(run_time=0.6)
        self.play(FadeIn(heading, shift=0.15 * DOWN), run_time=0.6)
        self.play(LaggedStart(*map(FadeIn, parts), lag_ratio=0.3), run_time=1.2)

    def _think(self) -> None:
        """What is left of the time to read; then silence, while a line runs out."""
        self.rest(max(0.0, READ - (self.clock - self.timeline.lines[-1].start)))
        y = self.head.bottom + 0.02
        line = Line([self.head.left, y, 0], [self.head.right, y, 0], stroke_width=4, color=self.theme.role("quiet"))
        short = line.copy().put_start_and_end_on([self.head.left, y, 0], [self.head.left + 0.01, y, 0])
        self.add(line)
        self.play(Transform(line, short, rate_func=linear), run_time=THINK)
        self.remove(line)


__all__ = ["Quiz"]
