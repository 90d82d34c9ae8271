"""Moving what a head says at one word from the run about one sentence into the run about another.

Two sentences that differ in one word have the same places, so that a row of one run fits into the other: the head's
report there (a row of the Tap `mixed`, K numbers), or its row of weights (of the Tap `weights`), from which the head
then mixes the values of the sentence that it is put into.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from model.hooks import heard, replaced
from model.transformer import Transformer


@torch.no_grad()
def rows_of(model: Transformer, source: Tensor, tap: str, head: int, places: Tensor) -> Tensor:
    """What a head's Tap of the encoder has at a place of each sentence: ids (B, S) and places (B) to rows (B, K)."""
    with heard(model, [tap]) as taps:
        model.encode(source)
    return taps[tap][torch.arange(len(source)), head, places]  # (B, K), or (B, S) of weights


@contextmanager
def put_into(model: Transformer, rows: Tensor, tap: str, head: int, places: Tensor) -> Iterator[None]:
    """For a while these rows (B, K) are what the head's Tap passes on at a place of each sentence; all else stays."""

    def change(values: Tensor) -> Tensor:
        values = values.clone()  # (B, H, S, K)
        values[torch.arange(len(values)), head, places] = rows
        return values

    with replaced(model, {tap: change}):
        yield


def encoder_heads(model: Transformer) -> list[tuple[str, int]]:
    """The block and the number of every head of the encoder, layer by layer."""
    return [(f"encoder.{i}.self_attn", head) for i in model.encoder.layers for head in range(model.config.heads)]
