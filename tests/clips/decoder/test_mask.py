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
from scenes.decoder.parts.mask_future import divided_row, leak, open_shares
from scenes.decoder.parts.mask_lie import fails_only_at_the_end

SENTENCES = 40


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab(Bundle.load("default"))


def test_masked_weights_are_the_open_shares_of_the_words_so_far_made_to_add_up_to_one(default_trace: Trace) -> None:
    found = divided_row(default_trace)
    block, row = f"main/decoder.{found.layer}.self_attn", found.row
    scaled = default_trace[f"{block}.scaled"][found.head, row]
    weights = default_trace[f"{block}.weights"].values[found.head, row]
    shares = np.array([claim.value for claim in open_shares(scaled)])
    ahead = leak(row, scaled.values.astype(float))
    assert shares.sum() == pytest.approx(1.0) and ahead == pytest.approx(shares[row + 1 :].sum())
    assert 0.05 < ahead < 0.95
    np.testing.assert_allclose(shares[: row + 1] / (1.0 - ahead), weights[: row + 1], atol=1e-4)
    assert not weights[row + 1 :].any()


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


def test_where_it_fails_is_said_only_where_all_its_mistakes_are(default_trace: Trace) -> None:
    assert fails_only_at_the_end(default_trace)
    name = "experiments/no_mask/forced_wrong"
    tensor = default_trace[name]
    for planted in ([49, 1], [0, 0]):
        tensors = {**default_trace.tensors, name: Tensor(name, tensor.axes, np.array(planted))}
        assert not fails_only_at_the_end(replace(default_trace, tensors=tensors))
