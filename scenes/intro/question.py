"""One changed word at the end of a sentence changes what "it" is; the machine knows it, and nobody told it.

The three questions that the film answers are asked here.
"""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    Circle,
    CubicBezier,
    DashedVMobject,
    Dot,
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
from scenes.intro.parts.question_lines import TOTAL, lines_about
from scenes.kit.bands import SmallMap
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.row_arcs import bow
from scenes.kit.mobjects.sentence import SECOND, Sentence
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import pulse
from scenes.kit.pair import Side, pair_of
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Script

MACHINE = (960, 664)  # pixels: the middle of the small machine between the two sentences
MACHINE_SIZE = (560, 72)
PRONOUNS = 730
DASHES = 22
QUESTIONS = ("Where does it know what “it” is?", "How did it learn that?", "Is this how ChatGPT works?")
QUESTION_SIZE, QUESTION_LEFT, QUESTION_TOP, QUESTION_PITCH = 78, 320, 265, 200  # pixels
RING = 76
FIELD, NOTES = 465, 872  # pixels from the top: the middle of the field, the baseline of what stands below it


class Question(ExplainerScene):
    """A sentence, its twin, and three questions."""

    title = "One word changes"
    idea = "One changed word at the end changes what “it” is, and somewhere in the machine that is known."
    picture = "Three questions stand on the field of all numbers that the machine has learned."
    place = None
    short = True
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
            pace = (line.duration - 0.9) / len(words.labels)
            for i, word in enumerate(words.labels):
                moves = [FadeIn(word, shift=0.12 * UP)]
                moves += [GrowFromEdge(picture, DOWN) for picture in words.picture(i)]
                self.play(*moves, run_time=max(pace, 0.2))
        self.remove(*words.labels, *words.pictures.values())
        self.add(words)
        self.rest(0.4 if self.pair.own else 1.4)

    def ask_who(self) -> None:
        """What the last word is true of: the viewer knows at once."""
        side, words = self.pair.first, self.sentence
        others = [i for i in range(len(words.labels)) if i not in (side.predicate, side.referent, side.it)]
        with self.speak("who"):
            self.play(words.act("followed", side.predicate), words.act("rests", *others))
            self.until("The ")
            self.arc = self._supposed(words, side)
            self.play(FadeIn(self.arc), self._point_at(words, side), run_time=1.2)
        self.rest(1.4)

    def translate(self) -> None:
        """The sentence goes into the machine, and comes out in French."""
        side, words = self.pair.first, self.sentence
        width, height = map(pixels, MACHINE_SIZE)
        self.machine = SmallMap(self.trace, self.theme, None, width=width, height=height).move_to(at(*MACHINE))
        self.french = self._french(side)
        with self.speak("french"):
            self.play(FadeIn(self.machine), run_time=0.6)
            self._run(words, self.french, skip=side.pronoun)
            self.until("“il”")
            pronouns = self._both_pronouns(self.french.word(side.pronoun).get_center()[0])
            self.play(FadeIn(pronouns, shift=0.1 * DOWN), run_time=0.6)
            self.until("The machine writes")
            said = self._pronoun(self.french, side)
            chosen = VGroup(said[0], said[1])
            self.play(FadeOut(pronouns, shift=0.5 * DOWN), FadeIn(chosen, shift=0.5 * DOWN), run_time=0.9)
            self.remove(*self.french.get_family())
            self.add(self.french)
            self.until("in French, is" if side.is_right else "That is wrong")
            self.play(self._point_at(words, side), run_time=1.0)
            if not side.is_right:
                self.until("and French has")
                self.play(pulse(chosen, factor=1.2))
        self.rest(1.4)

    def change_the_word(self) -> None:
        """The twin: one word falls out, another falls in, the arc swings, the pronoun flips."""
        pair, words = self.pair, self.sentence
        twin, french = self._sentence(pair.second), self._french(pair.second)
        place = pair.second.predicate
        others = [i for i in range(len(twin.labels)) if i not in (place, pair.second.it, pair.first.referent)]
        twin.at_once("rests", others).at_once("followed", [place])
        with self.speak("change"):
            self.play(FadeOut(words.acting(place), shift=1.1 * DOWN), run_time=0.7)
            moved = [i for i in range(len(twin.labels)) if i != place]
            pairs = [(words.acting(i), twin.acting(i)) for i in moved]
            self.play(
                *(Transform(old, new) for old, new in pairs),
                FadeIn(twin.acting(place), shift=1.1 * DOWN),
                run_time=0.8,
            )
            self.remove(*words.get_family(), *twin.get_family())
            self.add(twin)
            self.sentence = self.hero = twin
            self.until(pair.second.words[pair.second.referent])
            self.play(
                Transform(self.arc, self._supposed(twin, pair.second)),
                twin.act("rests", pair.first.referent),
                twin.act("plain", pair.second.referent),
                self._point_at(twin, pair.second),
                run_time=1.4,
            )
            self.until("writes")
            self._flip(french)
        self.rest(2.0)

    def wonder(self) -> None:
        """Both could be meant; a question mark on each."""
        pair, words = self.pair, self.sentence
        other = self._supposed(words, pair.first)
        marks = [self._mark(other, self.arc), self._mark(self.arc, other)]
        with self.speak("nobody"):
            nouns = (pair.first.referent, pair.second.referent)
            self.play(FadeIn(other), *(FadeIn(mark, scale=1.5) for mark in marks), words.act("plain", *nouns))
            self.until("It was shown")
            self.play(*(self._point_at(words, side) for side in (pair.first, pair.second)), run_time=1.2)
            if pair.unseen:
                self.until("but never")
                self.play(pulse(*marks, factor=1.4))
        self.rest(1.4)

    def show_the_numbers(self) -> None:
        """All that it has learned: the machine opens into the field of its numbers."""
        self.field = Field(self.trace, self.theme).move_to(at(960, FIELD))
        count = self.phrase("{count:,d} learned numbers", count=self.trace[TOTAL], value_weight="SEMIBOLD")
        count.on_baseline(at(1860, 0)[0], at(0, NOTES)[1], align=1.0)
        self.hero = self.field
        with self.speak("learned"):
            self.clear_stage(keep=[self.machine], run_time=0.6)
            target = self.machine.copy().stretch_to_fit_width(self.field.width)
            target.stretch_to_fit_height(self.field.height).move_to(self.field)
            self.play(Transform(self.machine, target), run_time=0.9)
            self.play(FadeOut(self.machine), FadeIn(self.field), run_time=1.2)
            self.play(FadeIn(self._signs()), run_time=0.4)
            self.until("numbers")
            self.play(FadeIn(count, shift=0.1 * UP), run_time=0.6)
            if self.pair.flips:
                self.until("Somewhere")
                self._search()
        self.rest(1.6)

    def ask(self) -> None:
        """Three questions, one below the other; the field makes room for them."""
        rows = [self._question(place, text) for place, text in enumerate(QUESTIONS)]
        with self.speak("questions"):
            for place, (row, words) in enumerate(zip(rows, ("Where", "How", "And is"), strict=True)):
                self.until(words)
                self.play(Transform(self.field, self.field.with_holes(*rows[: place + 1])), FadeIn(row, shift=0.2 * UP))
            self.until("Let’s")
            self.play(pulse(*(row[0] for row in rows), factor=1.25))
        self.rest(3.0)

    def _search(self) -> None:
        """A lens wanders over the field, and finds nothing yet."""
        lens = Circle(radius=pixels(90), stroke_color=self.theme.role("ink"), stroke_width=6)
        way = [at(x, y) for x, y in ((300, 620), (760, 330), (1180, 600), (1640, 340))]
        self.play(FadeIn(lens.move_to(way[0])), run_time=0.3)
        for point in way[1:]:
            self.play(lens.animate.move_to(point), run_time=0.55)
        self.play(FadeOut(lens), run_time=0.3)

    def _signs(self) -> VGroup:
        """What the two colours of the field mean."""
        legend, x = VGroup(), at(60, 0)[0]
        for text, colour in (("below zero", self.theme.negative), ("above zero", self.theme.positive)):
            dot = Dot(radius=pixels(12), color=colour)
            word = self.words(text, role="quiet").on_baseline(x + pixels(38), at(0, NOTES)[1])
            legend.add(dot.move_to([x + pixels(12), word.baseline + pixels(11), 0]), word)
            x = word.get_right()[0] + pixels(40)
        return legend

    # -- parts ------------------------------------------------------------------------------------------------

    def _sentence(self, side: Side) -> Sentence:
        return Sentence(side.spoken, self.trace, self.theme, rest="plain")

    def _french(self, side: Side) -> Sentence:
        return Sentence(side.french, self.trace, self.theme, y=SECOND, pictures=False)

    def _point_at(self, words: Sentence, side: Side) -> Animation:
        """The noun's picture swells for a moment; where it has none, its word."""
        shown = words.picture(side.referent) or VGroup(words.word(side.referent))
        return Indicate(shown, scale_factor=1.3, color=None)

    def _supposed(self, words: Sentence, side: Side) -> DashedVMobject:
        """A dashed arc from "it" to what it stands for: nothing measured, what a reader supposes."""
        corners = bow(words.top(side.it), words.top(side.referent))
        arc = CubicBezier(*corners, stroke_color=self.theme.role("ink"), stroke_width=4)
        return DashedVMobject(arc, num_dashes=DASHES, dashed_ratio=0.5)

    def _mark(self, arc: VMobject, other: VMobject) -> Words:
        """A question mark over an arc, or under it where the other arc runs through that place."""
        mark = Words("?", self.theme, size=self.theme.sizes.hero, weight="SEMIBOLD")
        middle, off = arc[len(arc) // 2].get_center(), pixels(58) * UP
        near = np.abs(other.get_all_points() - middle - off) < [mark.width, mark.height, 1]
        return mark.move_to(middle - off if near.all(axis=1).any() else middle + off)

    def _run(self, words: Sentence, french: Sentence, skip: int) -> None:
        """Copies of the words sink into the machine; the French comes out of it, but for the pronoun."""
        copies, entry = words.labels.copy(), self.machine[0]
        self.add(copies)
        sinking = [copy.animate.scale(0.3).move_to(entry).set_opacity(0.0) for copy in copies]
        self.play(LaggedStart(*sinking, lag_ratio=0.06), run_time=1.8)
        self.remove(copies)
        self.play(LaggedStart(*(Indicate(block, 1.15, color=None) for block in self.machine), lag_ratio=0.3))
        out = self.machine.get_right()
        coming = [FadeIn(w, target_position=out, scale=0.3) for i, w in enumerate(french.labels) if i != skip]
        self.play(LaggedStart(*coming, lag_ratio=0.08), run_time=2.0)

    def _both_pronouns(self, x: float) -> VGroup:
        """The two pronouns as chips, side by side above the place where one will stand."""
        known = self.trace.words["target_vocabulary"]
        chips = VGroup(*(Chip(word, self.theme, look=word) for word in known if word in ("il", "elle")))
        return chips.arrange(RIGHT, buff=pixels(24)).move_to([x, at(0, PRONOUNS)[1], 0])

    def _pronoun(self, french: Sentence, side: Side) -> VGroup:
        french.at_once(side.says if side.says in ("il", "elle") else "plain", [side.pronoun])
        return VGroup(french.chips[side.pronoun], french.labels[side.pronoun])

    def _flip(self, french: Sentence) -> None:
        """Words that change fall out and in; the others stay, and make room."""
        self._pronoun(french, self.pair.second)
        moves: list[Animation] = []
        for i in range(max(len(self.french.labels), len(french.labels))):
            old, new = ([s.acting(i)] if i < len(s.labels) else [] for s in (self.french, french))
            if old and new and self.french.texts[i] == french.texts[i]:
                moves.append(Transform(old[0], new[0]))
                continue
            moves += [FadeOut(part, shift=0.5 * DOWN) for part in old] + [
                FadeIn(part, shift=0.5 * DOWN) for part in new
            ]
        self.play(*moves, run_time=1.0)
        self.remove(*self.french.get_family(), *french.get_family())
        self.add(french)
        self.french = french

    def _question(self, place: int, text: str) -> VGroup:
        y = QUESTION_TOP + place * QUESTION_PITCH
        ring = Circle(radius=pixels(RING / 2), stroke_color=self.theme.role("ink"), stroke_width=6)
        ring.move_to(at(QUESTION_LEFT - 90, y))
        words = Words(text, self.theme, size=QUESTION_SIZE, weight="SEMIBOLD")
        words.on_baseline(at(QUESTION_LEFT, y)[0], at(0, y)[1] - 0.34 * pixels(QUESTION_SIZE))
        return VGroup(ring, words)
