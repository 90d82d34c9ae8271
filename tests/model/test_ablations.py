"""Models trained without one part: what was recorded of them is what their weights do, measured without padding."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np
import pytest

from model.bundle import Bundle
from model.bundle_files import read_metadata, write_weights
from model.experiments import ablations
from model.experiments.ablations import PARTS, ablation
from model.experiments.lab import SEED, Lab
from model.experiments.measure import forced, translate_all
from model.grammar import END, START
from model.train import accuracy
from tests.model.independent import Independent


@pytest.mark.parametrize("name", PARTS)
def test_ablated_weights_write_what_was_recorded(lab, name):
    record = lab.bundle.experiment(name)
    model = lab.bundle.module(f"ablated.{name}")
    assert getattr(model.config, PARTS[name]) is False
    assert dataclasses.replace(model.config, **{PARTS[name]: True}) == lab.bundle.config
    shown = translate_all(model, lab.encoder, [lab.default])
    assert list(shown.written[0]) == list(record.words["written"])
    result = translate_all(model, lab.encoder, lab.unseen(int(record.arrays["sentences"]), seed=SEED))
    assert result.exact == pytest.approx(float(record.arrays["exact"]), abs=1e-6)


def test_unpadded_forcing_is_that_of_an_independent_pass_and_fails_in_the_last_row_only(lab):
    """The model without a mask reads the right translation, in NumPy and loop by loop, with no padding anywhere."""
    record = lab.bundle.experiment("no_mask")
    other = Independent(lab.bundle.path / "ablated.no_mask.safetensors")
    sentences = lab.unseen(int(record.arrays["sentences"]), seed=SEED)[:40]
    wrong, weights = [], []
    for words in sentences:
        french = lab.grammar.translate(words)
        logits = other.decode([START, *french], other.encode([*words, END]))
        said = [other.target_words[i] for i in logits.argmax(1)]
        wrong.append([a != b for a, b in zip(said, (*french, END), strict=True)])
        weights.append(np.diagonal(other.seen["decoder.0.self_attn.weights"], offset=1, axis1=1, axis2=2))
    assert any(row[-1] for row in wrong) and not any(any(row[:-1]) for row in wrong)
    found = forced(lab.bundle.module("ablated.no_mask"), lab.encoder, sentences)
    assert found.exact == 1 - sum(row[-1] for row in wrong) / len(wrong) and found.wrong[0] == sum(map(any, wrong))
    assert record.arrays["forced_wrong"][0] == record.arrays["forced_wrong"].sum() > 0
    assert record.arrays["forced_exact"] == pytest.approx(1 - record.arrays["forced_wrong"].sum() / 500)
    np.testing.assert_allclose(np.concatenate(weights, axis=1).mean(1), record.arrays["next_word"][0], atol=0.05)


def test_padding_would_flatter_a_model_without_its_mask(lab):
    """The same sentences in one padded batch: it sees where to stop, and all come out right."""
    sentences = lab.unseen(40, seed=SEED)
    model = lab.bundle.module("ablated.no_mask")
    assert accuracy(model, lab.encoder.batch(sentences)).exact > forced(model, lab.encoder, sentences).exact
    assert accuracy(lab.model, lab.encoder.batch(sentences)).exact == forced(lab.model, lab.encoder, sentences).exact


def test_kept_weights_are_measured_again_without_training(lab, monkeypatch):
    def no_training(*_):
        raise AssertionError("the weights are there")

    monkeypatch.setattr(ablations, "train", no_training)
    record, kept = ablation(lab, "no_scaling", sentences=20), lab.bundle.experiment("no_scaling")
    assert np.array_equal(record["step"], kept.arrays["step"]) and np.array_equal(record["loss"], kept.arrays["loss"])
    assert record["exact"] == 1 and record["forced_exact"] == 1


def test_weights_of_another_plan_or_another_file_are_trained_again(bundle, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(bundle.path, folder, ignore=shutil.ignore_patterns("checkpoints*", "trace*", "manifest*"))
    copy = Bundle.load(folder)
    plan = dataclasses.replace(Lab(copy).plan, without=("mask",), checkpoints=2)
    steps, _ = ablations.kept_curve(copy, "no_mask", plan)
    assert steps[-1] == plan.steps
    assert ablations.kept_curve(copy, "no_mask", dataclasses.replace(plan, steps=plan.steps + 1)) is None
    path = folder / "ablated.no_mask.safetensors"
    arrays, metadata = copy.weights("ablated.no_mask"), read_metadata(path)
    write_weights(path, arrays | {"encoder.0.norm1.gain": arrays["encoder.0.norm1.gain"] * 2}, metadata)
    assert ablations.kept_curve(copy, "no_mask", plan) is None
    path.unlink()
    assert ablations.kept_curve(copy, "no_mask", plan) is None
