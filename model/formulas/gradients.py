"""Backpropagation through attention: from p - q at the logits to dW_Q. dX stands for the loss's slope in X.

S are the scaled scores. Source: Rumelhart, Hinton and Williams 1986; written out for attention in
Dao et al. 2022, appendix B.2. Every one is derived by SymPy in `model/formulas/proofs/gradients.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, gradient, ink, key, query, real, value, weight


def d_logits(probabilities: ArrayLike, asked: ArrayLike) -> Array:
    """`p - q`, the slope of one word's loss in its logits. Both (..., V) -> (..., V)."""
    return real(probabilities) - real(asked)


def d_value(weights: ArrayLike, d_mixed: ArrayLike) -> Array:
    """`A^T dZ`. weights (..., T, S), d_mixed (..., T, K) -> (..., S, K)."""
    return np.swapaxes(real(weights), -1, -2) @ real(d_mixed)


def d_weights(d_mixed: ArrayLike, value: ArrayLike) -> Array:
    """`dZ V^T`. d_mixed (..., T, K), value (..., S, K) -> (..., T, S)."""
    return real(d_mixed) @ np.swapaxes(real(value), -1, -2)


def d_scaled(weights: ArrayLike, d_weights: ArrayLike) -> Array:
    """`A * (dA - rowsum(A * dA))`; its rows sum to zero. Both (..., T, S) -> (..., T, S)."""
    a, da = real(weights), real(d_weights)
    return a * (da - (a * da).sum(-1, keepdims=True))


def d_query(d_scaled: ArrayLike, key: ArrayLike) -> Array:
    """`dS K / sqrt(d_k)`. d_scaled (..., T, S), key (..., S, K) -> (..., T, K)."""
    k = real(key)
    return real(d_scaled) @ k / np.sqrt(k.shape[-1])


def d_key(d_scaled: ArrayLike, query: ArrayLike) -> Array:
    """`dS^T Q / sqrt(d_k)`. d_scaled (..., T, S), query (..., T, K) -> (..., S, K)."""
    q = real(query)
    return np.swapaxes(real(d_scaled), -1, -2) @ q / np.sqrt(q.shape[-1])


def d_projection(x: ArrayLike, d_projected: ArrayLike) -> Array:
    """`X^T dQ`, likewise for K and V. x (S, D), d_projected (..., S, K) -> (..., D, K)."""
    return real(x).T @ real(d_projected)


DAO = "Dao et al. 2022, appendix B.2"
CHAIN = "Rumelhart, Hinton and Williams 1986"


def _d(symbol: str) -> str:
    return rf"\mathrm{{d}}{symbol}"


FORMULAS = (
    Formula(
        "d_logits",
        (gradient(_d(r"\ell")), ink(r"="), weight(r"p"), ink(r"-"), weight(r"q")),
        "Bridle 1990; Bishop 2006, equation 4.109",
        "What the model said, minus what was asked.",
        d_logits,
    ),
    Formula(
        "d_value",
        (gradient(_d("V")), ink(r"="), weight(r"A^{\top}"), gradient(_d("Z"))),
        DAO,
        "A value is blamed in proportion to the shares it received.",
        d_value,
    ),
    Formula(
        "d_weights",
        (gradient(_d("A")), ink(r"="), gradient(_d("Z")), value(r"V^{\top}")),
        DAO,
        "A share is blamed by how well its value matches the blame.",
        d_weights,
    ),
    Formula(
        "d_scaled",
        (
            gradient(_d("S")),
            ink(r"="),
            weight(r"A"),
            ink(r"\odot\bigl("),
            gradient(_d("A")),
            ink(r"-"),
            ink(r"\operatorname{rowsum}("),
            weight(r"A"),
            ink(r"\odot"),
            gradient(_d("A")),
            ink(r")\bigr)"),
        ),
        DAO,
        "One cell gains only what the others of its row lose.",
        d_scaled,
    ),
    Formula(
        "d_query",
        (
            gradient(_d("Q")),
            ink(r"= \frac{"),
            gradient(_d("S")),
            key(r"K"),
            ink(r"}{\sqrt{d_k}}"),
        ),
        DAO,
        "A query moves towards the keys that it should have matched.",
        d_query,
    ),
    Formula(
        "d_key",
        (
            gradient(_d("K")),
            ink(r"= \frac{"),
            gradient(_d(r"S^{\top}")),
            query(r"Q"),
            ink(r"}{\sqrt{d_k}}"),
        ),
        DAO,
        "A key moves towards the queries that should have found it.",
        d_key,
    ),
    Formula(
        "d_w_q",
        (gradient(_d("W_Q")), ink(r"="), ink(r"X^{\top}"), gradient(_d("Q"))),
        CHAIN,
        "All words' wishes for the query matrix, added up.",
        d_projection,
    ),
    Formula(
        "d_w_k",
        (gradient(_d("W_K")), ink(r"="), ink(r"X^{\top}"), gradient(_d("K"))),
        CHAIN,
        "All words' wishes for the key matrix, added up.",
        d_projection,
    ),
    Formula(
        "d_w_v",
        (gradient(_d("W_V")), ink(r"="), ink(r"X^{\top}"), gradient(_d("V"))),
        CHAIN,
        "All words' wishes for the value matrix, added up.",
        d_projection,
    ),
)
