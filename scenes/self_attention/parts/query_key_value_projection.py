"""Pictures of x W = q: a matrix lying above a vector, all rows at once, and two words asking each other."""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
from manim import PI, RIGHT, UP, VGroup, VMobject

from model.formulas import FORMULAS
from model.trace import Trace, derive
from scenes.kit.choose import hero, hero_input, hero_tensor, hero_weight
from scenes.kit.claims import Claim, Measured
from scenes.kit.counts import Extent, Reckoned
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import Legend, foot, shape_label, shared_limit, signed_legend
from scenes.kit.mobjects.matrix import MatrixStrips, parameter_map
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip, product_strip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

ROLES = ("query", "key", "value")
LETTER = {"query": "Q", "key": "K", "value": "V"}
TERM = {"query": "what it asks", "key": "what it answers to", "value": "what it hands over"}
NARROW, TINY = 3.84, 2.05  # units of the model's width: one of three columns; two matrices beside their product
STEP = 0.84  # units from the vector up to a falling column, and down to the products
MIDDLE = 0.15  # of the em: half the height of a word in lower case


def weight_limit(trace: Trace) -> Claim:
    """The common end of the scale of W_Q, W_K and W_V."""
    return shared_limit(*(hero_weight(trace, name) for name in ("w_q", "w_k", "w_v")))


def weights_map(trace: Trace, theme: Theme, role: str, length: float) -> Heatmap:
    """W_Q, W_K or W_V upright, ``length`` units tall, all on one scale."""
    own = hero_weight(trace, f"w_{LETTER[role].lower()}")
    return parameter_map(own, theme, cell=length / own.shape[0], limit=weight_limit(trace), legend=False)


def weight_name(theme: Theme, role: str, size: float = 36) -> VMobject:
    """The symbol W_Q, W_K or W_V."""
    return Symbol(f"W_{LETTER[role]}", theme, "learned", size=size)


def tip_over(upright: Heatmap, lying: Heatmap, shown: Heatmap, alpha: float) -> None:
    """First the matrix turns while it moves, then it grows: it stays between the title and the vector."""
    turned, grown = min(alpha / 0.6, 1.0), max(alpha - 0.4, 0.0) / 0.6
    shown.become(upright).rotate(PI / 2 * turned).scale(1 + grown * (lying.width / upright.height - 1))
    shown.move_to(upright.get_center() + alpha * (lying.get_center() - upright.get_center()))


def falling(trace: Trace, vector: VectorStrip, matrix: Heatmap, j: int) -> tuple[VectorStrip, VectorStrip]:
    """Column ``j`` of W_Q as bars above the vector, and its products with the vector below it."""
    weights, length = hero_weight(trace, "w_q"), vector.box.width
    column = VectorStrip(weights[:, j], vector.theme, "learned", length=length, height=0.54, limit=matrix.limit)
    largest = float(np.abs(vector.values[:, None] * weights.values).max())
    products = product_strip(column, vector, limit=largest / 1.6)
    column.shift(vector.box.get_center() + STEP * UP)
    products.shift(vector.box.get_center() - STEP * UP)
    return column, products


def query_strip(trace: Trace, theme: Theme) -> VectorStrip:
    """The followed word's query, large, with its name and shape."""
    row = hero_tensor(trace, "query")[hero(trace).row]
    shape = (Extent(row), trace.size("K"))
    name = Symbol("q_i", theme, "query", size=36)
    return VectorStrip(row, theme, "query", length=0.6 * row.shape[0], height=0.95, name=name, shape=shape)


@dataclass(frozen=True)
class Door:
    """A matrix lying on its side above a vector, the numbers that fall out, and what stands round them."""

    matrix: Heatmap
    vector: VectorStrip
    result: VectorStrip
    head: VGroup
    foot: VGroup
    digits: VGroup

    @property
    def all(self) -> VGroup:
        """Everything of it."""
        return VGroup(self.matrix, self.vector, self.result, self.head, self.foot, self.digits)


def door(trace: Trace, theme: Theme, role: str, region: Region) -> Door:
    """The followed word's way through one matrix, in a column of the stage."""
    x, row = region.center[0], hero(trace).row
    matrix = weights_map(trace, theme, role, NARROW).rotate(PI / 2)
    matrix.move_to([x, region.top - 0.5 - matrix.height / 2, 0])
    vector = VectorStrip(hero_input(trace)[row], theme, length=NARROW, height=0.85)
    vector.shift([x, matrix.get_bottom()[1] - 0.6, 0])
    limit = shared_limit(*(hero_tensor(trace, other)[row] for other in ROLES))
    own = hero_tensor(trace, role)[row]
    result = VectorStrip(own, theme, role, length=0.46 * own.shape[0], height=1.2, limit=limit)
    result.shift([x, vector.box.get_center()[1] - 1.25, 0])
    top, bottom = matrix.get_top()[1] + 0.16, result.box.get_bottom()[1]
    name = weight_name(theme, role).on_baseline(matrix.get_left()[0], top)
    shape = shape_label(theme, trace.size("D"), trace.size("K")).shift([name.get_right()[0] + 0.2, top, 0])
    word = Words(role, theme, role=role, size=theme.sizes.title, weight="MEDIUM")
    head = VGroup(name, shape, word.on_baseline(matrix.get_right()[0], top, align=1.0))
    formula = FormulaTex(FORMULAS[role], theme, size=36).move_to([x, bottom - 0.66, 0])
    term = Words(TERM[role], theme).on_baseline(x, bottom - 1.28, align=0.5)
    return Door(matrix, vector, result, head, VGroup(formula, term), result.digits(gap=pixels(4)))


def doors_legend(first: Door, theme: Theme) -> Legend:
    """The one scale of all three matrices, in the first one's head between its shape and its word."""
    legend = signed_legend(theme, first.matrix.limit, width=0.5)
    _, shape, word = first.head
    return legend.move_to([(shape.get_right()[0] + word.get_left()[0]) / 2, shape.get_center()[1], 0])


def between(one: VectorStrip, two: VectorStrip, word: str, theme: Theme, role: str = "quiet") -> VGroup:
    """A hairline from a strip to the one beside it, with a word above it."""
    start, end = one.box.get_right() + 0.06 * RIGHT, two.box.get_left() - 0.06 * RIGHT
    line = segments([(start[:2], end[:2])], theme.role(role), 2.0)
    words = Words(word, theme, size=theme.sizes.note, role=role)
    return VGroup(line, words.on_baseline((start[0] + end[0]) / 2, start[1] + 0.12, align=0.5))


class Match(VGroup):
    """One word's ``query`` beside another word's ``key``, and how well they match: the ``score``."""

    def __init__(self, trace: Trace, theme: Theme, row: int, column: int, region: Region) -> None:
        super().__init__()
        queries, keys = hero_tensor(trace, "query"), hero_tensor(trace, "key")
        limit, y = shared_limit(queries, keys), region.center[1]
        words, strips = VGroup(), []
        for tensor, place, role, across in ((queries, row, "query", 0.3), (keys, column, "key", 0.63)):
            strip = VectorStrip(tensor[place], theme, role, length=3.3, height=region.height, limit=limit)
            strip.shift([region.at(across, 0)[0], y, 0])
            word = Words(trace.source[place], theme, role=role, size=theme.sizes.title, weight="MEDIUM")
            first = role == "query"
            edge = strip.box.get_left()[0] - 0.25 if first else strip.box.get_right()[0] + 0.25
            words.add(word.on_baseline(edge, y - 2 * MIDDLE * pixels(word.size), align=1.0 if first else 0.0))
            strips.append(strip)
        self.query, self.key = strips
        dot = Symbol(r"\cdot", theme, size=70)
        dot.move_to((self.query.box.get_right() + self.key.box.get_left()) / 2)
        measured = Measured(hero_tensor(trace, "scores")[row, column])
        self.score = NumberText(measured, theme, spec=".1f", size=52, weight="MEDIUM", prefix="= ")
        self.score.on_baseline(region.right, y - 0.14, align=1.0)
        self.add(words, self.query, dot, self.key, self.score)

    def besides(self, strip: VectorStrip) -> list[VMobject]:
        """Everything but one of the strips, which comes from elsewhere."""
        return [part for part in self.submobjects if part is not strip]


def counts(trace: Trace) -> tuple[Claim, Claim]:
    """How many numbers W_Q and W_K have together, and how many one merged matrix would have."""
    queries, keys = hero_weight(trace, "w_q"), hero_weight(trace, "w_k")
    few = Reckoned("sum", operator.add, (Extent(queries, None), Extent(keys, None)))
    return few, Reckoned("square", np.square, (Extent(queries),))


def two_for_one(trace: Trace, theme: Theme, region: Region) -> tuple[VGroup, VGroup]:
    """W_Q and W_K with their count of numbers; the wide matrix of low rank that they act as."""
    queries, keys = hero_weight(trace, "w_q"), hero_weight(trace, "w_k")
    d, d_k, few, many = trace.size("D"), trace.size("K"), *counts(trace)
    cell = TINY / queries.shape[0]
    product = derive("W_Q times W_K transposed", ("D", "D"), lambda q, k: q @ k.T, queries, keys)
    narrow = VGroup(
        *(
            parameter_map(tensor, theme, cell=cell, limit=weight_limit(trace), legend=False)
            for tensor in (queries, keys)
        )
    ).arrange(RIGHT, buff=1.0)
    wide = parameter_map(product, theme, cell=cell, legend=False)
    top = region.top - TINY / 2
    narrow.move_to([region.at(0.115, 0)[0], top, 0])
    wide.move_to([region.at(0.54, 0)[0], top, 0])
    names = VGroup()
    for matrix, role in zip(narrow, ("query", "key"), strict=True):
        label = foot(theme, weight_name(theme, role, size=30), (d, d_k))
        names.add(label.next_to(matrix, -UP, buff=pixels(10)))
    label = foot(theme, Symbol(r"W_Q W_K^{\top}", theme, "learned", size=30), (d, d))
    label.next_to(wide, -UP, buff=pixels(10))
    formula = FormulaTex(FORMULAS["merged_scores"], theme, size=40)
    left = numbers_beside(narrow, few, "numbers", theme, weight_limit(trace))
    right = numbers_beside(wide, many, "numbers, if learned whole", theme, wide.limit)
    rank = on_one_baseline([Words("rank at most", theme), NumberText(d_k, theme)], gap=pixels(12))
    rank.next_to(right, -UP, buff=0.28, aligned_edge=-RIGHT)
    formula.next_to(rank, -UP, buff=0.3, aligned_edge=-RIGHT)
    return VGroup(narrow, names, left), VGroup(wide, label, right, rank, formula)


def numbers_beside(matrix: VMobject, count: Claim, what: str, theme: Theme, limit: Claim) -> VGroup:
    """A count with what it counts, right of a matrix, and the matrix's scale."""
    x, y = matrix.get_right()[0] + 0.35, matrix.get_top()[1] - 0.32
    number = NumberText(count, theme, spec=",.0f", size=48, weight="MEDIUM").on_baseline(x, y)
    words = Words(what, theme).on_baseline(number.get_right()[0] + 0.16, y)
    legend = signed_legend(theme, limit, width=1.0)
    return VGroup(number, words, legend.move_to([x + legend.width / 2, y - 0.45, 0]))


class AllRows(VGroup):
    """X times W_Q, W_K and W_V gives Q, K and V, rows level, names and shapes below, the formulas under all."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        n, d, d_k = (trace.size(axis) for axis in ("S", "D", "K"))
        body, scale, formulas = region.rows(4.2, 0.4, 0.75, gap=0.1)
        tall = body.height - 0.45
        pitch = tall / n.value
        self.inputs = MatrixStrips(
            hero_input(trace), theme, rows=trace.source, length=2.7, pitch=pitch, name=Symbol("X", theme), shape=(n, d)
        )
        self.maps = [weights_map(trace, theme, role, tall) for role in ROLES]
        limit = shared_limit(*(hero_tensor(trace, role) for role in ROLES))
        self.results = [
            MatrixStrips(
                hero_tensor(trace, role),
                theme,
                role,
                length=1.2,
                pitch=pitch,
                limit=limit,
                name=Symbol(LETTER[role], theme, role),
                shape=(n, d_k),
            )
            for role in ROLES
        ]
        groups: list[list[VMobject]] = [[self.inputs], [*self.maps], [*self.results]]
        middle = body.top - tall / 2
        wide = sum(part.width for group in groups for part in group) + 2 * 0.5 + 2 * 0.3
        x, gap, self.signs = region.left, (region.width - wide) / 2, VGroup()
        for sign, buff, group in zip((r"\times", "=", None), (0.0, 0.5, 0.3), groups, strict=True):
            for part in group:
                part.shift([x - part.get_left()[0], middle - self.rows_of(part).get_center()[1], 0])
                x = part.get_right()[0] + buff
            x += gap - buff
            if sign:
                mark = Symbol(sign, theme, "quiet", size=44).move_to([x - gap / 2, middle, 0])
                self.signs.add(mark)
        self.names = VGroup()
        for matrix, role in zip(self.maps, ROLES, strict=True):
            label = foot(theme, weight_name(theme, role, size=30), (d, d_k))
            self.names.add(label.move_to([matrix.get_center()[0], self.inputs.foot.get_center()[1], 0]))
        self.legend = signed_legend(theme, self.maps[0].limit, width=1.2)
        self.legend.move_to([self.maps[1].get_center()[0], scale.center[1], 0])
        self.formulas = VGroup(*(FormulaTex(FORMULAS[name], theme, size=44) for name in ("queries", "keys", "values")))
        for formula, across in zip(self.formulas, (0.2, 0.5, 0.8), strict=True):
            formula.move_to(formulas.at(across, 0.5))
        row = hero(trace).row
        self.outlines = VGroup(
            self.inputs.outline_row(row, "focus"), *(result.outline_row(row) for result in self.results)
        )
        self.add(self.inputs, *self.maps, self.names, self.legend, *self.results, self.signs, self.formulas)

    @staticmethod
    def rows_of(part: VMobject) -> VMobject:
        """What must stand level: the box of a matrix of strips, or of a map."""
        return part.box  # type: ignore[no-any-return]
