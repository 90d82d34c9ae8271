"""Five questions, one from each act: time to read, silence to think, and the answer out of the model itself.

Each answer was found before in its own clip: Vaswani et al. 2017, sections 3.2 to 3.5, and this model's experiments.
"""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, UP, Create, FadeIn, FadeOut, LaggedStart, Mobject, VGroup, linear

from scenes.kit.claims import Measured
from scenes.kit.layout import at
from scenes.kit.mobjects.row_arcs import RowArcs
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.quiz_asking import ASIDE, OVER, QUESTION, Heading, Ring
from scenes.training.parts.quiz_bubble import Bubble
from scenes.training.parts.quiz_curves import Curves
from scenes.training.parts.quiz_icons import cards
from scenes.training.parts.quiz_lines import LEARNING, WITHOUT_MASK, lines_about, without_places
from scenes.training.parts.quiz_look import Look, last_look, long_look
from scenes.training.parts.quiz_shares import Sums

THINK = 3.0  # seconds of silence
SENTENCE, LOW, FRENCH = 740, 470, 640  # pixels: the middles of sentences


class Quiz(ExplainerScene):
    """Five questions and what the model says to them."""

    title = "Five questions"
    idea = "Five questions to think about, each answered by the model’s own numbers."
    picture = "The film's first sentence, and one arc from the word that tells to its noun."
    place = ""  # the whole model
    needs = (
        LEARNING,
        "experiments/training_run",
        "experiments/no_mask",
        "experiments/no_positions",
        "ablated.no_mask",
        "ablated.no_positions",
    )
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One question after the other, and what remains."""
        self.row_or_column()
        self.long_range()
        self.without_places()
        self.without_mask()
        self.learned_at_once()
        self.sum_up()

    # -- questions ------------------------------------------------------------------------------------------------

    def row_or_column(self) -> None:
        """Softmax runs along a row."""
        sums = Sums(self.trace, self.theme)
        self.hero = sums.map
        with self.speak("ask row"):
            self._ask(1, ("Which adds up to one:", "a row or a column?"), ASIDE, sums.map)
            self.play(Create(sums.ring), FadeIn(sums.chips[0]), run_time=0.8)
            self.play(Create(sums.upright), FadeIn(sums.chips[1]), run_time=0.8)
        self._think()
        row, column = sums.lines
        with self.speak("row"):
            for k, line in enumerate((row, column)):
                starts = [
                    sums.map.middle(sums.row, j) if k == 0 else sums.map.middle(j, sums.column)
                    for j in range(len(line.pieces))
                ]
                coming = [
                    FadeIn(piece, target_position=start, scale=0.4)
                    for piece, start in zip(line.pieces, starts, strict=True)
                ]
                self.play(FadeIn(line.posts, line.label), LaggedStart(*coming, lag_ratio=0.08), run_time=1.8)
                self.play(FadeIn(line.number, target_position=line.pieces[-1]), run_time=0.5)
                self.remove(*line.get_family())
                self.add(line)
        self.rest(1.5)

    def long_range(self) -> None:
        """One step of attention, however far."""
        look = long_look(self.trace)
        words = self._sentence(look)
        asked = self.phrase(
            "How many steps from “{word}” to “{noun}”?",
            word=look.words[look.row],
            noun=look.words[look.column],
            size=QUESTION,
            weight="SEMIBOLD",
        )
        self.hero = words
        with self.speak("ask far"):
            self._ask(2, (asked,), OVER, words)
            self.until(look.words[look.column])
            self.play(words.act("asks", look.row), words.act("answers", look.column))
        self._think()
        with self.speak("far"):
            self._one_look(look, words)
            self.play(*(pulse(words.acting(place), factor=1.12) for place in (look.row, look.column)))
        self.rest(1.5)

    def without_places(self) -> None:
        """Words without owners."""
        case = without_places(self.trace)
        english = Sentence(case.english, self.trace, self.theme, y=LOW, rest="plain")
        french = Sentence(case.french, self.trace, self.theme, y=FRENCH, rest="plain", pictures=False)
        share = self._share(Measured(self.trace["experiments/no_positions/exact"]))
        self.hero = VGroup(english, french)
        with self.speak("ask places"):
            self._ask(3, ("Without places, what goes wrong?",), OVER, english)
        self._think()
        with self.speak("places"):
            coming = [FadeIn(word, target_position=english) for word in french.labels]
            self.play(LaggedStart(*coming, lag_ratio=0.1), run_time=1.8)
            self.remove(*french.labels)
            self.add(french)
            if case.misplaced:
                self.until(self.said_lines["places"].template.split(" | ")[1])
                self.play(french.act("followed", *case.misplaced))
            self.play(FadeIn(share, shift=0.2 * UP), run_time=0.7)
        self.rest(1.5)

    def without_mask(self) -> None:
        """The loss does not tell."""
        bubble = Bubble(self.trace.words[WITHOUT_MASK], self.trace, self.theme)
        answered = self.said_lines["mask"].template.split(" | ")
        share = self._share(Measured(self.trace["experiments/no_mask/exact"]), x=1830, align=1.0)
        self.hero = bubble
        with self.speak("ask mask"):
            self._ask(4, ("Without its mask, what does it write?",), OVER, bubble)
        self._think()
        with self.speak("mask"):
            self.play(
                LaggedStart(
                    *(FadeIn(word, target_position=bubble.machine, scale=0.5) for word in bubble.words), lag_ratio=0.1
                ),
                run_time=1.2,
            )
            self.until(answered[1])
            self.play(pulse(bubble.machine, *bubble.words.labels, factor=1.15, run_time=1.4))
            self.until(answered[2])
            self.play(FadeIn(share, shift=0.2 * UP), run_time=0.7)
        self.rest(1.5)

    def learned_at_once(self) -> None:
        """The pronoun."""
        curves = Curves(self.trace.scope(LEARNING), self.theme)
        plot = curves.plot().show_upto(0)
        blind = curves.blind_choice(plot)
        plot.references.remove(blind)
        self.hero = plot
        with self.speak("ask turn"):
            self._ask(5, ("What did it understand", "from one moment to the next?"), OVER, plot)
            self.until("from one moment")
            self.play(FadeIn(blind), run_time=0.6)
        self._think()
        with self.speak("turn") as line:
            self.play(plot.upto(curves.shown), run_time=line.duration - 0.8)
        self.remove(plot)
        self.add(plot.hide_playhead())
        self.rest(1.5)

    # -- what remains ---------------------------------------------------------------------------------------------

    def sum_up(self) -> None:
        """Five small pictures with their words; then the first sentence once more."""
        row = cards(self.theme)
        self.hero = row
        with self.speak("sum"):
            self.play(*map(FadeOut, self.stage), FadeIn(row[0], shift=0.3 * UP), run_time=0.9)
            for card, words in zip(row[1:], ("Any distance", "Places", "A mask", "And a price"), strict=True):
                self.until(words)
                self.play(FadeIn(card, shift=0.3 * UP), run_time=0.8)
            self.until("That is")
            self.play(LaggedStart(*(pulse(card, factor=1.06) for card in row), lag_ratio=0.2), run_time=1.6)
        self.rest(1.2)
        look = last_look(self.trace)
        words = self._sentence(look, under_arcs=True)
        self.hero = words
        with self.speak("last"):
            self.play(*map(FadeOut, self.stage), FadeIn(words, shift=0.2 * UP), run_time=1.0)
            self.until("You still")
            self.play(words.act("asks", look.row), words.act("answers", look.column))
            self._one_look(look, words)
            self.until("But now")
            self.play(*(pulse(words.acting(place), factor=1.2, run_time=2.4) for place in (look.row, look.column)))
        self.rest(1.9)

    # -- motion ---------------------------------------------------------------------------------------------------

    def _ask(self, place: int, lines: Sequence[str | Mobject], ring: tuple[int, int], *parts: Mobject) -> None:
        """The question at the top of an empty stage, its ring, and what there is to think about."""
        heading = self.heading = Heading(lines, self.theme)
        self.ring = Ring(place, self.theme, ring)
        going = [FadeOut(part) for part in self.stage]
        self.play(*going, FadeIn(heading, shift=0.15 * DOWN), run_time=0.7)
        self.play(FadeIn(self.ring), LaggedStart(*map(FadeIn, parts), lag_ratio=0.3), run_time=1.2)

    def _think(self) -> None:
        """Silence while the ring closes; then it goes."""
        self.play(Create(self.ring.arc), rate_func=linear, run_time=THINK)
        self.play(FadeOut(self.ring, self.ring.arc, scale=0.8), run_time=0.3)

    def _one_look(self, look: Look, words: Sentence) -> None:
        """The arc of the look over its sentence, with its weight."""
        arcs = RowArcs(look.weights[look.row], look.row, words, self.theme)
        arc = arcs.arc(look.column)
        self.play(Create(arc), run_time=1.4)
        if arcs.largest == look.column:
            self.play(FadeIn(arcs.figure, scale=0.7), run_time=0.5)

    def _sentence(self, look: Look, *, under_arcs: bool = False) -> Sentence:
        words = look.words
        return Sentence(words, self.trace, self.theme, y=580 if under_arcs else SENTENCE, rest="plain")

    def _share(self, claim: Measured, *, x: float = 960, align: float = 0.5) -> Mobject:
        """How many new sentences come out right, in large figures at the foot of the stage."""
        row = self.phrase(
            "{share:.0%} of new sentences right", share=claim, size=54, value_size=110, value_weight="SEMIBOLD"
        )
        return row.on_baseline(at(x, 0)[0], at(0, 850)[1], align=align)
