"""Rows moved all at once, a copy of the sentence for each, give what each move gives alone."""

from __future__ import annotations

import torch

from model.bundle import Bundle
from model.decode import greedy
from model.exchange import Move, encoder_heads, put_into, rows_of, written_with_each
from model.train import Encoder


def test_many_moves_at_once_are_the_same_as_one_by_one() -> None:
    bundle = Bundle.load("default")
    model, encoder = bundle.module(), Encoder(bundle.grammar)
    words = bundle.grammar.check(bundle.grammar.default)
    twin = bundle.grammar.twin(words)
    assert twin is not None
    into, donor, place = encoder.source(words), encoder.source(twin), len(words) - 1
    moves = [Move(f"{block}.{part}", head) for block, head in encoder_heads(model) for part in ("mixed", "weights")]
    alone = []
    for move in moves:
        rows = rows_of(model, donor, move.tap, move.head, torch.tensor([place]))
        with put_into(model, rows, move.tap, move.head, torch.tensor([place])):
            alone.append(greedy(model, into).ids)
    assert written_with_each(model, into, donor, moves, place) == alone
    assert len(set(alone)) > 1  # some move tells
