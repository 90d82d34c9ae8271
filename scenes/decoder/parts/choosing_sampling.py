"""Sampling at some temperatures: how the probabilities of one step change, and what was drawn and measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.claims import Claim, Computed, Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.translation import Translation, compare, without_end
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

MOST = 4  # words of a chart, before all others
NAMES, EXACT = 1.6, 1.9  # widths of a strip's columns, units


def followed_step(trace: Trace) -> int:
    """The step that writes the pronoun; in a sentence without one, the closest race between two words."""
    roles = trace.facts["roles"]["main"]
    if roles is not None and roles["pronoun"] < len(trace.target):
        return int(roles["pronoun"])
    return int(np.sort(trace["main/decoder.probabilities"].values, axis=-1)[:, -2].argmax())


def share_at(place: int, logits: NDArray[np.float64], temperature: NDArray[np.float64]) -> float:
    """The probability of the word at ``place`` when the logits (V) are divided by a temperature."""
    return float(FORMULAS["softmax_temperature"].evaluate(scores=logits, temperature=float(temperature))[place])


def rest_at(places: tuple[int, ...], logits: NDArray[np.float64], temperature: NDArray[np.float64]) -> float:
    """The same of all words but those at ``places`` together."""
    shares = FORMULAS["softmax_temperature"].evaluate(scores=logits, temperature=float(temperature))
    return float(np.delete(shares, places).sum())


@dataclass(frozen=True)
class Race:
    """The words of one step: the likeliest, and all others together, at any temperature."""

    trace: Trace
    step: int

    @property
    def logits(self) -> Tensor:
        """The row of logits (V)."""
        return self.trace["main/decoder.logits"][self.step]

    @property
    def places(self) -> tuple[int, ...]:
        """The likeliest words, likeliest first."""
        return tuple(int(place) for place in (-self.logits.values).argsort(kind="stable")[:MOST])

    @property
    def words(self) -> tuple[str, ...]:
        """What they read."""
        return tuple(self.trace.words["target_vocabulary"][place] for place in self.places)

    def share(self, rank: int, temperature: Tensor) -> Computed:
        """The share of the word of that rank, from 0."""
        return Computed("softmax", partial(share_at, self.places[rank]), (self.logits, temperature))

    def rest(self, temperature: Tensor, first: int = MOST) -> Computed:
        """The share of all words after the ``first``."""
        return Computed("all other shares", partial(rest_at, self.places[:first]), (self.logits, temperature))

    def chart(self, temperature: Tensor, theme: Theme, *, pitch: float, length: float) -> BarChart:
        """Bars of the likeliest words and of all others, with the temperature above."""
        shares: list[Claim] = [self.share(rank, temperature) for rank in range(MOST)]
        others = Words("all others", theme, size=pitch * 78, role="quiet")
        return BarChart(
            [*self.words, others],
            [*shares, self.rest(temperature)],
            theme,
            limit=1.0,
            roles=["weight"] * MOST + ["quiet"],
            length=length,
            thickness=pitch * 0.62,
            gap=pitch * 0.38,
            spec=".1%",
            size=pitch * 78,
        )


def dial(temperature: Tensor, theme: Theme, size: float = 28) -> VGroup:
    """T = its value."""
    parts = [
        Symbol("T", theme, "quiet", size=size),
        Words("=", theme, size=size, role="quiet"),
        NumberText(Measured(temperature), theme, spec=".1f", size=size, weight="MEDIUM"),
    ]
    return on_one_baseline(parts, gap=pixels(9))


def first_draw(trace: Trace, temperature: float) -> tuple[str, ...]:
    """The first sample recorded at a temperature; no words where none was."""
    at = trace["search/samples.temperature"].values
    found = np.flatnonzero(np.isclose(at, temperature))
    return tuple(trace.words["search.samples"][int(found[0])].split()) if len(found) else ()


class Strip(VGroup):
    """What was written, a row for each way of choosing: the words, and what was measured.

    Greedy comes first, then the temperatures, then beam search, whose row is not part of the strip until it is shown.

    Attributes:
        names, texts, exact: the columns, a part a row; exact_head: what the last one says.
        beam: the name and the words of the last row.
    """

    def __init__(self, trace: Trace, temperatures: list[Tensor], theme: Theme, region: Region) -> None:
        super().__init__()
        self.trace, self.theme, self.region = trace, theme, region
        self.pitch = region.height / (len(temperatures) + 3)
        self.record = trace.scope("experiments/sampling")
        self.names, self.texts, self.exact = VGroup(), VGroup(), VGroup()
        self._row(0, Words("greedy", theme, size=28), trace.words["search.greedy"], 0.0)
        for row, temperature in enumerate(temperatures, start=1):
            self._row(row, dial(temperature, theme), first_draw(trace, temperature.item()), temperature.item())
        self.beam = VGroup(
            *self._line(len(temperatures) + 1, Words("beam", theme, size=28), trace.words["search.beam"])
        )
        count = Measured(self.record["sentences"])
        parts = [
            Words("right of", theme, size=22, role="quiet"),
            NumberText(count, theme, spec=",.0f", size=22, role="quiet"),
            Words("unseen", theme, size=22, role="quiet"),
        ]
        self.exact_head = on_one_baseline(parts, gap=pixels(8))
        self.exact_head.shift([region.right - self.exact_head.get_right()[0], self._y(-1), 0])
        self.add(self.exact_head, self.names, self.texts, self.exact)

    def _y(self, row: int) -> float:
        """The baseline of a row; the head is row -1."""
        return self.region.top - self.pitch * (row + 1.6)

    def _row(self, row: int, name: Words | VGroup, words: tuple[str, ...], temperature: float) -> None:
        for column, part in zip((self.names, self.texts), self._line(row, name, words), strict=True):
            column.add(part)
        exact = self.record["exact"][int(np.abs(self.record["temperature"].values - temperature).argmin())]
        number = NumberText(Measured(exact), self.theme, spec=".1%", size=30, weight="MEDIUM")
        self.exact.add(number.on_baseline(self.region.right, self._y(row), align=1.0))

    def _line(self, row: int, name: Words | VGroup, words: tuple[str, ...]) -> tuple[Words | VGroup, VGroup]:
        """The name of a row and its words, wrong ones marked."""
        baseline = float(name.baseline if isinstance(name, Words) else name[0].baseline)
        name.shift([self.region.left - name.get_left()[0], self._y(row) - baseline, 0])
        written = without_end(words)
        right = compare(written, without_end(self.trace.words["reference"]))
        width = self.region.width - NAMES - EXACT
        text = Translation(written, self.theme, right=right, size=28, wrong_role="quiet", width=width)
        return name, text.shift([self.region.left + NAMES, self._y(row), 0])
