"""What the experiment ``relay`` recorded: states that are handed on, and how much blame reaches each word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.claims import Computed
from scenes.kit.counts import steps_between


def last_over_first(sizes: NDArray[np.float64]) -> float:
    """How many times the size at the last word is that at the first."""
    return float(sizes[-1] / sizes[0])


@dataclass(frozen=True)
class Sizes:
    """The record, by the names of its networks: rnn, lstm, transformer."""

    trace: Trace

    @property
    def record(self) -> Trace:
        """The experiment's arrays."""
        return self.trace.scope("experiments/relay")

    @property
    def words(self) -> tuple[str, ...]:
        """The recorded sentence, with its end."""
        return self.trace.words["experiments/relay/example"]

    @property
    def states(self) -> Tensor:
        """The memory after each word, (place, D)."""
        return self.record["example.state"]

    def of(self, kind: str, moment: str = "before") -> Tensor:
        """The size of the gradient in every word's vector, mean over the sentences, before training or after."""
        return self.record[f"{kind}.{moment}.d_input"]

    def ratio(self, kind: str) -> Computed:
        """How many times the blame at the end is that at the beginning, before training."""
        return Computed("last over first", last_over_first, (self.of(kind),))

    def spread(self, kind: str, moment: str = "before") -> float:
        """How many times the smallest of the sizes the largest is."""
        values = self.of(kind, moment).values
        return float(values.max() / values.min())

    def exact(self, kind: str) -> Tensor:
        """The share of new sentences that the trained network translates word for word."""
        return self.record[f"{kind}.exact"]

    @property
    def all_in_one_step(self) -> bool:
        """Whether in a head of the encoder every word reads every other at once."""
        return steps_between(self.trace["main/encoder.0.self_attn.weights"][0]).value == 1
