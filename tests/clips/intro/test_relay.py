"""What the clip on the relay says of the recorded gradients is computed again from the record."""

from __future__ import annotations

import numpy as np

from model.trace import Trace
from scenes.intro.parts.relay_fading import largest, last_over_first, most_over_least, powers_around, smallest


def test_rules_on_a_short_run() -> None:
    sizes = np.array([2e-3, 1e-3, 8e-3])
    assert abs(last_over_first(sizes) - 4.0) < 1e-12
    assert (smallest(sizes), largest(sizes)) == (1e-3, 8e-3)
    assert abs(most_over_least(sizes) - 8.0) < 1e-12


def test_the_scale_holds_every_curve_between_whole_powers(default_trace: Trace) -> None:
    record = default_trace.scope("experiments/relay")
    shown = [record[f"{kind}.{when}.d_input"] for kind in ("rnn", "lstm") for when in ("before", "after")]
    low, high = powers_around([*shown, record["transformer.before.d_input"]])
    for tensor in shown:
        assert low <= tensor.values.min() and tensor.values.max() <= high
    for end in (low, high):
        assert abs(np.log10(end) - round(np.log10(end))) < 1e-9


def test_what_the_clip_tells_is_what_was_measured(default_trace: Trace) -> None:
    """Before training blame falls from word to word in both relays and not in the Transformer; after, it does not."""
    record = default_trace.scope("experiments/relay")
    for kind in ("rnn", "lstm"):
        before, after = (record[f"{kind}.{when}.d_input"].values for when in ("before", "after"))
        assert (np.diff(before) > 0).all() and last_over_first(before) > 100
        assert most_over_least(after) < 10
    flat = record["transformer.before.d_input"].values
    assert most_over_least(flat) < 2
    states = record["example.state"].values.astype(np.float64)
    w, u, x = (record[f"example.{name}"].values.astype(np.float64) for name in ("w", "u", "input"))
    np.testing.assert_allclose(states[1:], np.tanh(x[1:] @ w + states[:-1] @ u), atol=1e-5)
