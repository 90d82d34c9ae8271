"""What a head of the decoder would give to words that are not written yet, if it might look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace, derive
from scenes.decoder.parts.readings import decoder_layers

Array = NDArray[np.floating]

REFERENCE = "ablated.no_mask.reference"
TOGETHER = 2  # heads of the writer without a mask that are shown


@dataclass(frozen=True)
class Place:
    """A row of one head of the decoder's self-attention, all from 0."""

    layer: int
    head: int
    row: int

    def matrix(self, trace: Trace, name: str) -> Tensor:
        """What the head has of this name for all rows, such as its ``weights`` (T, T)."""
        return trace[f"main/decoder.{self.layer}.self_attn.{name}"][self.head]

    def open(self, trace: Trace) -> Tensor:
        """The head's shares (T, T) if it had no mask."""
        return derive("softmax without the mask", ("T", "T"), softmax_of_rows, self.matrix(trace, "scaled"))


def softmax_of_rows(scaled: Array) -> Array:
    """Shares of whole rows: scores (T, T) to shares (T, T), each row adding up to one."""
    return np.stack([FORMULAS["softmax_shifted"].evaluate(scores=row) for row in np.asarray(scaled, dtype=float)])


def leaking_row(trace: Trace) -> Place:
    """The row that would give most to the next column, where the word stands that it must name.

    The start mark is no word and the last row has no next column, so both stand back.
    """
    found = []
    for layer in range(decoder_layers(trace)):
        scaled = trace[f"main/decoder.{layer}.self_attn.scaled"].values
        for head in range(scaled.shape[0]):
            ahead = np.diagonal(softmax_of_rows(scaled[head]), offset=1)
            found += [(float(ahead[row]), Place(layer, head, row)) for row in range(1, len(ahead))]
    return max(found, key=lambda pair: pair[0])[1]


# -- the writer that was trained without a mask ------------------------------------------------------------------------


def looking_ahead(trace: Trace) -> tuple[Tensor, ...]:
    """The weights (T, T) of the heads that look most at the next column, the right words read, in their order."""
    weights = trace[f"{REFERENCE}/decoder.0.self_attn.weights"]  # (H, T, T)
    means = [float(np.diagonal(head, offset=1).mean()) for head in weights.values]
    best = sorted(np.argsort(means, kind="stable")[::-1][:TOGETHER])
    return tuple(weights[int(head)] for head in best)


def seen_ahead(maps: Sequence[Tensor]) -> NDArray[np.float64]:
    """For each row but the last, the largest share of its next column among these heads: (T - 1)."""
    return np.max([np.diagonal(one.values, offset=1) for one in maps], axis=0).astype(np.float64)
