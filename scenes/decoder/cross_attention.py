"""The writer reads: queries from the French, keys and values from the English.

Source: Vaswani et al. 2017, section 3.2.3.

One head is followed all the time, the one without which fewest pronouns are right. Its weights are threads between the
two sentences; that words are aligned by attention is Bahdanau et al. 2015.
"""

from __future__ import annotations

from collections.abc import Iterable

from manim import (
    DOWN,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    MoveAlongPath,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from scenes.decoder.parts.cross_attention_lights import Lights
from scenes.decoder.parts.cross_attention_lines import lines_about
from scenes.decoder.parts.cross_attention_measurement import Measurement
from scenes.decoder.parts.cross_attention_reading import Reading, told_head
from scenes.decoder.parts.cross_attention_rows import Rows
from scenes.decoder.parts.readings import Step, negation
from scenes.kit.bands import tag_band
from scenes.kit.counts import Nth
from scenes.kit.heads import EXPERIMENT
from scenes.kit.layout import at
from scenes.kit.mobjects.row_arcs import SMALLER, RowArcs
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import dim, pulse, undim
from scenes.kit.scene import ExplainerScene

FORMULA, FORMULA_SIZE = 208, 64  # pixels: from the top to its middle; its capitals
OFF = 0.18  # opacity of threads whose head is off


class CrossAttention(ExplainerScene):
    """French queries read English keys."""

    title = "How the writer reads"
    idea = "Queries come from the French, keys and values from the English: every word written looks for itself."
    picture = "Two sentences, threads between them, and the way from the noun to the pronoun lit."
    needs = (EXPERIMENT,)
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The cross-attention of the followed head's layer."""
        return f"decoder.{told_head(self.trace)[0]}.cross_attn"

    def construct(self) -> None:
        """One beat after the other."""
        self.reading = Reading(self.trace)
        self.rows = Rows(self.reading, self.trace, self.theme)
        self.lights = Lights(self.rows, self.reading, self.theme)
        head = Nth(self.reading.weights, "H")
        tag = self.phrase("decoder · head {head}", head=head, size=30, role="quiet")
        self.add(tag_band(tag, self.bands, self.layout))
        self.set_sentences()
        self.make_strips()
        self.ask()
        self.hand_down()
        self.compare_orders()
        if self.reading.pronoun is not None:
            self.look_for_pronoun(self.reading.pronoun)
        if self.reading.carried is None:
            self.end_without_answer()
        else:
            self.carry_answer()

    # -- who asks whom ----------------------------------------------------------------------------------------

    def set_sentences(self) -> None:
        """What was read, and below it what is written."""
        rows = self.rows
        self.hero = VGroup(rows.english_words, rows.french)
        with self.speak("again"):
            self.play(LaggedStart(*map(FadeIn, self._words(rows.english_words)), lag_ratio=0.1), run_time=1.4)
            self.play(FadeIn(rows.pictures, shift=0.2 * UP), run_time=0.6)
            self.until("With attention")
            coming = [FadeIn(part, shift=0.3 * DOWN) for part in self._words(VGroup(*rows.french[:2]))]
            self.play(LaggedStart(*coming, lag_ratio=0.1), run_time=1.4)
        self.rest(0.4)

    def make_strips(self) -> None:
        """Queries grow out of the French words, keys and values out of the English ones; the formula is the same."""
        rows, reading = self.rows, self.reading
        self.queries, self.keys, self.values = rows.queries(), rows.keys(), rows.values()
        query, key, value, mixed = (reading.tensor(name) for name in ("query", "key", "value", "mixed"))
        formula = self.formula_of(mixed, "attention", size=FORMULA_SIZE, query=query, key=key, value=value)
        self.formula = formula.move_to(at(960, FORMULA))
        with self.speak("names"):
            self.until("queries")
            self._grow(self.queries, rows.french.labels)
            self.until("and the keys")
            self.play(FadeOut(rows.pictures), run_time=0.3)
            self._grow(self.keys, rows.english.labels)
            self._grow(self.values, rows.english.labels)
            self.until("That is called")
            self.play(FadeIn(self.formula, shift=0.2 * DOWN), run_time=0.8)
        self.rest(1.0)
        with self.speak("once"):
            self.play(self._wave([*self.keys]), self._wave([*self.values]), run_time=1.8)
            self.until("and serve")
            self.play(self._wave([*self.queries]), run_time=1.8)

    def ask(self) -> None:
        """One query meets every key and gets its row; then all others do."""
        rows, first = self.rows, self.reading.first
        with self.speak("asks"):
            self.play(rows.french.act("asks", first), pulse(self.queries[first], factor=1.15), run_time=0.7)
            self.until("its query")
            copies = [self._meeting(first, key) for key in self.keys]
            moves = [TransformFromCopy(self.queries[first], copy) for copy in copies]
            self.play(LaggedStart(*moves, lag_ratio=0.08), run_time=1.8)
            self.play(FadeOut(*copies), *(pulse(key, factor=1.1) for key in self.keys), run_time=0.6)
            self.until("and the softmax")
            self.play(self.lights.on(first), run_time=1.4)
            self.play(rows.english.act("answers", self.reading.seen(first)))
        self.rest(1.0)
        with self.speak("rest"):
            groups = [rows.threads.of_row(row) for row in range(len(rows.french.texts))]
            self.play(LaggedStart(*map(Create, groups), lag_ratio=0.25), run_time=3.2)
            self.remove(*groups)
            self.bring_to_back(rows.threads)
            self.until("A thread")
            self.play(*(pulse(lit, factor=1.05) for lit in self.lights.threads), run_time=1.0)
        self.rest(1.2)

    def hand_down(self) -> None:
        """Each value becomes a bead that runs down its word's threads."""
        rows = self.rows
        with self.speak("values"):
            self.play(FadeOut(self.formula, *self.queries, *self.keys), *self.lights.off(), run_time=0.6)
            into = [
                value.animate.scale(0.1).move_to(rows.threads.heads[j]).set_opacity(0.0)
                for j, value in enumerate(self.values)
            ]
            self.play(LaggedStart(*into, lag_ratio=0.05), run_time=0.9)
            self.remove(*self.values)
            running = []
            for i, j in rows.threads.drawn:
                bead = rows.bead(self.reading.share(i, j)).move_to(rows.threads.heads[j])
                running.append(MoveAlongPath(bead, rows.down(i, j)))
            self.play(LaggedStart(*running, lag_ratio=0.12), run_time=2.6)
        beads = [FadeOut(move.mobject, scale=0.4) for move in running]
        self.play(*beads, FadeIn(rows.pictures, shift=0.1 * UP), run_time=0.7)
        self.remove(*rows.english_words, rows.pictures)
        self.add(rows.english)
        self.hero = VGroup(rows.english, rows.french)
        self.rest(1.0)

    # -- orders -----------------------------------------------------------------------------------------------

    def compare_orders(self) -> None:
        """Threads that cross, words that look at one noun, and what *not* becomes."""
        pair = self.reading.crossing
        with self.speak("order"):
            if pair is None:
                self.play(self._wave([*self.rows.threads]), run_time=2.4)
                self.until("Where an")
                self.play(self._wave([*self.rows.french.labels]), run_time=1.6)
            else:
                self._show([step.row for step in pair], named=pair)
                self._pulse_later(pair)
        self.rest(1.2)
        if "group" in self.said_lines:
            with self.speak("group"):
                self._show(self.reading.group)
            self.rest(1.2)
        if (found := negation(self.trace)) is not None:
            with self.speak("negation"):
                self._show([step.row for step in found])
            self.rest(1.2)

    def _pulse_later(self, pair: tuple[Step, Step]) -> None:
        """Where the line goes on about the word that this head misses, that word swells."""
        if any("elsewhere" in cue.text for cue in self.timeline.lines[-1].line.cues):
            missed = min(pair, key=lambda step: self.reading.share(step.row, step.source))
            self.until("elsewhere")
            self.play(pulse(self.rows.french.acting(missed.row), factor=1.15), run_time=1.0)
            self.play(pulse(self.rows.english.acting(missed.source), factor=1.15), run_time=1.0)

    def _show(self, steps: Iterable[int], named: Iterable[Step] = ()) -> None:
        """Light these steps' threads one after the other, and the words at both ends."""
        steps = list(steps)
        self.play(*self.lights.off(), run_time=0.6)
        answers = {self.reading.seen(row) for row in steps} | {step.source for step in named}
        self.play(self.rows.french.act("asks", *steps), run_time=0.6)
        for row in steps:
            self.play(self.lights.on(row), run_time=0.7)
        self.play(self.rows.english.act("answers", *sorted(answers)), run_time=0.6)

    # -- the pronoun ------------------------------------------------------------------------------------------

    def look_for_pronoun(self, row: int) -> None:
        """What the step that writes the pronoun is supposed to look at, and what it does look at."""
        rows, reading = self.rows, self.reading
        self.play(*self.lights.off(), run_time=0.6)
        column = reading.seen(row)
        supposed = self.lights.supposed(row)
        with self.speak("expect"):
            self.play(FadeOut(rows.threads), rows.french.act("asks", row), run_time=0.6)
            self.until("You would")
            self.play(Create(supposed), run_time=1.0)
            shown = rows.english.picture(reading.referent) or VGroup(rows.english.word(reading.referent))
            self.play(pulse(shown, factor=1.2), run_time=0.9)
        self.rest(1.5)
        with self.speak("looks"):
            self.play(FadeOut(supposed), run_time=0.4)
            self.play(self.lights.on(row), run_time=1.0)
            figure = self.lights.figure(row, column)
            self.play(rows.english.act("answers", column), FadeIn(figure, scale=0.7), run_time=0.6)
        self.rest(1.7)
        self.figure = figure
        if reading.tells:
            self.switch_off()

    def switch_off(self) -> None:
        """The head goes off: what was measured of its pronouns, and what blind choice would get."""
        rows, measured = self.rows, Measurement(self.reading, self.theme)
        lit = self.lights.threads
        with self.speak("off"):
            self.play(FadeIn(measured.switch, scale=0.7), run_time=0.6)
            self.until("Switch this")
            self.play(measured.switch.turn(False), run_time=0.5)
            self.play(dim(*lit, self.figure[1], opacity=OFF), run_time=0.6)
            self.play(FadeIn(measured.name), Create(measured.before), run_time=0.8)
            self.until("and the right")
            self.play(GrowFromEdge(measured.bar, [-1, 0, 0]), run_time=1.4)
            self.play(FadeIn(measured.number), run_time=0.4)
            self.until("Pointing")
            self.play(Create(measured.mark), FadeIn(measured.note), run_time=1.0)
            self.rest(0.8)
            self.play(pulse(measured.note, factor=1.12), run_time=0.9)
            if self.reading.does_more:
                self.until("Other words")
                self.play(pulse(*rows.french.labels, factor=1.08), run_time=1.0)
        self.rest(1.5)
        self.play(measured.switch.turn(True), undim(*lit, self.figure[1]), run_time=0.8)
        self.play(FadeOut(*measured), run_time=0.5)

    def carry_answer(self) -> None:
        """The arc of the encoder above, and the answer on its way: from the noun to the word, down to the pronoun."""
        look, row, rows = self.reading.carried, self.reading.pronoun, self.rows
        assert look is not None and row is not None
        share = look.weight.item()
        near_one = f"{share:.2f}" == "1.00" and f"{share:.3f}" != "1.000"
        spec = ".3f" if near_one else ".2f"
        arcs = RowArcs(self.reading.encoder_row(look), look.row, rows.english, self.theme, whole=SMALLER, spec=spec)
        over, under = arcs.arc(look.column)[-1].copy().reverse_points(), rows.down(row, look.row)
        with self.speak("carried"):
            self.play(pulse(rows.english.acting(look.row), factor=1.15), run_time=0.9)
            self.until("Back in")
            self.play(LaggedStart(*(Create(arc) for arc in arcs.arcs.values()), lag_ratio=0.05), run_time=1.4)
            self.remove(*arcs.get_family())
            self.add(arcs)
            self.until("had answered")
            self.play(rows.english.act("answers", look.column), run_time=0.5)
            self._send(over, run_time=1.6)
            self.until("It has carried")
            self._send(over, run_time=2.0)
            self.until("and here")
            self._send(under, run_time=1.4)
            beads = [*self.lights.under_way(over), *self.lights.under_way(under, 2)]
            self.play(LaggedStart(*(FadeIn(bead, scale=0.4) for bead in beads), lag_ratio=0.1), run_time=0.9)
        self.rest(1.7)

    def end_without_answer(self) -> None:
        """All threads once more: every word looks for itself."""
        going = [] if self.reading.pronoun is None else [FadeOut(self.figure)]
        with self.speak("whole"):
            self.play(*self.lights.off(), *going, run_time=0.6)
            if going:
                self.play(LaggedStart(*map(Create, self.rows.threads), lag_ratio=0.05), run_time=1.4)
            self.play(self._wave([*self.rows.threads]), run_time=1.6)
            self.until("The writer")
            rows = range(len(self.rows.french.texts))
            self.play(self.lights.on_all([(i, self.reading.seen(i)) for i in rows]), run_time=2.4)
        self.rest(2.2)

    # -- parts ------------------------------------------------------------------------------------------------

    def _words(self, sentence: VGroup) -> list[VGroup]:
        """Chips and words of a sentence, one group a word."""
        chips, labels = sentence
        return [VGroup(chip, label) for chip, label in zip(chips, labels, strict=True)]

    def _grow(self, strips: list[VectorStrip], words: VGroup) -> None:
        """Each strip comes out of its word."""
        coming = [FadeIn(strip, target_position=word, scale=0.3) for strip, word in zip(strips, words, strict=True)]
        self.play(LaggedStart(*coming, lag_ratio=0.06), run_time=1.3)

    def _wave(self, parts: list[VMobject]) -> LaggedStart:
        """Parts swell and come back, one after the other."""
        return LaggedStart(*(pulse(part, factor=1.16) for part in parts), lag_ratio=0.1)

    def _meeting(self, row: int, key: VectorStrip) -> VectorStrip:
        """The query of a step, laid on a key."""
        copy = self.queries[row].copy()
        return copy.shift(key.box.get_center() - copy.box.get_center())

    def _send(self, path: VMobject, run_time: float) -> None:
        """Beads run along a way, one after the other."""
        beads = self.lights.waiting(path)
        self.play(LaggedStart(*(MoveAlongPath(bead, path) for bead in beads), lag_ratio=0.25), run_time=run_time)
        self.play(*(FadeOut(bead, scale=0.4) for bead in beads), run_time=0.3)
