"""What backpropagation hands back through the followed head: tensors, sizes, how well formulas and autograd agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.choose import SPEAKING, hero, hero_input, hero_tensor, places_of
from scenes.kit.claims import Computed

Array = NDArray[np.float64]
DIFFERENCE = "gradients/decoder.logits"  # p - q
SURE = 0.9  # a row that gives one word so much has little left to trade
STILL = 0.1  # of the liveliest row: hardly anything arrives


def size(values: Array) -> float:
    """The root of the sum of squares of all entries."""
    return float(np.sqrt((values**2).sum()))


def weighted_mean(weights: Array, slopes: Array) -> float:
    """The mean of a row's slopes, each weighted by its share."""
    return float((weights * slopes).sum())


def off_mean(place: int, weights: Array, slopes: Array) -> float:
    """How far one slope lies above the row's weighted mean."""
    return float(slopes[place]) - weighted_mean(weights, slopes)


def by_hand(d_mixed: Array, weights: Array, value: Array, key: Array, x: Array) -> Array:
    """dW_Q from dZ by the formulas alone: dA, dS, dQ and the sum over the words."""
    d_weights = FORMULAS["d_weights"].evaluate(d_mixed=d_mixed, value=value)
    d_scaled = FORMULAS["d_scaled"].evaluate(weights=weights, d_weights=d_weights)
    d_query = FORMULAS["d_query"].evaluate(d_scaled=d_scaled, key=key)
    return FORMULAS["d_w_q"].evaluate(x=x, d_projected=d_query)


def same_digits(d_mixed: Array, weights: Array, value: Array, key: Array, x: Array, autograd: Array) -> float:
    """To how many digits, counted from the largest entry's first, the formulas and autograd give the same dW_Q."""
    gap = np.abs(by_hand(d_mixed, weights, value, key, x) - autograd).max() / np.abs(autograd).max()
    return float(math.floor(-math.log10(2 * max(gap, 1e-15))))


class Slopes:
    """The slopes of the loss in everything of the followed head, and where the story looks at them."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.found = trace, hero(trace)
        self.block = f"encoder.{self.found.layer}.self_attn"
        self.x, self.weights = hero_input(trace), hero_tensor(trace, "weights")
        self.d_weights, self.d_scaled, self.d_query, self.d_mixed = (
            hero_tensor(trace, name, "gradients") for name in ("weights", "scaled", "query", "mixed")
        )
        self.row = self._liveliest()

    # -- at the output ----------------------------------------------------------------------------------------

    @property
    def word(self) -> int:
        """The place of the word of the reference translation at which the mistake is largest."""
        return int((self.trace[DIFFERENCE].values ** 2).sum(1).argmax())

    def shown(self, most: int) -> tuple[int, ...]:
        """The right word's place in the vocabulary, then those of the others whose slope is steepest."""
        right = self.trace.words["target_vocabulary"].index(self.trace.words["reference"][self.word])
        steep = np.argsort(-np.abs(self.trace[DIFFERENCE].values[self.word]), kind="stable")
        return (right, *(int(place) for place in steep if place != right))[:most]

    def said(self, places: Sequence[int]) -> tuple[Computed, ...]:
        """P of some words of the vocabulary, then of all others together."""
        row = self.trace["reference/decoder.probabilities"][self.word]
        return entries_and_rest("p", lambda p: p, places, row)

    def asked(self, places: Sequence[int]) -> tuple[Computed, ...]:
        """Q = p - (p - q) of the same."""
        rows = (self.trace[name][self.word] for name in ("reference/decoder.probabilities", DIFFERENCE))
        return entries_and_rest("q", lambda p, d: p - d, places, *rows)

    def wrong(self, places: Sequence[int]) -> tuple[Computed, ...]:
        """P - q of the same."""
        return entries_and_rest("p - q", lambda d: d, places, self.trace[DIFFERENCE][self.word])

    # -- on the way -------------------------------------------------------------------------------------------

    def at(self, name: str) -> Computed:
        """The size of the slope in all numbers of a tensor of the trace."""
        return Computed("size", size, (self.trace[f"gradients/{name}"],))

    # -- in the head ------------------------------------------------------------------------------------------

    @property
    def mean(self) -> Computed:
        """The weighted mean of the followed row's slopes."""
        return Computed("rowsum(A dA)", weighted_mean, (self.weights[self.row], self.d_weights[self.row]))

    @property
    def still(self) -> int | None:
        """The film's row, if it gives nearly all to one word and hardly any slope arrives in its scores."""
        row, sizes = self.found.row, np.sqrt((self.d_scaled.values.astype(float) ** 2).sum(1))
        sure = self.weights.values[row].max() >= SURE
        return row if sure and row != self.row and sizes[row] <= STILL * sizes.max() else None

    def parameter(self, name: str) -> Tensor:
        """The slope in a matrix of this head: ``w_q``, ``w_k`` or ``w_v`` (D, K)."""
        return self.trace[f"gradients/weights.{self.block}.{name}"][:, self.found.head]

    def of(self, name: str) -> Computed:
        """The size of the slope in a matrix of this head."""
        return Computed("size", size, (self.parameter(name),))

    @property
    def digits(self) -> Computed:
        """To how many digits the formulas and autograd agree on dW_Q."""
        value, key = (hero_tensor(self.trace, name) for name in ("value", "key"))
        inputs = (self.d_mixed, self.weights, value, key, self.x, self.parameter("w_q"))
        return Computed("digits in which formulas and autograd agree", same_digits, inputs)

    def _liveliest(self) -> int:
        """Of the words with meaning, the one in whose row of scores the slope is largest."""
        sizes = (self.d_scaled.values.astype(float) ** 2).sum(1)
        return max(places_of(self.trace, *SPEAKING), key=lambda row: sizes[row])


def entries_and_rest(
    name: str, rule: Callable[..., Array], places: Sequence[int], *rows: Tensor
) -> tuple[Computed, ...]:
    """A rule's entries at some places, and the sum of all others."""

    def entry(place: int) -> Callable[..., float]:
        return lambda *arrays: float(rule(*arrays)[place])

    def rest(*arrays: Array) -> float:
        return float(np.delete(rule(*arrays), list(places)).sum())

    return (*(Computed(name, entry(place), rows) for place in places), Computed(f"rest of {name}", rest, rows))
