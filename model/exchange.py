"""Moving what a head says at one word from the run about one sentence into the run about another.

Two sentences that differ in one word have the same places, so that a row of one run fits into the other: the head's
report there (a row of the Tap `mixed`, K numbers), or its row of weights (of the Tap `weights`), from which the head
then mixes the values of the sentence that it is put into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from model.decode import write_all
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


@dataclass(frozen=True)
class Move:
    """One head's row, of the Tap `mixed` or `weights` of an attention block: "encoder.1.self_attn.mixed"."""

    tap: str
    head: int


@torch.no_grad()
def written_with_each(
    model: Transformer, into: Tensor, donor: Tensor, moves: Sequence[Move], place: int
) -> list[tuple[int, ...]]:
    """What is written of a sentence when one row at a place is that of another, for each of some moves: ids (1, S).

    All moves are made at once, in a batch of as many copies of the sentence.
    """
    taps = list(dict.fromkeys(move.tap for move in moves))
    with heard(model, taps) as rows:
        model.encode(donor)

    def change(tap: str) -> Callable[[Tensor], Tensor]:
        def put(values: Tensor) -> Tensor:
            values = values.clone()  # (B, H, S, K), or (B, H, S, S) of weights
            for copy, move in enumerate(moves):
                if move.tap == tap:
                    values[copy, move.head, place] = rows[tap][0, move.head, place]
            return values

        return put

    with replaced(model, {tap: change(tap) for tap in taps}):
        return write_all(model, into.expand(len(moves), -1))


def encoder_heads(model: Transformer) -> list[tuple[str, int]]:
    """The block and the number of every head of the encoder, layer by layer."""
    return [(f"encoder.{i}.self_attn", head) for i in model.encoder.layers for head in range(model.config.heads)]
