"""A training run as it happened: what was written every ten steps, and the moment at which "it" is understood.

All of it is the diary of the shipped model's own run (experiments ``learning`` and ``training_run``). Source of the
recipe: Vaswani et al. 2017, section 5.
"""

from __future__ import annotations

from manim import DOWN, UP, Create, FadeIn, FadeOut, LaggedStart, VGroup

from scenes.kit.claims import Measured
from scenes.kit.heads import EXPERIMENT
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.questions import QuestionRow
from scenes.kit.mobjects.row_arcs import RowArcs
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.learning_diary import RECORD, RUN, Diary
from scenes.training.parts.learning_lanes import Lanes, Shares
from scenes.training.parts.learning_lines import early_row, lines_about

WRITTEN, COUNT = 430, 660  # pixels from the top: the translation, the step
SPEED = 0.24  # seconds a column while it flickers


class Learning(ExplainerScene):
    """One training run, from noise to the moment at which it knows."""

    title = "Learning, as it happened"
    idea = "Words and order come step by step; what “it” stands for the model understands all at once."
    picture = "The followed word's arc on its noun after training, and the second question answered."
    place = ""  # the whole model
    short = True
    needs = (RECORD, RUN, EXPERIMENT)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.diary = Diary(self.trace)
        self.write_noise()
        self.write_better()
        self.flicker()
        if self.diary.turn is None:
            self.give_up()
            return
        self.turn()
        self.show_row()

    # -- what it writes ---------------------------------------------------------------------------------------

    def write_noise(self) -> None:
        """Step zero."""
        self.text, self.count = self._text(0), self._count(0)
        self.hero = self.text
        with self.speak("random"):
            self.play(FadeIn(self.count), run_time=0.6)
            self.until("and so is")
            self.play(LaggedStart(*(FadeIn(word, scale=0.7) for word in self.text.labels), lag_ratio=0.1), run_time=1.8)
            self.remove(*self.text.get_family())
            self.add(self.text)
        self.rest(1.2)
        with self.speak("nudges") as line:
            pace = line.duration / self.diary.some_words
            for row in range(1, self.diary.some_words):
                self._turn_page(row, min(pace, 0.8))
                self.rest(max(0.0, pace - 0.8))
        self.rest(0.4)

    def write_better(self) -> None:
        """Some words, a sentence, and a first right one."""
        diary = self.diary
        for name, row in (
            ("words", diary.some_words),
            ("sentence", diary.a_sentence),
            ("right", diary.first_right),
        ):
            with self.speak(name):
                self._turn_page(row, 0.9)
                if name != "words":
                    self.until("But" if name == "sentence" else "Or")
                    self.play(pulse(self.text.labels, factor=1.05))
            self.rest(1.0)

    def _turn_page(self, row: int, seconds: float) -> None:
        """What stands there goes, what was written then comes."""
        text, count = self._text(row), self._count(row)
        self.play(
            FadeOut(self.text, self.count, shift=0.3 * DOWN), FadeIn(text, count, shift=0.3 * DOWN), run_time=seconds
        )
        self.text, self.count, self.hero = text, count, text

    def _text(self, row: int) -> Sentence:
        text = Sentence(self.diary.written(row), self.trace, self.theme, y=WRITTEN, rest="plain", pictures=False)
        for place, word in enumerate(self.diary.written(row)):
            if word in ("il", "elle"):
                text.at_once(word, [place])
        return text

    def _count(self, row: int) -> VGroup:
        number = self.number(Measured(self.diary.step(row)), spec=".0f", size=110, weight="SEMIBOLD")
        word = self.words("step", size=50, role="quiet")
        base = at(0, COUNT)[1]
        word.on_baseline(at(930, 0)[0], base, align=1.0)
        return VGroup(word, number.on_baseline(at(960, 0)[0], base))

    # -- the flicker ------------------------------------------------------------------------------------------

    def flicker(self) -> None:
        """Two lanes: a chip every ten steps; then how many new sentences are understood."""
        diary = self.diary
        self.play(FadeOut(self.text, self.count), run_time=0.5)
        lanes = self.lanes = Lanes(diary, self.theme)
        self.shares = Shares(diary, lanes, self.theme)
        before = len(diary.shown) if diary.turn is None else diary.turn - 2 - diary.shown[0]
        self.before = before
        self.hero = lanes
        with self.speak("flicker"):
            self.play(FadeIn(lanes), run_time=0.6)
            for place in range(before):
                self.play(FadeIn(lanes.chips[place], scale=0.5), run_time=SPEED)
        self.rest(0.8)
        with self.speak("blind"):
            growing = [FadeIn(bar, shift=0.3 * UP) for bar in self.shares.bars[:before]]
            self.play(FadeIn(self.shares.heading, self.shares.marks), run_time=0.5)
            self.play(LaggedStart(*growing, lag_ratio=0.1), run_time=2.2)
            self.until("pointing")
            self.play(Create(self.shares.line), FadeIn(self.shares.shut), run_time=1.0)
        self.rest(1.0)

    def turn(self) -> None:
        """Three steps, slowly, and the bar shoots up."""
        diary, lanes, shares, first = self.diary, self.lanes, self.shares, self.diary.shown[0]
        turn = diary.turn or 0
        number = self.number(diary.record["pronoun"][turn], spec=".0%", size=84, weight="SEMIBOLD")
        number.on_baseline(
            at(lanes.x(turn - first), 0)[0], shares.bars[turn - first].get_top()[1] + pixels(18), align=0.5
        )
        with self.speak("turn"):
            for row, words in ((turn - 2, "Step"), (turn - 1, None), (turn, None)):
                if words:
                    self.until(words)
                place = row - first
                self.play(
                    FadeIn(lanes.chips[place], scale=0.5), FadeIn(shares.bars[place], shift=0.5 * UP), run_time=1.1
                )
            self.play(FadeIn(number, scale=0.5), run_time=0.6)
        self.rest(1.0)
        rest = range(turn + 1 - first, len(diary.shown))
        self.play(
            LaggedStart(*(FadeIn(lanes.chips[p], scale=0.5) for p in rest), lag_ratio=0.3),
            LaggedStart(*(FadeIn(shares.bars[p], shift=0.3 * UP) for p in rest), lag_ratio=0.3),
            run_time=1.6,
        )
        self.rest(1.0)

    def give_up(self) -> None:
        """A run in which it never finds out."""
        with self.speak("end"):
            self.play(pulse(self.lanes.chips, factor=1.03), run_time=1.6)
            self.until("it never")
            self.play(pulse(self.shares.shut, factor=1.1))
        self.rest(5.1)

    # -- where it looks ---------------------------------------------------------------------------------------

    def show_row(self) -> None:
        """The row of the word that tells: before the turn, and after it."""
        diary = self.diary
        self.clear_stage(run_time=0.7)
        words = Sentence((*diary.source, "⟨end⟩"), self.trace, self.theme)
        words.at_once("asks", [diary.asks])
        self.hero = words
        early, late = (self._arcs(row, words) for row in (early_row(diary), diary.shown[-1]))
        counts = [self._when(row) for row in (early_row(diary), diary.shown[-1])]
        with self.speak("row"):
            self.play(FadeIn(words), FadeIn(counts[0]), run_time=0.8)
            self.play(LaggedStart(*map(Create, early.arcs.values()), lag_ratio=0.05), run_time=1.4)
            self.until("and")
            self.play(FadeOut(*early.arcs.values(), counts[0]), run_time=0.5)
            self.play(FadeIn(counts[1]), Create(late.arcs[late.largest]), run_time=1.2)
            self.play(FadeIn(late.figure, scale=0.7), words.act("answers", late.largest), run_time=0.6)
        self.remove(*early.get_family(), *late.get_family())
        self.add(late)
        self.rest(1.5)
        with self.speak("nobody"):
            self.until("There were")
            row = QuestionRow(self.theme, y=866, asked=1, answered=(0,))
            self.play(FadeIn(row), run_time=0.8)
            self.play(FadeIn(row.ticks[1], scale=1.6), run_time=0.7)
        self.rest(2.0)

    def _arcs(self, row: int, words: Sentence) -> RowArcs:
        return RowArcs(self.diary.weights(row), self.diary.asks, words, self.theme)

    def _when(self, row: int) -> VGroup:
        """The step to which the arcs belong."""
        number = self.number(Measured(self.diary.step(row)), spec=".0f", size=84, weight="SEMIBOLD")
        word = self.words("step", size=44, role="quiet")
        base = at(0, 720)[1]
        word.on_baseline(at(930, 0)[0], base, align=1.0)
        return VGroup(word, number.on_baseline(at(960, 0)[0], base))
