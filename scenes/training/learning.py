"""A training run as it happened: the translation is rewritten while the loss falls.

Source of the recipe: Vaswani et al. 2017, section 5.

The viewer's sentence at every kept step (scopes ``run.step_N``), the recorded curves (experiment ``learning``), and the
attention of the followed head as it forms. The pronoun's accuracy stays at what blind choice gives, then jumps.
"""

from __future__ import annotations

from dataclasses import dataclass

from manim import UP, Create, FadeIn, LaggedStart, VGroup

from model.trace import Tensor, Trace
from scenes.kit.choose import hero, places_of, referent
from scenes.kit.counts import Extent, Fact
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.words import on_one_baseline
from scenes.kit.motion import revalue
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.curves import Curves
from scenes.training.parts.learning_written import Written, history, telling, written_row

STRIP = 6  # translations on the last still
LINE = 0.48  # units from one to the next
RISE = 0.2  # of a weight: less is nothing to watch


@dataclass
class Board:
    """What changes from step to step: curves, the translation, the step's number, the heat map."""

    plots: tuple[Plot, Plot, Plot]
    text: VGroup
    count: VGroup
    heatmap: Heatmap


class Learning(ExplainerScene):
    """One training run, from noise to a translation."""

    title = "Learning, as it happened"
    idea = "Words and order come step by step; what “it” stands for the model understands all at once."
    place = ""  # the whole model
    short = True
    needs = ("experiments/learning",)

    def construct(self) -> None:
        self.record: Trace = self.trace.scope("experiments/learning")
        self.curves = Curves(self.record, self.theme)
        self.steps, self.turn, self.shown = self.curves.steps, self.curves.turn, self.curves.shown
        self.written = history(self.trace)
        top, bottom = self.layout.stage.rows(1.15, 4.4, gap=0.1)
        curves, attention = bottom.columns(8.4, 4.6, gap=0.4)
        self.text_region, self.curve_region, self.attention = top, curves, attention
        board = self._at_random()
        self._first_words(board)
        self._open_question(board)
        self._understood(board)
        self._to_the_end(board)
        self._strip(board)

    # -- beats ------------------------------------------------------------------------------------------------

    def _at_random(self) -> Board:
        """Step zero: noise."""
        first = self.written[0]
        text, count = self._text(first), self._count(first)
        source = self._source()
        loss, accuracy, rate = self.curve_region.rows(1.5, 1.5, 1.0, gap=0.3)
        plots = (self.curves.loss(loss), self.curves.accuracy(accuracy), self.curves.rate(rate))
        heatmap = self._heatmap(first)
        for plot in plots:
            plot.show_upto(0)
        with self.say(
            "Before training, nearly every number of the model is random, and so is its translation. | "
            "Its loss on the first batch is {loss:.2f}; less is better.",
            loss=self.record["loss"][0],
        ):
            self.play(FadeIn(source), run_time=0.8)
            self.play(FadeIn(text, count), run_time=0.8)
            self.play(FadeIn(*plots), FadeIn(heatmap), run_time=1.2)
        self.source = source
        return Board(plots, text, count, heatmap)

    def _first_words(self, board: Board) -> None:
        """Up to the first step at which half of the words are right."""
        size = len(self.trace.words["reference"]) - 1
        half = next((w for w in self.written if sum(w.right) * 2 >= size), self.written[-1])
        with self.say(
            "Each step shows it a batch of sentences with their translations, and nudges nearly all of its "
            "{count:,d} numbers a little downhill. | After {step} steps, {right} of {size} words are right.",
            count=Fact.of(self.trace, "parameters"),
            step=half.claim,
            right=half.right_words,
            size=Extent(self.trace["reference/decoder.probabilities"][:-1]),
        ):
            for written in self._between(0, half.step):
                self._advance(board, written, 1.2, rest=0.5)

    def _open_question(self, board: Board) -> None:
        """The plateau: the pronoun is guessed."""
        if self.turn is None:
            return
        row = self.turn.before
        dashed = self.curves.blind_choice(board.plots[1])
        board.plots[1].references.remove(dashed)
        with self.say(
            "What “it” stands for is still open. | Over unseen sentences the pronoun is right in {now:.0%}; "
            "blind choice would give {blind:.0%}, because in {same:.0%} of them both nouns share a gender.",
            now=self.record["pronoun"][row],
            blind=self.record["blind_pronoun"],
            same=self.record["same_gender"],
        ):
            self.play(Create(dashed[0]), FadeIn(dashed[1]), run_time=1.2)
            for written in self._between(board.plots[0].now, self.steps[row]):
                self._advance(board, written, 1.4, rest=0.6)
            self._run_to(board, int(self.steps[row]), 1.4)

    def _understood(self, board: Board) -> None:
        """The jump, slowly; and the followed row before and after it."""
        if self.turn is None:
            return
        start, end = (int(self.steps[row]) for row in (self.turn.before, self.turn.after))
        then = next((w for w in self.written if w.step >= end), self.written[-1])
        earlier = [w for w in self.written if w.step <= start][-1]
        found = hero(self.trace)
        outline = board.heatmap.outline_row(found.row)
        before, after = (self._weights(written)[found.row, found.column] for written in (earlier, then))
        values = {
            "length": self.curves.turn_length(self.turn),
            "low": self.record["pronoun"][self.turn.before],
            "high": self.record["pronoun"][self.turn.after],
            "word": self.trace.source[found.row],
            "noun": self.trace.source[found.column],
            "before": before,
            "early": earlier.claim,
            "late": then.claim,
            "after": after,
        }
        asks = found.row in places_of(self.trace, "predicate", "pronoun")
        if asks and found.column == referent(self.trace) and after.item() - before.item() > RISE:
            line = self.say(
                "Then, within {length} steps, the pronoun goes from {low:.0%} to {high:.0%}. | "
                "Watch the row of “{word}”: its weight on “{noun}” was {before:.2f} at step {early}; "
                "at step {late} it is {after:.2f}.",
                **values,
            )
        else:
            line = self.say(
                "Then, within {length} steps, the pronoun goes from {low:.0%} to {high:.0%}. | "
                "In this head, the weight of “{word}” on “{noun}” was {before:.2f} at step {early}; "
                "at step {late} it is {after:.2f}.",
                **values,
            )
        with line:
            self.play(
                Create(outline), board.heatmap.animate.light(rows=[found.row], columns=[found.column]), run_time=0.8
            )
            for written in self._between(start, end):
                self._advance(board, written, 2.4, rest=0.6)
            self._run_to(board, end, 2.4)
            if board.plots[0].now < then.step:
                self.until("it is")
                self._advance(board, then, 2.0, rest=1.0)

    def _to_the_end(self, board: Board) -> None:
        """The long fine-tuning, quickly."""
        with self.say(
            "The learning rate rose for {warmup:.0f} steps, the warm-up, and falls from there. | "
            "After {last:,.0f} steps, {exact:.1%} of unseen sentences come out word for word.",
            last=self.record["step"][len(self.steps) - 1],
            warmup=self.record["warmup"],
            exact=self.record["exact"][len(self.steps) - 1],
        ):
            for written in self._between(board.plots[0].now, self.shown):
                self._advance(board, written, 1.0, rest=0.2)
            self._run_to(board, self.shown, 1.0)
            for written in self._between(self.shown, self.curves.last):
                self._advance(board, written, 0.6, rest=0.1)

    def _strip(self, board: Board) -> None:
        """The learning strip: what it wrote, step by step, over loss and pronoun accuracy."""
        rows = telling(self.written, STRIP)
        text = LINE * (len(rows) + 0.8)
        above, below = self.layout.stage.rows(text, self.layout.stage.height - 0.35 - text, gap=0.35)
        head = self.words("step", size=26, role="quiet").on_baseline(above.left + 0.85, above.top - 0.3, align=1.0)
        lines = VGroup(*(self._strip_row(written, above, i) for i, written in enumerate(rows)))
        left, right = below.columns(1, 1, gap=0.6)
        loss, accuracy = self.curves.loss(left), self.curves.accuracy(right)
        if self.turn is not None:
            self.curves.blind_choice(accuracy)
        with self.say("The same sentence, as the model wrote it on its way here. What is underlined was wrong."):
            self.clear_stage(run_time=0.7)
            self.play(
                FadeIn(head),
                LaggedStart(*(FadeIn(line, shift=0.1 * UP) for line in lines), lag_ratio=0.3),
                run_time=2.6,
            )
            self.play(FadeIn(loss, accuracy), run_time=1.0)

    # -- motion ---------------------------------------------------------------------------------------------------

    def _between(self, start: float, end: float) -> list[Written]:
        return [written for written in self.written if start < written.step <= end]

    def _advance(self, board: Board, written: Written, seconds: float, *, rest: float) -> None:
        """Run the curves to a kept step; the heat map follows, then the translation is rewritten."""
        curves = [plot.upto(written.step) for plot in board.plots if written.step <= self.shown]
        self.play(
            *curves,
            revalue(board.heatmap, self._weights(written)),
            run_time=seconds,
        )
        text, count = self._text(written), self._count(written)
        self.remove(board.text, board.count)
        self.add(text, count)
        board.text, board.count = text, count
        self.rest(max(rest, 0.2))

    def _run_to(self, board: Board, step: int, seconds: float) -> None:
        """Run the curves on between two kept steps."""
        if board.plots[0].now < step:
            self.play(*(plot.upto(step) for plot in board.plots), run_time=seconds)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _weights(self, written: Written) -> Tensor:
        found = hero(self.trace)
        return self.trace[f"run.step_{written.step}/encoder.{found.layer}.self_attn.weights"][found.head]

    def _source(self) -> VGroup:
        words = on_one_baseline(
            [self.words(word, size=30, role="quiet") for word in self.trace.source[:-1]], gap=pixels(11)
        )
        return self.text_region.place(words, 0.0, 1.0)

    def _text(self, written: Written) -> VGroup:
        row = written_row(written, self.theme, 42, self.text_region.width - 1.9)
        return row.shift([self.text_region.left, self.text_region.bottom + pixels(28), 0])

    def _count(self, written: Written) -> VGroup:
        number = self.number(written.claim, spec=",d", size=42, weight="MEDIUM")
        pair = self.phrase("step {number}", number=number, size=30, role="quiet", gap=pixels(16))
        return pair.shift([self.text_region.right - pair.get_right()[0], self.text_region.bottom + pixels(28), 0])

    def _heatmap(self, written: Written) -> Heatmap:
        size = self.trace.size("S")
        heatmap = Heatmap(
            self._weights(written),
            self.trace.source,
            self.trace.source,
            theme=self.theme,
            cell=2.8 / len(self.trace.source),
            label_size=self.theme.sizes.small,
            name=Symbol("A", self.theme),
            shape=(size, size),
        )
        self.attention.place(heatmap, 1.0, 0.5)
        return heatmap

    def _strip_row(self, written: Written, region: Region, place: int) -> VGroup:
        y = region.top - LINE * (place + 1.5)
        number = self.number(written.claim, spec=",d", size=30, role="quiet")
        number.on_baseline(region.left + 0.85, y, align=1.0)
        row = written_row(written, self.theme, 36, region.width - 1.2).shift([region.left + 1.15, y, 0])
        return VGroup(number, row)
