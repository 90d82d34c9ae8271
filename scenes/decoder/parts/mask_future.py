"""What a row of the decoder's self-attention would give to words that are not written yet, if it might look at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.decoder.parts.readings import decoder_layers
from scenes.kit.claims import Computed

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Place:
    """A row of one head of the decoder's self-attention, all from 0."""

    layer: int
    head: int
    row: int

    def matrix(self, trace: Trace, name: str) -> Tensor:
        """What the head has of this name for all rows, such as its ``weights`` (T, T)."""
        return trace[f"main/decoder.{self.layer}.self_attn.{name}"][self.head]


def open_share(column: int, scores: Array) -> float:
    """The share of a column when softmax runs over the whole row of scaled scores."""
    return float(FORMULAS["softmax_shifted"].evaluate(scores=scores)[column])


def leak(row: int, scores: Array) -> float:
    """The share of all columns after ``row``: the words to come."""
    return float(FORMULAS["softmax_shifted"].evaluate(scores=scores)[row + 1 :].sum())


def open_shares(scaled: Tensor) -> tuple[Computed, ...]:
    """The shares of a row without the mask, from its scaled scores."""
    return tuple(
        Computed("softmax without the mask", partial(open_share, column), (scaled,))
        for column in range(scaled.shape[0])
    )


def leak_of(scaled: Tensor, row: int) -> Computed:
    """What a row without the mask gives to the words after it."""
    return Computed("softmax without the mask, words to come", partial(leak, row), (scaled,))


def divided_row(trace: Trace) -> Place:
    """The row whose share, without the mask, is most evenly divided between words so far and words to come.

    The first row has one word only, and the last no word to come, so both stand back.
    """
    found = []
    for layer in range(decoder_layers(trace)):
        scaled = trace[f"main/decoder.{layer}.self_attn.scaled"].values.astype(float)
        for head in range(scaled.shape[0]):
            for row in range(1, scaled.shape[1] - 1):
                ahead = leak(row, scaled[head, row])
                found.append((min(ahead, 1.0 - ahead), Place(layer, head, row)))
    return max(found, key=lambda pair: pair[0])[1]
