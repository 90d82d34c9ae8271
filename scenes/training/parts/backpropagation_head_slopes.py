"""The slopes of one head side by side, against the reading direction: dW_Q, dQ, dS, dA, their rows level."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import DOWN, LEFT, ManimColor, Mobject, VGroup, VMobject

from model.formulas import FORMULAS
from model.trace import Tensor
from scenes.kit.claims import Claim, Computed, Measured, row_sum
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.cells import outline_of, segments, with_rim
from scenes.kit.mobjects.chevrons import chevrons
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shape_label, signed_legend
from scenes.kit.mobjects.matrix import MatrixStrips, parameter_map
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_slopes import Slopes, off_mean

HEAD = 0.95  # units for slanted words above the maps
FOOT = 0.82  # for names, shapes and legends below them
FORMULAS_HIGH = 0.95  # with a line of notes below
NOTE = 0.32
WORDS = 1.12  # between the two maps: the words of the rows
GAP = 0.62  # between matrices, for chevrons
STRIPS = 1.3
SIZES = 2.35  # at the left: how large the slopes of the three matrices are
SPEC = "+.4f"


class HeadSlopes:
    """The matrices of the last still, each where it belongs.

    Attributes:
        d_a, d_s: heat maps; d_q: strips; d_w: a map of small cells; each with its foot in ``feet``.
        formulas: by the name of what they give.
    """

    def __init__(self, slopes: Slopes, theme: Theme, stage: Region) -> None:
        self.slopes, self.theme, self.stage = slopes, theme, stage
        self.words = slopes.trace.source
        n = len(self.words)
        high = stage.height - HEAD - FOOT - FORMULAS_HIGH
        wide = (stage.width - SIZES - 2 * GAP - 0.45 - STRIPS - WORDS - 0.95) / 2
        self.cell = min(high, wide) / n
        self.top = stage.top - HEAD
        self.bottom = self.top - self.cell * n
        self.d_a = self._map(slopes.d_weights, stage.right)
        left, *_ = self.d_a.box.edges
        self.d_s = self._map(slopes.d_scaled, left - WORDS)
        self.d_q = self._strips(self.d_s.box.edges[0] - GAP)
        self.d_w = self._parameters(self.d_q.box.edges[0] - GAP)
        self.labels = self.d_a.row_labels
        self.feet = {
            "A": self._foot(self.d_a, r"\mathrm{d}A", "S", "S"),
            "S": self._foot(self.d_s, r"\mathrm{d}S", "S", "S"),
            "Q": self._foot(self.d_q, r"\mathrm{d}Q", "S", "K"),
            "W": self._foot(self.d_w, r"\mathrm{d}W_Q", "D", "K"),
        }
        self.formulas = self._formulas()

    @property
    def left(self) -> Region:
        """What the map of dA and its words leave of the stage."""
        edge = self.d_a.get_left()[0] - 0.45
        return Region(self.stage.left, edge, self.stage.bottom, self.stage.top)

    @property
    def sizes_region(self) -> Region:
        """Left of the parameters."""
        return Region(self.stage.left, self.d_w.box.edges[0] - 0.45, self.bottom, self.top)

    def ring(self, which: str, row: int, role: str = "query") -> Mobject:
        """An outline round a word's row in ``A``, ``S`` or ``Q``."""
        if which == "Q":
            return outline_of(self.d_q.row(row).box.edges, self.theme.role(role), margin=pixels(2), width=3)
        heatmap = self.d_a if which == "A" else self.d_s
        outline = outline_of(heatmap.edges(rows=slice(row, row + 1)), self.theme.role(role), margin=pixels(2), width=3)
        return with_rim(outline, ManimColor(self.theme.ground))  # the cells round it may be as strong as it is

    def sizes(self) -> VGroup:
        """How large the slopes of the head's three matrices are, as bars."""
        names = ("w_q", r"\mathrm{d}W_Q"), ("w_k", r"\mathrm{d}W_K"), ("w_v", r"\mathrm{d}W_V")
        marks = [Symbol(latex, self.theme, "gradient", size=28) for _, latex in names]
        claims = [self.slopes.of(name) for name, _ in names]
        region = self.sizes_region
        chart = BarChart(
            marks, claims, self.theme, role="gradient", length=0.75, thickness=0.26, gap=0.24, spec=".3f", size=24
        )
        head = Words("size of the slope", self.theme, size=self.theme.sizes.small, role="quiet")
        group = VGroup(head, chart).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
        return region.place(group, 0.0, 1.0)

    def step(self) -> VGroup:
        """A step of Adam, level with the other formulas."""
        formula = FormulaTex(FORMULAS["adam"], self.theme, size=30)
        name = Words("a step of Adam", self.theme, size=self.theme.sizes.small, role="quiet")
        group = VGroup(name, formula).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
        y = self.formulas["W"].part(1)[0].get_center()[1]
        return group.shift([self.stage.left - group.get_left()[0], y - formula.part(1)[0].get_center()[1], 0])

    def note(self, which: str) -> VGroup:
        """What was checked of ``S``: its rows add up to zero; of ``W``: autograd gives the same."""
        size = self.theme.sizes.small
        if which == "S":
            claim, spec, before, after = (
                row_sum(self.slopes.d_scaled[self.slopes.row]),
                ".4f",
                "each row adds up to",
                "",
            )
        else:
            claim, spec, before, after = self.slopes.digits, ".0f", "autograd agrees to", "digits"
        parts = [
            Words(before, self.theme, size=size, role="quiet"),
            NumberText(claim, self.theme, spec=spec, size=size),
        ]
        parts += [Words(after, self.theme, size=size, role="quiet")] if after else []
        row = on_one_baseline(parts, gap=pixels(9))
        across = (
            self.formulas[which].get_center() if which == "S" else VGroup(*map(self.formulas.get, "WQ")).get_center()
        )
        return row.shift([across[0] - row.get_center()[0], self.stage.bottom + pixels(6), 0])

    def between(self, which: str) -> VGroup:
        """Chevrons from one matrix to the next: ``S`` from dA to dS, ``Q`` from dS to dQ, ``W`` from dQ to dW_Q."""
        pairs: dict[str, tuple[Heatmap | MatrixStrips, Heatmap | MatrixStrips]]
        pairs = {"S": (self.d_a, self.d_s), "Q": (self.d_s, self.d_q), "W": (self.d_q, self.d_w)}
        start, end = (one.box.edges for one in pairs[which])
        y = self.bottom - 0.28 if which == "S" else (self.top + self.bottom) / 2
        pad = 0.12
        return chevrons(self.theme, np.array([start[0] - pad, y, 0]), np.array([end[1] + pad, y, 0]))

    # -- how it is laid out -------------------------------------------------------------------------------------

    def _map(self, tensor: Tensor, right: float) -> Heatmap:
        rows = self.words if right == self.stage.right else None
        heatmap = Heatmap(
            tensor, rows, self.words, theme=self.theme, kind="signed", cell=self.cell, legend=False,
            label_size=self.theme.sizes.small,
        )  # fmt: skip
        overhang = heatmap.get_right()[0] - heatmap.box.edges[1]
        shift = right - (overhang if rows else 0.0) - heatmap.box.edges[1]
        return heatmap.shift([shift, self.top - heatmap.box.edges[3], 0])

    def _strips(self, right: float) -> MatrixStrips:
        strips = MatrixStrips(self.slopes.d_query, self.theme, "gradient", length=STRIPS, pitch=self.cell)
        for strip in strips.strips:
            strip.baseline.set_fill(opacity=0.4)
        return strips.shift([right - strips.box.edges[1], self.top - strips.box.edges[3], 0])

    def _parameters(self, right: float) -> Heatmap:
        tensor = self.slopes.parameter("w_q")
        found = parameter_map(tensor, self.theme, cell=self.cell * len(self.words) / tensor.shape[0], legend=False)
        return found.shift([right - found.box.edges[1], self.top - found.box.edges[3], 0])

    def _foot(self, matrix: Heatmap | MatrixStrips, latex: str, *axes: str) -> VGroup:
        """Name and shape, and the scale of the colours, below a matrix."""
        left, right, _, _ = matrix.box.edges
        name = Symbol(latex, self.theme, "gradient", size=32)
        shape = shape_label(self.theme, *(self.slopes.trace.size(axis) for axis in axes), size=self.theme.sizes.small)
        name.on_baseline(0, 0)
        shape.shift([name.get_right()[0] + pixels(14), 0, 0])
        row = VGroup(name, shape)
        row.shift([(left + right) / 2 - row.get_center()[0], self.bottom - 0.36, 0])
        parts = VGroup(row)
        if isinstance(matrix, Heatmap):
            legend = signed_legend(self.theme, matrix.limit, spec=SPEC, width=0.7)
            legend.scale(self.theme.sizes.small / self.theme.sizes.note)
            parts.add(legend.move_to([(left + right) / 2, self.bottom - 0.72, 0]))
        return parts

    def _formulas(self) -> dict[str, FormulaTex]:
        """One formula below each matrix, as near to its middle as its neighbours allow."""
        found, edge = {}, self.stage.right
        y = self.stage.bottom + NOTE + 0.28
        for name, key, matrix in (
            ("A", "d_weights", self.d_a),
            ("S", "d_scaled", self.d_s),
            ("Q", "d_query", self.d_q),
            ("W", "d_w_q", self.d_w),
        ):
            formula = FormulaTex(FORMULAS[key], self.theme, size=30)
            x = min(matrix.box.get_center()[0], edge - formula.width / 2)
            found[name] = formula.shift([x - formula.get_center()[0], y - formula.part(1)[0].get_center()[1], 0])
            edge = x - formula.width / 2 - 0.4
        return found


class RowBars:
    """The followed row as bars, a word a line: shares, slopes of the shares, slopes of the scores.

    ``shares``, ``slopes``, ``centred`` and ``result`` are the charts; ``mean_line`` stands at the weighted mean.
    """

    def __init__(self, slopes: Slopes, theme: Theme, region: Region) -> None:
        self.slopes, self.theme = slopes, theme
        self.row, self.words = slopes.row, slopes.trace.source
        table, self.band = region.rows(region.height - 0.95, 0.8, gap=0.15)
        names, shares, middle, last = table.columns(1.15, 1.75, 2.9, 2.7, gap=0.18)
        self.names_region, self.columns = names, (shares, middle, last)
        self.pitch = (table.height - 0.95) / len(self.words)
        self.top, self.size = table.top - 0.52, max(22.0, min(27.0, self.pitch * 135 * 0.6))
        a, da = slopes.weights[self.row], slopes.d_weights[self.row]
        count = range(len(self.words))
        self.shares = self._chart([Measured(a[j]) for j in count], shares, ".2f")
        self.slope_claims = [Measured(da[j]) for j in count]
        self.off_claims = [Computed("dA - mean", _off(j), (a, da)) for j in count]
        self.slopes_chart = self._chart(self.slope_claims, middle, SPEC)
        self.centred = self._chart(self.off_claims, middle, SPEC)
        self.result = self._chart([Measured(slopes.d_scaled[self.row, j]) for j in count], last, SPEC)
        self.labels = self._labels()

    def head(self, mark: Mobject, chart: BarChart) -> Mobject:
        """What a chart shows, above it."""
        return mark.move_to([chart.axis.get_center()[0], self.top + 0.27, 0])

    @property
    def mean_x(self) -> float:
        """Where the row's weighted mean lies on the chart of slopes."""
        chart = self.slopes_chart
        return float(chart.axis.get_center()[0] + self.slopes.mean.value / chart.limit * chart.length)

    def mean_line(self) -> VMobject:
        """Dashes at the mean, in the gaps between the bars of slopes."""
        bars, x = self.slopes_chart.bars, self.mean_x
        middles = [bars[0].get_center()[1] + self.pitch / 2 - k * self.pitch for k in range(len(bars) + 1)]
        half = self.pitch * 0.15
        return segments([((x, y + half), (x, y - half)) for y in middles], self.theme.role("focus"), 4.0)

    def foot_y(self) -> float:
        """The middle of the line of sums below the charts."""
        return self.top - self.pitch * len(self.words) - 0.24

    def _chart(self, claims: Sequence[Claim], region: Region, spec: str) -> BarChart:
        values = [claim.value for claim in claims]
        low, high = min(0.0, *values), max(0.0, *values)
        number = 0.62 if low == 0.0 else 0.98
        room = region.width - number * (2 if low < 0 else 1)
        chart = BarChart(
            [VGroup() for _ in claims], claims, self.theme, limit=high - low, length=room, role="gradient",
            thickness=self.pitch * 0.6, gap=self.pitch * 0.4, spec=spec, size=self.size - 2 if self.size > 24 else 22,
        )  # fmt: skip
        zero = region.left + (number if low < 0 else 0.0) - low / (high - low) * room
        return chart.shift([zero - chart.axis.get_center()[0], self.top - chart.axis.get_top()[1], 0])

    def _labels(self) -> VGroup:
        labels = VGroup(*(Words(word, self.theme, size=self.size) for word in self.words))
        for label, bar in zip(labels, self.shares.bars, strict=True):
            label.on_baseline(self.names_region.right, bar.get_center()[1] - pixels(self.size) * 0.36, align=1.0)
        return labels


def _off(place: int) -> Callable[..., float]:
    return lambda weights, slopes: off_mean(place, weights, slopes)
