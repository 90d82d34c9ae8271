"""One head of the encoder without positions, before and after its words are shuffled: weights, and what each word gets.

The tensors are those of the model that was trained without positions; the shuffled ones come from running it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import encoder_layers, places_of, places_that_ask
from scenes.kit.claims import Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

BLIND = "ablated.no_positions"  # the model trained without positions
SLANTED, FOOT = 0.8, 0.5  # units above and below the cells
WORDS, GAP, REPORT = 1.05, 0.7, 4.8  # units: for the words, between the matrices, for a report
LARGEST = 0.36


@dataclass(frozen=True)
class Blind:
    """The followed head of the model without positions: the strongest weight from a word that asks to a noun."""

    trace: Trace

    @cached_property
    def found(self) -> tuple[int, int, int, int]:
        """Layer, head, row and column, all from 0."""
        options = [
            (float(self._weights(layer).values[head, row, column]), (layer, head, row, column))
            for layer in range(encoder_layers(self.trace))
            for head in range(self._weights(layer).shape[0])
            for row in places_that_ask(self.trace)
            for column in places_of(self.trace, "noun")
            if column != row
        ]
        return max(options)[1]

    @property
    def row(self) -> int:
        """Place of the followed word in the sentence."""
        return self.found[2]

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Which place of the sentence stands at each place of the shuffled one."""
        return tuple(int(place) for place in self.trace["shuffled/permutation"].values)

    @property
    def new_row(self) -> int:
        """Place of the followed word in the shuffled sentence."""
        return self.order.index(self.row)

    def tensor(self, name: str, *, shuffled: bool = False) -> Tensor:
        """``weights`` (S, S) or ``mixed`` (S, K) of the followed head."""
        layer, head, _, _ = self.found
        scope = f"{BLIND}.shuffled" if shuffled else BLIND
        return self.trace[f"{scope}/encoder.{layer}.self_attn.{name}"][head]

    def half_way(self, name: str) -> Tensor:
        """The same with its rows in the new order, and nothing else."""
        tensor = self.tensor(name)
        return derive(f"rows of {name} in another order", tensor.axes, reordered, tensor, self._permutation)

    @cached_property
    def limit(self) -> float:
        """The largest magnitude of the reports that are drawn as strips."""
        return float(np.abs(np.delete(self.tensor("mixed").values, self.row, axis=0)).max())

    @property
    def _permutation(self) -> Tensor:
        return self.trace["shuffled/permutation"]

    def _weights(self, layer: int) -> Tensor:
        return self.trace[f"{BLIND}/encoder.{layer}.self_attn.weights"]


def reordered(rows: NDArray[np.float64], order: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows in another order. (S, ...), (S) -> (S, ...)."""
    return rows[order.astype(int)]


class Sheet(VGroup):
    """Weights and reports, row by row; the followed word's report stands in digits.

    Attributes:
        heat: the weights; report: a strip for each word; digits: instead of the followed word's strip.
    """

    def __init__(
        self,
        blind: Blind,
        weights: Tensor,
        mixed: Tensor,
        words: tuple[Sequence[str], Sequence[str]],
        row: int,
        theme: Theme,
        region: Region,
    ) -> None:
        super().__init__()
        n, across = blind.trace.size("S"), blind.trace.size("K")
        cell = min((region.height - SLANTED - FOOT) / n.value, LARGEST)
        self.heat = Heatmap(
            weights, *words, theme=theme, cell=cell, name=Symbol("A", theme), shape=(n, n), label_role="ink"
        )
        left, right, _, top = self.heat.box.edges
        whole = WORDS + (right - left) + GAP + REPORT
        x = region.center[0] - whole / 2 + WORDS
        self.heat.shift([x - left, region.top - SLANTED - top, 0])
        left, right, _, top = self.heat.box.edges
        self.report = MatrixStrips(
            mixed,
            theme,
            "output",
            length=REPORT,
            pitch=cell,
            limit=blind.limit,
            name=Symbol("Z", theme, "output"),
            shape=(n, across),
        )
        box = self.report.box.edges
        self.report.shift([right + GAP - box[0], top - box[3], 0])
        self.report.foot.set_y(self.heat.foot.get_center()[1])
        self.at, self.outline = row, self.heat.outline_row(row)
        strip = self.report.row(row)
        self.digits = VGroup()
        y = strip.box.get_center()[1] - CAP_HEIGHT * pixels(theme.sizes.small) / 2
        start, step = strip.box.edges[0], REPORT / across.value
        for entry in range(across.value):
            number = NumberText(Measured(mixed[row, entry]), theme, spec="+.2f", size=theme.sizes.small, role="output")
            self.digits.add(number.on_baseline(start + (entry + 0.5) * step, y, align=0.5))
        self.report.strips.remove(strip)
        self.add(self.heat, self.report, self.digits, self.outline)

    def row(self, i: int) -> VGroup:
        """What belongs to the word of row ``i``: its name, its weights and its report."""
        mine = [self.heat.row_labels[i], self.heat.row(i)]
        if i == self.at:
            return VGroup(*mine, self.digits, self.outline)
        return VGroup(*mine, self.report.strips[i - (i > self.at)])

    def copied(self, text: str, y: float) -> VGroup:
        """The followed word's digits once more with a word before them, on a line at height ``y``."""
        digits = self.digits.copy().shift([0, y - self.digits[0].get_bottom()[1], 0])
        words = Words(text, self.heat.theme, size=self.heat.theme.sizes.note, role="quiet")
        return VGroup(words.on_baseline(self.report.box.edges[0] - 0.1, y, align=1.0), digits)

    def column(self, j: int) -> VGroup:
        """What belongs to the word of column ``j``: its name and the weights on it."""
        return VGroup(self.heat.column_labels[j], self.heat.column(j))
