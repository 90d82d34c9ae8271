"""Why scores are divided by the square root of d_k. Source: Vaswani et al. 2017, section 3.2.1 and footnote 4.

Dot products of random vectors at four widths, recorded as the experiment ``scaling``: their spread grows with the
square root of the width, softmax gives all to one key and its slope vanishes; divided, all four coincide. Then the
head that the film follows, where only the ratio of the two spreads is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from manim import DOWN, LEFT, RIGHT, Create, FadeIn, LaggedStart, Line, Mobject, ReplacementTransform, VGroup, Write

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.choose import hero_block, hero_head
from scenes.kit.claims import Computed, Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import FormulaTex, symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.ruler import Ruler
from scenes.kit.motion import become
from scenes.kit.scene import ExplainerScene
from scenes.self_attention.parts.scaling_histogram import Histogram

KEYS = "abcdef"  # the six keys of one ruler have no words
WIDE_MARKS, CLOSE_MARKS = (-50.0, 0.0, 50.0), (-5.0, 0.0, 5.0)
EXPERIMENT = "experiments/scaling"


@dataclass(frozen=True)
class Columns:
    """The columns of the table, the rows of it, and the band below."""

    width: Region
    histogram: Region
    spread: Region
    ruler: Region
    largest: Region
    slope: Region
    rows: tuple[Region, ...]
    head: Region
    formula: Region

    def cell(self, column: Region, row: int) -> Region:
        """Where a column meets a row."""
        return Region(column.left, column.right, self.rows[row].bottom, self.rows[row].top)

    def above(self, column: Region) -> Region:
        """The head of a column."""
        return Region(column.left, column.right, self.head.bottom, self.head.top)


@dataclass(frozen=True)
class Row:
    """One width's marks."""

    histogram: Histogram
    spread: NumberText
    ruler: Ruler
    largest: NumberText
    slope: NumberText


class Scaling(ExplainerScene):
    """Four widths of random queries and keys, before and after the division; then our own layer."""

    title = "Dividing by the square root"
    idea = "Long vectors make large scores, and large scores leave softmax no choice; dividing undoes just that."
    needs = (EXPERIMENT,)

    def lit(self) -> str:
        """The followed layer's attention."""
        return hero_block(self.trace)

    def setup(self) -> None:
        """Find what to follow."""
        super().setup()
        self.record: Trace = self.trace.scope(EXPERIMENT)

    def construct(self) -> None:
        columns = self._columns()
        rows = [self._row(columns, row, "before") for row in range(len(columns.rows))]
        self._variance(columns, rows)
        self._histograms_widen(columns, rows)
        self._rulers_collapse(columns, rows)
        self._slope_vanishes(columns, rows)
        self._divide(columns, rows)
        self._own_layer(columns)

    def _columns(self) -> Columns:
        table, formula = self.layout.stage.rows(4.75, 0.8, gap=0.1)
        head, body, _ = table.rows(0.4, 3.85, 0.4, gap=0.05)  # the last is for the marks of the axis
        width, histogram, spread, ruler, largest, slope = table.columns(0.8, 4.3, 1.1, 3.6, 1.9, 0.9, gap=0.25)
        return Columns(width, histogram, spread, ruler, largest, slope, body.rows(1, 1, 1, 1, gap=0.08), head, formula)

    # -- beats ------------------------------------------------------------------------------------------------

    def _variance(self, columns: Columns, rows: list[Row]) -> None:
        """Variances add up: d_k products have d_k times the variance of one."""
        formula = FormulaTex(FORMULAS["dot_variance"], self.theme)
        columns.formula.place(formula, 0.0, 0.5)
        count = Measured(self.record["samples"])
        with self.say(
            "Why the root? Draw queries and keys at random: | independent numbers of mean zero, variance one. | "
            "Their products are too, and in a sum the variances add up."
        ):
            self.play(self._heads(columns, "width", "histogram"), run_time=0.8)
            self.play(
                LaggedStart(*(FadeIn(self._width(columns, row)) for row in range(len(columns.rows))), lag_ratio=0.2),
                run_time=1.6,
            )
            self.play(FadeIn(*(row.histogram.axis for row in rows)), run_time=1.0)
            self.rest(3.0)
            self.play(Write(formula), run_time=1.6)
        self.formula, self.count = formula, count

    def _histograms_widen(self, columns: Columns, rows: list[Row]) -> None:
        """The same axis for all: the wider the head, the wider the scores."""
        with self.say(
            "In {count:,.0f} samples for each width, the spread grows from {first:.1f} to {last:.1f}.",
            count=self.count,
            first=self.record["before.std"][0],
            last=self.record["before.std"][len(rows) - 1],
        ):
            self.play(LaggedStart(*(self._grow(row.histogram) for row in rows), lag_ratio=0.35), run_time=2.6)
            self.play(self._heads(columns, "spread"), FadeIn(*(row.spread for row in rows)), run_time=0.8)

    def _rulers_collapse(self, columns: Columns, rows: list[Row]) -> None:
        """Softmax of six such scores: one owner."""
        last = len(rows) - 1
        with self.say(
            "In a softmax of six, the largest share grows to {last:.0%} on average.",
            last=self.record["before.largest"][last],
        ):
            self.play(self._heads(columns, "ruler", "largest"), run_time=0.6)
            self.play(LaggedStart(*(FadeIn(row.ruler, shift=0.2 * RIGHT) for row in rows), lag_ratio=0.3), run_time=2.0)
            self.play(FadeIn(*(row.largest for row in rows)), run_time=0.8)

    def _slope_vanishes(self, columns: Columns, rows: list[Row]) -> None:
        """With one owner, moving a score moves nothing."""
        last = len(rows) - 1
        with self.say(
            "Then moving a score moves little: | the slope falls to {last:.2f}.",
            last=self.record["before.slope"][last],
        ):
            self.rest(1.0)
            numbers = (FadeIn(row.slope) for row in rows)
            self.play(self._heads(columns, "slope"), LaggedStart(*numbers, lag_ratio=0.3), run_time=1.6)

    def _divide(self, columns: Columns, rows: list[Row]) -> None:
        """Division makes the four rows alike."""
        scaled = FormulaTex(FORMULAS["scaled_score"], self.theme, size=38)
        columns.formula.place(scaled, 0.0, 0.5)
        after = [self._row(columns, row, "after") for row in range(len(rows))]
        with self.say(
            "So divide every score by the root of the head’s width. | "
            "On a finer axis, all four coincide, and the slope is back."
        ):
            self.play(become(self.formula, scaled), run_time=1.0)
            self.rest(3.4)
            score = symbol("s_{ij}", self.theme, size=34)
            columns.above(columns.histogram).place(score, 0.5, 0.3)
            self.play(
                become(self.score, score),
                *(become(row.histogram, new.histogram) for row, new in zip(rows, after, strict=True)),
                *(become(row.spread, new.spread) for row, new in zip(rows, after, strict=True)),
                *(row.ruler.to(self.record["after.weights"][i]) for i, row in enumerate(rows)),
                *(become(row.largest, new.largest) for row, new in zip(rows, after, strict=True)),
                *(become(row.slope, new.slope) for row, new in zip(rows, after, strict=True)),
                run_time=2.6,
            )
        self.formula = scaled

    def _own_layer(self, columns: Columns) -> None:
        """Our own head: trained numbers are not independent, only the ratio is exact."""
        layer, head = hero_head(self.trace)
        before, after = (self.record[f"head.{when}"][layer, head] for when in ("before", "after"))
        ratio, sentences = Computed("ratio", lambda a, b: a / b, (before, after)), Measured(self.record["sentences"])
        size = self.theme.sizes.note
        lead = self.phrase(
            "our head, over {count:,.0f} sentences:", count=sentences, size=size, role="quiet", gap=pixels(10)
        )
        sum_up = self.phrase(
            "{before:.2f} ÷ {after:.2f} ≈ {ratio}",
            before=before, after=after, ratio=self.number(ratio, spec=".3f", size=34, weight="MEDIUM"),
            size=30, role="quiet", value_size=34, value_role="ink", gap=pixels(20),
        )  # fmt: skip
        sum_up.shift((lead.width + pixels(20)) * RIGHT)
        formula = FormulaTex(FORMULAS["spread_ratio"], self.theme, size=38)
        left, right = columns.formula.columns(1, 1, gap=0.3)
        left.place(formula, 0.0, 0.5)
        right.place(VGroup(lead, *sum_up), 1.0, 0.5)
        rule = Line(columns.formula.at(0, 1.08), columns.formula.at(1, 1.08), stroke_width=1.5, color=self.theme.line)
        with self.say(
            "In our trained head nothing is independent: | its scores spread by {before:.2f}, not by the root of "
            "{width}. | Only the ratio, before to after, is exactly that.",
            before=before,
            width=self.trace.size("K"),
        ):
            self.play(Create(rule), run_time=0.8)
            self.rest(1.6)
            coming = [FadeIn(part, shift=0.1 * LEFT) for part in (lead, *sum_up)]
            self.play(LaggedStart(*coming[:2], lag_ratio=0.25), run_time=1.4)
            self.rest(3.0)
            self.play(become(self.formula, formula), run_time=1.0)
            self.play(LaggedStart(*coming[2:], lag_ratio=0.25), run_time=1.6)
        self._ablation()

    def _ablation(self) -> None:
        """What our own model does without the division; left out when it was not measured."""
        if not self.trace.has("experiments/no_scaling"):
            return
        with self.say(
            "Trained without the division, our model gets {without:.1%} of new sentences right; | "
            "with it, {whole:.1%}.",
            without=self.trace["experiments/no_scaling/exact"],
            whole=self.trace["experiments/no_scaling/exact.whole"],
        ):
            self.rest(1.0)

    # -- parts ------------------------------------------------------------------------------------------------

    def _row(self, columns: Columns, row: int, when: str) -> Row:
        """One width's marks; after the division the histogram is seen on a finer axis."""
        close = "close_" if when == "after" else ""
        last = row == len(columns.rows) - 1
        marks = CLOSE_MARKS if close else WIDE_MARKS
        cell = columns.cell(columns.histogram, row)
        histogram = Histogram(
            self.record[f"{when}.{close}counts"][row],
            self.record[f"{close}edges"],
            self.theme,
            width=cell.width,
            height=cell.height * 0.8,
            marks=marks if last else (),
        )
        histogram.shift([cell.center[0], cell.bottom, 0] - histogram.axis.line.get_center())
        weights = self.record[f"{when}.weights"][row]
        ruler = Ruler(KEYS, weights, self.theme, length=columns.ruler.width, height=0.42, size=24, spec=None)
        ruler.shift(columns.cell(columns.ruler, row).center - ruler.frame.get_center())  # hidden words may stick out
        spread = self._number(self.record[f"{when}.std"][row], ".1f", columns.cell(columns.spread, row))
        largest = self._number(self.record[f"{when}.largest"][row], ".0%", columns.cell(columns.largest, row))
        slope = self._number(self.record[f"{when}.slope"][row], ".2f", columns.cell(columns.slope, row))
        return Row(histogram, spread, ruler, largest, slope)

    def _number(self, tensor: Tensor, spec: str, cell: Region) -> NumberText:
        number = self.number(tensor, spec=spec, size=32)
        cell.place(number, 0.5, 0.5)
        return number

    def _width(self, columns: Columns, row: int) -> Mobject:
        claim = Measured(self.record["width"][row])
        number = self.number(claim, spec=".0f", size=36, weight="MEDIUM")
        return columns.cell(columns.width, row).place(number, 0.5, 0.5)

    def _heads(self, columns: Columns, *names: str) -> FadeIn:
        """Column heads fade in."""
        marks: dict[str, Mobject] = {
            "width": symbol("d_k", self.theme, size=34),
            "histogram": FormulaTex(FORMULAS["score"], self.theme, size=34).parts(0, 1, 2),
            "spread": self.words("spread", size=26, role="quiet"),
            "ruler": self.words("softmax of six, one draw", size=26, role="quiet"),
            "largest": self.words("largest, average", size=26, role="quiet"),
            "slope": self.words("slope", size=26, role="quiet"),
        }
        group = VGroup(*(columns.above(getattr(columns, name)).place(marks[name], 0.5, 0.3) for name in names))
        if "histogram" in names:
            self.score = marks["histogram"]
        return FadeIn(group, shift=0.1 * DOWN)

    def _grow(self, histogram: Histogram) -> ReplacementTransform:
        """An area rises from its axis."""
        flat = histogram.area.copy()
        flat.stretch(0.001, 1, about_edge=DOWN)
        return ReplacementTransform(flat, histogram.area)
