"""One vector passes three learned matrices and becomes a query, a key and a value.

q_i = x_i W_Q, k_j = x_j W_K, v_j = x_j W_V, then all rows at once. Source: Vaswani et al. 2017, section 3.2.2.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from manim import (
    DOWN,
    PI,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    ReplacementTransform,
    UpdateFromAlphaFunc,
    VGroup,
)

from scenes.kit.animations import Combine
from scenes.kit.choose import hero, hero_block, hero_input, hero_tensor, places_of
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import foot, shape_label, signed_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import add_up_bars, copy_each_into, copy_into, dim, multiply_bars, tint, undim
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.query_key_value_detective import DetectiveTable
from scenes.self_attention.parts.query_key_value_projection import (
    ROLES,
    AllRows,
    Door,
    Match,
    between,
    counts,
    door,
    doors_legend,
    falling,
    query_strip,
    tip_over,
    two_for_one,
    weight_name,
    weights_map,
)

WIDE = 8.0  # units of the model's width while one matrix is alone
UPRIGHT = 3.0  # units of its height before it tips over


class QueryKeyValue(ExplainerScene):
    """A word's vector makes its query, its key and its value."""

    title = "Query, key and value"
    idea = "Each word's vector passes three learned matrices: what it asks, what it answers to, what it hands over."
    place = "encoder.self_attn"
    short = True

    def lit_block(self) -> str:
        """The layer whose head is followed."""
        return hero_block(self.trace)

    def construct(self) -> None:
        self.followed = hero(self.trace)
        self.asks, self.answers = self.trace.source[self.followed.row], self.trace.source[self.followed.column]
        table = self.play_detective()
        vector, labels = self.enter(table)
        matrix, result = self.drop_columns(vector, labels)
        doors = self.pass_three_doors(matrix, vector, result, labels)
        self.say_who_decides(doors)
        self.say_why_two_matrices(doors)
        self.multiply_all_rows()

    # -- the picture of a detective ---------------------------------------------------------------------------

    def play_detective(self) -> DetectiveTable:
        """A question is compared with labels; where one fits, the box gives its contents."""
        other = next((noun for noun in places_of(self.trace, "noun") if noun != self.followed.column), 0)
        terms = ("question", "label", "contents")
        table = DetectiveTable(self.asks, self.trace.source[other], self.answers, terms, self.theme, self.layout.stage)
        box = table.boxes[1]
        with self.say(
            "A word works like a detective: | on its notepad, a question. | "
            "It compares the labels on all the boxes | and takes the contents of those that fit."
        ):
            self.play(FadeIn(table, shift=0.15 * UP), run_time=1.2)
            self.rest(0.8)
            self.play(FadeIn(table.terms[0]), FadeIn(table.glass), run_time=0.8)
            self.rest(1.6)
            for place, each in enumerate(table.boxes):
                shown = [FadeIn(table.terms[1])] if place == 0 else []
                self.play(table.glass.animate.over(each.plate.get_center()), *shown, run_time=1.2)
                self.rest(0.4)
            self.play(box.animate.become(box.opened()), FadeOut(table.glass), FadeIn(table.terms[2]), run_time=1.2)
            self.taken = table.taken()
            self.play(copy_each_into(list(box.cards), list(self.taken)), run_time=1.4)
        return table

    # -- one vector, one matrix -------------------------------------------------------------------------------

    def enter(self, table: DetectiveTable) -> tuple[VectorStrip, list[Mobject]]:
        """The three terms get their names; the vector of the word comes in from the left."""
        names = table.called(ROLES)
        vector = VectorStrip(hero_input(self.trace)[self.followed.row], self.theme, length=WIDE, height=0.85)
        vector.shift(self.layout.stage.at(0.5, 0.435) - vector.box.get_center())
        labels = self.make_vector_labels(vector)
        with self.say(
            "Question, label, contents: | in numbers, query, key and value. | "
            "All come from one vector, here that of “{word}”.",
            word=self.asks,
        ):
            self.rest(0.4)
            self.play(*map(ReplacementTransform, table.terms, names), run_time=1.2)
            self.rest(1.6)
            self.play(FadeOut(table, self.taken, names), run_time=0.7)
            self.play(FadeIn(VGroup(vector, *labels), shift=1.2 * RIGHT), run_time=1.5)
        self.add(vector, *labels)
        return vector, labels

    def make_vector_labels(self, vector: VectorStrip) -> list[Mobject]:
        """Word and symbol at the left of the vector, its shape at the right."""
        left, right, bottom, top = vector.box.edges
        middle = (bottom + top) / 2
        word = self.words(self.asks).on_baseline(left - 0.25, middle + 0.08, align=1.0)
        name = Symbol("x_i", self.theme, size=36).on_baseline(left - 0.25, middle - 0.36, align=1.0)
        shape = shape_label(self.theme, Extent(vector.tensor), self.trace.size("D"))
        return [word, name, shape.move_to([right + 0.25 + shape.width / 2, middle, 0])]

    def drop_columns(self, vector: VectorStrip, labels: list[Mobject]) -> tuple[Heatmap, VectorStrip]:
        """W_Q tips over above the vector; each column falls through it and leaves one number."""
        left, right, _, _ = vector.box.edges
        matrix = weights_map(self.trace, self.theme, "query", WIDE).rotate(PI / 2)
        matrix.move_to([(left + right) / 2, self.layout.stage.top - matrix.height / 2, 0])
        upright = weights_map(self.trace, self.theme, "query", UPRIGHT)
        upright.move_to([self.layout.stage.at(0.95, 0)[0], self.layout.stage.top - UPRIGHT / 2, 0])
        name = foot(self.theme, weight_name(self.theme, "query", 34), (self.trace.size("D"), self.trace.size("K")))
        name.next_to(upright, DOWN, buff=0.12)
        beside = name.copy().move_to([left - 0.25 - name.width / 2, matrix.get_center()[1], 0])
        legend = signed_legend(self.theme, matrix.limit, width=0.9).next_to(matrix, RIGHT, buff=0.25)
        result = query_strip(self.trace, self.theme)
        result.shift(self.layout.stage.at(0.5, 0.13) - result.box.get_center())
        with self.say(
            "A learned matrix tips over above it. | Each column drops through the vector: | "
            "multiply, add up, and one number of the query is left."
        ):
            self.play(FadeIn(upright, name), run_time=0.6)
            tipping = UpdateFromAlphaFunc(upright, partial(tip_over, upright.copy(), matrix))
            self.play(tipping, FadeOut(name), FadeIn(legend), run_time=1.3)
            self.remove(upright)
            self.add(matrix)
            self.play(FadeIn(beside, result.baseline, result.symbol, result.shape_label), run_time=0.5)
            self.drop_first_column(vector, matrix, result)
            self.drop_other_columns(vector, matrix, result)
        labels += [beside, result.symbol, result.shape_label]
        self.scale = legend
        return matrix, result

    def drop_first_column(self, vector: VectorStrip, matrix: Heatmap, result: VectorStrip) -> None:
        """The first column slowly: bars above the vector, products below, their sum."""
        column, products = falling(self.trace, vector, matrix, 0)
        self.play(copy_each_into(list(matrix.column(0)), list(column.bars), lag_ratio=0.02), run_time=1.2)
        notes = [self.note(strip, word) for strip, word in ((column, "one column"), (products, "products"))]
        self.play(multiply_bars(column, vector, products, lag_ratio=0.03), *map(FadeIn, notes), run_time=1.5)
        self.play(add_up_bars(products.bars, result.bar(0)), run_time=1.2)
        self.play(FadeOut(products, column.bars, *notes), run_time=0.4)

    def note(self, strip: VectorStrip, word: str) -> Words:
        """A quiet word right of a strip."""
        x, y, _ = strip.box.get_right()
        return self.words(word, size=self.theme.sizes.note, role="quiet").on_baseline(x + 0.25, y - 0.06)

    def drop_other_columns(self, vector: VectorStrip, matrix: Heatmap, result: VectorStrip) -> None:
        """The others fall one after the other, each a step behind the one before."""
        before: VectorStrip | None = None
        count = matrix.shape_of[1]
        for j in range(1, count + 1):
            moves = [add_up_bars(before.bars, result.bar(j - 1)), FadeOut(before.bars)] if before else []
            if j < count:
                _, before = falling(self.trace, vector, matrix, j)
                moves.append(copy_each_into(list(matrix.column(j)), list(before.bars), lag_ratio=0.0))
            self.play(*moves, run_time=0.4)

    # -- three matrices ---------------------------------------------------------------------------------------

    def pass_three_doors(
        self, matrix: Heatmap, vector: VectorStrip, result: VectorStrip, labels: list[Mobject]
    ) -> list[Door]:
        """The same vector passes W_K and W_V."""
        regions = self.layout.stage.columns(1, 1, 1, gap=0.95)
        doors = [door(self.trace, self.theme, role, region) for role, region in zip(ROLES, regions, strict=True)]
        self.links = [between(one.vector, two.vector, "same", self.theme) for one, two in pairwise(doors)]
        d_k, first = self.trace.size("K"), doors[0]
        scale = doors_legend(first, self.theme)
        with self.say(
            "{columns} columns, {numbers} numbers. | A second matrix makes the key, a third the value.",
            columns=d_k,
            numbers=d_k,
        ):
            pairs = [(matrix, first.matrix), (vector, first.vector), (result.baseline, first.result.baseline)]
            pairs += list(zip(result.bars, first.result.bars, strict=True))
            moves = [ReplacementTransform(old, new) for old, new in pairs]
            moves.append(ReplacementTransform(self.scale, scale))
            self.play(*moves, *map(FadeOut, labels), FadeIn(first.head), run_time=1.2)
            self.remove(first.result.baseline, *first.result.bars)
            self.add(first.result)
            for (before, here), link in zip(pairwise(doors), self.links, strict=True):
                coming = FadeIn(here.matrix, here.head, link, before.digits, before.foot)
                self.play(copy_into(before.vector, here.vector), coming, run_time=1.0)
                falls = [(list(here.matrix.column(j)), here.result.bar(j)) for j in range(d_k.value)]
                self.play(Combine(here.result, falls, lag_ratio=0.15), run_time=1.1)
            self.play(FadeIn(doors[-1].digits, doors[-1].foot), run_time=0.6)
        return doors

    def say_who_decides(self, doors: list[Door]) -> None:
        """Relevance comes from query and key; the value is only handed over."""
        asks, answers, hands = (each.all for each in doors)
        link = between(doors[0].result, doors[1].result, "match?", self.theme, "ink")
        with self.say("Query and key decide who is relevant. | The value is only what gets handed over."):
            self.play(dim(hands, *self.links), FadeIn(link[1]), Create(link[0]), run_time=1.0)
            self.rest(1.8)
            self.play(undim(hands), dim(asks, answers, link), run_time=1.0)

    # -- why a question and a label ---------------------------------------------------------------------------

    def say_why_two_matrices(self, doors: list[Door]) -> None:
        """Who asks matters: two matrices keep the two directions apart, with fewer numbers than one merged."""
        above, middle, below = self.layout.stage.rows(1.15, 1.15, 2.85, gap=0.25)
        row, column = self.followed.row, self.followed.column
        lines = [Match(self.trace, self.theme, *places) for places in ((row, column, above), (column, row, middle))]
        unequal = Symbol(r"\neq", self.theme, size=48)
        unequal.move_to([lines[0].score.get_center()[0] + 0.2, (above.bottom + middle.top) / 2, 0])
        scores, (few, many) = hero_tensor(self.trace, "scores"), counts(self.trace)
        narrow, wide = two_for_one(self.trace, self.theme, below)
        known = {doors[0].result: lines[0].query, doors[1].result: lines[1].key}
        with self.say(
            "Why two matrices? | “{asks}” asking “{answers}” is a match of {one:.1f}, "
            "| “{answers}” asking “{asks}” one of {other:.1f}. "
            "| A shared matrix would make them equal, "
            "| a merged one would need {many:,.0f} numbers, not {few:,.0f}.",
            asks=self.asks,
            answers=self.answers,
            one=Measured(scores[row, column]),
            other=Measured(scores[column, row]),
            many=many,
            few=few,
        ):
            self.clear_stage(keep=known)
            moves = [ReplacementTransform(old, new) for old, new in known.items()]
            self.play(*moves, *map(FadeIn, lines[0].besides(lines[0].query)), run_time=1.4)
            self.rest(2.0)
            self.play(*map(FadeIn, lines[1].besides(lines[1].key)), run_time=1.2)
            self.rest(2.4)
            self.play(FadeIn(unequal), run_time=0.8)
            self.rest(1.6)
            self.play(FadeIn(narrow, shift=0.2 * RIGHT), run_time=1.0)
            self.play(FadeIn(wide, shift=0.2 * RIGHT), run_time=1.0)
        self.clear_stage(run_time=0.6)

    # -- all rows ---------------------------------------------------------------------------------------------

    def multiply_all_rows(self) -> None:
        """X times three matrices gives Q, K and V: every shape, and the followed row through all of them."""
        picture = AllRows(self.trace, self.theme, self.layout.stage)
        with self.say(
            "All {rows} rows go through at once. | Three such matrices make one head.", rows=self.trace.size("S")
        ):
            maps = VGroup(*picture.maps, picture.names, picture.legend, picture.signs)
            self.play(FadeIn(picture.inputs, maps), run_time=1.0)
            for result, formula in zip(picture.results, picture.formulas, strict=True):
                self.fill(picture.inputs, result, formula)
            word = picture.inputs.row_label(self.followed.row)
            self.play(*map(Create, picture.outlines), tint(word, theme=self.theme, role="ink"), run_time=0.8)

    def fill(self, inputs: MatrixStrips, result: MatrixStrips, formula: Mobject) -> None:
        """Every row of the input leaves its row of the result."""
        sources = [strip.bars for strip in inputs.strips]
        targets = [strip.bars for strip in result.strips]
        self.play(copy_each_into(sources, targets, lag_ratio=0.04), FadeIn(result.foot, formula), run_time=1.2)
        self.remove(*targets)
        self.add(result)
