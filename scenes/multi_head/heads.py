"""Every head reads the whole of a word through a narrow door of its own, and the heads' reports add up.

MultiHead(X) = [Z_1 ... Z_h] W_O = sum_i Z_i W_O^(i). Sources: Vaswani et al. 2017, section 3.2.2; the sum over heads
as Elhage et al. 2021 put it.
"""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.animations import Combine
from scenes.kit.choose import hero_block, places_of
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.tilted_map import TiltedMap
from scenes.kit.motion import pulse
from scenes.kit.scene import ExplainerScene
from scenes.multi_head.parts.heads_doors import Doors, fallen
from scenes.multi_head.parts.heads_joining import ADDED_Y, OUT_Y, REPORT_HIGH, REPORT_Y, TOTAL_Y, Joining
from scenes.multi_head.parts.heads_layer import Layer
from scenes.multi_head.parts.heads_lines import described, itself, lines_about, two_ways
from scenes.multi_head.parts.heads_maps import Joined, name_over, small_name, tilted

APART = 20  # pixels between the pieces that no layer cuts
FORMULA = (1560, 250)  # pixels: its middle
ASKING = (("adjective", "verb", "predicate"), ("noun",))  # the first of these light up, one after the other
SENTENCE_Y = 300  # pixels: above the doors


class Heads(ExplainerScene):
    """Four doors, four leaning maps, four reports, one sum."""

    title = "Four ways of looking"
    idea = "Every head reads the whole of a word in its own way; what they report is added up."
    picture = "Four leaning maps of attention; above each the numbers that its head adds, and on top their sum."
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The layer that the film follows."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.layer = Layer(self.trace)
        self.doors = Doors(self.layer, self.theme)
        self.joining = Joining(self.layer, self.theme)
        self.ask()
        self.cut_numbers()
        self.pass_doors()
        self.look()
        self.report()
        self.read_reports()
        self.cut_matrix()
        self.add_up()

    # -- doors ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Words of the sentence ask one after the other; a door rises for each head."""
        doors, row = self.doors, self.layer.row
        self.sentence = sentence = Sentence(self.trace.source, self.trace, self.theme, y=SENTENCE_Y)
        self.hero = sentence
        others = [p for kinds in ASKING for p in places_of(self.trace, *kinds) if p != row][:4]
        with self.speak("kinds"):
            self.play(FadeIn(sentence), run_time=0.8)
            self.play(sentence.act("asks", row), run_time=0.6)
            self.until("A sentence has many")
            asking = [sentence.act("asks", place, run_time=0.4) for place in others]
            self.play(LaggedStart(*asking, lag_ratio=0.5), run_time=1.6)
            self.until("So every")
            cards = [FadeIn(card, shift=0.5 * UP) for card in doors.cards]
            self.play(LaggedStart(*cards, lag_ratio=0.4), sentence.act("rests", *others), run_time=1.8)
            self.until("This is")
            self.play(LaggedStart(*map(FadeIn, doors.names), lag_ratio=0.3), run_time=1.2)
            self.hero = VGroup(sentence, *doors.cards)
        self.rest(1.2)

    def cut_numbers(self) -> None:
        """The word's numbers come apart, come together again, and go to every door whole."""
        doors, whole, row = self.doors, self.doors.whole, self.layer.row
        count = self.layer.heads.value
        with self.speak("slices"):
            going = [self.sentence.acting(p) for p in range(len(self.trace.source)) if p != row]
            self.play(*map(FadeOut, going), run_time=0.5)
            own = VGroup(self.sentence.chips[row], self.sentence.word(row))
            self.play(FadeOut(self.sentence.picture(row)), ReplacementTransform(own, doors.chip), run_time=0.7)
            self.remove(*self.stage)
            self.add(doors.chip, *doors.cards, *doors.names)
            grown = FadeIn(whole.bars, target_position=doors.chip, scale=0.3)
            self.play(FadeIn(whole.baseline), grown, run_time=1.0)
            self.hero = VGroup(whole, doors.cards)
            self.until("cut into pieces")
            pieces = doors.pieces()
            ways = [(head - (count - 1) / 2) * pixels(APART) for head in range(count)]
            self.play(
                *(piece.animate.shift([way, 0, 0]) for piece, way in zip(pieces, ways, strict=True)), run_time=1.2
            )
            self.until("They are not")
            self.play(
                *(piece.animate.shift([-way, 0, 0]) for piece, way in zip(pieces, ways, strict=True)), run_time=0.9
            )
            self.remove(whole.baseline, whole.bars)
            self.add(whole)
            self.until("Every head")
            copies = [TransformFromCopy(whole, copy) for copy in doors.copies]
            self.play(LaggedStart(*copies, lag_ratio=0.35), run_time=2.4)
        self.rest(1.4)

    def pass_doors(self) -> None:
        """Each copy falls through its card; a few numbers come out."""
        doors = self.doors
        with self.speak("door"):
            self.play(LaggedStart(*(pulse(card, factor=1.08) for card in doors.cards), lag_ratio=0.2), run_time=1.6)
            self.until("numbers go in")
            self.play(FadeIn(doors.sizes[0]), run_time=0.3)
            falls = [copy.bars.copy() for copy in doors.copies]
            self.play(
                *(fall.animate.move_to(card).set_opacity(0.3) for fall, card in zip(falls, doors.cards, strict=True)),
                run_time=1.0,
            )
            self.remove(*falls)
            self.until("come out")
            out = [Combine(strip, doors.columns(head), lag_ratio=0.12) for head, strip in enumerate(doors.out)]
            self.play(*(FadeIn(strip.baseline) for strip in doors.out), LaggedStart(*out, lag_ratio=0.2), run_time=2.2)
            self.play(FadeIn(doors.sizes[1:]), run_time=0.4)
        self.remove(*self.stage)
        self.add(doors.chip, doors.whole, *doors.sizes, *doors.copies, *doors.cards, *doors.out, *doors.names)
        self.hero = VGroup(*doors.cards, *doors.out)
        self.rest(1.8)

    # -- four ways of looking ---------------------------------------------------------------------------------

    def look(self) -> None:
        """The doors become maps; the word's row is lit in each, and the words that it joins stand below."""
        doors, layer = self.doors, self.layer
        count = layer.heads.value
        self.maps = [tilted(layer, self.theme, head) for head in range(count)]
        self.names = [name_over(shown, self.theme) for shown in self.maps]
        rings = [shown.ring(layer.row) for shown in self.maps]
        self.joined = [Joined(layer, look, self.theme, doors.x(look.head)) for look in layer.looks]
        with self.speak("looks"):
            self.play(
                FadeOut(doors.whole, doors.chip, *doors.sizes, *doors.copies, *doors.cards),
                *(ReplacementTransform(a, b) for a, b in zip(doors.names, self.names, strict=True)),
                run_time=0.8,
            )
            self._open_maps(self.maps)
            self.hero = VGroup(*self.maps)
            self.until("Take")
            self.play(LaggedStart(*map(Create, rings), lag_ratio=0.15), run_time=1.0)
            self.until("One head" if two_ways(layer) else "In all")
            told = self._told()
            for place, heads in enumerate(told):
                if place == 1:
                    self.until("itself" if len(heads) > 1 else "Another")
                for head in heads:
                    self._join(head)
        self.rings = rings
        with self.speak("unit"):
            left = [head for head in range(count) if not any(head in heads for heads in told)]
            for head in left:
                self._join(head)
            self.until("only one unit")
            self.play(*(pulse(ring, factor=1.05) for ring in rings), run_time=1.0)
        self.rest(2.2)

    def _open_maps(self, maps: list[TiltedMap]) -> None:
        """Each map grows out of the question that its head asks."""
        pairs = zip(maps, self.doors.out, strict=True)
        coming = [FadeIn(shown, target_position=out, scale=0.3) for shown, out in pairs]
        self.play(LaggedStart(*coming, lag_ratio=0.2), FadeOut(*self.doors.out), run_time=2.0)

    def _told(self) -> list[list[int]]:
        """The heads that the line names, in the order in which it does."""
        noun, own, ways = described(self.layer), itself(self.layer), two_ways(self.layer)
        if noun is not None and own:
            return [[noun.head], [look.head for look in own]]
        if ways is None:
            return [[look.head for look in self.layer.looks]]
        return [[ways[0].head], [ways[1].head]]

    def _join(self, head: int) -> None:
        """The chips of a head come out of its row, then arc and share."""
        joined, shown = self.joined[head], self.maps[head]
        row = shown.ring(self.layer.row)
        chips = [FadeIn(chip, target_position=row, scale=0.5) for chip in joined.row]
        self.play(*chips, *map(FadeIn, joined.pictures), run_time=0.6)
        self.play(*(Create(line) for line in joined.arc), FadeIn(joined.share), run_time=0.6)
        self.remove(*joined.get_family())
        self.add(joined)

    # -- one matrix -------------------------------------------------------------------------------------------

    def report(self) -> None:
        """Each map gives a report; the reports move together."""
        doors, joining = self.doors, self.joining
        count = self.layer.heads.value
        reports = [
            joining.report(head, doors.x(head), REPORT_Y, width=doors.width, height=REPORT_HIGH)
            for head in range(count)
        ]
        self.reports = joining.joined()
        with self.speak("reports"):
            self.play(*map(FadeOut, self.joined), run_time=0.6)
            pairs = zip(reports, self.rings, strict=True)
            coming = [FadeIn(report, target_position=ring, scale=0.3) for report, ring in pairs]
            self.play(LaggedStart(*coming, lag_ratio=0.3), run_time=2.2)
            self.until("Side by side")
            self.chip = joining.chip(y=600)
            self.play(FadeOut(*self.maps, *self.rings), run_time=0.6)
            over = joining.names(self.reports, 490)
            moves = [ReplacementTransform(a, b) for a, b in zip(reports, self.reports, strict=True)]
            moves += [ReplacementTransform(a, b) for a, b in zip(self.names, over, strict=True)]
            self.play(LaggedStart(*moves, lag_ratio=0.1), FadeIn(self.chip), run_time=1.8)
            self.names = list(over)
            self.hero = self.reports
        self.rest(1.4)

    def read_reports(self) -> None:
        """W_O comes down onto the reports, and a row comes out below."""
        joining, card = self.joining, self.joining.card
        self.output, self.symbol = joining.output(), joining.name()
        with self.speak("matrix"):
            self.play(FadeOut(*self.names), run_time=0.4)
            self.play(FadeIn(card, shift=0.5 * DOWN), FadeIn(self.symbol), run_time=1.2)
            self.hero = VGroup(card, self.reports)
            rise = VGroup(*(report.bars.copy() for report in self.reports))
            self.play(rise.animate.stretch_to_fit_height(card.box.height).move_to(card).set_opacity(0.25), run_time=0.9)
            self.play(FadeOut(rise), run_time=0.3)
            self.until("what it makes")
            pairs = fallen(card, self.output, self.theme)
            self.play(FadeIn(self.output.baseline), Combine(self.output, pairs, lag_ratio=0.05), run_time=1.8)
        self.remove(*self.output.get_family())
        self.add(self.output)
        self.rest(1.6)

    def cut_matrix(self) -> None:
        """The matrix and the reports come apart; each block lies over one head's report."""
        joining, count = self.joining, self.layer.heads.value
        whole, apart, reports = joining.blocks(apart=False), joining.blocks(apart=True), joining.apart()
        names = joining.names(reports, 730)
        with self.speak("cut"):
            self.play(pulse(joining.card, factor=1.03), FadeOut(self.output), run_time=1.0)
            self.remove(joining.card)
            self.add(*whole)
            self.until("Cut it")
            self.play(
                *(ReplacementTransform(a, b) for a, b in zip(whole, apart, strict=True)),
                *(ReplacementTransform(a, b) for a, b in zip(self.reports, reports, strict=True)),
                FadeOut(self.symbol),
                run_time=1.6,
            )
            self.hero = VGroup(*apart, *reports)
            self.until("Each block")
            for head in range(count):
                self.play(FadeIn(names[head]), pulse(apart[head], reports[head], factor=1.07), run_time=0.7)
        self.blocks, self.reports, self.under = apart, reports, names
        self.rest(1.6)

    # -- the sum ----------------------------------------------------------------------------------------------

    def add_up(self) -> None:
        """Each block makes what its head adds; one after the other these stand on the sum so far."""
        joining, count = self.joining, self.layer.heads.value
        low = [joining.added(head, OUT_Y) for head in range(count)]
        high = [joining.added(head, ADDED_Y) for head in range(count)]
        signs, maps = joining.signs(), [tilted(self.layer, self.theme, head, small=True) for head in range(count)]
        with self.speak("sum"):
            made = [
                Combine(strip, fallen(block, strip, self.theme), lag_ratio=0.05)
                for strip, block in zip(low, self.blocks, strict=True)
            ]
            self.play(*(FadeIn(strip.baseline) for strip in low), *made, run_time=1.6)
            self.play(FadeOut(*self.blocks, *self.reports, *self.under, self.chip), run_time=0.5)
            moves = [ReplacementTransform(a, b) for a, b in zip(low, high, strict=True)]
            self.play(*moves, FadeIn(signs), run_time=0.9)
            chip = joining.chip(y=TOTAL_Y)
            total = joining.total(0)
            self.play(FadeIn(chip), FadeIn(total), run_time=0.4)
            self.hero = VGroup(*high)
            for head in range(count):
                if head == 0:
                    self.until("what one head")
                if head == count - 1 and count > 1:
                    self.until("and the last" if count == 4 else "and what")
                total = self._stack(head, total, high[head], maps[head])
        self.maps = maps
        formula = self.formula_of(
            self.layer.tensor("output"), "heads_sum", size=44, mixed=self.layer.tensor("mixed"), w_o=joining.w_o
        )
        self.play(FadeIn(formula.move_to(at(*FORMULA)), shift=0.2 * LEFT), run_time=0.8)
        self.rest(3.0)

    def _stack(self, head: int, total: VectorStrip, added: VectorStrip, shown: TiltedMap) -> VectorStrip:
        """A head's map comes up below what it adds, and a copy of that stands on the sum so far."""
        stacked = self.joining.on_top(head).copy_stacked_on(total)
        grown = self.joining.total(head + 1)
        self.play(
            FadeIn(shown, small_name(shown, self.theme), shift=0.3 * UP),
            TransformFromCopy(added.bars, stacked.bars),
            run_time=0.8,
        )
        self.play(ReplacementTransform(total, grown), FadeOut(stacked.bars), run_time=0.3)
        self.add(grown)
        return grown
