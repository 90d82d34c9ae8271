"""What the clip on backpropagation shows and says is recomputed from the tensors of the pass forwards and back."""

from __future__ import annotations

import numpy as np
import pytest

from model.trace import Trace
from scenes.training.parts.backpropagation_slopes import DIFFERENCE, Slopes, by_hand, off_mean, same_digits


@pytest.fixture
def slopes(default_trace: Trace) -> Slopes:
    return Slopes(default_trace)


def test_the_charts_of_the_followed_row_end_in_autograds_slopes_of_the_scores(slopes: Slopes) -> None:
    shares, rises = (t.values[slopes.row].astype(np.float64) for t in (slopes.weights, slopes.d_weights))
    made = [shares[j] * off_mean(j, shares, rises) for j in range(len(shares))]
    wanted = slopes.d_scaled.values[slopes.row]
    np.testing.assert_allclose(made, wanted, atol=1e-5 * np.abs(wanted).max())
    assert abs(sum(made)) < 1e-5 * np.abs(wanted).max()  # shares add up to one as exactly as float32 allows


def test_said_less_asked_is_the_slope_and_every_column_is_complete(slopes: Slopes) -> None:
    places = slopes.shown(4)
    said, asked, wrong = ([c.value for c in column(places)] for column in (slopes.said, slopes.asked, slopes.wrong))
    np.testing.assert_allclose(np.subtract(said, asked), wrong, atol=1e-7)
    assert (sum(said), sum(asked), sum(wrong)) == pytest.approx((1.0, 1.0, 0.0), abs=1e-5)
    right = slopes.trace.words["target_vocabulary"][places[0]]
    assert right == slopes.trace.words["reference"][slopes.word]
    sizes = np.linalg.norm(slopes.trace[DIFFERENCE].values, axis=1)
    assert sizes[slopes.word] == sizes.max()


def test_digits_are_counted_from_the_largest_entry() -> None:
    rng = np.random.default_rng(0)
    d_mixed, value, key, x = (rng.normal(size=(5, k)) for k in (3, 3, 3, 7))
    weights = rng.dirichlet(np.ones(5), size=5)
    found = by_hand(d_mixed, weights, value, key, x)
    off = found.copy()
    off.flat[0] += 4e-5 * np.abs(found).max()
    assert same_digits(d_mixed, weights, value, key, x, off) == 4
    assert same_digits(d_mixed, weights, value, key, x, found) > 10


def test_a_row_that_stays_dark_is_sure_and_receives_next_to_nothing(slopes: Slopes) -> None:
    assert slopes.still == slopes.found.row
    sizes = np.linalg.norm(slopes.d_scaled.values, axis=1)
    assert slopes.weights.values[slopes.still].max() > 0.9 and sizes[slopes.still] < 0.1 * sizes.max()


def test_slopes_have_not_vanished_at_the_embeddings(slopes: Slopes) -> None:
    end, start = (
        float(np.sqrt(np.mean(slopes.trace[f"gradients/{name}"].values.astype(float) ** 2)))
        for name in ("encoder.1.norm2.output", "encoder.input")
    )
    assert start > 0.1 * end
