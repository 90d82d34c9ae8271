"""Places as clock hands: a step of k words turns each hand by the same angle, wherever it starts.

PE(p, 2i) = sin(w_i p), PE(p, 2i+1) = cos(w_i p); PE(p + k) = PE(p) R_k; PE(p) . PE(p + k) = sum_i cos(w_i k).
Source: Vaswani et al. 2017, section 3.5; the rotation and the product are derived by SymPy in ``model.formulas``.
"""

from __future__ import annotations

from manim import (
    DOWN,
    RIGHT,
    UP,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

from scenes.kit.choose import hero_row
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.rotation_dials import Dial, Dials, Sweep, Turn
from scenes.positional_ffn.parts.rotation_lines import lines_about
from scenes.positional_ffn.parts.rotation_places import Places
from scenes.positional_ffn.parts.rotation_steps import (
    LARGE_Y,
    ROWS,
    SENTENCE_Y,
    Ends,
    Hop,
    Travel,
    all_clocks,
    and_so_on,
    equals,
    large_row,
    row_of,
    swing,
)
from scenes.positional_ffn.parts.rotation_sum import Addition

BIG, BIG_AT = 270, (960, 596)  # pixels: the dial that is read
FORMULA = (258, 610)  # pixels


class Rotation(ExplainerScene):
    """A row of waves is a row of clock hands."""

    title = "Clocks for places"
    idea = "A step of some words turns each hand by the same angle, wherever it starts."
    picture = "Two rows of clocks with the wedges of two equal steps from two starts, and a sign of equality between."
    place = "encoder.input"
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.places = Places(self.trace)
        self.add_place()
        self.read_pair()
        self.bring_others()
        self.run_all()
        self.take_first_step()
        self.take_second_step()
        self.match()

    # -- where a word stands ----------------------------------------------------------------------------------

    def add_place(self) -> None:
        """The waves of a word's place are laid on its numbers."""
        parts = self.parts = Addition(self.trace, self.theme, hero_row(self.trace))
        self.hero = VGroup(parts.word, parts.place, parts.both)
        with self.speak("added"):
            self.play(FadeIn(parts.chip), run_time=0.5)
            grown = FadeIn(parts.word.bars, target_position=parts.chip, scale=0.3)
            self.play(FadeIn(parts.word.baseline), grown, run_time=0.9)
            self.play(FadeIn(parts.pin, shift=0.6 * DOWN), run_time=0.5)
            self.until("by a row of waves")
            waves = FadeIn(parts.place.bars, target_position=parts.pin, scale=0.3)
            self.play(FadeIn(parts.place.baseline, parts.plus), waves, run_time=1.2)
            self.until("This is called")
            wave = [pulse(bar, factor=1.25) for bar in parts.place.bars]
            self.play(LaggedStart(*wave, lag_ratio=0.06), run_time=1.6)
            self.until("Added")
            base, stacked = parts.base, parts.stacked
            self.play(FadeIn(parts.equals), TransformFromCopy(parts.word, base), run_time=0.9)
            self.play(TransformFromCopy(parts.place.bars, stacked.bars), run_time=0.9)
            self.play(FadeOut(base, stacked.bars), FadeIn(parts.both, parts.name), run_time=0.5)
        self.remove(*self.stage)
        self.add(parts.chip, parts.word, parts.pin, parts.place, parts.both, parts.name, parts.plus, parts.equals)
        self.rest(1.0)

    # -- one pair is a hand -----------------------------------------------------------------------------------

    def read_pair(self) -> None:
        """The first two numbers of the row become a hand, which turns from word to word."""
        parts, places = self.parts, self.places
        last = places.count - 1
        self.big = big = Dials(
            places.speeds[:1], self.theme, [at(*BIG_AT)], radius=pixels(BIG), width=16.0, role="place"
        )
        dial: Dial = big.dials[0]
        big.show(hero_row(self.trace))
        self.sentence = Sentence(self.trace.source, self.trace, self.theme, y=SENTENCE_Y - 40, pictures=False)
        with self.speak("hand"):
            going = [parts.chip, parts.word, parts.both, parts.name, parts.plus, parts.equals, parts.pin]
            self.play(*map(FadeOut, going), run_time=0.6)
            reading = dial.read()
            bars = (
                ReplacementTransform(parts.place.bar(0), reading.across),
                ReplacementTransform(parts.place.bar(1), reading.up),
            )
            others = VGroup(parts.place.baseline, *parts.place.bars[2:])
            self.play(FadeOut(others), *bars, run_time=1.2)
            self.until("and each pair")
            self.play(FadeIn(big.faces), run_time=0.1)
            self.remove(*self.stage)
            self.add(big)
            self.hero = big
            self.play(FadeIn(self.sentence), Turn(big, 0), run_time=1.2)
            self.until("This one")
            self._walk(AnimationGroup(Turn(big, last), run_time=3.6), run_time=3.6)
        self.rest(0.6)
        dial.unread()

    def _walk(self, turning: AnimationGroup, run_time: float) -> None:
        """Each word is followed in its turn, while hands turn."""
        words = self.sentence
        each = run_time / self.places.count
        steps = [pulse(words.acting(place), factor=1.25, run_time=2 * each) for place in range(len(words.texts))]
        self.play(turning, LaggedStart(*steps, lag_ratio=0.45, run_time=run_time), rate_func=linear, run_time=run_time)

    # -- many hands -------------------------------------------------------------------------------------------

    def bring_others(self) -> None:
        """Slower clocks come beside the first; all turn together."""
        places, last = self.places, self.places.count - 1
        self.upper = large_row(places, self.theme).show(last)
        self.more = and_so_on(self.theme, LARGE_Y).shift(pixels(40) * RIGHT)
        with self.speak("slower"):
            first, *others = (self.upper.clock(i) for i in range(len(self.upper.dials)))
            old = VGroup(self.big.faces[0], self.big.dials[0])
            self.remove(self.big)
            self.add(old)
            coming = [FadeIn(clock, shift=0.4 * DOWN) for clock in others]
            self.play(ReplacementTransform(old, first), LaggedStart(*coming, lag_ratio=0.4), run_time=1.6)
            self.play(FadeIn(self.more), run_time=0.3)
            self.remove(*self.stage)
            self.add(self.sentence, self.upper, self.more)
            self.hero = self.upper
            self.until("and the next")
            self.play(Turn(self.upper, 0), run_time=2.4)
        self.rest(0.4)
        with self.speak("together"):
            self._walk(AnimationGroup(Turn(self.upper, last), run_time=5.0), run_time=5.0)
            self.until("as hours")
            self.play(Turn(self.upper, 0), run_time=2.0)
        self.rest(0.6)

    def run_all(self) -> None:
        """All clocks at once: the slow ones hardly move."""
        places, last = self.places, self.places.count - 1
        rows = all_clocks(places, self.theme)
        with self.speak("slow"):
            self.play(FadeOut(self.upper, self.more), run_time=0.4)
            for row in rows:
                clocks = [FadeIn(row.clock(i), scale=0.6) for i in range(len(row.dials))]
                self.play(LaggedStart(*clocks, lag_ratio=0.1), run_time=0.6)
                self.remove(*row.get_family())
                self.add(row)
            self.hero = VGroup(*rows)
            self._walk(AnimationGroup(*(Turn(row, last) for row in rows), run_time=3.6), run_time=3.6)
        self.rest(1.2)
        self.play(*(FadeOut(row) for row in rows), run_time=0.5)

    # -- the same step from elsewhere -------------------------------------------------------------------------

    def take_first_step(self) -> None:
        """A step from one word: each hand leaves a wedge."""
        places = self.places
        one = places.first
        self.upper = row_of(places, self.theme, ROWS[0]).show(one)
        dots = and_so_on(self.theme, ROWS[0])
        ends = Ends(places, one, self.theme, ROWS[0])
        lowered = Sentence(self.trace.source, self.trace, self.theme, y=SENTENCE_Y, pictures=False)
        with self.speak("first"):
            self.play(
                *(ReplacementTransform(a, b) for a, b in zip(self.sentence.labels, lowered.labels, strict=True)),
                *(ReplacementTransform(a, b) for a, b in zip(self.sentence.chips, lowered.chips, strict=True)),
                FadeIn(self.upper, dots),
                run_time=0.8,
            )
            self.remove(*self.stage)
            self.sentence = lowered
            self.add(lowered, self.upper, dots)
            self.hero = VGroup(lowered, self.upper)
            self._hop(one)
            self.play(FadeIn(ends), run_time=0.5)
            self.until("Every hand")
            self.play(Sweep(self.upper, one + places.step), run_time=1.8)
        self.dots, self.ends = [dots], [ends]
        self.rest(0.8)

    def _hop(self, start: int) -> None:
        """An arc over the sentence, from where a step starts to where it ends."""
        hop = Hop(self.sentence, start, self.places, self.theme)
        self.play(self.sentence.act("followed", start, start + self.places.step), run_time=0.5)
        self.play(Create(hop.line), FadeIn(hop.head, hop.number), run_time=0.7)
        self.remove(*hop.get_family())
        self.add(hop)

    def take_second_step(self) -> None:
        """The same step from another word: the wedges travel into it, and fit."""
        places = self.places
        two = places.second
        self.lower = row_of(places, self.theme, ROWS[1]).show(two)
        dots, ends = and_so_on(self.theme, ROWS[1]), Ends(places, two, self.theme, ROWS[1])
        with self.speak("second"):
            self.play(FadeIn(self.lower, dots), run_time=0.6)
            self._hop(two)
            self.play(FadeIn(ends), run_time=0.4)
        travel = Travel(self.upper, self.lower, self.theme, two - places.first)
        self.add(travel.flying)
        self.play(UpdateFromAlphaFunc(travel.flying, travel.place), run_time=2.2)
        self.remove(travel.flying)
        self.lower.open_wedges(two)
        self.lower.stretch_wedges(two, two + 1e-6)
        self.lower.stretch_wedges(two, two + places.step)
        self.play(Turn(self.lower, two + places.step), run_time=1.2)
        self.dots.append(dots)
        self.ends.append(ends)
        self.rest(0.8)

    def match(self) -> None:
        """The same wedges; what it takes, and what it is good for."""
        places, table = self.places, self.places.table
        signs = equals(self.theme)
        self.hero = VGroup(self.upper, self.lower)
        with self.speak("same"):
            self.play(LaggedStart(*(FadeIn(sign, scale=0.5) for sign in signs), lag_ratio=0.25), run_time=1.2)
            self.until("wherever")
            pairs = zip(self.upper.wedges[-1], self.lower.wedges[-1], strict=True)
            self.play(LaggedStart(*(pulse(*pair, factor=1.06) for pair in pairs), lag_ratio=0.3), run_time=2.0)
            self.until("One matrix")
            row = table[places.first]
            formula = self.formula_of(
                table[places.first + places.step], "position_shift", size=36, row=row, step=float(places.step)
            )
            self.play(FadeIn(formula.move_to(at(*FORMULA)), shift=0.2 * UP), run_time=0.7)
        self.rest(1.2)
        with self.speak("product"):
            self.play(LaggedStart(*(pulse(sign, factor=1.4) for sign in signs), lag_ratio=0.3), run_time=1.6)
            self.until("depends")
            starts = (self.upper, places.first), (self.lower, places.second)
            self.play(swing(starts, places.step), run_time=2.6)
            self.until("That lets")
            self.play(*(pulse(ends, factor=1.08) for ends in self.ends), run_time=1.2)
        self.rest(2.0)
