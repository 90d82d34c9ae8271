"""What was measured on random lists, and on a model trained without the division, as the clip on the root reads it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace, derive
from scenes.kit.claims import Computed

EXPERIMENT, NO_DIVISION, LEARNING = "experiments/scaling", "experiments/no_scaling", "experiments/learning"
PAPER = "vaswani2017"
SHOWN = 3  # of the recorded lengths, the shortest
NUDGE = 1.0  # what is added to the largest score
LEVEL = 1.5  # the loss at whose first crossing two runs are compared

Array = NDArray[np.float64]


def record_of(trace: Trace) -> Trace:
    """The record of the experiment on random lists."""
    return trace.scope(EXPERIMENT)


def factor(trace: Trace) -> Computed:
    """How many times longer each list is than the one before."""
    return Computed("second over first", lambda width: width[1] / width[0], (record_of(trace)["width"],))


def largest_first(row: Tensor) -> Tensor:
    """A row of scores or shares (key), the largest at the left."""
    return derive(f"{row.origin}, largest first", row.axes, lambda values: np.sort(values)[::-1], row)


def nudged(record: Trace, place: int, when: str = "before") -> Tensor:
    """The shares of one query's scores of which the largest was raised by ``NUDGE`` (key)."""
    return derive(f"{when} shares after a nudge", ("key",), _after_nudge, record[f"{when}.scores"][place])


def _after_nudge(scores: Array) -> Array:
    raised = scores + NUDGE * (np.arange(len(scores)) == scores.argmax())
    return np.asarray(FORMULAS["softmax_shifted"].evaluate(scores=raised))


def lead_of(scores: Tensor) -> float:
    """How far the largest score leads all others together: the point of the S-shaped curve whose height is its share.

    A share is ``1 / (1 + e^-lead)`` with the lead ``s_max - ln(sum of e^s of the others)``.
    """
    values = np.sort(scores.values.astype(float))
    largest, others = values[-1], values[:-1]
    return float(largest - others.max() - np.log(np.exp(others - others.max()).sum()))


def share_at(lead: Array) -> Array:
    """The share of a score with such a lead: a softmax of it and of zero. lead (N) -> (N)."""
    pairs = np.stack([lead, np.zeros_like(lead)], axis=-1)  # (N, 2)
    return np.asarray(FORMULAS["softmax_shifted"].evaluate(scores=pairs))[..., 0]  # (N)


def steps_to_level(trace: Trace) -> tuple[Computed, Computed] | None:
    """The first step with a loss under ``LEVEL``, without the division and with it; None where one never is."""
    found = []
    for scope in (NO_DIVISION, LEARNING):
        if not trace.has(scope):
            return None
        record = trace.scope(scope)
        if not (record["loss"].values < LEVEL).any():
            return None
        found.append(Computed("first step under the level", _first_under, (record["loss"], record["step"])))
    return found[0], found[1]


def _first_under(losses: Array, steps: Array) -> float:
    return float(steps[int((losses < LEVEL).argmax())])
