"""Heads, residuals, layer norm, feed-forward, output layer. Source: Vaswani et al. 2017, section 3."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.attention import attention
from model.formulas.core import Array, Formula, ink, learned, output, real, weight
from model.formulas.softmax import softmax_shifted

EPSILON = 1e-5  # keeps the division safe; torch's default


def head(x: ArrayLike, w_q: ArrayLike, w_k: ArrayLike, w_v: ArrayLike) -> Array:
    """One head's report from the whole x. x (S, D), w_q w_k w_v (..., D, K) -> (..., S, K)."""
    rows = real(x)
    return attention(rows @ real(w_q), rows @ real(w_k), rows @ real(w_v))


def heads_concat(mixed: ArrayLike, w_o: ArrayLike) -> Array:
    """`[Z_1 ... Z_h] W_O`. mixed (H, T, K), w_o (H, K, D) or (H K, D) -> (T, D)."""
    z = real(mixed)
    side_by_side = np.moveaxis(z, 0, -2).reshape(z.shape[1], -1)  # (T, H K)
    return side_by_side @ real(w_o).reshape(side_by_side.shape[-1], -1)


def heads_sum(mixed: ArrayLike, w_o: ArrayLike) -> Array:
    """`sum_i Z_i W_O^(i)`: every head adds its own layer. mixed (H, T, K), w_o (H, K, D) -> (T, D)."""
    z, blocks = real(mixed), real(w_o)
    total = np.zeros((z.shape[1], blocks.shape[-1]))
    for report, block in zip(z, blocks, strict=True):
        total += report @ block
    return total


def layer_norm(x: ArrayLike, gain: ArrayLike, bias: ArrayLike, epsilon: float = EPSILON) -> Array:
    """Each row to mean 0 and deviation 1, then times gain, plus bias. x (..., D), gain bias (D,)."""
    rows = real(x)
    mean = rows.mean(-1, keepdims=True)
    variance = ((rows - mean) ** 2).mean(-1, keepdims=True)
    return (rows - mean) / np.sqrt(variance + epsilon) * real(gain) + real(bias)


def residual(x: ArrayLike, report: ArrayLike) -> Array:
    """`x + report`. Both (..., D) -> (..., D)."""
    return real(x) + real(report)


def residual_norm(x: ArrayLike, report: ArrayLike, gain: ArrayLike, bias: ArrayLike, epsilon: float = EPSILON) -> Array:
    """LayerNorm(x + report), post-norm as in the paper. x, report (..., D), gain bias (D,) -> (..., D)."""
    return layer_norm(residual(x, report), gain, bias, epsilon)


def feed_forward(x: ArrayLike, w_1: ArrayLike, b_1: ArrayLike, w_2: ArrayLike, b_2: ArrayLike) -> Array:
    """`max(0, x W_1 + b_1) W_2 + b_2`, row by row. x (..., D), w_1 (D, F), b_1 (F,), w_2 (F, D), b_2 (D,)."""
    return np.maximum(0.0, real(x) @ real(w_1) + real(b_1)) @ real(w_2) + real(b_2)


def logits(y: ArrayLike, table: ArrayLike) -> Array:
    """Dot products of the decoder's rows with every target embedding. y (T, D), table (V, D) -> (T, V)."""
    return real(y) @ real(table).T


def next_word(y: ArrayLike, table: ArrayLike) -> Array:
    """Softmax of the logits: a probability for every word. y (T, D), table (V, D) -> (T, V)."""
    return softmax_shifted(logits(y, table))


def similarity(x: ArrayLike) -> Array:
    """Cosine between every two rows. x (S, D) -> (S, S)."""
    rows = real(x)
    unit = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit @ unit.T


FORMULAS = (
    Formula(
        "head",
        (
            output(r"Z_i"),
            ink(r"="),
            output(r"\operatorname{Attention}"),
            ink(r"("),
            ink(r"X"),
            learned(r"W_Q^{(i)}"),
            ink(r","),
            ink(r"X"),
            learned(r"W_K^{(i)}"),
            ink(r","),
            ink(r"X"),
            learned(r"W_V^{(i)}"),
            ink(r")"),
        ),
        "Vaswani et al. 2017, section 3.2.2",
        "Every head reads the whole of x through its own three matrices.",
        head,
    ),
    Formula(
        "heads_concat",
        (
            ink(r"\operatorname{MultiHead}(X)"),
            ink(r"="),
            ink(r"["),
            output(r"Z_1\;\cdots\;Z_h"),
            ink(r"]"),
            learned(r"W_O"),
        ),
        "Vaswani et al. 2017, section 3.2.2",
        "The reports side by side, times one matrix.",
        heads_concat,
    ),
    Formula(
        "heads_sum",
        (
            ink(r"\operatorname{MultiHead}(X)"),
            ink(r"="),
            ink(r"\sum_{i=1}^{h}"),
            output(r"Z_i"),
            learned(r"W_O^{(i)}"),
        ),
        "Vaswani et al. 2017, section 3.2.2; Elhage et al. 2021 (heads add up)",
        "The same as a sum: each head adds its own layer.",
        heads_sum,
    ),
    Formula(
        "residual",
        (ink(r"x"), ink(r"+"), output(r"\operatorname{Sublayer}(x)")),
        "He et al. 2016, equation 1; Vaswani et al. 2017, section 3.1",
        "The report is added to the word; it does not replace it.",
        residual,
    ),
    Formula(
        "layer_norm",
        (
            ink(r"\operatorname{LayerNorm}(x)"),
            ink(r"="),
            learned(r"g"),
            ink(r"\odot"),
            ink(r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}"),
            ink(r"+"),
            learned(r"b"),
        ),
        "Ba, Kiros and Hinton 2016, equation 4",
        "Each word's numbers to mean zero and deviation one.",
        layer_norm,
    ),
    Formula(
        "residual_norm",
        (
            ink(r"\operatorname{LayerNorm}\bigl("),
            ink(r"x"),
            ink(r"+"),
            output(r"\operatorname{Sublayer}(x)"),
            ink(r"\bigr)"),
        ),
        "Vaswani et al. 2017, section 3.1",
        "Add, then normalise: post-norm, as in the paper.",
        residual_norm,
    ),
    Formula(
        "feed_forward",
        (
            ink(r"\operatorname{FFN}(x)"),
            ink(r"="),
            ink(r"\max("),
            ink(r"0,\,"),
            ink(r"x"),
            learned(r"W_1"),
            ink(r"+"),
            learned(r"b_1"),
            ink(r")"),
            learned(r"W_2"),
            ink(r"+"),
            learned(r"b_2"),
        ),
        "Vaswani et al. 2017, equation 2",
        "Widen, drop what is negative, narrow again; the same for every word.",
        feed_forward,
    ),
    Formula(
        "logits",
        (ink(r"\ell"), ink(r"="), ink(r"y"), learned(r"E^{\top}")),
        "Vaswani et al. 2017, section 3.4; Press and Wolf 2017",
        "The decoder's row against every word's own vector.",
        logits,
    ),
    Formula(
        "next_word",
        (weight(r"p"), ink(r"=\operatorname{softmax}("), ink(r"y"), learned(r"E^{\top}"), ink(r")")),
        "Vaswani et al. 2017, section 3.4",
        "A probability for every word of the vocabulary.",
        next_word,
    ),
    Formula(
        "similarity",
        (
            ink(r"\cos(x_i,x_j)"),
            ink(r"="),
            ink(r"\frac{x_i\cdot x_j}{\lVert x_i\rVert\,\lVert x_j\rVert}"),
        ),
        "Salton, Wong and Yang 1975",
        "How alike two words' vectors point: one is the same direction.",
        similarity,
    ),
)
