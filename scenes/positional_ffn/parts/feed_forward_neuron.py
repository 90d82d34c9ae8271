"""A neuron that answers to a kind of word, from the record, and the hidden layer of every word in which it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from manim import Mobject, VGroup

from model.trace import Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.counts import Counted, Extent, Nth
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.cells import Cell, outline_of, segments
from scenes.kit.mobjects.labels import shape_label, shared_limit, signed_legend
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.tokens import X_HEIGHT, fitting_size
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

SURE = 0.95  # the F1 of a neuron that answers to one kind of word and to little else
LABELS, NUMBERS = 1.35, 0.75  # units for words at the left, for digits at a bar's end
TALLEST = 0.55  # units of a row
VERDICT = 0.25  # units between its parts

# Features of the record that can be told from the words alone, and the word that has each.
FEATURES: Mapping[str, str] = MappingProxyType({"it": "it", "article": "the"})


@dataclass(frozen=True)
class Neuron:
    """A hidden number of an encoder layer, from 0, what it answers to, and how surely on sentences not searched."""

    feature: int
    layer: int
    unit: int
    called: str
    rows: tuple[int, ...]
    precision: Tensor
    recall: Tensor
    f1: Tensor
    numbers: Tensor

    @property
    def sure(self) -> bool:
        """Whether it answers to its feature and to little else."""
        return self.f1.item() >= SURE

    @property
    def ordinal(self) -> Nth:
        """Its number, counted from one."""
        return Nth(self.numbers, "F")


def neuron_of(trace: Trace) -> Neuron:
    """The surest neuron of a feature that this sentence's words have; see FEATURES."""
    record = trace.scope("experiments/neurons")
    names, sides = (trace.words[f"experiments/neurons/{key}"] for key in ("features", "sides"))
    for place, (name, side) in enumerate(zip(names, sides, strict=True)):  # best first
        if side != "encoder" or name not in FEATURES:
            continue
        rows = tuple(row for row, word in enumerate(trace.source) if word == FEATURES[name])
        if rows:
            layer, unit = (int(record[key].values[place]) for key in ("layer", "unit"))
            precision, recall, f1 = (record[key][place] for key in ("precision", "recall", "f1"))
            numbers = trace[f"main/encoder.{layer}.ffn.hidden"][:, unit]
            return Neuron(place, layer, unit, trace.source[rows[0]], rows, precision, recall, f1, numbers)
    raise ValueError(f"the record has no neuron for {', '.join(FEATURES)}")


def sure_ones(trace: Trace) -> tuple[Extent, Counted]:
    """How many features were searched for, and how many of them have a sure neuron."""
    f1 = trace["experiments/neurons/f1"]
    return Extent(f1, 1), Counted("features with a sure neuron", lambda scores: (scores >= SURE).sum(), (f1,))


class HiddenTable:
    """The hidden layer of all words as a map (S, F), and the neuron's number for each word as bars beside it."""

    def __init__(self, trace: Trace, neuron: Neuron, theme: Theme, region: Region) -> None:
        self.trace, self.neuron, self.theme = trace, neuron, theme
        block = f"main/encoder.{neuron.layer}.ffn"
        self.hidden, before = trace[f"{block}.hidden"], trace[f"{block}.before_relu"]
        head, body, foot = region.rows(0.6, region.height - 1.25, 0.45, gap=0.1)
        count = len(trace.source)
        self.pitch = min(TALLEST, body.height / count)
        left, self.right = body.columns(8.4, 4.6, gap=0.4)
        self.base, self.foot_y = head.bottom + 0.14, foot.center[1]
        top = body.top
        self.mosaic = Mosaic(self.hidden, theme, width=left.width - LABELS, height=self.pitch * count)
        self.mosaic.shift([left.left + LABELS + (left.width - LABELS) / 2, top - self.pitch * count / 2, 0])
        self.foot_y = self.mosaic.box.edges[2] - 0.32
        self.words = self._words()
        self.chart = self._chart([Measured(before[row, neuron.unit]) for row in range(count)])

    def edges(self, row: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a word's row in the map."""
        return self.mosaic.edges(rows=slice(row, row + 1))

    def foot(self) -> VGroup:
        """The shape of the map and the scale of its colours, below it."""
        left, right, _, _ = self.mosaic.box.edges
        shape = shape_label(self.theme, self.trace.size("S"), self.trace.size("F"))
        legend = signed_legend(self.theme, shared_limit(self.hidden))
        shape.move_to([left + shape.width / 2, self.foot_y, 0])
        return VGroup(shape, legend.move_to([right - legend.width / 2, self.foot_y, 0]))

    def ring(self) -> Mobject:
        """Round the neuron's column."""
        unit = self.neuron.unit
        edges = self.mosaic.edges(columns=slice(unit, unit + 1))
        return outline_of(edges, self.theme.role("focus"), margin=pixels(4), width=3.0)

    def column(self) -> list[Cell]:
        """The neuron's cells, for the bars to come out of."""
        unit, color = self.neuron.unit, self.theme.role("quiet")
        rows = range(len(self.trace.source))
        return [Cell(*self.mosaic.edges(slice(row, row + 1), slice(unit, unit + 1)), color) for row in rows]

    def beam(self) -> VGroup:
        """From the column to the bars that show it: a line over the top."""
        unit = self.neuron.unit
        left, right, _, top = self.mosaic.edges(columns=slice(unit, unit + 1))
        x, y = (left + right) / 2, self.base + 0.1
        end = self.title().get_left()[0] - 0.15
        corners = [((x, top + pixels(4)), (x, y)), ((x, y), (end, y))]
        return VGroup(segments(corners, self.theme.role("quiet"), 2.0))

    def title(self) -> VGroup:
        """Whose numbers the bars are, above them."""
        number = NumberText(self.neuron.ordinal, self.theme, size=self.theme.sizes.label, weight="MEDIUM")
        parts = [
            Words("neuron", self.theme, weight="MEDIUM"),
            number,
            Words("before the cut", self.theme, size=24, role="quiet"),
        ]
        pair = on_one_baseline(parts, gap=pixels(12))
        return pair.shift([self.right.right - pair.get_right()[0], self.base, 0])

    def verdict(self) -> VGroup:
        """How surely it answers, below its bars."""
        called = Phrase("“{called}”:", self.theme, called=self.neuron.called, size=26, weight="MEDIUM")
        parts = VGroup(called)
        for text, tensor in (("recall", self.neuron.recall), ("precision", self.neuron.precision)):
            share = NumberText(Measured(tensor), self.theme, spec=".1%", size=26, weight="MEDIUM")
            parts.add(on_one_baseline([Words(text, self.theme, size=24, role="quiet"), share], gap=pixels(12)))
        pen = self.right.right - sum(part.width for part in parts) - 2 * VERDICT
        for part in parts:
            part.shift([pen - part.get_left()[0], 0, 0])
            pen += part.width + VERDICT
        called.on_baseline(called.get_left()[0], 0.0)
        return parts.shift([0, self.foot_y - 0.08, 0])

    def _words(self) -> VGroup:
        """The words at the left, those that the neuron answers to in ink."""
        size, words = fitting_size(self.theme, self.pitch), VGroup()
        for row, text in enumerate(self.trace.source):
            word = Words(text, self.theme, size=size, role="ink" if row in self.neuron.rows else "quiet")
            left, y = self.mosaic.box.edges[0], self.mosaic.row_middle(row)
            words.add(word.on_baseline(left - pixels(18), y - X_HEIGHT * pixels(size), align=1.0))
        return words

    def _chart(self, claims: Sequence[Measured]) -> BarChart:
        """A bar a word, level with the rows of the map; zero is the floor."""
        values = np.array([claim.value for claim in claims])
        low, high = min(0.0, values.min()), max(0.0, values.max())
        room = self.right.width - 2 * NUMBERS
        chart = BarChart(
            [VGroup() for _ in claims],
            claims,
            self.theme,
            limit=high - low,
            length=room,
            thickness=0.62 * self.pitch,
            gap=0.38 * self.pitch,
            roles=["ink" if value > 0 else "quiet" for value in values],
            spec="+.1f",
            size=max(22.0, min(26.0, self.pitch * 135 * 0.62)),
        )
        zero = self.right.left + NUMBERS - low / (high - low) * room
        _, _, bottom, top = self.mosaic.box.edges
        return chart.shift([zero - chart.axis.get_center()[0], (bottom + top) / 2 - chart.axis.get_center()[1], 0])


__all__ = ["HiddenTable", "Neuron", "neuron_of", "sure_ones"]
