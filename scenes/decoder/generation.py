"""The decoder writes: a row against every word's vector, the likeliest goes back in, keys and values are kept.

Source: Vaswani et al. 2017, sections 3.1 and 3.4 and figure 1; Press and Wolf 2017 (one table for reading and
writing). The step told in full is the one whose second choice is likeliest.
"""

from __future__ import annotations

from manim import FadeIn, FadeOut, LaggedStart, TransformFromCopy, VGroup

from model.formulas import FORMULAS
from scenes.decoder.parts.generation_drawer import Drawer
from scenes.decoder.parts.generation_figure import Figure, moment
from scenes.decoder.parts.generation_next_word import NextWord, told_step
from scenes.decoder.parts.readings import decoder_layers
from scenes.kit.claims import Measured
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.motion import appear, become, change, copies_into, copy_into, dot_product, into_total, light
from scenes.kit.scene import ExplainerScene

KEPT = 0.15  # opacity of a row that need not be computed
LIVE = 3  # steps that run through the figure


class Generation(ExplainerScene):
    """One word after another, each from a row of probabilities."""

    title = "Writing word by word"
    idea = "The likeliest word goes back in and everything runs again, but for the keys and values that were kept."
    place = "decoder"

    def construct(self) -> None:
        self.step = told_step(self.trace)
        self.reads, self.target = self.trace.words["main.decoder_rows"], self.trace.target
        parts = NextWord(self.trace, self.theme, self.layout.stage, self.step)
        self._show_row(parts)
        self._multiply(parts)
        bars = self._choose(parts)
        self._go_on(parts, bars)
        drawer = self._compute_again()
        self._keep(drawer)
        self._whole_figure()

    # -- one step ---------------------------------------------------------------------------------------------

    def _show_row(self, parts: NextWord) -> None:
        """The words so far, and the decoder's row of the last one."""
        read = parts.line.word(self.step)
        self.row_label = parts.row_label()
        with self.say(
            "The decoder has read as far as “{word}”. | Its row must tell the next word.",
            word=self.reads[self.step],
        ):
            self.play(appear(*parts.line.labels[: self.step + 1], run_time=1.2))
            self.rest(1.4)
            self.play(light(read, theme=self.theme, role="focus"), copy_into(read, parts.row), run_time=1.4)
            self.play(FadeIn(self.row_label), run_time=0.6)

    def _multiply(self, parts: NextWord) -> None:
        """Every French word has a row of the embedding table: a dot product with the first in full, then the others."""
        self.candidates, self.table, self.scores = parts.words(), parts.rest(), parts.scores()
        products = parts.products()
        with self.say(
            "Every French word has a vector, its embedding. | "
            "The dot product with this row is the word’s score: {score:+.1f} for “{word}”.",
            word=self.trace.words["target_vocabulary"][parts.choice.places[0]],
            score=self.scores[0].claim,
        ):
            lines = [FadeIn(VGroup(word, strip)) for word, strip in zip(self.candidates, parts.vectors, strict=True)]
            self.play(LaggedStart(*lines, FadeIn(self.table), lag_ratio=0.25, run_time=2.4))
            self.rest(0.8)
            self.play(dot_product(parts.row, parts.vectors[0], products), run_time=2.4)
            self.rest(0.4)
            self.play(into_total([*products.bars], self.scores[0]), FadeOut(products), run_time=1.2)
            self.play(FadeIn(self.scores[1:]), run_time=0.8)

    def _choose(self, parts: NextWord) -> BarChart:
        """Softmax over all words."""
        bars = parts.bars()
        self.formula = FormulaTex(FORMULAS["next_word"], self.theme, size=38)
        self.formula.move_to([bars.get_center()[0], self.table[1].get_center()[1], 0])
        letters = (self.row_label[0], self.table[1][0])
        given = [TransformFromCopy(old, self.formula.part(new)) for old, new in zip(letters, (2, 3), strict=True)]
        with self.say(
            "A softmax over all {count} scores makes probabilities: | {share:.0%} for “{word}”.",
            count=self.trace.size("V"),
            share=bars.claims[0],
            word=self.trace.words["target_vocabulary"][parts.choice.places[0]],
        ):
            self.play(copies_into([*self.scores], [*bars.bars]), FadeIn(bars.axis), run_time=1.6)
            self.play(FadeIn(bars.numbers), run_time=0.5)
            self.play(FadeIn(self.formula.parts(0, 1, 4)), *given, run_time=1.2)
        return bars

    # -- word after word --------------------------------------------------------------------------------------

    def _go_on(self, parts: NextWord, bars: BarChart) -> None:
        """The likeliest word drops down to the line; then, quickly, bars, word, bars, word, until the end mark."""
        chart = parts.chart(self.step)
        going = VGroup(parts.row, self.row_label, parts.vectors, self.table, self.scores, self.formula)
        moved = ((self.candidates, chart.labels), (bars.bars, chart.bars), (bars.numbers, chart.numbers))
        with self.say(
            "The likeliest word drops out and goes back in. | "
            "The decoder runs again, one word longer, until it names the end mark."
        ) as line:
            end = self.clock + line.duration
            self.play(copy_into(self.candidates[0], parts.line.word(self.step + 1)), run_time=1.4)
            self.rest(0.8)
            merge = [become(old, new) for old, new in (*moved, (bars.axis, chart.axis))]
            self.play(FadeOut(going), *merge, run_time=1.0)
            self.remove(chart.labels, chart.bars, chart.numbers, chart.axis)
            self.add(chart)
            steps = range(self.step + 1, len(self.target))
            for left, step in zip(range(len(steps), 0, -1), steps, strict=True):
                # From what is left of the line each time: plays last whole fifteenths of a second.
                chart = self._write(parts, chart, step, (end - self.clock - 0.2) / left)

    def _write(self, parts: NextWord, chart: BarChart, step: int, pace: float) -> BarChart:
        """The bars of the next step; its likeliest word drops down to the line."""
        after = parts.chart(step)
        self.play(FadeOut(chart), FadeIn(after), run_time=pace / 2)
        self.play(copy_into(after.labels[0], parts.line.word(step + 1)), run_time=pace / 2)
        return after

    # -- the drawer -------------------------------------------------------------------------------------------

    def _compute_again(self) -> Drawer:
        """Every step would send all words so far through the decoder."""
        drawer = Drawer(self.trace, self.theme, self.layout.stage, decoder_layers(self.trace) - 1)
        self.without = drawer.total("rows_without_cache", "rows a layer")
        with self.say(
            "Run like this, each step computes every earlier row anew: | {rows:.0f} rows for {count} tokens.",
            rows=Measured(self.trace["search/greedy.rows_without_cache"]),
            count=self.trace.size("T"),
        ):
            self.clear_stage(run_time=0.6)
            self.play(FadeIn(drawer.words, drawer.head()), run_time=0.8)
            rows = [FadeIn(drawer.row(step)) for step in range(drawer.count)]
            self.play(LaggedStart(*rows, lag_ratio=0.5, run_time=2.8))
            self.play(FadeIn(self.without), run_time=0.5)
        return drawer

    def _keep(self, drawer: Drawer) -> None:
        """Earlier rows never change, so their keys and values are kept; each step computes one row."""
        with_cache = drawer.total("rows_with_cache", "rows a layer")
        with self.say(
            "But no row sees a later word, so none changes. | Keep their keys and values in a cache, | "
            "and each step computes one row: {rows:.0f} in all.",
            rows=Measured(self.trace["search/greedy.rows_with_cache"]),
        ):
            self.rest(2.6)
            self.play(FadeIn(drawer.box, drawer.titles(), drawer.kept()), run_time=0.8)
            for strips in (drawer.keys.strips, drawer.values.strips):
                self.play(copies_into(drawer.newest(), [*strips], run_time=2.0))
            self.rest(1.0)
            fade = change(*drawer.repeated(), to=lambda cell: cell.set_fill(opacity=KEPT))
            self.play(fade, FadeOut(self.without), FadeIn(with_cache), run_time=1.4)

    # -- the figure -------------------------------------------------------------------------------------------

    def _whole_figure(self) -> None:
        """The model as in the paper, each block with what leaves it at the moment."""
        figure = Figure(self.trace, self.theme, self.layout.stage)
        steps = range(max(0, self.step + 1 - LIVE), self.step + 1)
        now = moment(self.trace, self.step)
        encoder, decoder, bars = (
            figure.encoder_rows(now.source),
            figure.decoder_rows(steps[0]),
            figure.bars(steps[0]),
        )
        with self.say("This is the whole machine, as in the paper’s figure. | The encoder runs once."):
            self.clear_stage(run_time=0.7)
            self.play(FadeIn(figure.drawn(), figure.english), run_time=1.2)
            self.play(LaggedStart(*(FadeIn(strip) for strip in encoder), lag_ratio=0.2, run_time=1.6))
        with self.say("The decoder runs for every token: | each word that comes out goes back in.") as line:
            end = self.clock + line.duration
            self.play(FadeIn(figure.french[: steps[0] + 1]), run_time=0.6)
            again = figure.again(steps[0])
            self.play(LaggedStart(*map(FadeIn, (*decoder, figure.outlet(), bars, again)), lag_ratio=0.2, run_time=1.4))
            pace = (end - self.clock - 2.0) / (len(steps) - 1) if len(steps) > 1 else 1.0
            for step in steps[1:]:
                word = copy_into(bars.labels[0], figure.french[step])
                self.play(word, run_time=0.4 * pace)
                rows, chart, wire = figure.decoder_rows(step), figure.bars(step), figure.again(step)
                moves = [become(decoder, rows), become(again, wire), FadeOut(bars), FadeIn(chart)]
                self.play(*moves, run_time=0.6 * pace)
                decoder, bars, again = rows, chart, wire
            self.play(copy_into(bars.labels[0], figure.french[self.step + 1]), run_time=1.0)
            english = light(figure.english[now.source], theme=self.theme, role="key")
            french = light(figure.french[now.step], theme=self.theme, role="query")
            self.play(english, french, FadeIn(figure.notes(now), figure.legend()), run_time=0.8)


__all__ = ["Generation"]
