"""Softmax: scores become shares of one. Sources: Bridle 1990; Goodfellow et al. 2016, section 4.1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, ink, real, weight


def softmax(scores: ArrayLike) -> Array:
    """exp(s_j) over their sum, along the last axis; overflows above 709. scores (..., S) -> (..., S)."""
    e = np.exp(real(scores))
    return e / e.sum(-1, keepdims=True)


def softmax_shifted(scores: ArrayLike) -> Array:
    """The same with the largest score taken away first: never overflows. scores (..., S) -> (..., S)."""
    s = real(scores)
    return softmax(s - s.max(-1, keepdims=True))


def softmax_temperature(scores: ArrayLike, temperature: float) -> Array:
    """Softmax of scores / temperature. scores (..., S), temperature > 0 -> (..., S)."""
    return softmax_shifted(real(scores) / float(temperature))


def softmax_jacobian(weights: ArrayLike) -> Array:
    """diag(p) - p p^T, the slope of each share in each score. weights (..., S) -> (..., S, S)."""
    p = real(weights)
    return p[..., :, None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :]


FORMULAS = (
    Formula(
        "softmax",
        (
            weight(r"a_{ij}"),
            ink(r"= \frac{"),
            ink(r"e^{s_{ij}}"),
            ink(r"}{"),
            ink(r"\sum_{l} e^{s_{il}}}"),
        ),
        "Vaswani et al. 2017, section 3.2.1; Bridle 1990",
        "Exponentiate, add, divide.",
        softmax,
    ),
    Formula(
        "softmax_shifted",
        (
            weight(r"a_{ij}"),
            ink(r"= \frac{"),
            ink(r"e^{s_{ij}-m_i}"),
            ink(r"}{"),
            ink(r"\sum_{l} e^{s_{il}-m_i}}"),
            ink(r",\quad m_i=\max_{l} s_{il}"),
        ),
        "Goodfellow et al. 2016, section 4.1",
        "Take the largest score away from all: the same shares, and no overflow.",
        softmax_shifted,
    ),
    Formula(
        "softmax_temperature",
        (
            weight(r"p_{j}"),
            ink(r"= \frac{"),
            ink(r"e^{s_{j}/T}"),
            ink(r"}{"),
            ink(r"\sum_{l} e^{s_{l}/T}}"),
        ),
        "Hinton et al. 2015, equation 1",
        "Hot makes shares equal, cold gives all to the largest.",
        softmax_temperature,
    ),
    Formula(
        "softmax_jacobian",
        (
            ink(r"\frac{\partial"),
            weight(r"p"),
            ink(r"}{\partial s}"),
            ink(r"="),
            ink(r"\operatorname{diag}("),
            weight(r"p"),
            ink(r")"),
            ink(r"-"),
            weight(r"p\,p^{\top}"),
        ),
        "Bishop 2006, equation 4.106",
        "How each share moves when one score moves.",
        softmax_jacobian,
    ),
)
