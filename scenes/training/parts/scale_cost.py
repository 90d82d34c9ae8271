"""What the work costs: tiles of one size for each word and for each pair of words, a bar of shares, two curves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from manim import Line, VGroup, VMobject
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Trace, derive
from scenes.kit.claims import Claim
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell, corners
from scenes.kit.mobjects.dashes import dashes
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.scales import Lengths, Scale, across, claim_shapes
from scenes.kit.theme import Theme
from scenes.training.parts.scale_lines import WIDE, attention_share, balance_of_2017

Array = NDArray[np.float64]
ROLES = {"matrix": "learned", "attention": "query"}
SIDE = 540  # pixels of the sheet of all pairs
STRIP, SHEET, FOOT = 330, 960, 850  # pixels: left edges of the strip and the sheet, their lower edge
AROUND = 0.07  # of a tile's side: the gap round it
BAR = (110, 1810, 520, 150)  # pixels: left, right, middle and height of the bar of shares
PLOT = (230, 1500, 200, 800)  # pixels: left, right, top and bottom of the area between the axes
REACH = 2.0  # times the length at which both cost the same: the end of the axis
POINTS = 61


class Tiles(VGroup):
    """Tiles of one size: a column of as many as there are words, or a square of all pairs of them.

    Attributes:
        before: the tiles of half the words; more: those that come with twice as many.
    """

    def __init__(self, part: str, half: int, theme: Theme) -> None:
        super().__init__()
        self.tile = SIDE / (2 * half)
        left = STRIP if part == "matrix" else SHEET
        wide = 1 if part == "matrix" else 2 * half
        places = [(i, j) for i in range(2 * half) for j in range(wide)]
        inner = [(i, j) for i, j in places if i < half and (j < half)]
        colour = theme.fill(ROLES[part])
        self.before = VGroup(*(self._shape([(i, j)], left, colour) for i, j in inner))
        rest = [place for place in places if place not in inner]
        rows = sorted({i for i, _ in rest})
        self.more = VGroup(*(self._shape([p for p in rest if p[0] == i], left, colour) for i in rows))
        name = "each word by itself" if part == "matrix" else "each word with each"
        self.label = Words(name, theme, size=44).on_baseline(at(left, 0)[0], at(0, FOOT - SIDE - 40)[1])
        self.add(self.before, self.more)

    def _shape(self, places: list[tuple[int, int]], left: float, colour: object) -> VMobject:
        shape = VMobject(stroke_width=0, fill_color=colour, fill_opacity=1.0)
        air = AROUND * self.tile
        shape.points = np.concatenate(
            [
                corners(
                    at(left + j * self.tile + air, 0)[0],
                    at(left + (j + 1) * self.tile - air, 0)[0],
                    at(0, FOOT - i * self.tile - air)[1],
                    at(0, FOOT - (i + 1) * self.tile + air)[1],
                )
                for i, j in places
            ]
        )
        return shape


class Shares(VGroup):
    """The work of a layer on the film's sentence as one bar: what the matrices take, and what attention takes."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        super().__init__()
        left, right, y, high = BAR
        self.claim = attention_share(trace)
        self.box = Box(pixels(right - left), pixels(high)).move_to(at((left + right) / 2, y))
        x, end, low, top = self.box.edges
        cut = end - self.claim.value * self.box.width
        self.bars = VGroup(
            Cell(x, cut, low, top, theme.fill(ROLES["matrix"])),
            Cell(cut, end, low, top, theme.fill(ROLES["attention"])),
        )
        matrices = Words("matrices", theme, size=54, weight="SEMIBOLD").on_baseline(x, top + pixels(24))
        number = NumberText(self.claim, theme, spec=".0%", size=110, weight="SEMIBOLD")
        self.share = on_one_baseline([Words("attention", theme, size=54, weight="SEMIBOLD"), number], pixels(24))
        self.share.shift([end - self.share.get_right()[0], low - pixels(120), 0])
        self.matrices = matrices
        self.add(self.box, self.bars, self.matrices, self.share)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each piece is as long as its part of the work."""
        share = self.claim.value
        yield Lengths(
            self.bars, Scale(across(self.box), 0.0, 1.0), np.array([1 - share, share]), np.array([0.0, 1 - share])
        )

    def hand_over(self, other: Shares) -> None:
        """Take the share of ``other``."""
        self.claim = other.claim


class Curves:
    """Both costs of a layer of the model of 2017 over the length of the text, and where they cross."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.theme = theme
        self.balance: Claim = balance_of_2017()
        end = REACH * float(self.balance.value)
        lengths = np.linspace(0.0, end, POINTS)
        left, right, top, bottom = PLOT
        highest = float(cost_of("attention", lengths[-1:], None)[0])
        self.plot = Plot(
            theme, x=(0, end), y=(0.0, highest), width=pixels(right - left), height=pixels(bottom - top),
            x_marks=(), y_marks=(),
        )  # fmt: skip
        start = self.plot.x_axis.line.get_start()
        self.plot.shift([at(left, 0)[0] - start[0], at(0, bottom)[1] - start[1], 0])
        parameters = trace["weights/encoder.0.self_attn.w_q"]
        for part, role in ROLES.items():
            values = derive(f"{part} cost", ("n",), partial(cost_of, part, lengths), parameters)
            self.plot.draw(part, lengths, values, role=role, stroke_width=10)
        self.names = VGroup(*(self._name(part, lengths[-1]) for part in ROLES))
        self.cross = self._cross()

    def _name(self, part: str, end: float) -> Words:
        text = "attention" if part == "attention" else "matrices"
        point = self.plot.on_curve(part, end)
        return Words(text, self.theme, size=46, weight="SEMIBOLD").on_baseline(
            point[0] + pixels(28), point[1] - pixels(14)
        )

    def _cross(self) -> VGroup:
        """A dashed line down from where the curves cross, with the length at its foot."""
        n = float(self.balance.value)
        foot, top = self.plot.point(n, 0.0), self.plot.on_curve("matrix", n)
        line = dashes(Line(top, foot, stroke_width=4, color=self.theme.role("ink")))
        number = NumberText(self.balance, self.theme, spec=",.0f", size=64, weight="SEMIBOLD")
        row = on_one_baseline([number, Words("tokens", self.theme, size=46, role="quiet")], pixels(18))
        row.shift([foot[0] - row.get_center()[0], foot[1] - pixels(72), 0])
        return VGroup(line, row)


def cost_of(part: str, lengths: Array, parameters: Array | None) -> Array:
    """Multiplications of a layer of the paper's width at each of the lengths; the parameters do not matter."""
    return np.asarray(FORMULAS[f"{part}_cost"].evaluate(words=lengths, d_model=float(WIDE.value)))
