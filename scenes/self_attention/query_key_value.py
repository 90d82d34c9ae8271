"""A detective asks, labels answer, boxes have contents: one vector passes three learned matrices and becomes all three.

q_i = x_i W_Q, k_j = x_j W_K, v_j = x_j W_V, then all rows at once. Source: Vaswani et al. 2017, section 3.2.2.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

from manim import (
    DOWN,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
)

from scenes.kit.animations import Combine
from scenes.kit.choose import hero_block
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import add_up_bars, dim, multiply_bars, pulse, undim
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.query_key_value_lines import Case, lines_about
from scenes.self_attention.parts.query_key_value_projection import (
    ROLES,
    Door,
    column_strip,
    lying,
    products_of,
    result_of,
    tip_over,
    upright,
    vector_of,
    weight_name,
)
from scenes.self_attention.parts.query_key_value_rows import look_both_ways, pass_all_rows
from scenes.self_attention.parts.query_key_value_table import RISE, LabelledBox, Notepad, Table, Term, contents_of, path

NEAR, FAR = (1190, 800), ((775, 690), (1620, 730))  # pixels: middles and feet of the large box and the small ones
PRODUCTS = 680  # pixels from the top to their line


class QueryKeyValue(ExplainerScene):
    """A detective, three matrices, and two words that ask each other."""

    title = "Query, key, value"
    idea = "Each word's vector passes three learned matrices: what it asks, what it answers to, what it hands over."
    picture = "The numbers of all words, and under three matrices everybody's query, key and value."
    short = True
    allowed = MappingProxyType(
        {"speech": "three names and where they come from: the pictures move while they are said."}
    )
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The layer whose head is followed."""
        return hero_block(self.trace)

    def construct(self) -> None:
        """One beat after the other."""
        self.case = Case(self.trace)
        self.ask()
        self.set_out_boxes()
        self.compare()
        self.call_by_name()
        self.take_numbers()
        self.tip_matrix()
        self.drop_columns()
        self.pass_other_doors()
        look_both_ways(self)
        pass_all_rows(self)

    # -- the detective ----------------------------------------------------------------------------------------

    def ask(self) -> None:
        """A word of the sentence wants to know; it becomes a detective with a question."""
        sentence = Sentence(self.trace.source, self.trace, self.theme)
        self.hero = sentence
        with self.speak("ask"):
            self.play(FadeIn(sentence), run_time=0.8)
            self.play(sentence.act("asks", self.case.asks))
        table, self.pad = Table(self.theme), Notepad(*self.case.question, self.theme)
        with self.speak("detective"):
            others = [sentence.acting(j) for j in range(len(sentence.texts)) if j != self.case.asks]
            self.play(*map(FadeOut, others), run_time=0.6)
            chip, word = sentence.chips[self.case.asks], sentence.word(self.case.asks)
            self.remove(*self.stage)
            self.add(chip, word)
            self.play(FadeIn(table, shift=0.4 * UP), run_time=1.2)
            self.hero = table
            self.add(chip, word)
            self.until("a question")
            blank = VGroup(*(part for part in self.pad if part is not self.pad.said))
            self.play(FadeIn(blank, shift=0.4 * UP), run_time=0.5)
            self.add(chip, word)
            self.play(ReplacementTransform(word, self.pad.word), FadeOut(chip, target_position=self.pad.word))
            self.play(FadeIn(self.pad.said[0], self.pad.said[2]), run_time=0.5)
            self.remove(*self.stage)
            self.add(table, self.pad)
        self.table = table

    def set_out_boxes(self) -> None:
        """Boxes land on the table, then show their labels."""
        case, theme = self.case, self.theme
        contents = contents_of(case.answers, self.trace, theme)
        label = case.label_of(case.answers)
        self.box = LabelledBox(label, theme, middle=NEAR[0], foot=NEAR[1], contents=contents)
        self.far = [
            LabelledBox(case.label_of(place), theme, middle=x, foot=foot)
            for place, (x, foot) in zip(case.others, FAR, strict=False)
        ]
        boxes = [*self.far, self.box]
        with self.speak("boxes"):
            self.play(LaggedStart(*(FadeIn(box, shift=0.9 * DOWN) for box in boxes), lag_ratio=0.3), run_time=1.6)
            self.until("label")
            self.play(LaggedStart(*(FadeIn(box.plate, scale=1.3) for box in boxes), lag_ratio=0.3), run_time=1.2)
        for box in boxes:
            box.add(box.plate)
        self.box.put_in()
        self.remove(*self.stage)
        self.add(self.table, self.pad, *boxes)
        self.hero = VGroup(self.table, *boxes)

    def compare(self) -> None:
        """The question goes from label to label; where it fits, the box opens."""
        with self.speak("compare"):
            for box in self.far:
                away = path(self.pad.edge, box.doorstep, self.theme)
                self.play(LaggedStart(*map(FadeIn, away), lag_ratio=0.1), run_time=0.8)
                self.play(LaggedStart(*map(FadeOut, reversed(away)), lag_ratio=0.1), run_time=0.5)
            self.way = path(self.pad.edge, self.box.doorstep, self.theme)
            self.play(LaggedStart(*map(FadeIn, self.way), lag_ratio=0.1), run_time=0.9)
            self.remove(*self.way.get_family())
            self.add(self.way)
            self.until("and takes")
            flaps = self.box.open_flaps()
            self.play(*(Transform(old, new) for old, new in zip(self.box.flaps, flaps, strict=True)), run_time=0.7)
            self.play(self.box.contents.animate.shift(pixels(RISE) * UP), run_time=1.0)
        self.rest(1.5)

    def call_by_name(self) -> None:
        """Question, label and contents get the machine's own words."""
        label = self.box.plate.box.get_right()
        x, y = 960 + label[0] * 135, 540 - label[1] * 135
        places = {
            "query": ("question", 640, 196, ((700, 305), (700, 430), (620, 520), (520, 612))),
            "key": ("label", 1560, 386, ((1600, 494), (1600, 580), (x + 90, y), (x + 16, y))),
            "value": ("contents", 1560, 196, ((1550, 235), (1470, 240), (1400, 270), (1345, 330))),
        }
        terms = {
            term: Term(plain, term, self.theme, left=left, base=base, pointer=pointer)
            for term, (plain, left, base, pointer) in places.items()
        }
        note = self.words("the words on the cards are ours: the machine has numbers there", size=30, role="quiet")
        note.on_baseline(*at(1858, 886)[:2], align=1.0)
        with self.speak("names"):
            for term in terms.values():
                self.play(FadeIn(term.plain), Create(term.lines), FadeIn(term.head), run_time=0.45)
            self.until("query")
            for term in terms.values():
                self.play(FadeIn(term.chip, scale=1.2), run_time=0.45)
        with self.speak("each"):
            self.play(FadeIn(note), run_time=0.5)
            self.until("It asks")
            for role in ROLES:
                self.play(pulse(terms[role].chip, factor=1.15), run_time=0.9)
                self.rest(0.2)
        self.rest(0.4)

    # -- one vector, one matrix -------------------------------------------------------------------------------

    def take_numbers(self) -> None:
        """The asking word's own numbers come out of its chip."""
        self.clear_stage()
        asks = self.case.asks
        self.vector = vector_of(self.trace, self.theme, asks, y=540, height=230)
        self.chip = Chip(self.trace.source[asks], self.theme, look="followed", size=44)
        while self.chip.width > pixels(220):
            self.chip = Chip(self.trace.source[asks], self.theme, look="followed", size=self.chip.word.size - 2)
        self.chip.shift(at(280, 540) - self.chip.box.get_right())
        self.shape = shape_label(self.theme, self.trace.size("D"))
        self.shape.move_to(at(1830, 540))
        self.hero = self.vector
        with self.speak("numbers"):
            self.play(FadeIn(self.chip), run_time=0.6)
            self.play(
                FadeIn(self.vector.baseline),
                FadeIn(self.vector.bars, target_position=self.chip, scale=0.3),
                run_time=1.6,
            )
            self.play(FadeIn(self.shape), run_time=0.4)
        self.remove(*self.stage)
        self.add(self.chip, self.vector, self.shape)

    def tip_matrix(self) -> None:
        """W_Q stands beside, then lies above the vector."""
        self.matrix = lying(self.trace, self.theme, "query", width=1500, height=270).move_to(at(1050, 290))
        standing = upright(self.trace, self.theme, "query").move_to(at(1700, 300))
        name = weight_name(self.theme, "query", 64)
        name.on_baseline(*at(280, 305)[:2], align=1.0)
        size = shape_label(self.theme, self.trace.size("D"), self.trace.size("K"))
        size.shift([at(280, 0)[0] - size.get_right()[0], at(0, 360)[1] - size.get_center()[1], 0])
        with self.speak("matrix"):
            going = [self.vector, self.chip, self.shape]
            self.play(FadeIn(standing, shift=0.5 * DOWN), *(part.animate.shift(pixels(24) * DOWN) for part in going))
            self.play(UpdateFromAlphaFunc(standing, partial(tip_over, standing.copy(), self.matrix)), run_time=1.3)
            self.remove(standing)
            self.add(self.matrix)
            self.play(FadeIn(name, size), run_time=0.5)
        self.hero = VGroup(self.matrix, self.vector)
        self.beside = VGroup(name, size)

    def drop_columns(self) -> None:
        """The first column slowly, then the others: each leaves one number."""
        x = 1050
        result = result_of(self.trace, self.theme, "query", self.case.asks, x=x, y=805, width=900, height=165)
        with self.speak("drop"):
            self._drop_first(result)
            self._drop_others(result)
            self.until("That is")
            self.term = Chip("query", self.theme, look="asks", size=54)
            self.term.shift(at(280, 805) - self.term.box.get_right())
            self.play(FadeIn(self.term, scale=1.2), run_time=0.6)
        self.remove(*result.bars, result.baseline)
        self.add(result)
        self.result = result
        self.rest(0.6)

    def _drop_first(self, result: VectorStrip) -> None:
        column = column_strip(self.trace, self.theme, "query", self.matrix, 0)
        products = products_of(column, self.vector, PRODUCTS)
        self.play(column.animate.shift([0, self.vector.box.get_center()[1] - column.box.get_center()[1], 0]))
        self.play(multiply_bars(column, self.vector, products, lag_ratio=0.03), FadeOut(column), run_time=1.5)
        self.play(FadeIn(result.baseline), add_up_bars(products.bars, result.bar(0)), run_time=1.1)
        self.play(FadeOut(products), run_time=0.3)

    def _drop_others(self, result: VectorStrip) -> None:
        for j in range(1, len(result.bars)):
            column = column_strip(self.trace, self.theme, "query", self.matrix, j)
            self.play(
                column.animate.shift([0, self.vector.box.get_center()[1] - column.box.get_center()[1], 0]),
                run_time=0.3,
            )
            self.play(add_up_bars(column.bars, result.bar(j)), FadeOut(column), run_time=0.3)

    # -- three matrices ---------------------------------------------------------------------------------------

    def pass_other_doors(self) -> None:
        """The same vector passes W_K and W_V."""
        doors = [Door(self.trace, self.theme, role, self.case.asks) for role in ROLES]
        above = vector_of(self.trace, self.theme, self.case.asks, y=215, height=140)
        first = doors[0]
        with self.speak("others"):
            self.play(
                ReplacementTransform(self.matrix, first.matrix),
                ReplacementTransform(self.result, first.result),
                ReplacementTransform(self.vector, above),
                self.chip.animate.shift(at(0, 215) * [0, 1, 0] - self.chip.get_center() * [0, 1, 0]),
                ReplacementTransform(self.term, first.chip),
                ReplacementTransform(self.beside[0], first.name),
                FadeOut(self.beside[1], self.shape),
                run_time=1.2,
            )
            self.remove(*self.stage)
            self.add(self.chip, above, first)
            for door, role in zip(doors[1:], ROLES[1:], strict=True):
                if role == "value":
                    self.until("yet another")
                self.play(FadeIn(door.matrix, door.name, shift=0.3 * DOWN), run_time=0.6)
                fall = above.bars.copy()
                self.play(fall.animate.match_width(door.matrix).move_to(door.matrix).set_opacity(0.3), run_time=0.6)
                self.remove(fall)
                self.play(
                    FadeIn(door.result.baseline),
                    Combine(door.result, door.columns(self.trace, role), lag_ratio=0.12),
                    run_time=1.1,
                )
                self.play(FadeIn(door.chip, scale=1.2), run_time=0.4)
                self.remove(*door.get_family())
                self.add(door)
        self.hero = VGroup(*doors)
        self.doors = doors
        self.rest(0.4)
        with self.speak("roles"):
            query, key, value = doors
            self.play(dim(value), run_time=0.6)
            self.play(pulse(query.result, query.chip), pulse(key.result, key.chip), run_time=1.2)
            self.until("What is")
            self.play(undim(value), dim(query, key), run_time=0.6)
            self.play(pulse(value.result, value.chip), run_time=1.0)
        self.rest(0.6)

    # -- why a question and a label ---------------------------------------------------------------------------

    # -- all rows ---------------------------------------------------------------------------------------------
