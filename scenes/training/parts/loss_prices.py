"""What a word costs: the shares that the right words got, the curves of their prices, and dots that slide on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from manim import Animation, Dot, VGroup, VMobject
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace, derive
from scenes.kit.claims import Claim, Computed, Measured
from scenes.kit.counts import Fact
from scenes.kit.layout import pixels
from scenes.kit.mobjects.plot import Plot
from scenes.kit.scales import Encoding, Points
from scenes.kit.theme import Theme

ENOUGH = 0.6  # of the words at least must be judged
GRID = 240  # points of a curve on either side of one half
CLOSEST = 1e-6  # the curves' last share lies so near to one


@dataclass(frozen=True)
class Judged:
    """The shares that a model at some step of its training gave the right words, up to its first wrong one.

    Attributes:
        claim: the step of the training run.
        words: the right words, in order; the beginning before each was right too, for the model wrote it.
        shares: the probability of each.
        instead: what the model wrote in place of the last word, when that was its first mistake.
    """

    claim: Fact
    words: tuple[str, ...]
    shares: tuple[Tensor, ...]
    instead: str | None

    @property
    def step(self) -> int:
        """The step of the training run."""
        return int(self.claim.value)

    @property
    def price(self) -> float:
        """The mean of -ln p over the words."""
        return float(-np.log([share.item() for share in self.shares]).mean())

    @property
    def dearest(self) -> int:
        """The place of the word with the smallest share."""
        return int(np.argmin([share.item() for share in self.shares]))


def judged(trace: Trace, step: int) -> Judged:
    """The right words that a checkpoint judged from a right beginning of its own."""
    reference, written = trace.words["reference"], trace.words[f"run.step_{step}.target"]
    right = 0
    while right < min(len(reference), len(written)) and reference[right] == written[right]:
        right += 1
    words = reference[: right + 1][: len(written)]
    table = trace[f"run.step_{step}/decoder.probabilities"]
    claim = Fact.of(trace, "steps", trace.facts["steps"].index(step))
    return Judged(claim, words, shares_of(trace, table, words), None if right >= len(words) else written[right])


def shares_of(trace: Trace, probabilities: Tensor, words: Sequence[str]) -> tuple[Tensor, ...]:
    """The entry of each word in its row of a table of probabilities (T, V)."""
    vocabulary = trace.words["target_vocabulary"]
    return tuple(probabilities[row, vocabulary.index(word)] for row, word in enumerate(words))


def half_way(trace: Trace) -> Judged:
    """The checkpoint that has come through more than half of the sentence, and pays most for its words."""
    found = [judged(trace, step) for step in trace.facts["steps"]]
    enough = [one for one in found if len(one.words) >= ENOUGH * len(trace.words["reference"])]
    return max(enough or found[-1:], key=lambda one: one.price)


# -- curves ---------------------------------------------------------------------------------------------------------


def price(share: Tensor) -> Computed:
    """What a word costs that got this share."""
    return Computed("-ln p", _price, (share,))


def _price(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return FORMULAS["cross_entropy"].evaluate(probability=share)


def mean_of(shares: Sequence[Tensor]) -> Computed:
    """The mean of some shares."""
    return Computed("mean", lambda *values: np.mean(values), tuple(shares))


def grid(low: float, high: float, vocabulary: Tensor) -> Tensor:
    """Shares from low to high, closer together near zero and one, where prices change quickly; among them chance."""
    return derive("p", ("p",), partial(_grid, low, high), vocabulary)


def _grid(low: float, high: float, words: NDArray[np.float64]) -> NDArray[np.float64]:
    fine = np.geomspace(CLOSEST, 0.5, GRID)
    inside = np.sort(np.concatenate([fine, 1.0 - fine, [1.0 / float(words)]]))
    return np.concatenate([[low], inside[(inside > low) & (inside < high)], [high]])


def plain_prices(shares: Tensor) -> Tensor:
    """-ln p at some shares."""
    return derive("-ln p", ("p",), _price, shares)


def smoothed_prices(shares: Tensor, vocabulary: Tensor, smoothing: Tensor) -> Tensor:
    """The smoothed loss when all words but the right one share what is left of one: less it cannot be."""
    return derive("smoothed loss", ("p",), _smoothed, shares, vocabulary, smoothing)


def _smoothed(
    shares: NDArray[np.float64], words: NDArray[np.float64], part: NDArray[np.float64]
) -> NDArray[np.float64]:
    count = int(words)
    asked = FORMULAS["smoothed_target"].evaluate(target=0, words=count, smoothing=float(part))
    given = np.array([[share, *[(1.0 - share) / (count - 1)] * (count - 1)] for share in shares])
    return FORMULAS["smoothed_cross_entropy"].evaluate(asked=asked, probabilities=given)


def chance(vocabulary: Tensor) -> Computed:
    """The share of a word in blind guessing."""
    return Computed("1 / |V|", lambda words: 1.0 / words, (vocabulary,))


def asked_shares(place: int, vocabulary: Tensor, smoothing: Tensor) -> Tensor:
    """The target q: nearly all for the word at a place of the vocabulary, crumbs for the rest. (V)"""
    return derive("q", ("V",), partial(_asked, place), vocabulary, smoothing)


def _asked(place: int, words: NDArray[np.float64], part: NDArray[np.float64]) -> NDArray[np.float64]:
    return FORMULAS["smoothed_target"].evaluate(target=place, words=int(words), smoothing=float(part))


# -- marks ----------------------------------------------------------------------------------------------------------


class PriceDot(Dot):  # type: ignore[misc]
    """A dot on a plot that stands for a share and what it costs."""

    def __init__(self, plot: Plot, share: Claim, cost: Claim, **style: Any) -> None:
        super().__init__(plot.point(share.value, cost.value), **style)
        self.x, self.y = plot.x_axis.value_scale, plot.y_axis.value_scale
        self.share, self.cost = share, cost

    def encodings(self) -> Iterator[Encoding]:
        """Its middle stands for both."""
        yield Points((self,), self.x, self.y, np.array([self.share.value]), np.array([self.cost.value]))

    def hand_over(self, other: PriceDot) -> None:
        """Take the values of ``other``, whose shape this dot now has."""
        self.x, self.y = self.x.like(other.x), self.y.like(other.y)
        self.share, self.cost = other.share, other.cost


class Slide(Animation):  # type: ignore[misc]
    """Dots run along a curve of a plot, from their shares to others."""

    def __init__(self, dots: VGroup, plot: Plot, curve: str, shares: Sequence[Tensor], **kwargs: Any) -> None:
        self.plot, self.curve = plot, curve
        self.starts = [dot.share.value for dot in dots]
        self.goals = [Measured(share) for share in shares]
        self.costs = [price(share) for share in shares]
        super().__init__(dots, **kwargs)

    def create_starting_mobject(self) -> VMobject:
        """Nothing: ``interpolate_mobject`` knows where they began."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[VMobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Put each dot on the curve above its share at this moment."""
        part = self.rate_func(alpha)
        for dot, start, goal in zip(self.mobject, self.starts, self.goals, strict=True):
            dot.move_to(self.plot.on_curve(self.curve, start + (goal.value - start) * part))

    def clean_up_from_scene(self, scene: Any) -> None:
        """The dots stand for their new shares."""
        super().clean_up_from_scene(scene)
        for dot, goal, cost in zip(self.mobject, self.goals, self.costs, strict=True):
            dot.share, dot.cost = goal, cost
            dot.move_to(self.plot.point(goal.value, cost.value))


def marked_point(plot: Plot, share: Tensor, cost: Tensor, theme: Theme) -> PriceDot:
    """A measured mean: a hollow dot, apart from the words' own."""
    style = {"radius": pixels(11), "fill_opacity": 1.0, "color": theme.ground, "stroke_width": 4}
    return PriceDot(plot, Measured(share), Measured(cost), **style).set_stroke(theme.role("focus"))
