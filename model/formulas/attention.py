"""Scaled dot-product attention, whole and in its pieces. Source: Vaswani et al. 2017, section 3.2.1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, ink, key, learned, output, query, real, value, weight
from model.formulas.softmax import softmax_shifted


def project(x: ArrayLike, w: ArrayLike) -> Array:
    """`x W`. x (..., D), w (D, K) -> (..., K)."""
    return real(x) @ real(w)


def score(q: ArrayLike, k: ArrayLike) -> Array:
    """`q . k`, one number a pair. q (..., K), k (..., K) -> (...)."""
    return (real(q) * real(k)).sum(-1)


def scores(query: ArrayLike, key: ArrayLike) -> Array:
    """`Q K^T`. query (..., T, K), key (..., S, K) -> (..., T, S)."""
    return real(query) @ np.swapaxes(real(key), -1, -2)


def scaled_score(q: ArrayLike, k: ArrayLike) -> Array:
    """`q . k / sqrt(d_k)`. q (..., K), k (..., K) -> (...)."""
    return score(q, k) / np.sqrt(real(q).shape[-1])


def scaled(query: ArrayLike, key: ArrayLike) -> Array:
    """`Q K^T / sqrt(d_k)`. query (..., T, K), key (..., S, K) -> (..., T, S)."""
    return scores(query, key) / np.sqrt(real(query).shape[-1])


def merged_scores(x: ArrayLike, w_q: ArrayLike, w_k: ArrayLike) -> Array:
    """`X (W_Q W_K^T) X^T`. x (S, D), w_q (..., D, K), w_k (..., D, K) -> (..., S, S)."""
    rows = real(x)
    return rows @ (real(w_q) @ np.swapaxes(real(w_k), -1, -2)) @ rows.T


def dot_variance(d_k: ArrayLike) -> Array:
    """Variance of q . k for independent components of mean 0 and variance 1. d_k (...) -> (...)."""
    return real(d_k)


def spread_ratio(d_k: ArrayLike) -> Array:
    """Spread of the scores over the spread of the scaled scores. d_k (...) -> (...)."""
    return np.sqrt(real(d_k))


def causal_mask(scaled: ArrayLike) -> Array:
    """Minus infinity strictly above the diagonal. scaled (..., T, T) -> (..., T, T)."""
    s = real(scaled)
    return np.where(np.triu(np.ones(s.shape[-2:], dtype=bool), k=1), -np.inf, s)


def mix(weights: ArrayLike, value: ArrayLike) -> Array:
    """`z_i = sum_j a_ij v_j` for one row. weights (..., S), value (..., S, K) -> (..., K)."""
    return (real(weights)[..., None] * real(value)).sum(-2)


def mixed(weights: ArrayLike, value: ArrayLike) -> Array:
    """`Z = A V`. weights (..., T, S), value (..., S, K) -> (..., T, K)."""
    return real(weights) @ real(value)


def attention(query: ArrayLike, key: ArrayLike, value: ArrayLike, causal: bool = False) -> Array:
    """`softmax(Q K^T / sqrt(d_k)) V`. query (..., T, K), key and value (..., S, K) -> (..., T, K)."""
    s = scaled(query, key)
    return softmax_shifted(causal_mask(s) if causal else s) @ real(value)


def permuted_attention(order: ArrayLike, mixed: ArrayLike) -> Array:
    """What attention without positions gives for reordered words: its rows, reordered.

    order (S,) integers, the old place of each new row; mixed (..., S, K) -> (..., S, K).
    """
    return real(mixed)[..., np.asarray(order, dtype=int), :]


EQUATION_1 = "Vaswani et al. 2017, equation 1"
SECTION = "Vaswani et al. 2017, section 3.2.1"

FORMULAS = (
    Formula(
        "query",
        (query(r"q_i"), ink(r"="), ink(r"x_i"), learned(r"W_Q")),
        "Vaswani et al. 2017, section 3.2.2",
        "The query: what this word asks.",
        project,
    ),
    Formula(
        "key",
        (key(r"k_j"), ink(r"="), ink(r"x_j"), learned(r"W_K")),
        "Vaswani et al. 2017, section 3.2.2",
        "The key: what this word answers to.",
        project,
    ),
    Formula(
        "value",
        (value(r"v_j"), ink(r"="), ink(r"x_j"), learned(r"W_V")),
        "Vaswani et al. 2017, section 3.2.2",
        "The value: what this word hands over.",
        project,
    ),
    Formula(
        "queries",
        (query(r"Q"), ink(r"="), ink(r"X"), learned(r"W_Q")),
        "Vaswani et al. 2017, section 3.2.2",
        "All queries at once.",
        project,
    ),
    Formula(
        "keys",
        (key(r"K"), ink(r"="), ink(r"X"), learned(r"W_K")),
        "Vaswani et al. 2017, section 3.2.2",
        "All keys at once.",
        project,
    ),
    Formula(
        "values",
        (value(r"V"), ink(r"="), ink(r"X"), learned(r"W_V")),
        "Vaswani et al. 2017, section 3.2.2",
        "All values at once.",
        project,
    ),
    Formula(
        "score",
        (
            query(r"q_i"),
            ink(r"\cdot"),
            key(r"k_j"),
            ink(r"="),
            ink(r"\sum_{c=1}^{d_k}"),
            query(r"q_{ic}"),
            key(r"k_{jc}"),
        ),
        SECTION,
        "Multiply number by number, add up: how well question and label match.",
        score,
    ),
    Formula(
        "scores",
        (query(r"Q"), key(r"K^{\top}")),
        SECTION,
        "Every query against every key.",
        scores,
    ),
    Formula(
        "scaled_score",
        (
            ink(r"s_{ij}"),
            ink(r"= \frac{"),
            query(r"q_i"),
            ink(r"\cdot"),
            key(r"k_j"),
            ink(r"}{\sqrt{d_k}}"),
        ),
        SECTION,
        "The score, divided by the square root of the head's width.",
        scaled_score,
    ),
    Formula(
        "scaled",
        (ink(r"S"), ink(r"= \frac{"), query(r"Q"), key(r"K^{\top}"), ink(r"}{\sqrt{d_k}}")),
        SECTION,
        "All scores, divided by the square root of the head's width.",
        scaled,
    ),
    Formula(
        "merged_scores",
        (
            query(r"Q"),
            key(r"K^{\top}"),
            ink(r"="),
            ink(r"X"),
            learned(r"W_Q"),
            learned(r"W_K^{\top}"),
            ink(r"X^{\top}"),
        ),
        "Vaswani et al. 2017, section 3.2.2; Elhage et al. 2021 (the QK circuit)",
        "Two narrow matrices act as one wide one of low rank.",
        merged_scores,
    ),
    Formula(
        "dot_variance",
        (ink(r"\operatorname{Var}("), query(r"q"), ink(r"\cdot"), key(r"k"), ink(r")="), ink(r"d_k")),
        "Vaswani et al. 2017, section 3.2.1, footnote 4",
        "For independent components of mean 0 and variance 1, variances add up.",
        dot_variance,
    ),
    Formula(
        "spread_ratio",
        (
            ink(r"\frac{ \operatorname{std}("),
            query(r"Q"),
            key(r"K^{\top}"),
            ink(r")}{"),
            ink(r"\operatorname{std}(S)}"),
            ink(r"="),
            ink(r"\sqrt{d_k}"),
        ),
        SECTION,
        "Before against after: only this ratio is exact for a trained layer.",
        spread_ratio,
    ),
    Formula(
        "causal_mask",
        (
            ink(r"M_{ij}"),
            ink(r"="),
            ink(r"\begin{cases} s_{ij} & j\le i\\ -\infty & j>i\end{cases}"),
        ),
        "Vaswani et al. 2017, section 3.2.3",
        "A word may not look at words that come after it.",
        causal_mask,
    ),
    Formula(
        "mix",
        (output(r"z_i"), ink(r"="), ink(r"\sum_{j}"), weight(r"a_{ij}"), value(r"v_j")),
        SECTION,
        "Each word hands over its value in proportion to its share.",
        mix,
    ),
    Formula(
        "mixed",
        (output(r"Z"), ink(r"="), weight(r"A"), value(r"V")),
        SECTION,
        "All reports of a head at once.",
        mixed,
    ),
    Formula(
        "attention",
        (
            output(r"\operatorname{Attention}"),
            ink(r"("),
            query(r"Q"),
            ink(r","),
            key(r"K"),
            ink(r","),
            value(r"V"),
            ink(r")"),
            ink(r"="),
            weight(r"\operatorname{softmax}\!\left( \frac{"),
            query(r"Q"),
            key(r"K^{\top}"),
            ink(r"}{\sqrt{d_k}}"),
            weight(r"\right)"),
            value(r"V"),
        ),
        EQUATION_1,
        "Compare, share out, mix.",
        attention,
    ),
    Formula(
        "permuted_attention",
        (
            output(r"\operatorname{Attention}"),
            ink(r"("),
            ink(r"P X"),
            ink(r")"),
            ink(r"="),
            ink(r"P\,"),
            output(r"\operatorname{Attention}"),
            ink(r"("),
            ink(r"X"),
            ink(r")"),
        ),
        "Vaswani et al. 2017, section 3.5 (why positions); Lee et al. 2019, property 1",
        "Shuffle the words and every row rides along unchanged.",
        permuted_attention,
    ),
)
