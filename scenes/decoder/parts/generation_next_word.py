"""The choice of the next word: a row of the decoder against every French word's vector, and the likeliest as bars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Dot, ManimColor, VGroup

from model.trace import START, Tensor, Trace
from scenes.decoder.parts.readings import decoder_layers
from scenes.kit.claims import Claim, Measured
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip, product_strip
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

SHOWN = 5  # of the vocabulary's words
PITCH = 0.56  # units from one word's line to the next
WORD, STRIP, SCORE, GAP = 1.65, 4.3, 1.0, 0.3  # units across
WRITTEN = 34  # pixels: the words written so far


@dataclass(frozen=True)
class Choice:
    """One step: the words it gives most to, likeliest first, as places in the vocabulary."""

    step: int
    places: tuple[int, ...]


def choice(trace: Trace, step: int) -> Choice:
    """The likeliest words of a step."""
    order = (-trace["main/decoder.probabilities"].values[step]).argsort(kind="stable")[:SHOWN]
    return Choice(step, tuple(int(place) for place in order))


def told_step(trace: Trace) -> int:
    """The step whose second choice is likeliest: there the others' bars can be seen best. The last one has no next."""
    probabilities = trace["main/decoder.probabilities"].values
    second = np.sort(probabilities[: max(len(trace.target) - 2, 1)], axis=-1)[:, -2]
    return int(second.argmax())


def last_rows(trace: Trace) -> Tensor:
    """What leaves the decoder: one row a step (T, D)."""
    return trace[f"main/decoder.{decoder_layers(trace) - 1}.norm3.output"]


class NextWord:
    """What stands on the stage while one step chooses its word.

    Args:
        trace, theme: whose sentence, which colours.
        stage: where to stand.
        step: the step that is told in full.

    Attributes:
        line: the start mark and the words of the translation, along the lower edge.
        row: the decoder's row of the step; vectors: the embeddings of its likeliest words.
    """

    def __init__(self, trace: Trace, theme: Theme, stage: Region, step: int) -> None:
        self.trace, self.theme, self.stage, self.step = trace, theme, stage, step
        self.vocabulary = trace.words["target_vocabulary"]
        self.choice = choice(trace, step)
        self.line = self._line()
        self.left = stage.left + WORD
        self.top = stage.top - 0.55
        self.first = self.top - 0.95
        self.row = self._row()
        table = trace["weights/target_embedding"]
        limit = shared_limit(*(table[place] for place in self.choice.places))
        self.vectors = VGroup(*(self._vector(table[place], i, limit) for i, place in enumerate(self.choice.places)))

    def y(self, place: int) -> float:
        """The height of a word's line."""
        return self.first - place * PITCH

    # -- the step in full -------------------------------------------------------------------------------------

    def row_label(self) -> VGroup:
        """The row's symbol and shape, at its right."""
        parts = [
            Symbol("y", self.theme, size=38),
            *shape_label(self.theme, Extent(last_rows(self.trace)[self.step]), self._d),
        ]
        label = on_one_baseline(parts, gap=pixels(14))
        return label.shift([self.left + STRIP + GAP, self.top - 0.1, 0])

    def words(self) -> VGroup:
        """The likeliest words, right-aligned before their vectors."""
        size = self.theme.sizes.label
        texts = (self.vocabulary[place] for place in self.choice.places)
        made = (Words(text, self.theme, size=size) for text in texts)
        return VGroup(*(word.on_baseline(self.left - 0.15, self.y(i) - 0.1, align=1.0) for i, word in enumerate(made)))

    def rest(self) -> VGroup:
        """An ellipsis for all other words, and the table's symbol and shape."""
        x, y = self.left + STRIP / 2, self.y(SHOWN) + 0.12
        colour = ManimColor(self.theme.quiet)
        dots = VGroup(*(Dot([x, y + k * 0.09, 0], radius=pixels(3), color=colour) for k in (1, 0, -1)))
        mark = Symbol("E", self.theme, "learned", size=38)
        name = on_one_baseline([mark, *shape_label(self.theme, self.trace.size("V"), self._d)], gap=pixels(14))
        name.shift([self.left, y - 0.62, 0])
        return VGroup(dots, name)

    def scores(self) -> VGroup:
        """The dot product of each word's vector with the row."""
        logits = self.trace["main/decoder.logits"][self.step]
        x = self.left + STRIP + GAP + SCORE
        numbers = VGroup()
        for i, place in enumerate(self.choice.places):
            number = NumberText(Measured(logits[place]), self.theme, spec="+.1f", size=self.theme.sizes.number)
            numbers.add(number.on_baseline(x, self.y(i) - 0.1, align=1.0))
        return numbers

    def products(self) -> VectorStrip:
        """The row times the likeliest word's vector, number by number, at the right."""
        row, first = self.row, self.vectors[0]
        limit = float(np.abs(row.values * first.values).max())
        products = product_strip(first, row, limit=limit)
        return products.shift([STRIP + 2 * GAP + SCORE + 0.15, 0, 0])

    def bars(self) -> BarChart:
        """The probabilities at the right of the scores."""
        probabilities = self.trace["main/decoder.probabilities"][self.step]
        claims = [Measured(probabilities[place]) for place in self.choice.places]
        left = self.left + STRIP + 2 * GAP + SCORE + 0.15
        chart = BarChart(
            [VGroup() for _ in claims],
            claims,
            self.theme,
            limit=1.0,
            length=self.stage.right - left - 1.15,
            thickness=0.36,
            gap=PITCH - 0.36,
            spec=".1%",
            size=self.theme.sizes.label,
        )
        chart.shift([left - chart.axis.get_center()[0], self.first + PITCH / 2 - chart.axis.get_top()[1], 0])
        return chart

    # -- all steps --------------------------------------------------------------------------------------------

    def chart(self, step: int) -> BarChart:
        """The likeliest words of any step, alone on the stage."""
        found = choice(self.trace, step)
        probabilities = self.trace["main/decoder.probabilities"][step]
        claims = [Measured(probabilities[place]) for place in found.places]
        chart = BarChart(
            [self.vocabulary[place] for place in found.places],
            claims,
            self.theme,
            limit=1.0,
            length=5.4,
            thickness=0.4,
            gap=0.22,
            spec=".1%",
            size=32,
        )
        middle = self.stage.center
        return chart.shift(
            [middle[0] - 2.2 - chart.axis.get_center()[0], middle[1] + 0.55 - chart.axis.get_center()[1], 0]
        )

    @property
    def _d(self) -> Claim:
        return self.trace.size("D")

    def _line(self) -> TokenRow:
        line = TokenRow((START, *self.trace.target), self.theme, size=WRITTEN, width=self.stage.width - 0.2)
        line.word(0).set_color(self.theme.role("quiet"))
        line.word(-1).set_color(self.theme.role("quiet"))
        return line.move_to([self.stage.center[0], self.stage.bottom + 0.3, 0])

    def _row(self) -> VectorStrip:
        strip = VectorStrip(last_rows(self.trace)[self.step], self.theme, length=STRIP, height=0.7)
        return strip.shift([self.left + STRIP / 2, self.top, 0])

    def _vector(self, tensor: Tensor, place: int, limit: Claim) -> VectorStrip:
        strip = VectorStrip(tensor, self.theme, "learned", length=STRIP, height=0.46, limit=limit)
        return strip.shift([self.left + STRIP / 2, self.y(place), 0])
