"""A score is the dot product of a query and a key; all scores are one product of matrices.

q_i . k_j, then Q K^T, then divided by sqrt(d_k). Source: Vaswani et al. 2017, section 3.2.1.
"""

from __future__ import annotations

import numpy as np
from manim import RIGHT, Create, FadeIn, FadeOut, LaggedStart, Mobject, TransformFromCopy, VGroup

from model.formulas import FORMULAS
from scenes.kit.choose import hero, hero_block, hero_tensor
from scenes.kit.claims import Computed, Measured, Worked, as_read
from scenes.kit.counts import Reckoned
from scenes.kit.layout import Region
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import LoneBar, VectorStrip, partial_sums, product_strip
from scenes.kit.motion import copy_each_into, fill_cells, multiply_bars, stack_bars, sweep_rows, tint
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.scores_table import ScoreTable

LARGE = 9.995  # products from here on leave no room for a second decimal
PITCH = 0.53  # units of a number of query, key and products


class Scores(ExplainerScene):
    """Query meets key; their products add up to a score; the table of all scores fills."""

    title = "Scores"
    idea = "A score is the dot product of a question and a label: how well they match."
    place = "encoder.self_attn"
    short = True

    def lit_block(self) -> str:
        """The layer whose head is followed."""
        return hero_block(self.trace)

    def construct(self) -> None:
        self.followed = hero(self.trace)
        self.left, self.right = self.layout.stage.columns(6.4, 6.6, gap=0.35)
        self.score = hero_tensor(self.trace, "scores")[self.followed.row, self.followed.column]
        table = self.show_table()
        query, key = self.bring_face_to_face(table)
        products = self.multiply(query, key)
        total = self.stack_up(products)
        self.fly_into_cell(table, total)
        self.fill_table(table)
        self.divide(table)

    # -- the margins ------------------------------------------------------------------------------------------

    def show_table(self) -> ScoreTable:
        """Queries at the left, keys above, no scores yet."""
        table = ScoreTable(self.trace, self.theme, self.left)
        self.play(FadeIn(VGroup(*table.quiet_parts)), run_time=1.0)
        return table

    def bring_face_to_face(self, table: ScoreTable) -> tuple[VectorStrip, VectorStrip]:
        """One query and one key come out of their matrices and face each other."""
        row, column = self.followed.row, self.followed.column
        limit = shared_limit(*(hero_tensor(self.trace, name)[i] for name, i in (("query", row), ("key", column))))
        upper, lower = self.strip("query", row, 0.87, limit), self.strip("key", column, 0.695, limit)
        self.outlines = VGroup(table.queries.outline_row(row), table.outline_key(column))
        with self.say(
            "How well does a question fit a label? | Put the query of “{query}” above the key of “{key}”.",
            query=self.trace.source[row],
            key=self.trace.source[column],
        ):
            self.rest(1.0)
            word = table.queries.row_label(row)
            self.play(Create(self.outlines[0]), tint(word, theme=self.theme, role="query"), run_time=0.8)
            self.copy_bars(table.queries.row(row), upper, self.make_labels("query", row, upper))
            word = table.words[column]
            self.play(Create(self.outlines[1]), tint(word, theme=self.theme, role="key"), run_time=0.8)
            self.copy_bars(table.keys[column], lower, self.make_labels("key", column, lower))
            self.digits = [upper.digits(above=True), lower.digits()]
            self.play(*map(FadeIn, self.digits), run_time=0.8)
        return upper, lower

    def copy_bars(self, source: VectorStrip, target: VectorStrip, named: VGroup) -> None:
        """The bars of a strip move out of another, whichever way that one runs."""
        bars = copy_each_into(list(source.bars), list(target.bars), lag_ratio=0.03, run_time=1.4)
        self.play(bars, FadeIn(target.baseline, named))
        self.remove(target.baseline, *target.bars)
        self.add(target)

    def strip(self, role: str, place: int, up: float, limit: Computed) -> VectorStrip:
        """A word's query or key in the right half."""
        row = hero_tensor(self.trace, role)[place]
        strip = VectorStrip(row, self.theme, role, length=PITCH * row.shape[0], height=0.9, limit=limit)
        left = self.right.left + 1.35
        return strip.shift([left + strip.box.width / 2, self.right.at(0, up)[1], 0])

    def make_labels(self, role: str, place: int, strip: VectorStrip) -> VGroup:
        """The word and the symbol left of its strip."""
        left, y, _ = strip.box.get_left()
        word = self.words(self.trace.source[place], role=role).on_baseline(left - 0.25, y + 0.08, align=1.0)
        letter = {"query": "q_i", "key": "k_j"}[role]
        return VGroup(word, Symbol(letter, self.theme, role, size=34).on_baseline(left - 0.25, y - 0.34, align=1.0))

    # -- one score --------------------------------------------------------------------------------------------

    def multiply(self, query: VectorStrip, key: VectorStrip) -> VectorStrip:
        """Pair by pair, with signs; the bars stand on a baseline from which their sum will fit."""
        area = Region(self.right.left, self.right.right, self.right.at(0, 0.215)[1], self.right.at(0, 0.505)[1])
        terms = query.values * key.values
        tips = np.concatenate([[0.0], terms, np.cumsum(terms)])
        unit = area.height / (tips.max() - tips.min())
        limit = float(np.abs(terms).max())
        products = product_strip(
            VectorStrip(query.tensor, self.theme, length=query.box.width, height=2 * limit * unit),
            key,
            limit=limit,
        )
        products.shift([query.box.get_center()[0], area.bottom - tips.min() * unit, 0])
        self.area = area
        self.spec = "+.1f" if limit >= LARGE else "+.2f"
        self.terms = self.make_term_digits(products)
        self.formula = self.place_in_band(FormulaTex(FORMULAS["score"], self.theme, size=34))
        with self.say(
            "Multiply them pair by pair. | "
            "Where the signs agree, the product is positive; | where they differ, negative."
        ):
            self.play(multiply_bars(query, key, products, lag_ratio=0.25), run_time=4.0)
            self.play(FadeIn(self.terms), FadeIn(self.formula), run_time=1.0)
        return products

    def make_term_digits(self, products: VectorStrip) -> VGroup:
        """The products as numbers, in a row below."""
        y = self.area.bottom - 0.3
        numbers = VGroup()
        for i in range(len(products.bars)):
            number = self.number(products.claim(i), spec=self.spec, size=self.theme.sizes.small)
            numbers.add(number.on_baseline(products.slot_center(i)[0], y, align=0.5))
        return numbers

    def place_in_band(self, mobject: Mobject) -> Mobject:
        """Place a formula in the lowest part of the right half."""
        low, high = self.right.at(0, 0)[1], self.area.bottom - 0.4
        return Region(self.right.left, self.right.right, low, high).place(mobject, 0.5, 0.4)

    def stack_up(self, products: VectorStrip) -> LoneBar:
        """Tip to tail, with the partial sums of the numbers shown; where the stack ends is the score."""
        goal, count = partial_sums(products), len(products.bars)
        values = tuple(as_read(products.claim(i), self.spec) for i in range(count))
        so_far: NumberText | None = None
        with self.say(
            "Stack the products tip to tail. | Their sum is the dot product, the score: {score:.1f}. | "
            "It is large if question and label point the same way.",
            score=Measured(self.score),
        ):
            for i in range(count):
                bar = goal.bar(i)
                number = self.number(Worked("sum", values[: i + 1]), spec=self.spec[1:], size=self.theme.sizes.note)
                beside = [
                    strip.bar(k).get_top()[1] for k in (i - 1, i + 1) if 0 <= k < count for strip in (products, goal)
                ]
                number.move_to([bar.get_center()[0], max(bar.get_top()[1], *beside) + 0.18, 0])
                moved = stack_bars(products, goal, entries=(i,), run_time=0.6)
                self.play(moved, FadeIn(number), *([FadeOut(so_far)] if so_far else []), run_time=0.6)
                so_far = number
            total, score = self.make_total(products)
            aside = (total.get_center()[0] - goal.bar(0).get_center()[0]) * RIGHT
            pitch = (goal.bar(1).get_center()[0] - goal.bar(0).get_center()[0]) * RIGHT
            slid = [bar.copy().shift(aside - place * pitch) for place, bar in enumerate(goal.bars)]
            self.play(copy_each_into(list(products.bars), slid, lag_ratio=0.1), FadeIn(score), run_time=1.6)
            self.play(FadeIn(total), *map(FadeOut, slid), run_time=0.3)
        return total

    def make_total(self, products: VectorStrip) -> tuple[LoneBar, NumberText]:
        """The bar of the whole sum beside the last product, and the score as measured."""
        left, right, _, _ = products.slot(-1)
        width = 0.72 * (right - left)
        x = right + 0.4 + width / 2
        total = LoneBar(products, Measured(self.score), x, width, self.theme.role("ink"))
        score = self.number(
            Measured(self.score),
            spec=self.spec[1:],
            size=self.theme.sizes.note,
            weight="SEMIBOLD",
            prefix="≈ ",
        )
        score.on_baseline(x, self.area.bottom - 0.3, align=0.5)
        return total, score

    # -- all scores -------------------------------------------------------------------------------------------

    def fly_into_cell(self, table: ScoreTable, total: LoneBar) -> None:
        """The score flies into the cell where its query's row and its key's column meet."""
        row, column = self.followed.row, self.followed.column
        lines = table.crossing(row, column)
        left, right, bottom, top = table.grid.edges(slice(row, row + 1), slice(column, column + 1))
        color = table.grid.colour(row, column)
        assert color is not None
        landing = Cell(left, right, bottom, top, color)
        self.ring = table.grid.outline_cell(row, column)
        with self.say("It has its place in a table: | the row of the question, the column of the label."):
            self.play(*map(Create, lines), run_time=1.0)
            self.play(TransformFromCopy(total, landing), run_time=1.4)
            self.play(
                fill_cells(table.grid, [(row, column)]), Create(self.ring), FadeIn(table.grid.legend), run_time=0.8
            )
            self.remove(landing)
        self.play(FadeOut(lines), run_time=0.4)

    def fill_table(self, table: ScoreTable) -> None:
        """The followed query meets every key; then every other query does."""
        row, n = self.followed.row, self.trace.size("S")
        scores = hero_tensor(self.trace, "scores")
        cells = [fill_cells(table.grid, [(row, j)]) for j in range(n.value) if j != self.followed.column]
        others = [i for i in range(n.value) if i != row]
        meeting = table.outline_key(0)
        self.add(table.grid)
        self.add_foreground_mobject(self.ring)
        with self.say(
            "One query meets all {n} keys: a row of scores. | All {n} queries together: a product of two matrices.",
            n=n,
        ):
            self.play(Create(meeting), run_time=0.4)
            last = table.outline_key(n.value - 1).get_center()
            self.play(meeting.animate.move_to(last), LaggedStart(*cells, lag_ratio=0.8), run_time=2.6)
            self.play(FadeOut(meeting), run_time=0.3)
            self.play(sweep_rows(table.grid, scores, rows=others, run_time=3.6))

    def divide(self, table: ScoreTable) -> None:
        """Every score divided by the square root of d_k: the same pattern on a smaller scale."""
        row, column = self.followed.row, self.followed.column
        scaled = hero_tensor(self.trace, "scaled")
        root = Reckoned("square root", np.sqrt, (self.trace.size("K"),))
        formula = FormulaTex(FORMULAS["scaled"], self.theme, size=36)
        worked = self.phrase(
            "{score} ÷ {root} ≈ {result}",
            score=self.number(self.score, spec=self.spec[1:]),
            root=root,
            result=self.number(scaled[row, column], spec=self.spec[1:], weight="SEMIBOLD"),
            gap=0.14,
        )
        both = self.place_in_band(VGroup(formula, worked).arrange(RIGHT, buff=0.7))
        with self.say(
            "Longer lists of numbers would make larger scores, | "
            "so each is divided by the square root of their length, {d_k}: | {score:.1f} becomes {scaled:.1f}.",
            d_k=self.trace.size("K"),
            score=Measured(self.score),
            scaled=Measured(scaled[row, column]),
        ):
            self.play(FadeOut(self.formula), run_time=0.4)
            name = table.renamed(Symbol("S", self.theme))
            self.play(FadeIn(both, name), FadeOut(table.name), run_time=0.8)
            self.play(sweep_rows(table.grid, scaled, limit=shared_limit(scaled), run_time=3.6))
