"""Slopes at the step where the pronoun is a guess: against central differences, and one step by an Adam of our own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from random import Random

import numpy as np
import pytest
import torch

from model.bundle import Experiment
from model.experiments import guess
from model.experiments.guess import last_guess, take_step
from model.experiments.lab import SEED, Lab
from model.grammar import START
from model.train import learning_rate, smoothed_loss
from model.transformer import Transformer
from tests.model.independent import Independent

STEP = 1e-4


@pytest.fixture(scope="module")
def record(lab: Lab) -> Experiment:
    return lab.bundle.experiment("step_from_guess")


@pytest.fixture(scope="module")
def model(lab: Lab, record: Experiment) -> Transformer:
    """The checkpoint, in double precision."""
    return lab.bundle.module(f"step_{record.arrays['step']}").double()


def loss_of(lab: Lab, model: Transformer, record: Experiment, row: int | None = None) -> float:
    """-(q ln p), summed over the sentence, or at one row."""
    batch = lab.encoder.batch([lab.default])
    with torch.no_grad():
        log_p = model(batch.source, batch.read)[0].log_softmax(-1).numpy()
    terms = -(record.arrays["asked"] * log_p).sum(1)
    return float(terms.sum() if row is None else terms[row])


def differences(measure: Callable[[], float], model: Transformer, tap: str, at: tuple[int, ...]) -> float:
    """The slope of what is measured, when one number of a Tap is moved a little up and down."""
    found = []
    for shift in (STEP, -STEP):

        def move(_: object, __: object, out: torch.Tensor, shift: float = shift) -> torch.Tensor:
            out = out.clone()
            out[(0, *at)] += shift
            return out

        handle = model.get_submodule(tap).register_forward_hook(move)
        found.append(measure())
        handle.remove()
    return (found[0] - found[1]) / (2 * STEP)


def test_the_checkpoint_is_the_last_at_which_the_pronoun_is_a_guess(lab: Lab, record: Experiment) -> None:
    """Its probabilities are those of an independent pass; at every later one the right pronoun is decided."""
    a = record.arrays
    assert tuple(a["kept.step"]) == lab.bundle.steps
    later = a["kept.step"] > a["step"]
    assert later.any() and (a["kept.right"][later] > 0.5).all()
    other = Independent(lab.bundle.path / "model.safetensors")
    other.w = {name: values.astype(np.float64) for name, values in lab.bundle.weights(f"step_{a['step']}").items()}
    other.decode([START, *record.words["reference"][:-1]], other.encode(record.words["source"]))
    np.testing.assert_allclose(a["before.probabilities"], other.seen["decoder.probabilities"], atol=1e-4)
    ids = [record.words["vocabulary"].index(word) for word in record.words["pronouns"]]
    probabilities = a["before.probabilities"][a["place"], ids]
    at_step = list(a["kept.step"]).index(a["step"])
    np.testing.assert_allclose(probabilities, [a["kept.right"][at_step], a["kept.wrong"][at_step]], atol=1e-5)
    assert probabilities[0] <= 0.5 and record.words["reference"][a["place"]] == record.words["pronouns"][0]
    for layer in range(2):
        block = f"encoder.{layer}.self_attn"
        np.testing.assert_allclose(a["before.weights"][layer], other.seen[f"{block}.weights"], atol=1e-4)
        np.testing.assert_allclose(a["before.query"][layer], other.seen[f"{block}.query"], atol=1e-4)


def test_the_rule_takes_the_last_undecided_step() -> None:
    kept = np.array([[0.1, 0.2], [0.9, 0.0], [0.4, 0.6], [0.8, 0.1]])
    assert last_guess((0, 10, 20, 30), kept) == 20
    assert last_guess((0, 10), np.array([[0.9, 0.0], [0.8, 0.1]])) == 0


def test_slopes_of_logits_are_probability_less_target(record: Experiment) -> None:
    a = record.arrays
    np.testing.assert_allclose(a["asked"].sum(1), 1, atol=1e-5)
    np.testing.assert_allclose(a["d_logits"], a["before.probabilities"] - a["asked"], atol=1e-5)


@pytest.mark.parametrize(("part", "key"), [("scaled", "d_scaled"), ("weights", "d_weights")])
def test_slopes_of_every_head_in_the_row_of_the_predicate(
    lab: Lab, record: Experiment, model: Transformer, part: str, key: str
) -> None:
    a, row = record.arrays, int(record.arrays["predicate"])
    assert record.words["source"][row] == lab.default[-1]
    for layer, head in ((0, 1), (1, 2)):
        for column in range(len(lab.default) + 1):
            at, tap = (head, row, column), f"encoder.{layer}.self_attn.{part}"
            ours = differences(lambda: loss_of(lab, model, record), model, tap, at)
            assert a[key][layer][at] == pytest.approx(ours, abs=2e-4)
            place = int(a["place"])
            ours = differences(lambda: loss_of(lab, model, record, place), model, tap, at)  # noqa: B023
            assert a[f"pronoun.{key}"][layer][at] == pytest.approx(ours, abs=2e-4)
    np.testing.assert_allclose(a["d_scaled"].sum(-1), 0, atol=1e-4)  # a row is one unit


def test_slopes_reach_the_matrices(lab: Lab, record: Experiment, model: Transformer) -> None:
    """Through the keys to each query, through the words to W_Q; and by central differences."""
    a = record.arrays
    root = np.sqrt(lab.model.config.d_k)
    query = a["d_scaled"] @ a["before.key"] / root  # (L, H, S, K)
    np.testing.assert_allclose(a["d_query"], query, atol=1e-4)
    np.testing.assert_allclose(a["d_w_q"], np.einsum("lsd,lhsk->ldhk", a["before.input"], query), atol=1e-3)
    for name, key in (("w_q", "d_w_q"), ("w_k", "d_w_k")):
        weight = model.get_parameter(f"encoder.1.self_attn.{name}")
        with torch.no_grad():
            found = []
            for shift in (STEP, -2 * STEP):
                weight[3, 2, 5] += shift
                found.append(loss_of(lab, model, record))
            weight[3, 2, 5] += STEP
        assert a[key][1, 3, 2, 5] == pytest.approx((found[0] - found[1]) / (2 * STEP), abs=5e-4)
    assert a["before.loss"] == pytest.approx(loss_of(lab, model, record), abs=1e-3)


def test_a_step_is_adams_from_standing_weights(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same few batches, with averages kept in NumPy: only the last batch moves the weights."""
    monkeypatch.setattr(guess, "GATHERED", 3)
    start, plan = 40, lab.plan
    ours, theirs = lab.bundle.module("step_0"), lab.bundle.module("step_0")
    rate = take_step(lab, theirs, start, lab.default)
    assert rate == learning_rate(start + 1, ours.config.d_model, plan.warmup)
    sentences = islice(lab.grammar.sentences(Random(plan.seed), unseen=False), 37 * plan.batch, None)
    first = {name: np.zeros(p.shape) for name, p in ours.named_parameters()}
    second = {name: np.zeros(p.shape) for name, p in ours.named_parameters()}
    ours.train()
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        for number in range(4):
            chosen = list(islice(sentences, plan.batch - (number == 3)))
            batch = lab.encoder.batch([lab.default, *chosen] if number == 3 else chosen)
            ours.zero_grad()
            smoothed_loss(ours(batch.source, batch.read), batch.write).backward()
            for name, p in ours.named_parameters():
                grad = p.grad.double().numpy()
                first[name] = 0.9 * first[name] + 0.1 * grad
                second[name] = 0.98 * second[name] + 0.02 * grad**2
    for (name, before), after in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        step = first[name] / (1 - 0.9**4) / (np.sqrt(second[name] / (1 - 0.98**4)) + 1e-9)
        moved = (after.detach() - before.detach()).double().numpy()
        np.testing.assert_allclose(moved, -rate * step, rtol=1e-3, atol=3e-7, err_msg=name)


def test_the_step_moves_the_pronoun_towards_the_right_one(record: Experiment) -> None:
    a = record.arrays
    ids = [record.words["vocabulary"].index(word) for word in record.words["pronouns"]]
    before, after = (a[f"{moment}.probabilities"][a["place"], ids] for moment in ("before", "after"))
    assert after[0] > before[0] and after[1] < before[1] and a["after.loss"] < a["before.loss"]
    assert (a["moved"] > 0).any() and len(a["moved"]) == len(record.words["parameters"]) == len(a["sizes"])
