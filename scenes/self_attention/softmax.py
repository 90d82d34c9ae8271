"""Scores become shares of one. Source: Vaswani et al. 2017, section 3.2.1, equation 1; Bridle 1990.

Follows one row of the followed head's scaled scores: the largest score is taken away, each is raised to a power of e,
the sum is divided out, and the shares lie end to end on a ruler exactly one long, whatever the temperature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, Mobject, RoundedRectangle, VGroup, Write

from model.trace import Tensor, derive
from scenes.kit.choose import hero_block, hero_tensor, mixing_row
from scenes.kit.claims import Computed, row_sum
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import CAP_HEIGHT
from scenes.kit.mobjects.ruler import Ruler
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import become, copy_each_into, dim, sweep_rows, undim
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.softmax_lines import lines_about, odd_column
from scenes.self_attention.parts.softmax_temperature import COLD, HOT, PLAIN, dial, shares_at

WORDS = 1.25  # units for the longest word beside its bar


def label_drop(size: float) -> float:
    """From the middle of a bar down to the baseline of its word, in units; size in pixels."""
    return pixels(size) * CAP_HEIGHT / 2


def below_largest(scores: np.ndarray) -> np.ndarray:
    """Each score of a row less the largest. scores (S) -> (S)."""
    return np.asarray(scores - scores.max())


def powers_of(scores: np.ndarray) -> np.ndarray:
    """E to those powers: between 0 and 1. scores (S) -> (S)."""
    return np.exp(below_largest(scores))


@dataclass(frozen=True)
class Regions:
    """Where things stand: the map of all rows, two columns of bars, the formula and the ruler below."""

    map: Region
    scores: Region
    powers: Region
    formula: Region
    ruler: Region


class Softmax(ExplainerScene):
    """One row of scores becomes shares of one."""

    title = "Softmax"
    idea = "Each query divides one unit of attention among all keys."
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def setup(self) -> None:
        """Find the followed head's scores and shares, and the row to follow."""
        super().setup()
        self.scores = hero_tensor(self.trace, "scaled")
        self.shares = hero_tensor(self.trace, "weights")
        self.row = mixing_row(self.trace)

    def construct(self) -> None:
        regions = self.regions = self._regions()
        heatmap, outline = self._show_scores(regions)
        scores = self._take_away_largest(self._lift_row(heatmap, regions), regions)
        powers = self._raise_to_power(scores, regions)
        ruler = self._divide_by_sum(powers, regions)
        self._turn_temperature(ruler)
        self._all_rows(heatmap, outline, [*scores, *powers])

    def _regions(self) -> Regions:
        left, right = self.layout.stage.columns(4.4, 8.5, gap=0.5)
        heatmap, formula = left.rows(4.75, 0.85, gap=0.05)
        table, ruler = right.rows(4.35, 1.1, gap=0.2)
        scores, powers = table.columns(4.5, 3.5, gap=0.5)
        return Regions(heatmap, scores, powers, formula, ruler)

    # -- beats ------------------------------------------------------------------------------------------------

    def _show_scores(self, regions: Regions) -> tuple[Heatmap, RoundedRectangle]:
        """The scaled scores of one head; one row is outlined."""
        size = self.trace.size("S")
        heatmap = Heatmap(
            self.scores,
            self.trace.source,
            self.trace.source,
            theme=self.theme,
            kind="signed",
            cell=3.1 / len(self.trace.source),
            label_size=self.theme.sizes.small,
            shape=(size, size),
        )
        VGroup(heatmap.foot, heatmap.legend).shift(DOWN * 0.34)  # room for the sum of a column
        regions.map.place(heatmap, 0.0, 1.0)
        self.name = self._beside_shape("S", heatmap)
        outline = heatmap.outline_row(self.row)
        with self.speak("row"):
            self.play(FadeIn(heatmap, self.name), run_time=1.2)
            self.rest(1.0)
            self.play(Create(outline), heatmap.animate.light(rows=[self.row]), run_time=1.0)
        return heatmap, outline

    def _lift_row(self, heatmap: Heatmap, regions: Regions) -> tuple[BarChart, Mobject]:
        """The row's cells come out of the map as bars."""
        row = self.scores[self.row]
        chart = self._chart(row, regions.scores, "+.1f")
        head = self._head(Symbol(r"s_{ij}", self.theme, size=34), chart)
        with self.speak("signs"):
            self.play(
                copy_each_into(heatmap.row(self.row), chart.bars), FadeIn(chart.axis, chart.labels, head), run_time=2.0
            )
            self.play(FadeIn(chart.numbers), run_time=0.8)
        return chart, head

    def _take_away_largest(self, column: tuple[BarChart, Mobject], regions: Regions) -> tuple[BarChart, Mobject]:
        """The axis moves to the largest score: from there, every other one lies below zero."""
        chart, head = column
        row = self.scores[self.row]
        after = self._chart(derive("s - m", ("S",), below_largest, row), regions.scores, "+.1f")
        moved = self._head(Symbol(r"s_{ij}-m_i", self.theme, size=34), after)
        with self.speak("largest"):
            self.rest(0.4)
            self.play(become(chart, after), become(head, moved), run_time=2.2)
        return after, moved

    def _raise_to_power(self, scores: tuple[BarChart, Mobject], regions: Regions) -> tuple[BarChart, Mobject]:
        """E to each: differences become factors, and nothing is negative any more."""
        row = self.scores[self.row]
        chart = self._chart(derive("exp(s - m)", ("S",), powers_of, row), regions.powers, ".2f")
        head = self._head(Symbol(r"e^{s_{ij}-m_i}", self.theme, size=34), chart)
        with self.speak("powers"):
            self.play(copy_each_into(scores[0].bars, chart.bars), FadeIn(chart.axis, head), run_time=2.2)
            self.play(FadeIn(chart.numbers), run_time=0.8)
        return chart, head

    def _divide_by_sum(self, powers: tuple[BarChart, Mobject], regions: Regions) -> Ruler:
        """The bars lie down end to end and are squeezed to a ruler one long."""
        row = self.shares[self.row]
        formula = self.formula_of(row, "softmax_shifted", scores=self.scores[self.row], size=34)
        regions.formula.place(formula, 0.0, 0.5)
        ruler = Ruler(self.trace.source, row, self.theme, length=regions.ruler.width, height=0.5, size=24)
        regions.ruler.place(ruler, 0.5, 0.6)
        chart, head = powers
        total = Computed("sum of exp(s - m)", lambda s: np.exp(s - s.max()).sum(), (self.scores[self.row],))
        number = self.number(total, size=34, weight="MEDIUM")
        added = self.phrase("sum {number}", number=number, size=28, role="quiet", gap=pixels(18))
        added.next_to(head, RIGHT, buff=0.5)
        with self.speak("sum"):
            self.play(FadeIn(added, shift=0.2 * DOWN), run_time=0.8)
            self.play(Write(formula), run_time=1.6)
            self.play(copy_each_into(chart.bars, ruler.segments), FadeIn(ruler.frame), run_time=2.2)
            self.play(FadeIn(ruler.labels, ruler.numbers), run_time=0.8)
        return ruler

    def _turn_temperature(self, ruler: Ruler) -> None:
        """Cold, hot, and back: the ruler is cut anew and keeps its length."""
        row = self.scores[self.row]
        mark = dial(PLAIN, ruler, self.theme)
        with self.speak("temperature"):
            self.play(FadeIn(mark), run_time=0.8)
            for temperature, rest in ((COLD, 1.4), (HOT, 2.4)):
                self.rest(rest)
                turned = dial(temperature, ruler, self.theme)
                self.play(ruler.to(shares_at(temperature, row)), become(mark, turned), run_time=1.6)
                mark = turned
        self.play(ruler.to(self.shares[self.row]), FadeOut(mark), run_time=1.2)

    def _all_rows(self, heatmap: Heatmap, outline: RoundedRectangle, table: list[Mobject]) -> None:
        """Every row of the map does the same; rows sum to one, columns do not."""
        column = odd_column(self.shares)
        with self.speak("rows"):
            self.play(dim(*(part for part in table if isinstance(part, BarChart)), run_time=0.6))
            self.play(FadeOut(outline), run_time=0.3)
            self.play(sweep_rows(heatmap, self.shares, kind="weight", run_time=3.4))
        ring = heatmap.outline_row(self.row)
        down = heatmap.outline_column(column)
        across_sum = self.number(row_sum(self.shares[self.row]), role="query", size=30, weight="MEDIUM")
        across_sum.next_to(ring, RIGHT, buff=pixels(14))
        column_claim = row_sum(self.shares[:, column])
        down_sum = self.number(column_claim, role="key", size=30, weight="MEDIUM")
        down_sum.next_to(down, DOWN, buff=pixels(10))
        name = self._beside_shape("A", heatmap)
        with self.speak("column"):
            self.play(become(self.name, name), Create(ring), FadeIn(across_sum), run_time=1.0)
            self.rest(1.0)
            self.play(
                Create(down),
                heatmap.animate.light(rows=[self.row], columns=[column]),
                FadeIn(down_sum),
                run_time=1.0,
            )
            self.play(undim(*(part for part in table if isinstance(part, BarChart)), run_time=0.8))

    # -- parts ------------------------------------------------------------------------------------------------

    def _chart(self, row: Tensor, region: Region, spec: str) -> BarChart:
        """A column of bars, one a word; the tips of scores stay in place wherever they are measured from.

        Where there is room for words, they stand right-aligned before the longest negative bar's number.
        """
        low, high = min(0.0, row.values.min()), max(0.0, row.values.max())
        words, number = (WORDS if region is self.regions.scores else 0.0), 0.75
        room = region.width - words - number * (2 if low < 0 else 1)
        pitch = region.height * 0.82 / len(row.values)
        chart = BarChart(
            self.trace.source if region is self.regions.scores else [VGroup() for _ in row.values],
            row,
            self.theme,
            limit=high - low,
            length=room,
            thickness=pitch * 0.62,
            gap=pitch * 0.38,
            spec=spec,
            size=max(22.0, min(28.0, pitch * 135 * 0.62)),
        )
        zero = region.left + words + (number if low < 0 else 0.0) - low / (high - low) * room
        chart.shift([zero - chart.axis.get_center()[0], region.bottom - chart.axis.get_bottom()[1], 0])
        for label, bar in zip(chart.labels, chart.bars, strict=True):
            if isinstance(label, Words):
                label.on_baseline(region.left + WORDS, bar.get_center()[1] - label_drop(chart.size), align=1.0)
        return chart

    def _beside_shape(self, latex: str, heatmap: Heatmap) -> Mobject:
        """The matrix's symbol at the left of its shape."""
        mark = Symbol(latex, self.theme)
        return mark.next_to(heatmap.foot, LEFT, buff=pixels(18))

    def _head(self, mark: Mobject, chart: BarChart) -> Mobject:
        """What a column of bars shows, above its axis."""
        return mark.next_to(chart.axis, UP, buff=pixels(20))


__all__ = ["Softmax"]
