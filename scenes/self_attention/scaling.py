"""Why scores are divided by the square root of d_k. Source: Vaswani et al. 2017, section 3.2.1 and footnote 4.

Dot products of random lists, recorded as the experiment ``scaling``: their spread grows with the root of the length,
softmax gives all to one score and its slope vanishes; divided, they are alike. Then a model trained without.
"""

from __future__ import annotations

import math

from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    ReplacementTransform,
    Transform,
    VGroup,
)

from model.trace import Tensor
from scenes.kit.choose import hero_block, hero_row, hero_tensor, strongest
from scenes.kit.claims import Measured
from scenes.kit.layout import at
from scenes.kit.mobjects.number import NumberText
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.scaling_heap import Heap, Lists, Scores, SpreadBar, worth_of
from scenes.self_attention.parts.scaling_last import compare_lengths, nudge, show_own
from scenes.self_attention.parts.scaling_lines import lines_about
from scenes.self_attention.parts.scaling_record import (
    EXPERIMENT,
    SHOWN,
    largest_first,
    lead_of,
    record_of,
)
from scenes.self_attention.parts.scaling_slope import NamelessUnit, Rider, SlopeStage

DOTS, REACH = 200, 30.0  # dots of the heap; where its axis ends
BASE, LANE, RULER = 640, 672, 800  # pixels from the top: the heap's axis, the lane of scores, the ruler
BARS, BAR_PITCH = 706, 74  # pixels: the first bar of a spread, and from one to the next


class Scaling(ExplainerScene):
    """One heap of dot products that spreads as lists grow, the ruler that one score swallows, the slope."""

    title = "Why the square root?"
    idea = "Long lists make large scores, large scores leave softmax no slope to learn by; dividing brings it back."
    picture = (
        "Short lists of our head and long ones of the first Transformer, each with the root that divides its scores."
    )
    needs = (EXPERIMENT,)
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.record = record_of(self.trace)
        self.widths = [Measured(self.record["width"][i]) for i in range(SHOWN)]
        self.ask()
        self.heap_up()
        self.spread()
        self.swallow()
        self.stall()
        self.divide()
        self.show_alike()
        show_own(self)
        compare_lengths(self)

    # -- the heap ---------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """The formula of a divided score, its root larger than life for a moment."""
        self.formula = self._formula(150).move_to(at(960, 500))
        self.hero = self.formula
        with self.speak("why"):
            self.play(FadeIn(self.formula, scale=0.9), run_time=0.9)
            root = self.formula[5]
            self.play(change(root, to=lambda part: part.scale(1.25)), run_time=0.5)
            self.play(change(root, to=lambda part: part.scale(0.8)), run_time=0.5)
            self.until("Try it")
        self.play(FadeOut(self.formula, shift=1.0 * UP), run_time=0.6)

    def heap_up(self) -> None:
        """Two short lists; their dot product is a dot; many of them are a heap."""
        self.lists = Lists(int(self.widths[-1].value), self.theme, left=330, top=150)
        self.length = self._length(0)
        self.heap = self._heap(0)
        cells = self.lists.cells(0, int(self.widths[0].value))
        first, rest = self.heap.grains[DOTS // 2], [g for i, g in enumerate(self.heap.grains) if i != DOTS // 2]
        source = cells.get_center()
        self.hero = Group(cells, self.heap.axis)
        with self.speak("lists"):
            self.play(FadeIn(self.length), LaggedStart(*map(FadeIn, cells), lag_ratio=0.15), run_time=1.2)
            self.until("and their")
            self.play(Create(self.heap.axis), run_time=0.5)
            self.play(FadeIn(first, target_position=source), run_time=0.9)
        worth = self.phrase(
            "each dot: {worth:.0f} pairs of lists",
            worth=worth_of(self.record["samples"], DOTS), size=30, role="quiet",
        )  # fmt: skip
        self.worth = worth.on_baseline(at(62, 0)[0], at(0, BASE - 24)[1])
        self.hero = self.heap
        with self.speak("rain") as line:
            rain = [FadeIn(grain, target_position=source) for grain in _shuffled(rest)]
            self.play(LaggedStart(*rain, lag_ratio=0.02), FadeIn(self.worth), run_time=line.duration - 1.2)
            self.remove(*self.heap.get_family())
            self.add(self.heap)
            self.bars = VGroup(self._bar(0))
            self.play(FadeIn(self.bars[0], scale=0.3), run_time=0.8)
        self.rest(0.6)

    def spread(self) -> None:
        """The lists grow, and the heap runs out to the sides."""
        for place in range(1, SHOWN):
            with self.speak(f"longer {place}"):
                self._lengthen(place, run_time=0.8)
                bar = self._bar(place)
                came = self.bars[-1].copy()
                self.play(Transform(self.heap, self._heap(place)), run_time=1.1)
                self.play(FadeIn(bar, target_position=came, scale=0.5), run_time=0.5)
                self.bars.add(bar)
            self.rest(0.5)
        with self.speak("root"):
            for bar in self.bars:
                self.play(change(bar.number, to=lambda part: part.scale(1.2)), run_time=0.35)
                self.play(change(bar.number, to=lambda part: part.scale(1 / 1.2)), run_time=0.35)
        self.rest(0.8)

    # -- the ruler --------------------------------------------------------------------------------------------

    def swallow(self) -> None:
        """A few of these scores through a softmax: the longer the lists, the more the largest share takes."""
        with self.speak("softmax"):
            last = SHOWN - 1
            self.play(FadeOut(self.bars, self.worth), run_time=0.5)
            gone = self.lists.cells(int(self.widths[0].value), int(self.widths[last].value))
            self.play(FadeOut(gone), self._relabel(0), Transform(self.heap, self._heap(0)), run_time=1.0)
            self.scores, self.unit = self._scores(0), self._unit("before", 0)
            self.play(LaggedStart(*map(FadeIn, self.scores.grains), lag_ratio=0.15), run_time=0.8)
            self.play(FadeIn(self.unit.posts, self.unit.whole), run_time=0.3)
            pairs = zip(self.unit.pieces, self.scores.grains, strict=True)
            falling = [FadeIn(piece, target_position=grain, scale=0.1) for piece, grain in pairs]
            self.play(LaggedStart(*falling, lag_ratio=0.1), run_time=1.2)
            self.play(FadeIn(self.unit.figures), run_time=0.3)
            self._settle(self.unit)
            self.hero = self.unit
            for place, words in ((1, "The longer"), (last, "the more")):
                self.until(words)
                self._lengthen(place, run_time=0.5)
                self.play(
                    Transform(self.heap, self._heap(place)),
                    Transform(self.scores, self._scores(place)),
                    *self._recut(self._unit("before", place)),
                    run_time=1.0,
                )
                self._settle_cut()
        self.rest(1.5)

    # -- the slope --------------------------------------------------------------------------------------------

    def stall(self) -> None:
        """The largest share over its lead: out on the flat a nudge changes nothing, and there is no slope."""
        last = SHOWN - 1
        stage = self.stage_of_slope = SlopeStage(self.theme)
        leads = [lead_of(self.record["before.scores"][i]) for i in range(SHOWN)]
        self.riders = [
            stage.rider(lead, width, above=i == 1)
            for i, (lead, width) in enumerate(zip(leads, self.widths, strict=True))
        ]
        for rider in self.riders:
            rider.plank.set_stroke(opacity=0.0)
        with self.speak("stalls"):
            self.play(FadeOut(self.lists, self.length, self.heap, self.scores), run_time=0.6)
            self.play(FadeIn(stage.plot.x_axis, stage.plot.y_axis, stage.names), Create(stage.curve), run_time=1.2)
            self.hero = stage.plot
            self.play(LaggedStart(*map(FadeIn, self.riders), lag_ratio=0.3), run_time=1.0)
            self.until("nudging")
            nudge(self, self.riders[last], leads[last], unit=True)
        self.rest(1.0)
        with self.speak("slope"):
            self.play(pulse(self.riders[0], factor=1.3))
            nudge(self, self.riders[0], leads[0])
            self.until("How much")
            name = self.words("slope", size=self.theme.sizes.hero, weight="SEMIBOLD")
            name.on_baseline(at(370, 0)[0], at(0, 310)[1], align=0.5)
            self.play(FadeIn(name), *(self._lay(rider) for rider in self.riders), run_time=1.2)
            for words, rider in (("And learning", self.riders[0]), ("no slope", self.riders[last])):
                self.until(words)
                self.play(pulse(rider.plank, factor=1.5), run_time=1.0)
        self.rest(1.0)

    def divide(self) -> None:
        """Divided by the root, the dots ride back to where it is steep, and the ruler is cut again."""
        last = SHOWN - 1
        formula = self._formula(96).move_to(at(1240, 420))
        leads = [lead_of(self.record["after.scores"][i]) for i in range(SHOWN)]
        with self.speak("divide"):
            self.play(FadeIn(formula, shift=0.2 * UP), run_time=0.8)
            self.rest(0.8)
            self.play(change(formula[5], to=lambda part: part.scale(1.25)), run_time=0.4)
            self.play(change(formula[5], to=lambda part: part.scale(0.8)), run_time=0.4)
            self.until("And the slope")
            rides = [rider.to(lead) for rider, lead in zip(self.riders, leads, strict=True)]
            self.play(*rides, *self._recut(self._unit("after", last)), run_time=2.2)
            self._settle_cut()
        self.rest(1.5)

    def show_alike(self) -> None:
        """Three heaps side by side, of lists of three lengths: the same heap."""
        self.clear_stage(run_time=0.6)
        heaps, heads = VGroup(), VGroup()
        for place in range(SHOWN):
            left = 120 + place * 600
            heaps.add(
                Heap(
                    self.record["after.close_counts"][place], self.record["close_edges"], self.theme, dots=DOTS,
                    left=left, right=left + 480, base=840, reach=5.0, merge=2,
                )
            )  # fmt: skip
            row = self.phrase("lists of {n:.0f}", n=self.widths[place], size=46, value_size=64, value_weight="SEMIBOLD")
            heads.add(row.on_baseline(at(left + 240, 0)[0], at(0, 220)[1], align=0.5))
        self.hero = heaps
        with self.speak("alike"):
            self.play(LaggedStart(*map(FadeIn, heads), lag_ratio=0.2), FadeIn(heaps[0], shift=0.3 * DOWN), run_time=1.0)
            for heap in heaps[1:]:
                self.play(FadeIn(heap, target_position=heaps[0]), run_time=0.9)
        self.rest(1.0)

    # -- our own ----------------------------------------------------------------------------------------------

    # -- parts ------------------------------------------------------------------------------------------------

    def _formula(self, size: float) -> VGroup:
        """The formula of a divided score, beside the followed head's own."""
        query, key, scaled = (hero_tensor(self.trace, name) for name in ("query", "key", "scaled"))
        row = hero_row(self.trace)
        column = strongest(scaled[row], 1)[0]
        return self.formula_of(scaled[row, column], "scaled_score", size=size, q=query[row], k=key[column])

    def _heap(self, place: int) -> Heap:
        return Heap(
            self.record["before.counts"][place], self.record["edges"], self.theme, dots=DOTS,
            left=90, right=1830, base=BASE, reach=REACH, across=3,
        )  # fmt: skip

    def _bar(self, place: int) -> SpreadBar:
        return SpreadBar(self.heap, self.record["before.std"][place], self.theme, y=BARS + place * BAR_PITCH)

    def _scores(self, place: int) -> Scores:
        return Scores(self.heap, largest_first(self.record["before.scores"][place]), self.theme, y=LANE)

    def _unit(self, when: str, place: int) -> NamelessUnit:
        return self._cut(self.record[f"{when}.weights"][place])

    def _cut(self, row: Tensor) -> NamelessUnit:
        return NamelessUnit([""] * row.shape[0], largest_first(row), self.theme, y=RULER)

    def _length(self, place: int) -> NumberText:
        number = NumberText(self.widths[place], self.theme, spec=".0f", size=self.theme.sizes.big, weight="SEMIBOLD")
        return number.on_baseline(at(290, 0)[0], at(0, 236)[1], align=1.0)

    def _relabel(self, place: int) -> LaggedStart:
        """The old length gives way to the new."""
        old, self.length = self.length, self._length(place)
        return LaggedStart(FadeOut(old, shift=0.3 * UP), FadeIn(self.length, shift=0.3 * UP), lag_ratio=0.2)

    def _lengthen(self, place: int, run_time: float = 1.0) -> None:
        """The lists grow from one length to the next."""
        cells = self.lists.cells(int(self.widths[place - 1].value), int(self.widths[place].value))
        coming = LaggedStart(*(FadeIn(cell, shift=0.2 * RIGHT) for cell in cells), lag_ratio=0.03)
        self.play(coming, self._relabel(place), run_time=run_time)

    def _recut(self, new: NamelessUnit) -> list[Animation]:
        """The ruler is cut anew: its pieces move, its figures change over."""
        old, self.cut_anew = self.unit, new
        return [ReplacementTransform(old.pieces, new.pieces), FadeOut(old.figures), FadeIn(new.figures)]

    def _settle_cut(self) -> None:
        self.remove(*self.unit.get_family(), *self.cut_anew.get_family())
        self.unit = self.cut_anew
        self.add(self.unit)

    def _settle(self, unit: VGroup) -> None:
        self.remove(*unit.get_family())
        self.add(unit)

    def _lay(self, rider: Rider) -> Transform:
        """A rider's plank is laid at its dot."""
        return change(rider.plank, to=lambda part: part.set_stroke(opacity=1.0))


def _shuffled(grains: list[VGroup]) -> list[VGroup]:
    """The same in an order that jumps across them, each once."""
    step = next(s for s in range(len(grains) // 3, len(grains)) if math.gcd(s, len(grains)) == 1)
    return [grains[i * step % len(grains)] for i in range(len(grains))]
