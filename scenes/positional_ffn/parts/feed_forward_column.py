"""One number of the wide layer as a dot product: the word's row, one column of the matrix, their products, the sum."""

from __future__ import annotations

from manim import VGroup

from model.trace import Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.strip import LoneBar, VectorStrip, product_strip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.feed_forward_neurons import WordNeuron

NAMES, STRIPS = 250, (470, 1690)  # pixels: the middle of the names, and where the rows stand
ROWS = (205, 345, 485)  # pixels from the top: the middles of word, column and products
HIGH = 122  # pixels of a row
BIAS = 1775  # pixels: the middle of what is added last
PLATE = (800, 888)  # pixels: upper and lower edge of the matrix
WIDE = (80, 1840)  # pixels: the matrix's columns, and above each its number
SHOWN = 3  # columns that are shown at work beside the first
ZERO, REACH = 672, 108  # pixels: where these numbers are zero, and how far they reach


class Column:
    """The word's row times columns of the first matrix.

    Attributes:
        shown: columns that are shown at work beside the neuron's own; their bars are on one scale.
        chip: the word; plate: the matrix, a piece a column; name: of what the column is.
        word: its row (D); wide: all numbers of the wide layer (F), each above its column.
    """

    def __init__(self, trace: Trace, theme: Theme, found: WordNeuron) -> None:
        self.theme, self.found = theme, found
        neuron, row = found.neuron, found.rows[0]
        self.matrix, self.bias = (trace[f"weights/{neuron.block}.{name}"] for name in ("w_1", "b_1"))
        self.before = trace[f"main/{neuron.block}.before_relu"][row]
        x = trace[f"main/encoder.{neuron.layer}.norm1.output"][row]
        self.word = self._row(x, 0, "ink", float(shared_limit(x).value))
        self.chip = Chip(found.called, theme, look="followed", size=60)
        self.chip.shift(at(NAMES, ROWS[0]) - self.chip.box.get_center())
        self.name = Words("a column", theme, size=44, role="learned").move_to(at(NAMES, ROWS[1]))
        self.times = Words("×", theme, size=60, role="quiet").move_to(at(NAMES, sum(ROWS[:2]) / 2 + 4))
        self.plate = self._plate()
        self.wide = wide_strip(self.before, theme, ZERO, REACH / max(abs(self.before.values)))
        count = self.matrix.shape[1]
        self.shown = [round((k + 1) * count / (SHOWN + 1)) for k in range(SHOWN)]
        units = [neuron.unit, *self.shown]
        bias = float(abs(self.bias.values[units]).max())
        self.limit = max(float(abs(self.matrix.values[:, units]).max()), bias)
        self.product_limit = max(float(abs(x.values[:, None] * self.matrix.values[:, units]).max()), bias)

    def column(self, unit: int) -> VectorStrip:
        """A column of the matrix (D), lying below the word."""
        return self._row(self.matrix[:, unit], 1, "learned", self.limit)

    def products(self, unit: int) -> VectorStrip:
        """The word's row times a column, entry by entry."""
        strip = product_strip(self.word, self.column(unit), limit=self.product_limit)
        return strip.shift(at(0, ROWS[2]) - at(0, ROWS[0]))

    def last(self, products: VectorStrip, unit: int) -> LoneBar:
        """What is added beside the products: the column's bias."""
        color = self.theme.fill("learned")
        width = 0.72 * pixels(STRIPS[1] - STRIPS[0]) / len(products.bars)
        return LoneBar(products, Measured(self.bias[unit]), at(BIAS, 0)[0], width, color)

    def bias_name(self) -> Words:
        """What the last bar is."""
        return Words("bias", self.theme, size=32, role="learned").move_to(at(BIAS, ROWS[1] - 84))

    def _row(self, tensor: Tensor, place: int, role: str, limit: float) -> VectorStrip:
        strip = VectorStrip(
            tensor, self.theme, role, length=pixels(STRIPS[1] - STRIPS[0]), height=pixels(HIGH), limit=limit
        )
        return strip.shift(at(sum(STRIPS) / 2, ROWS[place]) - strip.box.get_center())

    def _plate(self) -> VGroup:
        """The matrix as its columns, a piece each, above which their numbers will stand."""
        count = self.matrix.shape[1]
        pitch, color = pixels(WIDE[1] - WIDE[0]) / count, self.theme.fill("learned")
        left, low, high = at(WIDE[0], 0)[0], at(0, PLATE[1])[1], at(0, PLATE[0])[1]
        pieces = VGroup()
        for k in range(count):
            pieces.add(Cell(left + (k + 0.14) * pitch, left + (k + 0.86) * pitch, low, high, color, opacity=0.75))
        return pieces


def wide_strip(tensor: Tensor, theme: Theme, zero: float, unit: float, role: str = "ink") -> VectorStrip:
    """The wide layer's numbers (F) over the whole stage: zero at so many pixels, a value of one so many pixels high."""
    limit = float(abs(tensor.values).max()) or 1.0
    strip = VectorStrip(
        tensor, theme, role, length=pixels(WIDE[1] - WIDE[0]), height=2 * pixels(limit * unit), limit=limit
    )
    return strip.shift(at(sum(WIDE) / 2, zero) - strip.box.get_center())
