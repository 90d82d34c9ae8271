"""The slope at the output as a table of bars: what the model said, what was asked, and the difference, word by word."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from model.formulas import FORMULAS
from scenes.kit.claims import Claim, Computed, row_sum
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_slopes import DIFFERENCE, Slopes

OTHERS = 3  # wrong words that are shown one by one
LENGTHS = (2.2, 2.2, 1.5)  # of the longest bars: said, asked, slope
ZEROS = (2.2, 6.1, 11.0)  # units from the left edge to where bars begin
SPECS = (".3f", ".3f", "+.3f")


class Mistake(VGroup):
    """The reference with its word, three charts, their heads p - q = dl, and the sums of the columns.

    The rows are the right word, those of the others whose slopes are steepest, and all others together.
    """

    def __init__(self, slopes: Slopes, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme, trace = theme, slopes.trace
        top, table = region.rows(0.8, 4.4, gap=0.1)
        self.reference = TokenRow(trace.words["reference"], theme, role="quiet", size=34, width=top.width)
        top.place(self.reference)
        places = slopes.shown(OTHERS + 1)
        self.columns = (slopes.said(places), slopes.asked(places), slopes.wrong(places))
        names = [*(trace.words["target_vocabulary"][place] for place in places), "all others"]
        self.charts = VGroup(*(self._chart(k, names, claims, table) for k, claims in enumerate(self.columns)))
        self.labels = self._labels(names)
        self.heads = self._heads()
        said, slope = trace["reference/decoder.probabilities"][slopes.word], trace[DIFFERENCE][slopes.word]
        sums = (row_sum(said), Computed("sum", lambda p, d: (p - d).sum(), (said, slope)), row_sum(slope))
        self.totals = self._totals(sums)
        self.add(self.reference, self.labels, self.charts, self.heads, self.totals)

    def _chart(self, k: int, names: Sequence[str], claims: Sequence[Claim], region: Region) -> BarChart:
        limit = max(abs(claim.value) for claim in claims) if k == 2 else 1.0
        chart = BarChart(
            [VGroup() for _ in names],
            claims,
            self.theme,
            limit=limit,
            length=LENGTHS[k],
            role="gradient" if k == 2 else "weight",
            thickness=0.36,
            gap=0.2,
            spec=SPECS[k],
        )
        zero, middle = region.left + ZEROS[k], region.center[1]
        return chart.shift([zero - chart.axis.get_center()[0], middle - chart.axis.get_center()[1], 0])

    def _labels(self, names: Sequence[str]) -> VGroup:
        group, chart = VGroup(), self.charts[0]
        for name, bar in zip(names, chart.bars, strict=True):
            role = "quiet" if name is names[-1] else "ink"
            y = bar.get_center()[1] - pixels(self.theme.sizes.label) * CAP_HEIGHT / 2
            label = Words(name, self.theme, role=role)
            group.add(label.on_baseline(chart.axis.get_center()[0] - pixels(18), y, align=1.0))
        return group

    def _heads(self) -> VGroup:
        """The formula's parts over the columns: p, - q, = dl."""
        formula = FormulaTex(FORMULAS["d_logits"], self.theme, size=46)
        zeros = [chart.axis.get_center()[0] for chart in self.charts]
        said, asked, _ = (zero + length / 2 for zero, length in zip(zeros, LENGTHS, strict=True))
        level = formula.part(1).get_center()[1]
        y = self.charts[0].axis.get_top()[1] + 0.45
        places = {2: said, 3: (said + asked) / 2, 4: asked, 1: (asked + zeros[2]) / 2, 0: zeros[2]}
        group = VGroup()
        for part, x in places.items():
            mark = formula.part(part)
            group.add(mark.shift([x - mark.get_center()[0], y - level, 0]))
        names = VGroup()
        for word, mark in zip(("said", "asked", "slope"), (group[0], group[2], group[4]), strict=True):
            name = Words(word, self.theme, size=self.theme.sizes.note, role="quiet")
            names.add(name.on_baseline(mark.get_right()[0] + pixels(18), y - pixels(10)))
        return VGroup(VGroup(group[0], names[0]), VGroup(*group[1:3], names[1]), VGroup(*group[3:], names[2]))

    def _totals(self, sums: Sequence[Claim]) -> VGroup:
        """What each column adds up to."""
        y = self.charts[0].axis.get_bottom()[1] - 0.42
        group = VGroup()
        name = Words("sum", self.theme, role="quiet")
        name.on_baseline(self.charts[0].axis.get_center()[0] - pixels(18), y, align=1.0)
        for k, (chart, claim) in enumerate(zip(self.charts, sums, strict=True)):
            number = NumberText(claim, self.theme, spec=".3f", weight="MEDIUM")
            x = chart.axis.get_center()[0]
            group.add(number.on_baseline(x + (0.0 if k == 2 else pixels(12)), y, align=0.5 if k == 2 else 0.0))
        return VGroup(VGroup(name, group[0]), *group[1:])
