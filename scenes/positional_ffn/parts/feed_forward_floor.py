"""The wide layer over its floor, what falls through, what the rest becomes, and why there is a cut at all."""

from __future__ import annotations

from collections.abc import Callable

from manim import RoundedRectangle, VGroup, VMobject

from model.trace import Trace
from scenes.kit.counts import Extent
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell, segments
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.feed_forward_column import WIDE, wide_strip
from scenes.positional_ffn.parts.feed_forward_lights import block_over
from scenes.positional_ffn.parts.feed_forward_neurons import WordNeuron, fired

FLOOR, CEILING, FOOT = 560, 258, 885  # pixels: zero, and how far the numbers reach
RAISED, RAISED_CEILING = 470, 258  # the same once the lower half is needed for what comes out
HEAD = 178  # pixels: the middle of what stands above the bars
REPORT = (560, 1800, 735, 230)  # pixels: left, right, middle, height
FORMULA = 560  # pixels: its middle
NAMED = 84  # pixels: the left edge of what stands at the left of the report
PLATES = 745  # pixels: the middle of the two matrices
GROUND = 895  # pixels: where what falls is gone
CELL = 2.3  # pixels of one row or column of a matrix


class Floor:
    """One word's numbers before and after the cut.

    Attributes:
        before, above: before the cut and after it, at one place and on one scale; raised: after it, further up.
        block: that in which they stand; line: the floor; report: what the second matrix makes of them.
    """

    def __init__(self, trace: Trace, theme: Theme, found: WordNeuron) -> None:
        self.trace, self.theme, self.found = trace, theme, found
        row, block = found.rows[0], found.neuron.block
        before, hidden, report = (trace[f"main/{block}.{name}"][row] for name in ("before_relu", "hidden", "output"))
        high, low = max(float(before.values.max()), 1e-3), max(-float(before.values.min()), 1e-3)
        unit = min((FLOOR - CEILING) / high, (FOOT - FLOOR) / low)
        self.before = wide_strip(before, theme, FLOOR, unit)
        self.above = wide_strip(hidden, theme, FLOOR, unit)
        self.raised = wide_strip(hidden, theme, RAISED, (RAISED - RAISED_CEILING) / high)
        self.line, self.raised_line = (self._line(y) for y in (FLOOR, RAISED))
        self.block, self.raised_block = (block_over(theme, y) for y in (FLOOR, RAISED))
        self.report = self._report(report)
        self.fired = fired(hidden)
        self.hidden = hidden

    def below(self) -> list[int]:
        """The places of the numbers below zero, from the left."""
        return [i for i, value in enumerate(self.before.values) if value < 0]

    def head(self) -> VGroup:
        """Whose numbers they are, and how many."""
        chip = Chip(self.found.called, self.theme, look="followed", size=60)
        chip.shift(at(WIDE[0], HEAD) - chip.box.get_left())
        makes = Phrase(
            "makes {wide} numbers", self.theme, wide=self.trace.size("F"), size=48, role="quiet", value_role="ink"
        )
        makes.on_baseline(chip.get_right()[0] + pixels(28), chip.word.baseline)
        return VGroup(chip, makes)

    def count(self) -> Phrase:
        """How many stay."""
        stay = Phrase("{fired} stay", self.theme, fired=self.fired, size=88, weight="SEMIBOLD")
        return stay.on_baseline(at(WIDE[1], 0)[0], at(0, HEAD + 30)[1], align=1.0)

    def formula(self, formula_of: Callable[..., FormulaTex]) -> FormulaTex:
        """The formula of it all, above the report."""
        block, row = self.found.neuron.block, self.found.rows[0]
        x = self.trace[f"main/encoder.{self.found.neuron.layer}.norm1.output"][row]
        weights = {name: self.trace[f"weights/{block}.{name}"] for name in ("w_1", "b_1", "w_2", "b_2")}
        made = formula_of(self.report.tensor, "feed_forward", size=50, x=x, **weights)
        return made.move_to(at(sum(REPORT[:2]) / 2, FORMULA))

    def plate(self) -> RoundedRectangle:
        """The second matrix between what goes in and what comes out."""
        plate = plate_of(pixels(WIDE[1] - WIDE[0]), pixels(52), self.theme.fill("learned"), radius=pixels(10))
        return plate.move_to(at(sum(WIDE) / 2, FORMULA))

    def report_name(self) -> VGroup:
        """The word, a plus, and whose numbers come: at the left of the report."""
        chip = Chip(self.found.called, self.theme, look="followed", size=60)
        plus = Words("+", self.theme, size=72)
        name = Words("report", self.theme, role="output", size=48, weight="SEMIBOLD")
        y = REPORT[2]
        chip.shift(at(NAMED, y) - chip.box.get_left())
        plus.move_to([chip.get_right()[0] + pixels(56), at(0, y)[1], 0])
        name.on_baseline(plus.get_right()[0] + pixels(40), chip.word.baseline)
        return VGroup(chip, plus, name)

    def _line(self, y: float) -> VMobject:
        return segments([(at(WIDE[0] - 16, y)[:2], at(WIDE[1] + 16, y)[:2])], self.theme.role("ink"), 7.0)

    def _report(self, tensor: object) -> VectorStrip:
        left, right, y, high = REPORT
        strip = VectorStrip(tensor, self.theme, "output", length=pixels(right - left), height=pixels(high))  # type: ignore[arg-type]
        return strip.shift(at((left + right) / 2, y) - strip.box.get_center())


class Plates:
    """Both matrices as plates of their own proportions, and the single one that they would be without the cut."""

    def __init__(self, trace: Trace, theme: Theme, found: WordNeuron) -> None:
        self.theme = theme
        w_1, w_2 = (trace[f"weights/{found.neuron.block}.{name}"] for name in ("w_1", "w_2"))
        (narrow, wide), x = w_1.shape, 960.0
        self.first = self._plate(narrow, wide, x - 330)
        self.second = self._plate(wide, narrow, x + 60)
        self.single = self._plate(narrow, narrow, x + 480)
        sizes = ((Extent(w_1, 0), Extent(w_1, 1)), (Extent(w_2, 0), Extent(w_2, 1)), (Extent(w_1, 0), Extent(w_2, 1)))
        self.shapes = VGroup()
        for plate, size in zip((self.first, self.second, self.single), sizes, strict=True):
            label = shape_label(theme, *size, size=34, role="ink")
            beside = plate is self.second
            place = [plate.get_center()[0], plate.get_top()[1] + pixels(30), 0]
            self.shapes.add(
                label.move_to([plate.get_right()[0] + pixels(80), plate.get_center()[1], 0] if beside else place)
            )
        self.equals = Words("=", theme, size=88).move_to(at(x + 330, PLATES))

    def _plate(self, rows: int, columns: int, x: float) -> RoundedRectangle:
        plate = plate_of(pixels(CELL * columns), pixels(CELL * rows), self.theme.fill("learned"), radius=pixels(8))
        return plate.move_to(at(x, PLATES))


def fallen(strip: VectorStrip, places: list[int]) -> list[tuple[Cell, float]]:
    """Copies of bars that are to fall, and how far each falls to the stage's foot."""
    return [(bar := strip.bar(i).copy(), max(bar.get_bottom()[1] - at(0, GROUND)[1], 0.0)) for i in places]
