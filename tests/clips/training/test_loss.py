"""What the clip on the loss computes itself: which words a checkpoint judged, and the curve of the smoothed loss."""

from __future__ import annotations

import numpy as np

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.training.parts.loss_prices import (
    asked_shares,
    chance,
    grid,
    half_way,
    judged,
    plain_prices,
    price,
    smoothed_prices,
)


def test_words_are_judged_up_to_the_first_wrong_one(default_trace: Trace) -> None:
    reference = default_trace.words["reference"]
    vocabulary = default_trace.words["target_vocabulary"]
    for step in default_trace.facts["steps"]:
        found = judged(default_trace, step)
        written = default_trace.words[f"run.step_{step}.target"]
        last = len(found.words) - 1
        assert found.words == reference[: last + 1]
        assert written[:last] == reference[:last]
        assert found.instead == (written[last] if written[last] != reference[last] else None)
        table = default_trace[f"run.step_{step}/decoder.probabilities"].values
        expected = [table[row, vocabulary.index(word)] for row, word in enumerate(found.words)]
        np.testing.assert_array_equal([share.item() for share in found.shares], expected)
    assert judged(default_trace, default_trace.facts["steps"][-1]).words == reference


def test_the_checkpoint_half_way_hesitates(default_trace: Trace) -> None:
    found, last = half_way(default_trace), judged(default_trace, default_trace.facts["steps"][-1])
    assert found.price > last.price
    dearest = found.shares[found.dearest]
    assert dearest.item() == min(share.item() for share in found.shares)
    assert price(dearest).value == -np.log(float(dearest.item()))


def test_the_smoothed_curve_has_its_floor_where_it_is_asked_to_be(default_trace: Trace) -> None:
    record = default_trace.scope("experiments/loss")
    shares = grid(0.003, 0.999, record["vocabulary"])
    smoothed = smoothed_prices(shares, record["vocabulary"], record["smoothing"]).values
    lowest = int(smoothed.argmin())
    assert abs(shares.values[lowest] - record["asked"].item()) < 0.01
    np.testing.assert_allclose(smoothed[lowest], record["floor"].item(), atol=1e-3)
    assert (smoothed >= record["floor"].item() - 1e-6).all()
    blind = int(np.abs(shares.values - chance(record["vocabulary"]).value).argmin())
    for curve in (smoothed, plain_prices(shares).values):
        np.testing.assert_allclose(curve[blind], record["blind"].item(), rtol=1e-6)


def test_no_other_way_to_share_the_rest_costs_less(default_trace: Trace) -> None:
    """The curve is a bound: the model's own smoothed loss of a word lies above it."""
    record = default_trace.scope("experiments/loss")
    table = default_trace["reference/decoder.probabilities"].values.astype(np.float64)
    vocabulary = default_trace.words["target_vocabulary"]
    for row, word in enumerate(default_trace.words["reference"]):
        place = vocabulary.index(word)
        asked = asked_shares(place, record["vocabulary"], record["smoothing"])
        np.testing.assert_allclose([asked.values.sum(), asked.values[place]], [1.0, record["asked"].item()], rtol=1e-6)
        paid = FORMULAS["smoothed_cross_entropy"].evaluate(asked=asked.values, probabilities=table[row])
        shares = grid(0.003, float(table[row, place]), record["vocabulary"])
        assert paid >= smoothed_prices(shares, record["vocabulary"], record["smoothing"]).values[-1]
