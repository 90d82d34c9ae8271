"""One changed word at the end of a sentence changes what "it" is; the machine knows it, and nobody told it.

The three questions that the film answers are asked here.
"""

from __future__ import annotations

from manim import (
    DOWN,
    UP,
    Circle,
    CubicBezier,
    DashedVMobject,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    Indicate,
    LaggedStart,
    Transform,
    VGroup,
    VMobject,
)

from model.trace import Trace
from scenes.intro.parts.question_lines import lines_about
from scenes.kit.bands import SmallMap
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.sentence import SECOND, Sentence
from scenes.kit.mobjects.threads import bow
from scenes.kit.mobjects.words import Words
from scenes.kit.pair import Side, pair_of
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Script

MACHINE = (960, 664)  # pixels: the middle of the small machine between the two sentences
MACHINE_SIZE = (560, 72)
DASHES = 34
QUESTIONS = ("Where does it know what “it” is?", "How did it learn that?", "Is this how ChatGPT works?")
QUESTION_SIZE, QUESTION_LEFT, QUESTION_TOP, QUESTION_PITCH = 78, 320, 220, 230  # pixels
RING = 76


class Question(ExplainerScene):
    """A sentence, its twin, and three questions."""

    title = "One word changes"
    idea = "One changed word at the end changes what “it” is; where in the machine is that known?"
    picture = "Three questions stand on the field of all numbers that the machine has learned."
    place = None
    short = True
    cut = 2
    titled = False
    told_by_claims = True

    @staticmethod
    def script(trace: Trace) -> Script:
        """What is said."""
        return lines_about(trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.pair = pair_of(self.trace)
        self.sentence = self._sentence(self.pair.first)
        self.show_sentence()
        self.ask_who()
        self.translate()
        self.change_the_word()
        self.wonder()
        self.show_the_numbers()
        self.ask()

    def show_sentence(self) -> None:
        """The words one by one as they are said, the nouns with their pictures."""
        words = self.sentence
        self.hero = words
        with self.speak("sentence") as line:
            if not self.pair.own:
                self.until("“")
            pace = 0.8 * (line.duration - 0.8) / len(words.labels)
            for i, word in enumerate(words.labels):
                moves = [FadeIn(word, shift=0.12 * UP)]
                moves += [GrowFromEdge(picture, DOWN) for picture in words.picture(i)]
                self.play(*moves, run_time=max(pace, 0.2))
        self.remove(*words.labels, *words.pictures.values())
        self.add(words)

    def ask_who(self) -> None:
        """What the last word is true of: the viewer knows at once."""
        side, words = self.pair.first, self.sentence
        with self.speak("who"):
            self.play(words.act("followed", side.predicate))
            self.until("The ")
            self.arc = self._supposed(words, side)
            self.play(
                FadeIn(self.arc),
                words.act("plain", side.referent, side.it),
                *(Indicate(picture, scale_factor=1.3, color=None) for picture in words.picture(side.referent)),
                run_time=1.2,
            )

    def translate(self) -> None:
        """The sentence goes into the machine, and comes out in French."""
        side, words = self.pair.first, self.sentence
        self.machine = SmallMap(
            self.trace, self.theme, None, width=pixels(MACHINE_SIZE[0]), height=pixels(MACHINE_SIZE[1])
        )
        self.machine.move_to(at(*MACHINE))
        self.french = self._french(side)
        with self.speak("french"):
            self.play(FadeIn(self.machine), run_time=0.6)
            self._run(words, self.french, skip=side.pronoun)
            self.until("“il”")
            others = self._other_pronouns()
            self.play(FadeIn(others, shift=0.1 * UP), run_time=0.6)
            self.until("The machine writes")
            said = self._pronoun(self.french, side)
            self.play(FadeOut(others), FadeIn(said, scale=0.6), run_time=0.8)
            self.until("A ")
            self.play(
                *(Indicate(picture, scale_factor=1.3, color=None) for picture in words.picture(side.referent)),
                run_time=1.0,
            )

    def change_the_word(self) -> None:
        """The twin: one word falls out, another falls in, the arc swings, the pronoun flips."""
        pair, words = self.pair, self.sentence
        twin, french = self._sentence(pair.second), self._french(pair.second)
        place = pair.second.predicate
        with self.speak("change"):
            self.play(FadeOut(words.acting(place), shift=1.1 * DOWN), run_time=0.7)
            twin.at_once("followed", [place]).at_once("plain", [pair.first.it, pair.second.referent])
            self.play(FadeIn(twin.acting(place), shift=-1.1 * UP), run_time=0.7)
            self._swap(words, twin)
            self.until(f"{pair.second.words[place]}" if pair.second.is_right else "Now “it”")
            self.rest(1.0)
            arc = self._supposed(twin, pair.second)
            self.play(
                Transform(self.arc, arc),
                *(Indicate(picture, scale_factor=1.3, color=None) for picture in twin.picture(pair.second.referent)),
                run_time=1.4,
            )
            self.until("writes")
            self._flip(french)
        self.rest(1.6)

    def wonder(self) -> None:
        """Both could be meant; a question mark on each."""
        pair, words = self.pair, self.sentence
        other = self._supposed(words, pair.first)
        marks = [self._mark(arc) for arc in (other, self.arc)]
        with self.speak("nobody"):
            self.play(FadeIn(other), *(FadeIn(mark, scale=1.5) for mark in marks), run_time=0.9)
        self.rest(0.6)
        self.clear_stage()

    def show_the_numbers(self) -> None:
        """All that it has learned."""
        with self.speak("learned"):
            self.rest(1.0)

    def ask(self) -> None:
        """Three questions, one below the other."""
        rows = [self._question(place, text) for place, text in enumerate(QUESTIONS)]
        self.hero = VGroup(*rows)
        with self.speak("questions"):
            for row, words in zip(rows, ("Where", "How", "And is"), strict=True):
                self.until(words)
                self.play(FadeIn(row, shift=0.2 * UP), run_time=0.8)
            self.until("Let’s")
        self.rest(1.6)

    # -- parts ------------------------------------------------------------------------------------------------

    def _sentence(self, side: Side) -> Sentence:
        return Sentence(side.spoken, self.trace, self.theme)

    def _french(self, side: Side) -> Sentence:
        return Sentence(side.french, self.trace, self.theme, y=SECOND, pictures=False)

    def _supposed(self, words: Sentence, side: Side) -> DashedVMobject:
        """A dashed arc from "it" to what it stands for: nothing measured, what a reader supposes."""
        corners = bow(words.top(side.it), words.top(side.referent))
        arc = CubicBezier(*corners, stroke_color=self.theme.role("ink"), stroke_width=4)
        return DashedVMobject(arc, num_dashes=DASHES, dashed_ratio=0.5)

    def _mark(self, arc: VMobject) -> Words:
        middle = arc[len(arc) // 2].get_center()
        mark = Words("?", self.theme, size=self.theme.sizes.hero, weight="SEMIBOLD")
        return mark.move_to(middle + 0.45 * UP)

    def _run(self, words: Sentence, french: Sentence, skip: int) -> None:
        """Copies of the words sink into the machine; the French comes out of it, but for the pronoun."""
        copies = words.labels.copy()
        entry = self.machine.get_left()
        sink = [copy.animate.scale(0.3).move_to(entry).set_opacity(0.0) for copy in copies]
        self.add(copies)
        self.play(LaggedStart(*sink, lag_ratio=0.06), run_time=1.6)
        self.remove(copies)
        out = self.machine.get_right()
        starts = [word for i, word in enumerate(french.labels) if i != skip]
        self.play(LaggedStart(*(FadeIn(w, target_position=out, scale=0.3) for w in starts), lag_ratio=0.08), run_time=2)

    def _other_pronouns(self) -> VGroup:
        """The two that it could be, in their tones, side by side where the pronoun will stand."""
        return VGroup()

    def _pronoun(self, french: Sentence, side: Side) -> VGroup:
        place = side.pronoun
        french.at_once(side.says if side.says in ("il", "elle") else "plain", [place])
        return VGroup(french.chips[place], french.labels[place])

    def _swap(self, words: Sentence, twin: Sentence) -> None:
        self.remove(words)
        twin_parts = twin
        self.add(twin_parts)
        self.sentence = twin

    def _flip(self, french: Sentence) -> None:
        """Words that change turn over; the others stay."""
        side = self.pair.second
        self._pronoun(french, side)
        self.play(FadeOut(self.french, shift=0.3 * DOWN), FadeIn(french, shift=0.3 * DOWN), run_time=0.9)
        self.french = french

    def _question(self, place: int, text: str) -> VGroup:
        y = QUESTION_TOP + place * QUESTION_PITCH
        ring = Circle(radius=pixels(RING / 2), stroke_color=self.theme.role("ink"), stroke_width=6)
        ring.move_to(at(QUESTION_LEFT - 90, y))
        words = Words(text, self.theme, size=QUESTION_SIZE, weight="SEMIBOLD")
        words.on_baseline(at(QUESTION_LEFT, y)[0], at(0, y)[1] - 0.34 * pixels(QUESTION_SIZE))
        return VGroup(ring, words)
