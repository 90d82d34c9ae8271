"""What a layer costs as the text grows, over two logarithmic axes: for this model, and for the one of 2017."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from manim import Line, VGroup
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Trace, derive
from scenes.kit.claims import Cited, Claim, Worked
from scenes.kit.counts import Reckoned
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.wires import dashes
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

Array = NDArray[np.float64]
WIDE = Cited("vaswani2017", "d_model base")  # d_model of 2017
LONGEST, DEAREST = 1e4, 1e12  # ends of the axes
LENGTHS = np.logspace(0, 4, 41)  # words
LEGEND, FOOT, MARKS = 0.95, 1.2, 0.8  # units above, below and left of the plot
ROLES = {"attention": "weight", "matrix": "learned"}


def balance(width: float) -> float:
    """The length at which attention costs as much as the matrices."""
    return float(FORMULAS["cost_balance"].evaluate(d_model=width))


def cost(name: str, width: int | None, parameters: Array) -> Array:
    """Multiplications of a layer at each of the lengths; the width is that of the parameters unless it is given."""
    d_model = parameters.shape[0] if width is None else width
    return FORMULAS[f"{name}_cost"].evaluate(words=LENGTHS, d_model=d_model)


def _at(part: str, words: Claim, width: Claim) -> Reckoned:
    """Multiplications of a layer at one length."""

    def rule(n: float, d_model: float) -> float:
        return float(FORMULAS[f"{part}_cost"].evaluate(words=n, d_model=d_model))

    return Reckoned(f"{part} cost", rule, (words, width))


class CostPlot(VGroup):
    """The plot with its legend; curves ``small`` and ``large``, a pair each; ``marks`` of lengths below the axis."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.trace, self.theme = trace, theme
        self.parameters = trace["weights/encoder.0.self_attn.w_q"]
        self.plot = Plot(
            theme,
            x=(1, LONGEST),
            y=(10, DEAREST),
            width=region.width - MARKS - 0.2,
            height=region.height - LEGEND - FOOT,
            x_log=True,
            y_log=True,
            x_marks=(),
        )
        start = self.plot.x_axis.line.get_start()
        self.plot.shift([region.left + MARKS - start[0], region.bottom + FOOT - start[1], 0])
        self.small, self.large = self._pair("small", None), self._pair("large", int(WIDE.value))
        self.plot.hide_playhead()
        self.plot.curve_group.set_submobjects([])  # they come one after the other
        self.legend = self._legend(region)
        n, width = trace.size("S"), trace.size("D")
        alike = Reckoned("length at which both cost the same", balance, (width,))
        self.times = Worked("quotient", (alike.value, float(width.value)))
        self.balances: tuple[Claim, Claim] = alike, Worked("product", (self.times.value, float(WIDE.value)))
        self.marks = VGroup(
            self._mark(n, "this sentence", "small"),
            self._mark(self.balances[0], "this model", "small", width),
            self._mark(self.balances[1], "paper, base", "large", WIDE),
        )

    def _pair(self, name: str, width: int | None) -> VGroup:
        """The costs of attention and of the matrices for one width."""
        group = VGroup()
        for part, role in ROLES.items():
            rule: Callable[..., Array] = partial(cost, part, width)
            values = derive(f"{part} cost", ("n",), rule, self.parameters)
            group.add(self.plot.draw(f"{name} {part}", LENGTHS, values, role=role, stroke_width=4.5))
        return group

    def _legend(self, region: Region) -> VGroup:
        """Which colour is which, with the formulas, above the plot."""
        rows, left = VGroup(), region.left + MARKS + 0.15
        for k, (part, name) in enumerate((("attention", "each word with each"), ("matrix", "each word by itself"))):
            y = region.top - 0.22 - 0.46 * k
            key = Line([left, y, 0], [left + 0.5, y, 0], stroke_width=5, color=self.theme.role(ROLES[part]))
            formula = FormulaTex(FORMULAS[f"{part}_cost"], self.theme, size=30)
            formula.move_to([left + 0.7 + formula.width / 2, y, 0])
            words = Words(name, self.theme, size=self.theme.sizes.note, role="quiet")
            rows.add(VGroup(key, formula, words.on_baseline(left + 2.3, y - pixels(9))))
        return rows

    def bars(self, words: Claim, room: Claim, width: Claim) -> BarChart:
        """Both costs of a layer of such a width at one length, with room for those of another."""
        claims = [_at(part, words, width) for part in ROLES]
        limit = max(_at(part, other, width).value for part in ROLES for other in (words, room))
        names = ("each word with each", "each word by itself")
        return BarChart(
            names, claims, self.theme, limit=limit, roles=tuple(ROLES.values()), length=2.0, thickness=0.5, gap=0.35,
            spec=",.0f", size=self.theme.sizes.note,
        )  # fmt: skip

    def _mark(self, claim: Claim, name: str, pair: str, width: Claim | None = None) -> VGroup:
        """A length: a dashed line from the axis to the curves, and below its number, how it came about, its name."""
        n, data, size = float(claim.value), self.plot.data[f"{pair} matrix"], self.theme.sizes.small
        high = float(np.exp(np.interp(np.log(n), np.log(LENGTHS), np.log(data.y))))
        foot, top = self.plot.point(n, self.plot.y_axis.low), self.plot.point(n, high)
        line = dashes(Line(foot, top, stroke_width=2, color=self.theme.role("quiet")))
        number = NumberText(claim, self.theme, spec=",.0f", size=self.theme.sizes.note, weight="MEDIUM")
        group = VGroup(line, number.on_baseline(foot[0], foot[1] - 0.34, align=0.5))
        y = foot[1] - 0.66
        if width is not None:
            parts = [
                NumberText(self.times, self.theme, spec=".0f", size=size, role="quiet"),
                Words("×", self.theme, size=size, role="quiet"),
                NumberText(width, self.theme, spec=".0f", size=size, role="quiet"),
            ]
            product = on_one_baseline(parts, gap=pixels(7))
            group.add(product.shift([foot[0] - product.get_center()[0], y, 0]))
            y -= 0.3
        words = Words(name, self.theme, size=size, role="quiet")
        return group.add(words.on_baseline(foot[0], y, align=0.5))

    def heading(self, words: Claim) -> VGroup:
        """So many tokens, to stand above the bars."""
        number = NumberText(words, self.theme, spec=",.0f", size=64, weight="MEDIUM")
        return on_one_baseline([number, Words("tokens", self.theme, size=34, role="quiet")], gap=pixels(16))
