"""Attention knows no order: shuffle what goes in, and what comes out is shuffled, nothing more.

Attention(P X) = P Attention(X). Sources: Vaswani et al. 2017, section 3.5 (why positions are added); Lee et al. 2019
(Set Transformer); Haviv et al. 2022 (a causal mask lets a decoder find positions). Everything shown is measured on the
model of the experiment ``no_positions``, which was trained without them, and run again on the shuffled words.
"""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    UpdateFromAlphaFunc,
    VGroup,
)

from scenes.kit.layout import at, pixels
from scenes.kit.motion import dim, pulse, undim
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.order_bag import MIDDLES, Bag, Half, Rain, tiles_in
from scenes.positional_ffn.parts.order_blind import BLIND, EXPERIMENT, Blind, Pair
from scenes.positional_ffn.parts.order_lines import lines_about
from scenes.positional_ffn.parts.order_shuffle import Report, Sheet
from scenes.positional_ffn.parts.order_written import Translation, right_sentences

SMALL_BAG, SMALL_BAG_HIGH = (960, 480), 120  # pixels: where the bag goes once it is full
FORMULA = (1420, 864)  # pixels


class Order(ExplainerScene):
    """Words are shuffled and their rows ride along; two sentences fall into one bag."""

    title = "Does attention know the order?"
    idea = "Attention knows no order: without places, a sentence is a bag of words to the encoder."
    picture = "Two sentences of the same words, the one translation written for both, and how many come out right."
    place = "encoder"
    needs = (BLIND, f"{BLIND}.shuffled", EXPERIMENT)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.blind, self.pair = Blind(self.trace), Pair(self.trace)
        self.show_head()
        self.shuffle()
        self.compare_digits()
        self.fill_bag()
        self.write_one_translation()
        self.look_at_decoder()
        self.count()

    # -- one head, shuffled -----------------------------------------------------------------------------------

    def show_head(self) -> None:
        """A head that has never seen places, and what it reports to the followed word."""
        blind, words = self.blind, self.trace.source
        self.sheet = sheet = Sheet(blind.tensor("weights"), words, blind.row, self.trace, self.theme)
        self.before = Report(blind, self.theme, shuffled=False)
        self.hero = sheet
        with self.speak("ask"):
            names = [
                FadeIn(VGroup(sheet.chip, label) if i == blind.row else label)
                for i, label in enumerate(sheet.map.row_labels)
            ]
            self.play(LaggedStart(*names, lag_ratio=0.2), run_time=1.4)
            self.play(FadeIn(sheet.map.ground, sheet.map.pictures), run_time=0.8)
            self.until("Here is")
            rows = [FadeIn(sheet.row(i)[-1 if i != blind.row else 2]) for i in range(len(words))]
            self.play(LaggedStart(*rows, lag_ratio=0.2), run_time=2.0)
            self.remove(*self.stage)
            self.add(sheet.still(), *(self._row(i) for i in range(len(words))), sheet.map.pictures)
        with self.speak("follow"):
            self.remove(*self.stage)
            self.add(sheet)
            self.play(pulse(sheet.chip, sheet.map.row_labels[blind.row], factor=1.12), Create(sheet.ring), run_time=0.8)
            self.until("These numbers")
            strip = self.before.strip
            grown = FadeIn(strip.bars, target_position=sheet.ring, scale=0.3)
            self.play(FadeIn(strip.baseline), grown, FadeIn(self.before.title), run_time=1.2)
            self.play(LaggedStart(*map(FadeIn, self.before.digits), lag_ratio=0.15), run_time=1.0)
        self.remove(*self.stage)
        self.add(sheet, self.before)
        self.rest(0.8)

    def _row(self, i: int) -> VGroup:
        """A row as a piece, before its word is followed."""
        return self.sheet.row(i)

    def shuffle(self) -> None:
        """Rows ride along with their words, then columns with theirs."""
        blind, sheet = self.blind, self.sheet
        order, count = blind.order, len(blind.order)
        shuffled = self.trace.words["shuffled.source"]
        after = Sheet(blind.tensor("weights", shuffled=True), shuffled, blind.new_row, self.trace, self.theme)
        cell = sheet.map.cell
        with self.speak("shuffle"):
            rows = [sheet.row(i) for i in range(count)]
            self.remove(sheet)
            self.add(sheet.still(), *(row for i, row in enumerate(rows) if i != blind.row), rows[blind.row])
            self.add(sheet.map.pictures)
            self.hero = VGroup(sheet.still(), *rows)
            labels = [row[1] if row is rows[blind.row] else row[0] for row in rows]
            self.play(LaggedStart(*(pulse(label, factor=1.25) for label in labels), lag_ratio=0.12), run_time=1.8)
            self.until("Every row")
            moves = [rows[old].animate.shift((old - new) * cell * UP) for new, old in enumerate(order)]
            self.play(LaggedStart(*moves, lag_ratio=0.06), run_time=2.6)
            self.until("And so does")
            columns = [sheet.column(j, order) for j in range(count)]
            kept = [row[:-1] for row in rows if row is not rows[blind.row]]
            asks = rows[blind.row]
            self.remove(*rows, sheet.map.pictures)
            self.add(asks[0], *kept, asks[1], *columns, asks[3])
            self.hero = VGroup(sheet.still(), *columns)
            moves = [columns[old].animate.shift((new - old) * cell * RIGHT) for new, old in enumerate(order)]
            self.play(LaggedStart(*moves, lag_ratio=0.06), run_time=2.1)
        self.remove(*self.stage)
        self.add(after, self.before)
        self.sheet = self.hero = after
        self.rest(0.6)

    def compare_digits(self) -> None:
        """The same digits, before and after."""
        after = Report(self.blind, self.theme, shuffled=True)
        with self.speak("digits"):
            strip = after.strip
            grown = FadeIn(strip.bars, target_position=self.sheet.ring, scale=0.3)
            self.play(FadeIn(strip.baseline), grown, FadeIn(after.title), run_time=1.2)
            self.until("Not one" if self.blind.digits_stay else "It has")
            self.play(LaggedStart(*map(FadeIn, after.digits), lag_ratio=0.15), run_time=1.4)
        self.remove(*self.stage)
        self.add(self.sheet, self.before, after)
        pairs = [pulse(*two, factor=1.3) for two in zip(self.before.digits, after.digits, strict=True)]
        self.play(LaggedStart(*pairs, lag_ratio=0.15), run_time=1.8)
        formula = self.formula_of(
            self.blind.tensor("mixed", shuffled=True),
            "permuted_attention",
            size=46,
            order=self.trace["shuffled/permutation"],
            mixed=self.blind.tensor("mixed"),
        )
        self.play(FadeIn(formula.move_to(at(*FORMULA))), run_time=0.6)
        self.rest(1.5)

    # -- one bag ----------------------------------------------------------------------------------------------

    def fill_bag(self) -> None:
        """Two orders of the same words fall into one bag."""
        pair = self.pair
        one, two = pair.sources
        self.halves = [
            Half(one, self.trace, self.theme, MIDDLES[0]),
            Half(two, self.trace, self.theme, MIDDLES[1], is_sentence=pair.swapped),
        ]
        self.bag = bag = Bag(self.theme)
        self.tiles = tiles_in(pair.sources[0], self.theme)
        self.clear_stage(run_time=0.6)
        first, second = self.halves
        with self.speak("bag"):
            self.play(FadeIn(bag, shift=0.4 * UP), FadeIn(first, shift=0.2 * DOWN), run_time=1.0)
            self.hero = bag
            self._rain(first, 0, run_time=3.6)
            self.until("and not where")
            self._swirl()
        with self.speak("two"):
            self.play(FadeIn(second, shift=0.2 * DOWN), run_time=0.7)
            self._rain(second, 1, run_time=3.8)
            self.hero = VGroup(bag, self.tiles)
        self.rest(1.2)

    def _rain(self, half: Half, which: int, run_time: float) -> None:
        """The words of a sentence fall into the bag; those of the second meet their twins."""
        rain = Rain(half, self.pair.sources[which], self.tiles, first=which == 0)
        self.add(rain.flying)
        self.play(UpdateFromAlphaFunc(rain.flying, rain.place), run_time=run_time)
        self.remove(rain.flying)
        self.add(self.tiles)

    def _swirl(self) -> None:
        """The tiles stir: where they lie means nothing."""
        self.play(LaggedStart(*(pulse(tile, factor=1.14) for tile in self.tiles), lag_ratio=0.08), run_time=1.2)

    def write_one_translation(self) -> None:
        """What the model without places writes of the bag, and what is wrong with it."""
        pair = self.pair
        self.written = written = Translation(pair, self.trace, self.theme)
        self.marks = VGroup()
        small = self.bag.copy().scale_to_fit_height(pixels(SMALL_BAG_HIGH)).move_to(at(*SMALL_BAG))
        with self.speak("one"):
            self._swirl()
            self.play(FadeOut(self.tiles), run_time=0.4)
            self.play(self.bag.animate.become(small), run_time=1.0)
            words = [FadeIn(word, target_position=self.bag, scale=0.4) for word in written.words]
            self.play(LaggedStart(*words, lag_ratio=0.12), run_time=1.7)
            self.play(LaggedStart(*map(FadeIn, written.pictures), lag_ratio=0.3), run_time=0.8)
            self.hero = written
        self.remove(*written.get_family())
        self.add(written)
        if not pair.one_owner_each and pair.swapped:
            self._mark(pair.wrong(0))
        self.rest(1.2)
        if pair.one_owner_each:
            with self.speak("wrong"):
                one, two = self.halves
                self.play(dim(two), run_time=0.4)
                self._mark(pair.wrong(0))
                self.until("For the second")
                self.play(undim(two), dim(one), run_time=0.5)
                self._mark(pair.wrong(1))
            self.rest(0.8)
            self.play(undim(one), run_time=0.4)

    def _mark(self, places: tuple[int, ...]) -> None:
        lines = self.written.wrong(places)
        if len(lines):
            self.play(*map(Create, lines), run_time=0.8)
            self.marks.add(*lines)

    # -- the decoder ------------------------------------------------------------------------------------------

    def look_at_decoder(self) -> None:
        """The translation once more, word by word: each sees only those before it."""
        written = self.written
        with self.speak("decoder"):
            self.play(FadeOut(self.bag, self.marks), dim(written, opacity=0.25), run_time=0.8)
            self.until("it sees only")
            back = [undim(word) for word in written.words]
            self.play(LaggedStart(*back, lag_ratio=0.6), run_time=3.4)
            self.play(undim(written.pictures), run_time=0.5)
            self.until("That is")
            wave = [pulse(word, factor=1.08) for word in written.words]
            self.play(LaggedStart(*wave, lag_ratio=0.2), run_time=2.0)
        self.rest(0.6)

    def count(self) -> None:
        """How often each is right."""
        chart = right_sentences(self.trace, self.theme)
        self.hero = VGroup(self.written, chart)
        up = pixels(self.written.rise) * UP
        self.marks.shift(up)
        with self.speak("counts"):
            self.play(self.written.animate.shift(up), run_time=0.9)
            self.play(FadeIn(chart.axis, chart.labels), run_time=0.5)
            for place, words in enumerate(("only", "With places")):
                self.until(words)
                self.play(GrowFromEdge(chart.bars[place], LEFT), run_time=1.0)
                self.play(FadeIn(chart.numbers[place]), run_time=0.3)
        self.remove(*chart.get_family())
        self.add(chart)
        if len(self.marks):
            self.play(*map(Create, self.marks), run_time=0.8)
        self.rest(2.0)
