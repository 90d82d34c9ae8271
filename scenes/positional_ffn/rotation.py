"""Positions as clock hands: a step of k words turns each hand by the same angle, wherever it starts.

PE(p, 2i) = sin(w_i p), PE(p, 2i+1) = cos(w_i p); PE(p + k) = PE(p) R_k; PE(p) . PE(p + k) = sum_i cos(w_i k).
Source: Vaswani et al. 2017, section 3.5; the rotation and the product are derived by SymPy in ``model.formulas``.
"""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Mobject,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
    linear,
)

from model.formulas import FORMULAS
from scenes.kit.choose import hero_row
from scenes.kit.layout import Region
from scenes.kit.mobjects.cells import outline_of, segments
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import dim, undim
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts import rotation_hand_notes as notes
from scenes.positional_ffn.parts.rotation_dials import Dial, Dials, Sweep, Turn
from scenes.positional_ffn.parts.rotation_distance import DistancePlot
from scenes.positional_ffn.parts.rotation_places import Places
from scenes.positional_ffn.parts.rotation_sums import Addition
from scenes.positional_ffn.parts.rotation_table import PairTable, PositionTable

BIG = 1.75  # radius of the dial that is read
NEAR = 3  # hands that are looked at from near


class Rotation(ExplainerScene):
    """A row of positions is a row of clock hands."""

    title = "Positions as clock hands"
    idea = "A step of some words turns each hand by the same angle, wherever it starts."
    place = "encoder.input"
    short = True

    def construct(self) -> None:
        self.places = Places(self.trace)
        self._set_regions()
        self.fill_table(self.read_pair(self.add_position()))
        self.mark_slow_hands()
        near = self.take_steps()
        self.need_the_pair()
        self.compare_places(near)

    def _set_regions(self) -> None:
        hands, body, self.band = self.layout.stage.rows(1.5, 3.0, 0.95, gap=0.1)
        self.wide = PositionTable(self.trace, self.theme, body)
        left, self.right = body.columns(6.4, 6.4, gap=0.6)
        self.narrow = PositionTable(self.trace, self.theme, left)
        self.hands = Region(self.wide.left, self.wide.right, hands.top - 0.75, hands.top)

    def _only(self, *mobjects: Mobject) -> None:
        """Let the stage hold these and nothing else, in this order."""
        self.remove(*self.stage)
        self.add(*mobjects)

    # -- where a word stands --------------------------------------------------------------------------------------

    def add_position(self) -> VectorStrip:
        """The row of a word's place is added to its vector, not appended."""
        parts = Addition(self.trace, hero_row(self.trace), self.theme, self.layout.stage)
        with self.say("Attention by itself is blind to order. | So each word gets a row of numbers for its place."):
            self.play(FadeIn(parts.sentence), run_time=1.0)
            self.play(FadeIn(parts.word, parts.labels[0], parts.shapes[0]), run_time=1.2)
            self.rest(0.6)
            self.play(FadeIn(parts.place, parts.labels[1], parts.shapes[1]), run_time=1.2)
        with self.say(
            "Added, not appended: | so every vector stays {d} wide, and no matrix has to grow.",
            d=self.trace.size("D"),
        ):
            base = parts.word.copy().shift(parts.both.box.get_center() - parts.word.box.get_center())
            stacked = parts.place.copy_stacked_on(base)
            self.play(Create(parts.rule), TransformFromCopy(parts.word, base), FadeIn(parts.labels[2]), run_time=1.0)
            self.play(TransformFromCopy(parts.place, stacked), run_time=1.0)
            self.remove(base, stacked)
            self.add(parts.both)
            self.play(FadeIn(parts.shapes[2], parts.appended), run_time=1.0)
        going = [parts.sentence, parts.word, parts.both, parts.rule, parts.appended, *parts.labels, *parts.shapes]
        self._only(*going, parts.place)
        up = self.layout.stage.top - 0.55 - parts.place.box.get_center()[1]
        self.play(*map(FadeOut, going), parts.place.animate.shift([0, up, 0]), run_time=1.0)
        return parts.place

    # -- one pair is a hand ---------------------------------------------------------------------------------------

    def read_pair(self, strip: VectorStrip) -> Dial:
        """Sine across, cosine up: two numbers are a hand, which turns from word to word."""
        left, right = self.layout.stage.columns(6.2, 6.6, gap=0.6)
        dial = Dial(self.places.speeds[0], self.theme, radius=BIG, width=5.0)
        dial.shift([left.center[0], left.center[1] - 0.35, 0]).show(hero_row(self.trace))
        reading, last = dial.read(), self.places.count - 1
        middle, reach = dial.middle, BIG * 1.12
        ends = [(middle[:2] - reach * np.array(way), middle[:2] + reach * np.array(way)) for way in ((1, 0), (0, 1))]
        axes = segments(ends, self.theme.role("quiet"), 1.5)
        sine = Symbol(r"\sin", self.theme, size=34).next_to(middle + reach * RIGHT, RIGHT, buff=0.12)
        cosine = Symbol(r"\cos", self.theme, size=34).next_to(middle + reach * UP, UP, buff=0.08)
        first, second = strip.slot(0), strip.slot(1)
        pair = outline_of(
            (first[0], second[1], first[2] + 0.3, first[3] - 0.3), self.theme.role("focus"), margin=0, width=3.0
        )
        table = PairTable(self.trace, self.theme, right)
        with self.say(
            "Read them in pairs, sine across and cosine up: | each pair is a clock hand. "
            "| This one turns {turn:.0f} degrees a word.",
            turn=self.places.turn(0),
        ):
            self.play(Create(pair), FadeIn(axes, sine, cosine), run_time=0.8)
            bars = (TransformFromCopy(strip.bar(0), reading.across), TransformFromCopy(strip.bar(1), reading.up))
            self.play(*bars, run_time=1.2)
            hand = (dial.rim, dial.twelve, reading.beside, reading.above)
            self.play(FadeIn(*hand), Create(dial.hand), FadeIn(dial.tip), FadeOut(strip, pair), run_time=1.0)
            self._only(axes, sine, cosine, dial)
            self.play(FadeIn(table.column, table.heads), Turn(dial, 0), run_time=1.0)
            marker = table.marker(0)
            down = table.marker(last).get_center() - marker.get_center()
            self.play(
                Turn(dial, last),
                marker.animate(rate_func=linear).shift(down),
                LaggedStart(*map(FadeIn, table.numbers), lag_ratio=0.9, rate_func=linear),
                run_time=4.2,
            )
        going = [axes, sine, cosine, dial.unread(), table, marker]
        self._only(*going, dial)
        self.play(*map(FadeOut, going), run_time=0.6)
        return dial

    # -- all hands write the table --------------------------------------------------------------------------------

    def fill_table(self, dial: Dial) -> None:
        """The other hands appear; as they turn, the table fills, row by row."""
        table, last = self.wide, self.places.count - 1
        self.dials = Dials(self.places.speeds, self.theme, self.hands).show(last)
        self.speeds = notes.speeds(self.dials, self.places, self.theme, table.left)
        self.waves = VGroup(*(FormulaTex(FORMULAS[name], self.theme, size=38) for name in ("position", "frequency")))
        self.band.place(self.waves.arrange(RIGHT, buff=1.2))
        first, *others = self.dials.dials
        with self.say(
            "{hands} hands, each slower than the one before, | write the whole table.", hands=self.places.hands
        ):
            others = [FadeIn(other, shift=0.2 * DOWN) for other in others]
            self.play(ReplacementTransform(dial, first), LaggedStart(*others, lag_ratio=0.08), run_time=1.4)
            self._only(self.dials)
            self.play(FadeIn(self.speeds, table.labels, table.foot, self.waves), Turn(self.dials, 0), run_time=1.0)
            mark = table.outline(0)
            down = table.outline(last).get_center() - mark.get_center()
            rows = LaggedStart(*map(FadeIn, table.rows), lag_ratio=0.9, rate_func=linear)
            self.play(
                rows, Turn(self.dials, last), mark.animate(rate_func=linear).shift(down), run_time=0.15 * last + 0.4
            )
            self.play(FadeOut(mark), run_time=0.3)
        self._only(table, self.waves, self.dials, self.speeds)

    def mark_slow_hands(self) -> None:
        """The hands that hardly move over this sentence."""
        slow, places = self.places.slow(), self.places
        quick = places.hands.value - int(slow.value)
        faded = [*self.dials.dials[:quick], *self.speeds[:quick]]
        note = notes.slow_ones(self.dials, places, self.theme, self.speeds.get_bottom()[1])
        with self.say(
            "Over this sentence, the slowest {slow:.0f} hardly turn: | they are for longer texts.", slow=slow
        ):
            self.play(dim(*faded), Create(note[0]), FadeIn(note[1]), run_time=1.0)
            self.rest(3.0)
            self.play(undim(*faded), FadeOut(self.waves), run_time=0.8)

    # -- the same step from elsewhere -----------------------------------------------------------------------------

    def take_steps(self) -> VGroup:
        """A step from two places: the same wedge in every dial, one rotation."""
        places, table = self.places, self.narrow
        one, two, step = places.first, places.second, places.step
        near = Dials(places.speeds[:NEAR], self.theme, self.right.inset(up=0.28), width=4.0).show(places.count - 1)
        near.shift([0, 0.26, 0])
        angles = notes.turned(near, places, self.theme)
        mark, down = table.outline(one), [0, -step * table.pitch, 0]
        with self.say(
            "Go {k} on from “{one}”: every hand sweeps a wedge. | From “{two}”, the same wedges.",
            k=places.step_claim,
            one=self.trace.source[one],
            two=self.trace.source[two],
        ):
            lifted = [TransformFromCopy(*pair) for pair in zip(self.dials.dials, near.dials, strict=False)]
            self.play(ReplacementTransform(self.wide, table), *lifted, run_time=1.2)
            self.remove(*near.dials)
            self.add(near)
            self.play(FadeIn(mark), *self._turned(near, one), table.animate.light([one, one + step]), run_time=0.9)
            self.play(*self._turned(near, one + step, Sweep), mark.animate.shift(down), run_time=1.4)
            self.play(FadeIn(angles), run_time=0.5)
            other, lit = table.outline(two), [one, one + step, two, two + step]
            self.play(
                *self._turned(near, two), ReplacementTransform(mark, other), table.animate.light(lit), run_time=1.0
            )
            self.play(*self._turned(near, two + step, Sweep), other.animate.shift(down), run_time=1.4)
        formulas = [FormulaTex(FORMULAS[name], self.theme, size=38) for name in ("position_shift", "rotation")]
        self.formulas = self.band.place(VGroup(*formulas).arrange(RIGHT, buff=1.0))
        with self.say("So one rotation leads from any place to the one {k} further on.", k=places.step_claim):
            self.play(FadeIn(formulas[0], shift=0.2 * UP), FadeOut(other), run_time=1.0)
            self.play(FadeIn(formulas[1], shift=0.2 * LEFT), run_time=1.0)
        return VGroup(near, angles)

    def _turned(self, near: Dials, place: int, how: type[Turn] = Turn) -> list[Turn]:
        """Turn the small dials and the near ones alike."""
        return [how(self.dials, place), how(near, place)]

    def need_the_pair(self) -> None:
        """The sine alone is multiplied by another factor at each place: a rotation needs the pair."""
        lines = notes.sine_factors(self.trace.source, self.places, self.theme)
        self.band.place(lines, 0.97, 0.5)
        with self.say("Sine alone could not: | its factor changes with the start. It takes the pair."):
            aside = self.band.left + 0.2 - self.formulas.get_left()[0]
            self.play(self.formulas.animate.shift([aside, 0, 0]), run_time=0.8)
            self.play(FadeIn(lines, shift=0.2 * LEFT), run_time=0.8)
            self.rest(3.6)
            self.play(FadeOut(lines, self.formulas[1]), run_time=0.6)

    # -- distance alone -------------------------------------------------------------------------------------------

    def compare_places(self, near: VGroup) -> None:
        """The dot product of two places, for every pair of words, over their distance."""
        step, shift = self.places.step, self.formulas[0]
        distance = DistancePlot(self.places, self.theme, self.right)
        left, right = self.band.columns(6.4, 6.4, gap=0.6)
        formula = right.place(FormulaTex(FORMULAS["position_product"], self.theme, size=38))
        lower = formula.part("=").get_center()[1] - shift.part("=").get_center()[1]
        with self.say(
            "And the dot product of two rows forgets the start: | "
            "how alike two places are depends on their distance alone."
        ):
            across = left.center[0] + 0.5 - shift.get_center()[0]
            self.play(FadeOut(near), shift.animate.shift([across, lower, 0]), run_time=0.8)
            self.play(FadeIn(distance.axes, formula), run_time=1.0)
            self.play(distance.out_of(self.narrow, step), run_time=1.6)
            self.play(FadeIn(distance.label), run_time=0.5)
            others = [distance.out_of(self.narrow, k) for k in range(self.places.count) if k != step]
            self.play(LaggedStart(*others, lag_ratio=0.12), FadeIn(distance.pairs), run_time=2.6)
            self.play(Create(distance.curve), run_time=1.2)
