"""How words become vectors: embeddings times sqrt(d_model), and sinusoidal positions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, ink, learned, real

LONGEST_WAVE = 10_000.0  # Vaswani et al. 2017, section 3.5


def scaled_embedding(table: ArrayLike, ids: ArrayLike) -> Array:
    """Rows of the table times sqrt(d_model). table (U, D), ids (S,) integers -> (S, D)."""
    rows = real(table)
    return rows[np.asarray(ids, dtype=int)] * np.sqrt(rows.shape[-1])


def frequency(d_model: int) -> Array:
    """Turns of each clock hand in radians per word. -> (D / 2,)."""
    pair = np.arange(int(d_model) // 2)
    return LONGEST_WAVE ** (-2.0 * pair / int(d_model))


def position(positions: ArrayLike, d_model: int) -> Array:
    """Sines in the even columns, cosines in the odd ones. positions (...) -> (..., D)."""
    angle = real(positions)[..., None] * frequency(d_model)  # (..., D / 2)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(*angle.shape[:-1], int(d_model))


def rotation(omega: ArrayLike, step: ArrayLike) -> Array:
    """R_k of one pair, for row vectors (sin, cos). omega and step broadcast (...) -> (..., 2, 2)."""
    angle = real(omega) * real(step)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)


def position_shift(row: ArrayLike, step: float) -> Array:
    """The position `step` words later, by turning each pair. row (..., D) -> (..., D)."""
    start = real(row)
    d_model = start.shape[-1]
    pairs = start.reshape(*start.shape[:-1], d_model // 2, 1, 2)
    turned = pairs @ rotation(frequency(d_model), step)  # (..., D / 2, 1, 2)
    return turned.reshape(start.shape)


def position_product(step: ArrayLike, d_model: int) -> Array:
    """PE(p) . PE(p + k), whatever p is. step (...) -> (...)."""
    return np.cos(real(step)[..., None] * frequency(d_model)).sum(-1)


VASWANI_POSITIONS = "Vaswani et al. 2017, section 3.5"

FORMULAS = (
    Formula(
        "scaled_embedding",
        (ink(r"x_i"), ink(r"="), ink(r"\sqrt{d_{\mathrm{model}}}\;"), learned(r"E_{w_i}")),
        "Vaswani et al. 2017, section 3.4",
        "A word's row of the table, times the square root of the row's length.",
        scaled_embedding,
    ),
    Formula(
        "frequency",
        (ink(r"\omega_i"), ink(r"="), ink(r"10000^{-2i/d_{\mathrm{model}}}")),
        VASWANI_POSITIONS,
        "Each clock hand is slower than the one before.",
        frequency,
    ),
    Formula(
        "position",
        (
            ink(r"\mathrm{PE}_{p,\,2i}"),
            ink(r"="),
            ink(r"\sin(\omega_i\,p),\quad"),
            ink(r"\mathrm{PE}_{p,\,2i+1}"),
            ink(r"="),
            ink(r"\cos(\omega_i\,p)"),
        ),
        VASWANI_POSITIONS,
        "A position is a row of clock hands: sine and cosine at ever slower speeds.",
        position,
    ),
    Formula(
        "rotation",
        (
            ink(r"R_k"),
            ink(r"="),
            ink(
                r"\begin{pmatrix}\cos\omega_i k & -\sin\omega_i k\\"
                r"\sin\omega_i k & \cos\omega_i k\end{pmatrix}"
            ),
        ),
        VASWANI_POSITIONS + " (PE(p+k) is a linear function of PE(p)); derived here by SymPy",
        "A step of k words turns each hand by k times its speed, wherever it starts.",
        rotation,
    ),
    Formula(
        "position_shift",
        (ink(r"\mathrm{PE}(p+k)"), ink(r"="), ink(r"\mathrm{PE}(p)"), ink(r"R_k")),
        VASWANI_POSITIONS,
        "The row k words later is this row, rotated.",
        position_shift,
    ),
    Formula(
        "position_product",
        (
            ink(r"\mathrm{PE}(p)\cdot\mathrm{PE}(p+k)"),
            ink(r"="),
            ink(r"\sum_{i}\cos(\omega_i\,k)"),
        ),
        "Vaswani et al. 2017, section 3.5; derived here by SymPy",
        "How alike two positions are depends on their distance alone.",
        position_product,
    ),
)
