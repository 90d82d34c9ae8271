"""The machine that was trained without places: what one head of it reports before and after a shuffle, what it writes.

The tensors are those of that model; the shuffled ones come from running it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.trace import Tensor, Trace
from scenes.kit.choose import encoder_layers, places_of, places_that_ask
from scenes.kit.claims import Measured, as_rounded
from scenes.kit.translation import compare, without_end

BLIND = "ablated.no_positions"  # the model trained without places
EXPERIMENT = "experiments/no_positions"
DIGITS = "+.2f"  # how a report's numbers are shown
FIRST_CLAUSE = "because"  # where the second, quieter part of a sentence begins
SAME = 1e-4  # a smaller difference of two reports is rounding


@dataclass(frozen=True)
class Blind:
    """The followed head of the model without places: the strongest weight from a word that asks to a noun."""

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

    def report(self, *, shuffled: bool = False) -> Tensor:
        """What the head reports to the followed word, (K)."""
        return self.tensor("mixed", shuffled=shuffled)[self.new_row if shuffled else self.row]

    @property
    def digits_stay(self) -> bool:
        """Whether the report reads the same, digit by digit, after the shuffle."""
        before, after = (
            [as_rounded(Measured(report[k]).value, DIGITS) for k in range(report.shape[0])]
            for report in (self.report(), self.report(shuffled=True))
        )
        return before == after

    @property
    def knows_no_order(self) -> bool:
        """Whether all that this encoder makes of the shuffled words is what it made of them, in the new order."""
        last = f"encoder.{encoder_layers(self.trace) - 1}.norm2.output"
        before, after = (self.trace[f"{scope}/{last}"].values for scope in (BLIND, f"{BLIND}.shuffled"))
        return bool(np.abs(after - before[list(self.order)]).max() < SAME)

    def _weights(self, layer: int) -> Tensor:
        return self.trace[f"{BLIND}/encoder.{layer}.self_attn.weights"]


@dataclass(frozen=True)
class Pair:
    """Two orders of the same words, and what the models wrote of them, with places and without."""

    trace: Trace

    @property
    def swapped(self) -> bool:
        """Whether the other order is a sentence too: the adjectives of the two nouns exchanged."""
        return self.trace.has("swapped")

    @property
    def other(self) -> str:
        """The scope of the other order."""
        return "swapped" if self.swapped else "shuffled"

    @cached_property
    def sources(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Both orders with their end marks."""
        return self.trace.words["main.source"], self.trace.words[f"{self.other}.source"]

    @property
    def same_words(self) -> bool:
        """Whether both have the same words."""
        return sorted(self.sources[0]) == sorted(self.sources[1])

    @cached_property
    def seeing(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the model with places wrote of each."""
        one, two = (without_end(self.trace.words[f"{scope}.target"]) for scope in ("main", self.other))
        return one, two

    @cached_property
    def blind(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the model without places wrote of each."""
        one, two = (without_end(self.trace.words[f"{scope}.target"]) for scope in (BLIND, f"{BLIND}.{self.other}"))
        return one, two

    @cached_property
    def reference(self) -> tuple[str, ...]:
        """The right translation of the first order."""
        return without_end(self.trace.words["reference"])

    @property
    def seen(self) -> bool:
        """Whether what the model with places writes may be taken for right: here, and in all that was recorded."""
        return bool(self.trace.facts["exact"]) and self.trace[f"{EXPERIMENT}/exact.whole"].item() == 1.0

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        """What the model with places writes: of words that are no sentence there is nothing to translate."""
        return self.seeing if self.swapped else self.seeing[:1]

    @property
    def owners_only(self) -> bool:
        """Whether the translation without places is neither answer and yet has the words of the first."""
        blind = self.blind[0]
        return self.swapped and self.seen and blind not in self.answers and stems(blind) == stems(self.answers[0])

    def wrong(self, which: int) -> tuple[int, ...]:
        """Places of the words of the one translation that are not in order with the right answer to a sentence."""
        answer = self.reference if which == 0 else self.seeing[1]
        return tuple(place for place, fits in enumerate(compare(self.blind[0], answer)) if not fits)

    @property
    def one_owner_each(self) -> bool:
        """Whether just one word is wrong for each sentence, another one for each."""
        return self.owners_only and len(self.wrong(0)) == len(self.wrong(1)) == 1 and self.wrong(0) != self.wrong(1)


def stems(words: tuple[str, ...]) -> list[str]:
    """The words without the endings that agreement changes (noir, noire; le, la), in the order of the alphabet."""
    return sorted(word[:3] if len(word) > 3 else word[:1] for word in words)


def clauses(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A sentence up to its reason, and the reason, without the end mark."""
    spoken = without_end(words)
    cut = next((i for i, word in enumerate(spoken) if word in (FIRST_CLAUSE, "parce")), len(spoken))
    return spoken[:cut], spoken[cut:]
