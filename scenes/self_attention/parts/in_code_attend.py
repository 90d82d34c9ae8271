"""Attention in six lines of NumPy, and a small example: the code that is shown is the code that ran.

Source: Vaswani et al. 2017, section 3.2.1, equation 1.
"""

from __future__ import annotations

import inspect
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import hero_tensor
from scenes.kit.claims import project_path

Array = NDArray[np.float64]
FILE = project_path(__file__)

CLASSIC_QK = ((1, 0, 1, 0), (0, 1, 0, 1), (1, 1, 1, 1))
CLASSIC_V = ((0.1, 0.2, 0.3, 0.4), (0.5, 0.6, 0.7, 0.8), (0.9, 1.0, 1.1, 1.2))


class Steps(NamedTuple):
    """What the lines of ``attend`` make."""

    scores: Array
    scaled: Array
    weights: Array
    mixed: Array


def attend(Q: Array, K: Array, V: Array) -> Steps:
    """Scaled dot-product attention, step by step."""
    scores = Q @ K.T
    scaled = scores / np.sqrt(K.shape[1])
    shifted = scaled - scaled.max(1, keepdims=True)
    powers = np.exp(shifted)
    weights = powers / powers.sum(1, keepdims=True)
    mixed = weights @ V
    return Steps(scores, scaled, weights, mixed)


def six_lines() -> list[str]:
    """The lines of ``attend`` that compute, as they stand in this file."""
    return [line for line in inspect.getsource(attend).split("\n") if " = " in line]


def one_step(step: str, q: Array, k: Array, v: Array) -> Array:
    """What one line of ``attend`` makes: scores, scaled and weights (S, S), mixed (S, K)."""
    made: Array = getattr(attend(q, k, v), step)
    return made


def own_inputs(trace: Trace) -> tuple[Tensor, Tensor, Tensor]:
    """The followed head's Q, K and V, each (S, K)."""
    query, key, value = (hero_tensor(trace, name) for name in ("query", "key", "value"))
    return query, key, value


def own_step(trace: Trace, step: str) -> Tensor:
    """What one line of ``attend`` makes of the followed head's Q, K and V."""
    axes = ("S", "K") if step == "mixed" else ("S", "S")
    return derive(f"attend(Q, K, V).{step}", axes, partial(one_step, step), *own_inputs(trace))


def largest_difference(q: Array, k: Array, v: Array, z: Array) -> float:
    """The largest difference between what ``attend`` makes and a report Z."""
    return float(np.abs(attend(q, k, v).mixed - z).max())


def decimals(q: Array, k: Array, v: Array, z: Array) -> float:
    """To how many decimals the two agree everywhere."""
    return float(np.floor(-np.log10(2 * max(largest_difference(q, k, v, z), 1e-12))))
