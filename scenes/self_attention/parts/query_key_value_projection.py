"""A vector falls through a learned matrix: x W = q, and so k and v; two words that ask each other; all rows at once."""

from __future__ import annotations

import numpy as np
from manim import PI, VGroup, VMobject

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import hero_input, hero_tensor, hero_weight
from scenes.kit.claims import Claim, Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.mosaic import STANDING, BarField
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip, product_strip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.self_attention.parts.query_key_value_lines import Case
from scenes.self_attention.parts.query_key_value_table import path, term_chip

ROLES = ("query", "key", "value")
LETTER = {"query": "Q", "key": "K", "value": "V"}
LEFT, RIGHT = 300, 1800  # pixels: a vector that fills the stage
COLUMNS = (340, 960, 1580)  # pixels: the middles of three columns
NARROW = 560  # pixels of a column


def lying(trace: Trace, theme: Theme, role: str, *, width: float, height: float) -> BarField:
    """W_Q, W_K or W_V tipped over, on a card of what is learned; pixels wide and high.

    Its first column is the lowest row. (D, K) -> (K, D).
    """
    own = hero_weight(trace, f"w_{LETTER[role].lower()}")
    turned = derive(f"{own.name} tipped over", ("K", "D"), lambda w: w[:, ::-1].T, own)  # (K, D)
    field = BarField(turned, theme, "learned", width=pixels(width), height=pixels(height), limit=weight_limit(trace))
    field.bars.set_fill(theme.ink_of_chip("learned"))
    field.baselines.set_opacity(0.0)
    margin = pixels(14)
    card = plate_of(field.box.width + margin, field.box.height + margin, theme.fill("learned"), radius=pixels(12))
    field.add_to_back(card)
    return field


def weight_limit(trace: Trace) -> Claim:
    """The common end of the scale of W_Q, W_K and W_V."""
    return shared_limit(*(hero_weight(trace, name) for name in ("w_q", "w_k", "w_v")))


def weight_name(theme: Theme, role: str, size: float) -> Symbol:
    """The symbol W_Q, W_K or W_V."""
    return Symbol(f"W_{LETTER[role]}", theme, "learned", size=size)


def upright(trace: Trace, theme: Theme, role: str) -> BarField:
    """The matrix as it stands before it tips over: turned and smaller."""
    return lying(trace, theme, role, width=290, height=170).rotate(-PI / 2)


def tip_over(start: BarField, goal: BarField, shown: BarField, alpha: float) -> None:
    """Turn while moving, then grow."""
    turned, grown = min(alpha / 0.55, 1.0), max(alpha - 0.55, 0.0) / 0.45
    shown.become(start).rotate(PI / 2 * turned)
    if grown:
        wide, high = start.height, start.width  # turned by now
        shown.stretch_to_fit_width(wide + grown * (goal.width - wide))
        shown.stretch_to_fit_height(high + grown * (goal.height - high))
    shown.move_to(start.get_center() + alpha * (goal.get_center() - start.get_center()))


def column_strip(trace: Trace, theme: Theme, role: str, field: BarField, column: int) -> VectorStrip:
    """A column of the matrix as bars, exactly where it lies in its tipped field."""
    own = hero_weight(trace, f"w_{LETTER[role].lower()}")[:, column]
    row = field.tensor.shape[0] - 1 - column
    left, right, bottom, top = field.edges(rows=slice(row, row + 1))
    high = STANDING * (top - bottom)
    strip = VectorStrip(own, theme, "learned", length=right - left, height=high, limit=field.limit)
    return strip.shift([(left + right) / 2, (bottom + top) / 2, 0])


def products_of(column: VectorStrip, vector: VectorStrip, y: float) -> VectorStrip:
    """Column times vector, entry by entry, on a line ``y`` pixels from the top."""
    landed = column.copy().shift(vector.box.get_center() - column.box.get_center())
    largest = float(np.abs(column.values * vector.values).max()) or 1.0
    products = product_strip(landed, vector, limit=largest)
    for i, bar in enumerate(products.bars):
        left, right, _, _ = products.slot(i)
        reach = products.values[i] / largest * pixels(46)
        middle, air = products.box.get_center()[1], (right - left) * 0.14
        bar.reshape(left + air, right - air, middle + min(reach, 0.0), middle + max(reach, 0.0))
    products.limit = largest * products.box.height / 2 / pixels(46)
    return products.shift([0, at(0, y)[1] - products.box.get_center()[1], 0])


def lit(strip: VectorStrip, role: str) -> VectorStrip:
    """A strip in the role's fill, with an edge where the theme's fill is pale."""
    theme = strip.theme
    strip.bars.set_fill(theme.fill(role), 1.0)
    if theme.fill(role) != theme.role(role):
        strip.bars.set_stroke(theme.role(role), width=2.5, opacity=1.0)
    return strip


def vector_of(trace: Trace, theme: Theme, place: int, *, y: float, height: float) -> VectorStrip:
    """A word's own numbers across the stage, their middle ``y`` pixels from the top."""
    strip = VectorStrip(hero_input(trace)[place], theme, length=pixels(RIGHT - LEFT), height=pixels(height))
    return strip.shift(at((LEFT + RIGHT) / 2, y) - strip.box.get_center())


def scale_of(role: str) -> tuple[str, ...]:
    """Which of query, key and value share a scale: those that meet. A value meets neither."""
    return ("value",) if role == "value" else ("query", "key")


def result_of(
    trace: Trace, theme: Theme, role: str, place: int, *, x: float, y: float, width: float, height: float
) -> VectorStrip:
    """A word's query, key or value; pixels."""
    own = hero_tensor(trace, role)[place]
    limit = shared_limit(*(hero_tensor(trace, name)[place] for name in scale_of(role)))
    strip = VectorStrip(own, theme, role, length=pixels(width), height=pixels(height), limit=limit)
    return lit(strip.shift(at(x, y) - strip.box.get_center()), role)


class Door(VGroup):
    """One of three columns: a matrix with its name, what falls out of it, and the name of that."""

    def __init__(self, trace: Trace, theme: Theme, role: str, place: int) -> None:
        super().__init__()
        x = COLUMNS[ROLES.index(role)]
        self.matrix = lying(trace, theme, role, width=NARROW, height=200).move_to(at(x, 465))
        self.name = weight_name(theme, role, 46).on_baseline(*at(x, 334)[:2], align=0.5)
        self.result = result_of(trace, theme, role, place, x=x, y=695, width=NARROW, height=210)
        self.chip = term_chip(role, theme, size=54)
        self.chip.move_to(at(x, 852))
        self.add(self.name, self.matrix, self.result, self.chip)

    def columns(self, trace: Trace, role: str) -> list[tuple[list[VMobject], VMobject]]:
        """The bars of each column of the matrix, with the bar that they leave."""
        count = len(self.result.bars)
        strips = [column_strip(trace, self.result.theme, role, self.matrix, j) for j in range(count)]
        return [(list(strip.bars), self.result.bar(j)) for j, strip in enumerate(strips)]


class Match(VGroup):
    """One word asks another: its query, the other's key, and how well they match; ``y`` pixels from the top."""

    def __init__(self, case: Case, theme: Theme, *, y: float, back: bool) -> None:
        super().__init__()
        trace = case.trace
        one, other = (case.answers, case.asks) if back else (case.asks, case.answers)
        queries, keys = hero_tensor(trace, "query"), hero_tensor(trace, "key")
        limit = shared_limit(*(tensor[place] for tensor in (queries, keys) for place in (one, other)))
        strips = []
        for tensor, role, x in ((queries[one], "query", 560), (keys[other], "key", 1120)):
            strip = VectorStrip(tensor, theme, role, length=pixels(400), height=pixels(230), limit=limit)
            strips.append(lit(strip.shift(at(x, y) - strip.box.get_center()), role))
        self.query, self.key = strips
        self.asks = self._word(case, one, theme, "asks", 335, y, end=True)
        self.answers = self._word(case, other, theme, "answers", 1345, y, end=False)
        self.way = path(at(782, y), at(898, y), theme)
        score = Measured(case.back if back else case.there)
        self.score = NumberText(score, theme, spec=".0f", size=120, weight="SEMIBOLD")
        self.score.on_baseline(at(1850, 0)[0], at(0, y + 42)[1], align=1.0)
        self.add(self.asks, self.query, self.way, self.key, self.answers, self.score)

    @staticmethod
    def _word(case: Case, place: int, theme: Theme, look: str, edge: float, y: float, *, end: bool) -> VGroup:
        token = case.trace.source[place]
        size = theme.sizes.sentence
        chip = Chip(token, theme, look=look, size=size)
        while chip.width > pixels(270):
            size -= 2
            chip = Chip(token, theme, look=look, size=size)
        side = chip.box.get_right() if end else chip.box.get_left()
        chip.shift(at(edge, y) - side)
        picture = picture_of(token, case.trace, size=112)  # type: ignore[arg-type]
        if picture is None:
            return VGroup(chip)
        picture.move_to([chip.box.get_center()[0], chip.box.get_top()[1] + picture.height / 2 + pixels(8), 0])
        return VGroup(chip, picture)


class AllRows(VGroup):
    """The words' own numbers, and under three matrices everybody's query, key and value, row by row."""

    TOP, BOTTOM = 308, 790  # pixels of the rows
    INPUT, WIDE, LEFTS = (250, 780), 300, (860, 1205, 1550)  # pixels

    def __init__(self, trace: Trace, theme: Theme, place: int) -> None:
        super().__init__()
        self.theme, count = theme, len(trace.source)
        self.pitch = (self.BOTTOM - self.TOP) / count
        self.inputs = self._field(hero_input(trace), theme, "ink", *self.INPUT)
        self.words = VGroup()
        for i, word in enumerate(trace.source):
            look = "asks" if i == place else "rests"
            size = 30
            chip = Chip(word.strip("⟨⟩"), theme, look=look, size=size)
            chip.word.token = word  # type: ignore[assignment]
            x, y = at(self.INPUT[0] - 16, 0)[0], self.inputs.row_middle(i)
            self.words.add(chip.shift([x - chip.box.get_right()[0], y - chip.box.get_center()[1], 0]))
        self.matrices, self.results, self.names, self.chips, self.shapes = (VGroup() for _ in range(5))
        for role, left in zip(ROLES, self.LEFTS, strict=True):
            middle = left + self.WIDE / 2
            self.matrices.add(lying(trace, theme, role, width=self.WIDE, height=84).move_to(at(middle, 240)))
            self.names.add(weight_name(theme, role, 44).on_baseline(*at(middle, 172)[:2], align=0.5))
            limit = shared_limit(*(hero_tensor(trace, name) for name in scale_of(role)))
            result = self._field(hero_tensor(trace, role), theme, role, left, left + self.WIDE, limit)
            self.results.add(result)
            chip = term_chip(role, theme, size=42)
            self.chips.add(chip.move_to(at(middle, 826)))
            shape = shape_label(theme, trace.size("S"), trace.size("K"))
            self.shapes.add(shape.move_to(at(middle, 882)))
        middle = sum(self.INPUT) / 2
        self.shapes.add(shape_label(theme, trace.size("S"), trace.size("D")).move_to(at(middle, 826)))
        self.heading = Words("each word’s own numbers", theme).on_baseline(*at(middle, 270)[:2], align=0.5)
        self.add(self.inputs, self.words, self.heading, self.matrices, self.names, self.results, self.chips)
        self.add(self.shapes)

    def outlines(self, i: int) -> VGroup:
        """Round a word's own numbers, its query, its key and its value."""
        fields = zip((self.inputs, *self.results), ("ink", *ROLES), strict=True)
        return VGroup(*(field.outline_row(i, self.theme.role(role)) for field, role in fields))

    def _field(
        self, tensor: Tensor, theme: Theme, role: str, left: float, right: float, limit: Claim | None = None
    ) -> BarField:
        high = self.BOTTOM - self.TOP
        field = BarField(tensor, theme, role, width=pixels(right - left), height=pixels(high), limit=limit)
        field.bars.set_fill(theme.fill(role))
        if theme.fill(role) != theme.role(role):
            field.bars.set_stroke(theme.role(role), width=1.5, opacity=1.0)
        return field.move_to(at((left + right) / 2, (self.TOP + self.BOTTOM) / 2))
