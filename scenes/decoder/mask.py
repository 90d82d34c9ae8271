"""The decoder must not see what it has yet to write. Source: Vaswani et al. 2017, section 3.2.3; Williams and Zipser
1989 (teacher forcing).

In training all steps are made in one pass, so each row's answer stands in the next column; minus infinity hides it.
Without the mask the training loss falls the same, and the model that results can write nothing by itself. What is said
of new sentences was measured one by one: among padding, it would see where to stop.
"""

from __future__ import annotations

from manim import DOWN, LEFT, UP, Create, FadeIn, FadeOut, LaggedStart, Mobject, VGroup, Write

from model.trace import END
from scenes.decoder.parts.mask_forcing import Forcing
from scenes.decoder.parts.mask_future import divided_row, leak_of
from scenes.decoder.parts.mask_lie import Lie, looks_as_good
from scenes.decoder.parts.mask_lines import lines_about
from scenes.decoder.parts.mask_row_shares import RowShares, stairs
from scenes.kit.layout import pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.motion import become, copy_each_into, dim, revalue, sweep_rows
from scenes.kit.scene import ExplainerScene

INFINITY, PAD = "−∞", "⟨pad⟩"
CELLS, LARGEST_CELL = 4.1, 0.6  # units: all cells, one cell
MOST_PADS, END_WORDS = 3, 4  # at most so many, after so many words of the sentence


class Mask(ExplainerScene):
    """Minus infinity above the diagonal."""

    title = "The causal mask"
    idea = "A row may not see the word it must name; without the mask training looks as good and the model is useless."
    place = "decoder.0.self_attn"
    short = True
    needs = ("experiments/no_mask", "experiments/learning", "ablated.no_mask")
    told_by_claims = True
    script = staticmethod(lines_about)

    def setup(self) -> None:
        """Choose the row before the title is set: the map shows its layer."""
        found = divided_row(self.trace)
        self.place = f"decoder.{found.layer}.self_attn"
        super().setup()
        self.row = found.row
        self.scaled, self.masked, self.weights = (
            found.matrix(self.trace, name) for name in ("scaled", "masked", "weights")
        )
        self.reads, self.target = self.trace.words["main.decoder_rows"], self.trace.target
        self.left, right = self.layout.stage.columns(5.5, 7.4, gap=0.45)
        self.formula_region, self.before, after = right.rows(1.25, 1.8, 1.8, gap=0.3)
        self.shares = RowShares(
            self.reads, self.scaled[self.row], self.weights[self.row], self.row, self.theme, self.before, after
        )

    def construct(self) -> None:
        forcing = Forcing(self.trace, self.theme, self.layout.stage)
        self._write_alone(forcing, self._read_the_answers(forcing))
        heatmap = self._show_scores(forcing)
        before = self._see_answer(heatmap)
        signs = self._rain(heatmap)
        after = self._share_out(heatmap, signs, before)
        self._hide_padding(heatmap, after)
        self._train_without()

    # -- teacher forcing --------------------------------------------------------------------------------------

    def _read_the_answers(self, forcing: Forcing) -> Words:
        """The known translation, below it the same words one place to the right, and all steps in one pass."""
        reads, writes, title = forcing.reads, forcing.writes, forcing.title("in training: all at once")
        with self.speak("teacher"):
            self.play(FadeIn(writes), FadeIn(forcing.notes[1]), run_time=1.0)
            self.rest(0.6)
            self.play(
                copy_each_into([*writes[:-1]], [*reads[1:]], run_time=2.4), FadeIn(reads[0]), FadeIn(forcing.notes[0])
            )
            self.play(FadeIn(forcing.ground), FadeIn(forcing.heading), run_time=0.8)
            self.rest(1.0)
            self.play(FadeIn(title), *(Create(line) for line in (*forcing.inward, *forcing.outward)), run_time=1.2)
            self.play(FadeIn(forcing.shares, shift=0.15 * UP), FadeIn(forcing.share_note), run_time=0.8)
        return title

    def _write_alone(self, forcing: Forcing, training: Words) -> None:
        """For comparison, one word after the other as in use."""
        use, writes = forcing.title("in use: one by one"), forcing.writes_note()
        given = [forcing.writes, *forcing.reads[1:], forcing.shares, forcing.share_note, forcing.notes[1]]
        with self.speak("in use") as line:
            end = self.clock + line.duration
            self.play(become(training, use), *map(FadeOut, given), FadeIn(writes), run_time=0.8)
            pace = (end - self.clock - 0.3) / len(self.target)
            for step in range(len(self.target)):
                self._write(forcing, step, pace)

    def _write(self, forcing: Forcing, step: int, pace: float) -> None:
        """A word comes out of the decoder and goes in again at the next place."""
        word = forcing.writes[step]
        moves = [FadeIn(word, shift=0.4 * UP)]
        if step + 1 < len(forcing.reads):
            again = forcing.reads[step + 1]
            moves.append(FadeIn(again, shift=0.8 * (again.get_center() - word.get_center())))
        self.play(*moves, run_time=pace)

    # -- the answer in view -----------------------------------------------------------------------------------

    def _show_scores(self, forcing: Forcing) -> Heatmap:
        """The scores of one head of the decoder: every word against every word, also those to come."""
        size = self.trace.size("T")
        heatmap = Heatmap(
            self.scaled,
            self.reads,
            self.reads,
            theme=self.theme,
            kind="signed",
            cell=min(LARGEST_CELL, CELLS / len(self.reads)),
            label_size=self.theme.sizes.small,
            shape=(size, size),
        )
        self.left.place(heatmap, 0.0, 0.5, fit=False)
        self.name = self._name("S", heatmap)
        rest = VGroup(heatmap.box, heatmap.cells, heatmap.lines, heatmap.foot, heatmap.legend, self.name)
        with self.speak("scores"):
            self.clear_stage(keep=[*forcing.reads], run_time=0.8)
            across = copy_each_into([*forcing.reads], [*heatmap.column_labels], run_time=1.6)
            down = [become(old, new, run_time=1.6) for old, new in zip(forcing.reads, heatmap.row_labels, strict=True)]
            self.play(*down, across)
            self.play(FadeIn(rest), run_time=1.0)
        self.remove(rest, *heatmap.column_labels, *heatmap.row_labels)
        self.add(heatmap, self.name)
        return heatmap

    def _see_answer(self, heatmap: Heatmap) -> VGroup:
        """The row's answer stands one column to the right, and softmax would give a share to all that is to come."""
        row = self.row
        self.ring = heatmap.outline_row(row)
        answer = heatmap.outline_cell(row, row + 1)
        ahead = leak_of(self.scaled[row], row)
        before = self.shares.whole(ahead)
        with self.speak("answer"):
            self.play(Create(self.ring), heatmap.animate.light(rows=[row]), run_time=1.0)
            self.rest(0.6)
            self.play(Create(answer), heatmap.animate.light(rows=[row], columns=[row + 1]), run_time=1.0)
            self.rest(1.4)
            self.play(FadeOut(answer), heatmap.animate.light(rows=[row]), run_time=0.4)
            self.play(
                copy_each_into(heatmap.row(row), before[1].segments), FadeIn(before[0], before[1].frame), run_time=1.8
            )
            self.play(FadeIn(before[1].labels), FadeIn(before[2]), run_time=0.8)
        self.add(before)
        return before

    # -- the mask ---------------------------------------------------------------------------------------------

    def _rain(self, heatmap: Heatmap) -> VGroup:
        """Minus infinity falls on every cell strictly above the diagonal."""
        self.formula = self.formula_of(self.masked, "causal_mask", scaled=self.scaled, size=36)
        self.formula_region.place(self.formula, 0.0, 0.5)
        count = len(self.reads)
        hidden = sorted(((i, j) for i in range(count) for j in range(i + 1, count)), key=lambda at: at[1] - at[0])
        signs = VGroup()
        for i, j in hidden:
            sign = self.words(INFINITY, size=self.theme.sizes.small)
            signs.add(sign.move_to(heatmap.cell(i, j)))
        with self.speak("infinity"):
            self.play(Write(self.formula), run_time=1.4)
            fall = [FadeIn(sign, shift=0.7 * DOWN) for sign in signs]
            self.play(revalue(heatmap, self.masked, run_time=2.6), LaggedStart(*fall, lag_ratio=0.03, run_time=2.6))
            self.stairs = stairs(heatmap, self.theme)
            self.play(Create(self.stairs), run_time=0.8)
        self.add(signs)
        return signs

    def _share_out(self, heatmap: Heatmap, signs: VGroup, before: VGroup) -> VGroup:
        """Softmax runs along the rows; the words so far share one whole unit."""
        row, ruler = self.row, before[1]
        after = self.shares.masked()
        fan = self.shares.fan(ruler, after[1])
        with self.speak("shares"):
            kept = [*ruler.segments[: row + 1]]
            self.play(FadeIn(after[0]), Create(fan), copy_each_into(kept, [*after[1].segments]), run_time=1.6)
            self.play(FadeIn(after[1].frame, after[1].labels, after[2]), run_time=0.6)
            self.play(FadeOut(signs), FadeOut(self.ring), become(self.name, self._name("A", heatmap)), run_time=0.5)
            self.play(sweep_rows(heatmap, self.weights, kind="weight", run_time=2.6))
            self.ring = heatmap.outline_row(row)
            self.play(Create(self.ring), run_time=0.5)
        self.add(after)
        return VGroup(before, fan, after, self.formula)

    def _hide_padding(self, heatmap: Heatmap, going: VGroup) -> None:
        """The same minus infinity over the padding behind a shorter sentence."""
        texts, words = self._padded()
        signs = VGroup()
        for word, text in zip(words, texts, strict=True):
            if text == PAD:
                sign = self.words(INFINITY, size=34)
                signs.add(sign.on_baseline(word.get_center()[0], words[0].baseline - 0.62, align=0.5))
        with self.speak("padding"):
            self.play(FadeOut(going), dim(heatmap, self.name, self.ring, self.stairs), run_time=0.6)
            self.play(FadeIn(words), run_time=0.8)
            self.play(LaggedStart(*(FadeIn(sign, shift=0.5 * DOWN) for sign in signs), lag_ratio=0.2, run_time=1.2))

    # -- the lie ----------------------------------------------------------------------------------------------

    def _train_without(self) -> None:
        """The same training without the mask: the loss looks as good, the model is useless."""
        lie = Lie(self.trace, self.theme, self.layout.stage)
        lie.plot.show_upto(0.0).playhead.set_stroke(width=0)  # it would run through the curves' names
        names, heads = lie.curve_names(), lie.heads()
        with self.speak("loss"):
            self.clear_stage(run_time=0.7)
            self.play(FadeIn(lie.plot, names), run_time=0.8)
            self.play(lie.plot.upto(lie.plot.x_axis.high), run_time=6.0)
        lie.plot.hide_playhead()
        with self.speak("forced"):
            self.play(become(names, VGroup(lie.name(0), lie.name(1))), FadeIn(heads[1]), run_time=1.0)
            self.play(FadeIn(lie.forced(0), lie.forced(1)), run_time=0.8)
        with self.speak("alone"):
            self.play(FadeIn(heads[0], heads[2], lie.balloon(0)), run_time=1.0)
            self.play(FadeIn(lie.alone(0)), run_time=0.4)
            self.play(FadeIn(lie.balloon(1), scale=0.6), run_time=0.8)
            self.play(FadeIn(lie.alone(1)), run_time=0.4)
            if looks_as_good(self.trace):
                self.play(FadeIn(lie.verdict()), run_time=0.8)

    # -- parts ------------------------------------------------------------------------------------------------

    def _name(self, latex: str, heatmap: Heatmap) -> Mobject:
        """The matrix's symbol at the left of its shape."""
        return Symbol(latex, self.theme).next_to(heatmap.foot, LEFT, buff=pixels(18))

    def _padded(self) -> tuple[tuple[str, ...], VGroup]:
        """The end of the English sentence and the padding behind it."""
        most = int(self.trace.facts["config"]["max_length"])
        pads = min(MOST_PADS, max(1, most - len(self.trace.source)))
        texts = ("…", *self.trace.source[-END_WORDS:], *(PAD,) * pads)
        words = [self.words(text, size=32, role="quiet" if text in (PAD, END) else "ink") for text in texts]
        row = on_one_baseline(words, gap=pixels(32))
        row.move_to([self.before.center[0], self.before.center[1], 0])
        return texts, row


__all__ = ["Mask"]
