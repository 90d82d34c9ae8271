"""The step at which a run hesitates between two words, its shares at any temperature, and needles drawn by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import END, Tensor, Trace, derive
from scenes.kit.counts import Counted, Extent, Fact, Reckoned
from scenes.kit.pair import pair_of

FALLEN = (
    0.941927, 0.534764, 0.815235, 0.454004, 0.044242, 0.756595, 0.462559, 0.328005, 0.219717, 0.576906,
    0.679904, 0.938710, 0.709023, 0.933682, 0.601728, 0.855558, 0.466284, 0.374508, 0.445411, 0.796544,
)  # fmt: skip
"""Where the needles fall on a ruler from 0 to 1: drawn once, evenly, by NumPy with the seed 2017, and kept."""

PRONOUNS = frozenset({"il", "elle"})
LEAST = 0.1  # of the second word, so that it is a race
FAR = 0.8  # a share from which a word is far ahead


@dataclass(frozen=True)
class Moment:
    """A row of probabilities (V) and where it is from: a kept step of the run by its number among them, and the row."""

    kept: int
    row: int
    shares: Tensor

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the two likeliest words."""
        return tuple(int(place) for place in (-self.shares.values).argsort(kind="stable")[:2])

    @property
    def second(self) -> float:
        """The share of the second."""
        return float(self.shares.values[self.order[1]])


def moments(trace: Trace) -> Iterator[Moment]:
    """All steps of writing at which what stands before is right, of all kept steps of the run, the earliest first."""
    reference = trace.words["reference"]
    for kept, step in enumerate(trace.facts["steps"]):
        written, shares = trace.words[f"run.step_{step}.target"], trace[f"run.step_{step}/decoder.probabilities"]
        for row in range(1, min(len(reference), len(written), shares.shape[0])):
            if tuple(written[:row]) == tuple(reference[:row]) and reference[row] != END:
                yield Moment(kept, row, shares[row])


def hesitation(trace: Trace) -> Moment:
    """The first kept step that races between *il* and *elle*, at the pronoun; without one the closest race."""
    every = list(moments(trace))
    vocabulary = trace.words["target_vocabulary"]
    races = [m for m in every if {str(vocabulary[place]) for place in m.order} == PRONOUNS and m.second >= LEAST]
    return races[0] if races else max(every, key=lambda moment: moment.second)


def three_at(places: tuple[int, ...], shares: NDArray[np.float64], temperature: NDArray[np.float64]) -> NDArray[Any]:
    """The shares of two words and of all others together when the scores (ln p) are divided by a temperature."""
    scores = np.log(np.maximum(shares, 1e-30))
    warm = FORMULAS["softmax_temperature"].evaluate(scores=scores, temperature=float(temperature))
    first, second = (float(warm[place]) for place in places)
    return np.array([first, second, 1.0 - first - second])


def three(places: tuple[int, ...], shares: NDArray[np.float64]) -> NDArray[Any]:
    """The same as they are."""
    first, second = (float(shares[place]) for place in places)
    return np.array([first, second, 1.0 - first - second])


def landed(shares: NDArray[np.float64], places: Sequence[float] = FALLEN) -> NDArray[np.int64]:
    """For each needle the piece of the ruler on which it lands. (R) -> (needles)."""
    pieces = np.searchsorted(np.cumsum(shares), places, side="right")
    return np.minimum(pieces, len(shares) - 1)


def landed_on(piece: int, shares: NDArray[np.float64]) -> int:
    """How many needles land on a piece."""
    return int((landed(shares) == piece).sum())


@dataclass(frozen=True)
class Race:
    """The words between which it hesitates, and their shares."""

    trace: Trace

    @cached_property
    def moment(self) -> Moment:
        """When it hesitates."""
        return hesitation(self.trace)

    @property
    def step(self) -> Fact:
        """The step of training."""
        return Fact.of(self.trace, "steps", self.moment.kept)

    @property
    def beginning(self) -> tuple[str, ...]:
        """What had been written before."""
        return self.trace.words[f"run.step_{self.step.value}.target"][: self.moment.row]

    @property
    def words(self) -> tuple[str, str]:
        """The likeliest word then, and the second."""
        first, second = (self.trace.words["target_vocabulary"][place] for place in self.moment.order)
        return first, second

    @property
    def is_about_it(self) -> bool:
        """Whether it hesitates between the two pronouns."""
        return set(map(str, self.words)) == PRONOUNS

    @property
    def others(self) -> Reckoned:
        """How many other words there are."""
        return Reckoned("all but two", lambda count: count - 2, (Extent(self.moment.shares, None),))

    @cached_property
    def shares(self) -> Tensor:
        """The shares of the two and of all others together (R)."""
        return derive(
            "shares of two words and the others", ("R",), partial(three, self.moment.order), self.moment.shares
        )

    def at(self, temperature: Tensor) -> Tensor:
        """The same at a temperature."""
        rule = partial(three_at, self.moment.order)
        return derive(f"the same at temperature {temperature.item():g}", ("R",), rule, self.moment.shares, temperature)

    # -- needles ------------------------------------------------------------------------------------------------

    @cached_property
    def needles(self) -> Tensor:
        """The piece on which each needle lands (needles)."""
        return derive("where needles land", ("N",), landed, self.shares)

    def count(self, piece: int) -> Counted:
        """How many needles land on a piece."""
        return Counted("needles on a piece", partial(landed_on, piece), (self.shares,))

    # -- trained ------------------------------------------------------------------------------------------------

    @cached_property
    def trained(self) -> Tensor | None:
        """The shares (R) of the same words after training, where the same words stand before; None elsewhere."""
        if tuple(self.trace.target[: self.moment.row]) != tuple(self.beginning):
            return None
        row = self.trace["main/decoder.probabilities"][self.moment.row]
        return derive("the same after training", ("R",), partial(three, self.moment.order), row)

    @property
    def is_settled(self) -> bool:
        """Whether one of the two is far ahead after training, and it is the right one."""
        if self.trained is None:
            return False
        best = int(self.trained.values.argmax())
        right = str(self.trace.words["reference"][self.moment.row])
        return best < 2 and bool(self.trained.values[best] >= FAR) and str(self.words[best]) == right

    @property
    def winner(self) -> int:
        """Which of the two is ahead after training."""
        return 0 if self.trained is None else int(self.trained.values[:2].argmax())

    # -- the record of sampling ---------------------------------------------------------------------------------

    @property
    def record(self) -> Trace:
        """The arrays of the experiment ``sampling``."""
        return self.trace.scope("experiments/sampling")

    @cached_property
    def temperatures(self) -> tuple[int, int, int]:
        """Of the recorded temperatures the places of the coldest above zero, of one, and of the hottest."""
        known = self.record["temperature"].values
        warm = [place for place in range(len(known)) if known[place] > 0]
        plain = min(warm, key=lambda place: abs(known[place] - 1.0))
        return min(warm, key=lambda place: known[place]), plain, max(warm, key=lambda place: known[place])

    def sample(self, place: int) -> tuple[str, ...]:
        """The first sample of the bundle's sentence at a recorded temperature."""
        text = self.trace.words["experiments/sampling/temperatures"][place]
        return self.trace.words[f"experiments/sampling/sample.{text}.0"]

    def picture_words(self) -> tuple[str | None, str | None]:
        """The noun that each of the two words stands for, or is; None where that is not known."""
        if not self.is_about_it:
            return self.words
        if not self.trace.has("twin"):
            return None, None
        pair = pair_of(self.trace)
        nouns = {side.expected: side.words[side.referent] for side in (pair.first, pair.second)}
        first, second = (nouns.get(str(word)) for word in self.words)
        return first, second
