"""What the clip on the causal mask says: shares without it; the model trained without it looks one word ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from model.bundle import Bundle
from model.decode import greedy
from model.experiments.lab import Lab
from model.experiments.taps import read
from model.trace import END, Tensor, Trace
from scenes.decoder.parts.mask_future import leaking_row, looking_ahead, seen_ahead
from scenes.decoder.parts.mask_lie import Column, fails_only_at_the_end
from scenes.decoder.parts.mask_lines import lines_about
from scenes.decoder.parts.mask_map import MaskMap, pieces_of
from scenes.kit.theme import DARK

SENTENCES = 40


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab(Bundle.load("default"))


def test_masked_weights_are_the_open_shares_of_the_words_so_far_made_to_add_up_to_one(default_trace: Trace) -> None:
    found = leaking_row(default_trace)
    block = f"main/decoder.{found.layer}.self_attn"
    scaled = torch.from_numpy(default_trace[f"{block}.scaled"].values[found.head].astype(float))
    shares = found.open(default_trace).values
    np.testing.assert_allclose(shares, torch.softmax(scaled, dim=1).numpy(), atol=1e-6)
    kept = np.tril(shares)
    weights = default_trace[f"{block}.weights"].values[found.head]
    rows = kept.sum(1) > 1e-3  # of the others too little is left to divide by
    np.testing.assert_allclose((kept / kept.sum(1, keepdims=True))[rows], weights[rows], atol=1e-3)
    assert not np.triu(weights, 1).any()


def test_no_head_and_no_row_would_give_more_to_the_word_that_it_must_name(default_trace: Trace) -> None:
    found = leaking_row(default_trace)
    told = found.open(default_trace).values[found.row, found.row + 1]
    scaled = torch.from_numpy(default_trace["main/decoder.0.self_attn.scaled"].values.astype(float))
    ahead = torch.softmax(scaled, dim=-1).diagonal(offset=1, dim1=1, dim2=2)[:, 1:]
    assert told == pytest.approx(ahead.max().item(), abs=1e-6) and 1 <= found.row < len(default_trace.target) - 1


def test_discs_are_taken_apart_without_a_loss(default_trace: Trace) -> None:
    masked = MaskMap(default_trace, DARK, leaking_row(default_trace))
    weights = masked.after.weights.values
    pieces = pieces_of(masked.after)
    assert set(pieces) == {(int(i), int(j)) for i, j in np.argwhere(weights >= 1e-4)}
    for (i, j), disc in pieces.items():
        share = np.pi * (disc.width / 2) ** 2 / (np.pi * (0.92 * masked.after.cell / 2) ** 2)
        assert share == pytest.approx(weights[i, j], rel=1e-3)
    assert len(masked.kept()) + len(masked.fresh()) == len(pieces)


def test_without_a_mask_the_model_looks_one_word_ahead_and_alone_writes_only_the_end(lab: Lab) -> None:
    blind, whole = lab.bundle.module("ablated.no_mask"), lab.model
    ahead: dict[str, list[float]] = {"blind": [], "whole": []}
    for words in lab.unseen(SENTENCES, seed=5):
        batch = lab.encoder.batch([words])
        for name, model in (("blind", blind), ("whole", whole)):
            taps = read(model, batch.source, batch.read, ["decoder.0.self_attn.weights"])
            weights = taps["decoder.0.self_attn.weights"][0].numpy()  # (H, T, T)
            ahead[name].append(np.max([np.diagonal(head, offset=1) for head in weights], axis=0).mean().item())
        assert lab.encoder.words(greedy(blind, lab.encoder.source(words), cached=False).ids) == (END,)
    assert np.mean(ahead["blind"]) > 0.8 and not np.any(ahead["whole"])


def test_without_a_mask_wrong_words_to_read_are_copied(lab: Lab) -> None:
    def copied(which: str) -> float:
        model, same, count = lab.bundle.module(which), 0, 0
        sentences = lab.unseen(2 * SENTENCES, seed=6)
        for words, other in zip(sentences[:SENTENCES], sentences[SENTENCES:], strict=True):
            source, wrong = lab.encoder.batch([words]).source, lab.encoder.batch([other])
            with torch.no_grad():
                said = model(source, wrong.read)[0].argmax(-1)
            same, count = same + int((said == wrong.write[0]).sum()), count + said.numel()
        return same / count

    assert copied("ablated.no_mask") > 1.5 * copied("model")


def test_every_word_is_said_to_be_seen_only_where_it_is(default_trace: Trace) -> None:
    assert (seen_ahead(looking_ahead(default_trace)) >= 0.5).all()
    assert "every word" in lines_about(default_trace)["looks"].template
    name = "ablated.no_mask.reference/decoder.0.self_attn.weights"
    weights = default_trace[name].values.copy()
    weights[:, 3] = 0.0
    weights[:, 3, 0] = 1.0
    planted = replace(
        default_trace, tensors={**default_trace.tensors, name: Tensor(name, default_trace[name].axes, weights)}
    )
    assert "nearly every word" in lines_about(planted)["looks"].template


def test_where_it_fails_is_said_only_where_all_its_mistakes_are(default_trace: Trace) -> None:
    assert fails_only_at_the_end(default_trace)
    name = "experiments/no_mask/forced_wrong"
    tensor = default_trace[name]
    for planted in ([49, 1], [0, 0]):
        tensors = {**default_trace.tensors, name: Tensor(name, tensor.axes, np.array(planted))}
        other = replace(default_trace, tensors=tensors)
        assert not fails_only_at_the_end(other) and "last" not in lines_about(other)


def test_a_bubble_is_hollow_only_where_nothing_is_said(default_trace: Trace) -> None:
    whole, blind = (Column(default_trace, DARK, place) for place in range(2))
    assert whole.bubble().get_fill_opacity() == 1.0 and blind.bubble().get_fill_opacity() == 0.0
    said = [word.token for word in whole.words()]
    assert said == [word for word in default_trace.target if word != END]
