"""Scores become shares of one. Source: Vaswani et al. 2017, section 3.2.1, equation 1; Bridle 1990.

Follows one row of the followed head's scaled scores: the largest score is taken away, each is raised to a power of e,
the sum is divided out, and the shares lie end to end on a ruler exactly one long, whatever the temperature.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    Rotate,
    Transform,
    VGroup,
    VMobject,
)

from model.trace import Tensor
from scenes.kit.choose import hero_block, hero_tensor, mixing_row
from scenes.kit.claims import Computed
from scenes.kit.counts import Bound
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.unit import LEFT as UNIT_LEFT
from scenes.kit.mobjects.unit import RIGHT as UNIT_RIGHT
from scenes.kit.mobjects.unit import Unit
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.head_tag import head_tag
from scenes.self_attention.parts.softmax_bars import WordBars, raised, scale_of, shifted
from scenes.self_attention.parts.softmax_lines import full_column, lines_about, one_lower
from scenes.self_attention.parts.softmax_ribbons import BEFORE_HIGH, BEFORE_Y, outlined, ribbons_between
from scenes.self_attention.parts.softmax_rows import Rows
from scenes.self_attention.parts.softmax_temperature import COLD, DIAL, HOT, PLAIN, Dial, shares_at

FAR_LEFT, FAR_RIGHT = (330, 174), (1590, 174)  # pixels: where a symbol may stand above the bars
WORDS_Y = 820  # pixels from the top: the words under their bars
UNIT_Y, HIGH = 500, 190  # pixels: the ruler
TURNS = ((PLAIN, COLD, "Cold"), (COLD, HOT, "Hot"), (HOT, COLD, "The ruler itself"))  # with the words that say so
FORMULA_Y = 740  # pixels


class Softmax(ExplainerScene):
    """One row of scores becomes shares of one."""

    title = "One unit, shared out"
    idea = "Each query divides one unit of attention among all keys."
    picture = "All rows of attention as discs; a row adds up to one, and a column of its own to more."
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.asks = mixing_row(self.trace)
        self.scores, self.shares = (hero_tensor(self.trace, name) for name in ("scaled", "weights"))
        self.row = self.scores[self.asks]
        self.add(head_tag(self.trace, self.theme, self.bands))
        self.show_scores()
        self.measure_from_largest()
        self.raise_to_power()
        self.lay_end_to_end()
        self.turn_the_heat()
        self.do_every_row()

    # -- scores and powers ------------------------------------------------------------------------------------

    def show_scores(self) -> None:
        """The scores of one word as bars over all words, then the lowest of them."""
        words = self.sentence = Sentence(self.trace.source, self.trace, self.theme, y=WORDS_Y, pictures=False)
        words.at_once("plain", range(len(self.trace.source) - 1))
        zero, unit = scale_of(self.row.values)
        bars = self.bars = self._bars(self.row, zero, unit)
        self.hero = bars
        with self.speak("share"):
            self.play(FadeIn(words), run_time=0.6)
            self.play(words.act("asks", self.asks), run_time=0.5)
            self.play(FadeIn(bars.line), self._rise(bars), run_time=1.8)
            self.until("But attention")
            top = bars.figure(int(self.row.values.argmax()), "+.1f")
            self.play(FadeIn(top, shift=0.2 * UP), run_time=0.5)
            self.until("No share")
            if bars.beyond(-1):
                self.play(self._wave(bars.beyond(-1)), run_time=1.4)
            self.until("and together")
            self.play(self._wave(list(bars.bars)), run_time=2.0)
        self.rest(1.4)
        lowest = int(self.row.values.argmin())
        self.figures = VGroup(top)
        with self.speak("signs"):
            low = bars.figure(lowest, "+.1f")
            below = bars.beyond(-1)
            self.play(FadeIn(low, shift=0.2 * DOWN), *([pulse(*below, factor=1.15)] if below else []), run_time=1.2)
            self.until("Dividing")
            self.play(pulse(low, factor=1.3), run_time=0.9)
            self.figures.add(low)
        self.rest(1.4)
        self._stand(bars)

    def measure_from_largest(self) -> None:
        """The zero line rises to the tip of the largest: from there every other bar hangs down."""
        zero, unit = scale_of(self.row.values)
        top = zero - float(self.row.values.max()) * unit
        hanging = self._bars(shifted(self.row), top, unit)
        with self.speak("largest"):
            self.play(FadeOut(self.figures), run_time=0.4)
            self._loosen(self.bars)
            self.play(
                ReplacementTransform(self.bars.line, hanging.line),
                *(ReplacementTransform(old, new) for old, new in zip(self.bars.bars, hanging.bars, strict=True)),
                run_time=2.4,
            )
            self._stand(hanging)
            lowest = int(self.row.values.argmin())
            low = hanging.figure(lowest, "+.1f")
            self.play(FadeIn(low), run_time=0.5)
            self.until("it only")
            self.play(pulse(low, factor=1.3), run_time=0.9)
        self.rest(1.4)
        self.bars, self.figures = hanging, VGroup(low)
        self.hero = hanging

    def raise_to_power(self) -> None:
        """E to each: every bar stands on the floor, and differences are factors."""
        powers = raised(self.row)
        zero, unit = scale_of(powers.values)
        self.height = unit
        standing = self._bars(powers, zero, unit)
        symbol = Symbol(r"e^{s_{ij}-m_i}", self.theme, size=64)
        largest, other = int(self.row.values.argmax()), one_lower(self.trace, self.row)
        symbol.move_to(at(*(FAR_RIGHT if largest < len(self.row.values) / 2 + 1 else FAR_LEFT)))
        with self.speak("powers"):
            self.play(self._wave(self.bars.beyond(-1)), run_time=1.6)
            self.until("So raise")
            self.play(FadeOut(self.figures), FadeIn(symbol), run_time=0.3)
            self._loosen(self.bars)
            self.play(
                ReplacementTransform(self.bars.line, standing.line),
                LaggedStart(
                    *(ReplacementTransform(old, new) for old, new in zip(self.bars.bars, standing.bars, strict=True)),
                    lag_ratio=0.06,
                ),
                run_time=2.4,
            )
            self._stand(standing)
            self.hero = standing
            self.until("and a difference")
            self.play(self._wave(list(standing.bars)), run_time=1.6)
            self.until("lay lower")
            figures = VGroup(*(standing.figure(j, ".2f") for j in (largest, other)))
            for j, figure in zip((largest, other), figures, strict=True):
                if j == other:
                    self.until("and now has")
                self.play(FadeIn(figure), pulse(standing.bars[j], factor=1.08), run_time=0.8)
        self.rest(1.4)
        self.bars, self.figures = standing, VGroup(*figures, symbol)
        self.rest(1.4)

    # -- the ruler --------------------------------------------------------------------------------------------

    def lay_end_to_end(self) -> None:
        """The bars lie down in one line, which is then stretched, or squeezed, to exactly one."""
        powers, words = raised(self.row), self.trace.source
        total = Computed("sum of exp(s - m)", lambda s: np.exp(s - s.max()).sum(), (self.row,))
        long = min(self.height * total.value, 0.86 * (UNIT_RIGHT - UNIT_LEFT))
        laid = Unit(words, powers, self.theme, y=UNIT_Y, height=HIGH, right=UNIT_LEFT + long, figures=False)
        unit = self.unit = self._unit(self.shares[self.asks])
        self.nought = self.number(Bound(0), role="quiet").next_to(unit.posts[0], LEFT, buff=pixels(18))
        number = self.number(total, size=64, weight="SEMIBOLD")
        number.next_to(laid.pieces, UP, buff=pixels(28)).align_to(laid.pieces, RIGHT)
        name = self.words("total", role="quiet", size=40)
        name.on_baseline(number.get_left()[0] - pixels(22), number.baseline, align=1.0)
        formula = self.formula_of(self.shares[self.asks], "softmax_shifted", scores=self.row, size=64)
        formula.move_to(at(960, FORMULA_Y))
        with self.speak("ruler"):
            lying = [ReplacementTransform(old, new) for old, new in zip(self.bars.bars, laid.pieces, strict=True)]
            self.play(
                FadeOut(self.figures, self.bars.line, self.sentence), LaggedStart(*lying, lag_ratio=0.1), run_time=2.0
            )
            self.hero = laid
            self.play(FadeIn(number, name), FadeIn(laid.names_of), run_time=0.5)
            self.until("and now divide")
            self.play(FadeIn(unit.posts, self.nought, unit.whole), FadeOut(laid.names_of), run_time=0.4)
            self.play(
                *(ReplacementTransform(old, new) for old, new in zip(laid.pieces, unit.pieces, strict=True)),
                FadeOut(number, name),
                run_time=1.6,
            )
            self.until("A ruler")
            self.play(pulse(*unit.posts, self.nought, unit.whole, factor=1.25), run_time=0.9)
            self.until("and every word")
            named = [FadeIn(label, shift=0.15 * UP) for label in (*unit.names_of, *unit.figures)]
            self.play(LaggedStart(*named, lag_ratio=0.15), run_time=1.4)
            self._stand(unit)
            self.until("This is")
            self.play(FadeIn(formula, shift=0.2 * UP), run_time=0.8)
        self.rest(1.4)
        self.formula = formula
        self.rest(1.6)

    def turn_the_heat(self) -> None:
        """Cold, then hot: the ruler is cut anew and keeps its length."""
        before = outlined(self.trace.source, self.shares[self.asks], self.theme)
        dial = self.dial = Dial(self.theme)
        reading = dial.reading(PLAIN)
        unit, ribbons = self.unit, ribbons_between(before, self.unit, self.theme)
        with self.speak("temperature"):
            self.play(FadeOut(self.formula), run_time=0.4)
            self.play(
                *(ReplacementTransform(a.copy(), b) for a, b in zip(unit.pieces, before.pieces, strict=True)),
                run_time=0.9,
            )
            self.remove(*before.get_family())
            self.add(before)
            name = self.words("before", role="quiet").on_baseline(*at(UNIT_LEFT, BEFORE_Y - BEFORE_HIGH / 2 - 22)[:2])
            self.play(FadeIn(ribbons, dial, reading, name), run_time=0.7)
            for old, new, words in TURNS:
                self.until(words)
                turned = self._unit(shares_at(new, self.row))
                fresh, after = dial.reading(new), ribbons_between(before, turned, self.theme)
                self.play(FadeOut(unit.names_of, unit.figures, reading), run_time=0.3)
                self.play(
                    Rotate(dial.pointer, dial.angle_to(old, new), about_point=at(*DIAL)),
                    *(ReplacementTransform(a, b) for a, b in zip(unit.pieces, turned.pieces, strict=True)),
                    Transform(ribbons, after),
                    run_time=1.8,
                )
                self.play(FadeIn(turned.names_of, turned.figures, fresh), run_time=0.3)
                self.remove(*unit.get_family())
                self._stand(turned)
                unit, reading = turned, fresh
        self.rest(1.4)
        back = self._unit(self.shares[self.asks])
        self.play(
            FadeOut(before, name, ribbons, dial, reading, unit.names_of, unit.figures),
            *(ReplacementTransform(a, b) for a, b in zip(unit.pieces, back.pieces, strict=True)),
            run_time=1.0,
        )
        self.remove(*unit.get_family())
        self._stand(back)
        self.unit = back

    # -- all rows ---------------------------------------------------------------------------------------------

    def do_every_row(self) -> None:
        """The ruler becomes a row of discs; all other rows follow; a row adds up to one, a column need not."""
        rows = Rows(self.trace, self.theme, self.shares, self.asks, full_column(self.trace, self.shares))
        shown, names, band, others = rows.map, rows.names, rows.band, rows.others()
        self.hero = shown
        with self.speak("rows"):
            squeezed = VGroup(self.unit.box, self.unit.pieces).animate
            squeezed.stretch_to_fit_width(band[1] - band[0]).stretch_to_fit_height(0.6 * (band[3] - band[2]))
            squeezed.move_to([(band[0] + band[1]) / 2, (band[2] + band[3]) / 2, 0])
            fading = [self.unit.names_of, self.unit.figures, self.unit.posts, self.unit.whole, self.nought]
            self.play(FadeOut(*fading), squeezed, FadeIn(shown.ground), run_time=1.2)
            self.play(FadeOut(self.unit.pieces), FadeIn(shown.followed, names.asks), Create(rows.ring), run_time=0.6)
            self.play(LaggedStart(*(FadeIn(row, shift=0.15 * UP) for row in others), lag_ratio=0.2), run_time=1.6)
            self.remove(*others, *self.unit.get_family(), shown.ground, shown.followed)
            self.add(shown, rows.ring)
            self.play(FadeIn(names.pictures, rows.title), run_time=0.4)
            self.until("Each row")
            self.play(FadeIn(rows.across, target_position=rows.ring), run_time=0.4)
            coming = [FadeIn(number, target_position=shown) for number in rows.sums]
            self.play(LaggedStart(*coming, lag_ratio=0.15), run_time=1.2)
        self.rest(1.4)
        with self.speak("column"):
            self.until("What all words")
            self.play(FadeOut(rows.sums), Create(rows.fence), FadeIn(names.answers), run_time=1.0)
            self.until("comes to")
            self.play(FadeIn(rows.down, target_position=rows.fence), run_time=0.8)
            if any("worth" in cue.text for cue in self.timeline.lines[-1].line.cues):
                self.until("Some words")
                self.play(pulse(rows.down, names.answers, factor=1.2), run_time=1.2)
        self.rest(1.6)

    # -- parts ------------------------------------------------------------------------------------------------

    def _bars(self, values: Tensor, zero: float, unit: float) -> WordBars:
        return WordBars(values, self.sentence, self.theme, zero=zero, unit=unit)

    def _rise(self, bars: WordBars) -> AnimationGroup:
        """Every bar grows from the zero line, one after the other."""
        flat = [bar.copy().stretch(0.001, 1, about_point=bars.line.get_center()) for bar in bars.bars]
        return LaggedStart(*(ReplacementTransform(a, b) for a, b in zip(flat, bars.bars, strict=True)), lag_ratio=0.08)

    def _wave(self, bars: Sequence[VMobject]) -> LaggedStart:
        """Bars swell and come back, one after the other."""
        return LaggedStart(*(pulse(bar, factor=1.14) for bar in bars), lag_ratio=0.12)

    def _unit(self, shares: Tensor) -> Unit:
        return Unit(self.trace.source, shares, self.theme, y=UNIT_Y, height=HIGH)

    def _loosen(self, bars: WordBars) -> None:
        """Bars that are to become others leave their chart."""
        self.remove(*bars.get_family())
        self.add(bars.line, *bars.bars)

    def _stand(self, unit: Unit | WordBars) -> None:
        """What has come part by part stands as one."""
        self.remove(*unit.get_family())
        self.add(unit)
