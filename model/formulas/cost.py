"""What a layer costs, in multiplications. Sources: Vaswani et al. 2017, table 1; Kaplan et al. 2020."""

from __future__ import annotations

from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, ink, real


def attention_cost(words: ArrayLike, d_model: ArrayLike) -> Array:
    """Q K^T and A V over all heads: n^2 d each. words, d_model (...) -> (...)."""
    return 2.0 * real(words) ** 2 * real(d_model)


def matrix_cost(words: ArrayLike, d_model: ArrayLike) -> Array:
    """W_Q W_K W_V W_O and a feed-forward of width 4 d: 12 n d^2. words, d_model (...) -> (...)."""
    return 12.0 * real(words) * real(d_model) ** 2


def cost_balance(d_model: ArrayLike) -> Array:
    """The length at which both cost the same: n = 6 d_model. d_model (...) -> (...)."""
    return 6.0 * real(d_model)


TABLE = "Vaswani et al. 2017, table 1; Kaplan et al. 2020, table 1"

FORMULAS = (
    Formula(
        "attention_cost",
        (ink(r"2\,n^2\,d_{\mathrm{model}}"),),
        TABLE,
        "Comparing and mixing: every word with every word.",
        attention_cost,
    ),
    Formula(
        "matrix_cost",
        (ink(r"12\,n\,d_{\mathrm{model}}^2"),),
        TABLE,
        "The matrices: every word by itself.",
        matrix_cost,
    ),
    Formula(
        "cost_balance",
        (ink(r"2\,n^2 d"), ink(r"="), ink(r"12\,n\,d^2"), ink(r"\iff"), ink(r"n"), ink(r"="), ink(r"6\,d")),
        "derived here by SymPy from " + TABLE,
        "From this length on, attention is the larger part.",
        cost_balance,
    ),
)
