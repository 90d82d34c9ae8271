"""Greedy, beam and sampled decoding agree where they must, with and without a cache, on the shipped model."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
import torch
from torch import Tensor

from model.bundle import Bundle
from model.config import ModelConfig
from model.decode import END_ID, START_ID, Writer, beam, greedy, sample
from model.grammar import END
from model.hooks import heard
from model.train import Encoder
from model.transformer import Tap, Transformer


@cache
def shipped() -> tuple[Transformer, Encoder]:
    bundle = Bundle.load("default")
    return bundle.module(), Encoder(bundle.grammar)


def sources(count: int) -> list[Tensor]:
    _, encoder = shipped()
    return [encoder.source(words) for words in encoder.grammar.unseen(count, seed=11)]


def test_shipped_model_translates_sentences_it_never_saw() -> None:
    model, encoder = shipped()
    sentences = encoder.grammar.unseen(60, seed=11)
    right = [
        encoder.words(greedy(model, encoder.source(s)).ids) == (*encoder.grammar.translate(s), END) for s in sentences
    ]
    assert sum(right) >= 59


def test_cache_changes_nothing_but_the_work() -> None:
    model, _ = shipped()
    for source in sources(12):
        with_cache, without = greedy(model, source), greedy(model, source, cached=False)
        assert with_cache.ids == without.ids
        assert with_cache.log_probabilities == pytest.approx(without.log_probabilities, abs=1e-5)
        m = len(with_cache.ids)
        assert with_cache.rows == m
        assert without.rows == m * (m + 1) // 2


def test_full_pass_equals_writing_word_by_word() -> None:
    """Every tap of the decoder: the rows of one pass over the output are those of the steps that wrote it."""
    model, _ = shipped()
    taps = [n for n, t in model.named_modules() if isinstance(t, Tap) and n.startswith("decoder") and t.axes[0] == "T"]
    for source in sources(3):
        written = greedy(model, source).ids
        read = [START_ID, *written[:-1]]
        with torch.no_grad(), heard(model, taps) as whole:
            model(source, torch.tensor([read]))
        for t in range(1, len(read) + 1):
            with torch.no_grad(), heard(model, taps) as step:
                model(source, torch.tensor([read[:t]]))
            for name in step:
                if name == "decoder.position":
                    continue
                torch.testing.assert_close(step[name][0, t - 1], whole[name][0, t - 1], rtol=0, atol=1e-5)


def test_beam_of_one_is_greedy() -> None:
    model, _ = shipped()
    for source in sources(12):
        best, _branches = beam(model, source, 1)
        chosen = greedy(model, source)
        assert best.ids == chosen.ids
        assert best.score == pytest.approx(chosen.score, abs=1e-4)


def test_wider_beam_is_not_worse_here_and_its_scores_are_right() -> None:
    model, _ = shipped()
    for source in sources(8):
        best, branches = beam(model, source, 3)
        assert best.score >= greedy(model, source).score - 1e-5
        with torch.no_grad():
            logs = model(source, torch.tensor([[START_ID, *best.ids[:-1]]])).log_softmax(-1)[0]
        assert best.score == pytest.approx(sum(float(logs[t, i]) for t, i in enumerate(best.ids)), abs=1e-4)
        for step in {branch.step for branch in branches}:
            assert 1 <= sum(b.kept for b in branches if b.step == step) <= 3


def test_full_beam_finds_the_best_of_all() -> None:
    """A tiny untrained model, whose every translation of up to three words can be tried."""
    torch.manual_seed(0)
    config = ModelConfig(source_vocabulary=6, target_vocabulary=5, d_model=8, heads=2, d_k=4, d_ff=8, max_length=3)
    model = Transformer(config).eval()
    source = torch.tensor([[3, 4, 1]])
    best, _ = beam(model, source, 200)

    def score(ids: tuple[int, ...]) -> float:
        with torch.no_grad():
            logs = model(source, torch.tensor([[START_ID, *ids[:-1]]])).log_softmax(-1)[0]
        return sum(float(logs[t, i]) for t, i in enumerate(ids))

    whole = [(*start, END_ID) for n in range(3) for start in product((0, 1, 3, 4), repeat=n)]
    assert best.ids == max(whole, key=score)


def test_temperature_zero_is_greedy_and_sampling_repeats_with_its_seed() -> None:
    model, _ = shipped()
    source = sources(1)[0]
    assert sample(model, source, 0.0).ids == greedy(model, source).ids
    assert sample(model, source, 0.05, torch.Generator().manual_seed(1)).ids == greedy(model, source).ids
    drawn = [sample(model, source, 1.5, torch.Generator().manual_seed(5)).ids for _ in range(2)]
    assert drawn[0] == drawn[1]
    others = {sample(model, source, 1.5, torch.Generator().manual_seed(seed)).ids for seed in range(6)}
    assert len(others) > 1


@pytest.mark.parametrize("cached", [True, False])
def test_what_is_known_of_a_beginning_changes_no_translation(cached: bool) -> None:
    model, _ = shipped()
    source = sources(1)[0]
    again, anew = torch.Generator().manual_seed(5), torch.Generator().manual_seed(5)
    writer = Writer(model, source, cached)
    for temperature in (0.0, 1.0, 1.5, 1.5, 0.0):
        together = writer.write(temperature, again)
        alone = sample(model, source, temperature, anew, cached)
        assert (together.ids, together.log_probabilities) == (alone.ids, alone.log_probabilities)
    assert together.rows == 0  # it was written before
    assert alone.rows > 0


def test_samples_follow_the_probabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = shipped()
    source = sources(1)[0]
    monkeypatch.setattr(model, "config", replace(model.config, max_length=1))  # first words are all that is counted
    with torch.no_grad():
        p = (model(source, torch.tensor([[START_ID]]))[0, -1] / 3.0).softmax(-1)
    generator = torch.Generator().manual_seed(0)
    first = [sample(model, source, 3.0, generator).ids[0] for _ in range(400)]
    likely = int(p.argmax())
    assert abs(first.count(likely) / 400 - float(p[likely])) < 0.08


def test_a_model_without_mask_is_decoded_without_cache() -> None:
    torch.manual_seed(0)
    model = Transformer(ModelConfig(source_vocabulary=6, target_vocabulary=9, max_length=5).without("mask")).eval()
    written = greedy(model, torch.tensor([[3, 4, 1]]))
    assert written.rows == sum(range(1, len(written.ids) + 1))


def test_wrong_settings_are_refused() -> None:
    model, _ = shipped()
    with pytest.raises(ValueError, match="temperature is -1"):
        sample(model, sources(1)[0], -1.0)
    with pytest.raises(ValueError, match="beam width is 0"):
        beam(model, sources(1)[0], 0)
