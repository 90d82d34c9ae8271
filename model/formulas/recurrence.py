"""A recurrent step and how blame runs back through it. Sources: Elman 1990; Hochreiter 1991."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, gradient, ink, learned, quiet, real


def rnn_step(x: ArrayLike, state: ArrayLike, w: ArrayLike, u: ArrayLike) -> Array:
    """`tanh(x W + h U)`. x (..., D), state (..., D), w and u (D, D) -> (..., D)."""
    return np.tanh(real(x) @ real(w) + real(state) @ real(u))


def rnn_gradient(d_state: ArrayLike, state: ArrayLike, u: ArrayLike) -> Array:
    """The blame one step earlier: (dh_t * (1 - h_t^2)) U^T. d_state, state (..., D), u (D, D) -> (..., D)."""
    return (real(d_state) * (1.0 - real(state) ** 2)) @ real(u).T


FORMULAS = (
    Formula(
        "rnn_step",
        (
            ink(r"h_t"),
            ink(r"="),
            ink(r"\tanh("),
            ink(r"x_t"),
            learned(r"W"),
            ink(r"+"),
            ink(r"h_{t-1}"),
            learned(r"U"),
            ink(r")"),
        ),
        "Elman 1990",
        "A word, and what was remembered so far, become the new memory.",
        rnn_step,
    ),
    Formula(
        "rnn_gradient",
        (
            gradient(r"\mathrm{d}h_{t-1}"),
            ink(r"="),
            ink(r"\bigl("),
            gradient(r"\mathrm{d}h_t"),
            ink(r"\odot"),
            quiet(r"(1-h_t^2)"),
            ink(r"\bigr)"),
            learned(r"U^{\top}"),
        ),
        "Hochreiter 1991; Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013",
        "The blame is multiplied at every hand-over.",
        rnn_gradient,
    ),
)
