"""Which of the film's first two questions a bundle's records have answered."""

from __future__ import annotations

import numpy as np

from model.trace import Trace

UNDERSTOOD = 0.95  # of new sentences


def answered(trace: Trace) -> tuple[int, ...]:
    """The places of the questions with a tick: where it knows, if the exchange always worked; how it learned that."""
    exchange, learning = trace.scope("experiments/transplant"), trace.scope("experiments/learning")
    found = exchange["moved"].values.max() == exchange["pairs"].item()
    learned = bool(np.any(learning["pronoun"].values >= UNDERSTOOD))
    return tuple(place for place, so in enumerate((found, learned)) if so)
