"""What the clip on the relay says of the recorded gradients is computed again from the record."""

from __future__ import annotations

import numpy as np

from model.trace import Trace
from scenes.intro.parts.relay_sizes import Sizes, last_over_first


def test_rules_on_a_short_run() -> None:
    assert abs(last_over_first(np.array([2e-3, 1e-3, 8e-3])) - 4.0) < 1e-12


def test_what_the_clip_tells_is_what_was_measured(default_trace: Trace) -> None:
    """Before training blame falls from word to word in both relays and not in the Transformer; after, it does not."""
    sizes = Sizes(default_trace)
    for kind in ("rnn", "lstm"):
        assert (np.diff(sizes.of(kind).values) > 0).all() and sizes.ratio(kind).value > 100
        assert sizes.spread(kind, "after") < 10
    assert sizes.spread("transformer") < 2
    assert sizes.all_in_one_step
    record = sizes.record
    states = record["example.state"].values.astype(np.float64)
    w, u, x = (record[f"example.{name}"].values.astype(np.float64) for name in ("w", "u", "input"))
    np.testing.assert_allclose(states[1:], np.tanh(x[1:] @ w + states[:-1] @ u), atol=1e-5)
