"""What training minimises and how it steps: cross-entropy, smoothing, the schedule, Adam."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.formulas.core import Array, Formula, gradient, ink, learned, real, weight


def cross_entropy(probability: ArrayLike) -> Array:
    """-ln of the right word's probability. probability (...) -> (...), in nats."""
    return -np.log(real(probability))


def blind_loss(words: ArrayLike) -> Array:
    """ln|V|: what guessing all words alike costs. words (...) counts -> (...), in nats."""
    return np.log(real(words))


def smoothed_target(target: ArrayLike, words: int, smoothing: float) -> Array:
    """1 - e for the right word, plus e / |V| for every word. target (T,) ids -> (T, V)."""
    return np.eye(int(words))[np.asarray(target, dtype=int)] * (1.0 - smoothing) + smoothing / int(words)


def smoothed_cross_entropy(asked: ArrayLike, probabilities: ArrayLike) -> Array:
    """-sum_w q_w ln p_w, one loss a word. asked, probabilities (..., V) -> (...), in nats."""
    return -(real(asked) * np.log(real(probabilities))).sum(-1)


def smoothing_floor(words: ArrayLike, smoothing: float) -> Array:
    """H(q) = -sum_w q_w ln q_w: no smoothed loss is lower. words (...) counts -> (...), in nats."""
    count = real(words)
    crumb = smoothing / count
    certain = 1.0 - smoothing + crumb
    others = np.where(crumb > 0, (count - 1.0) * crumb * np.log(np.where(crumb > 0, crumb, 1.0)), 0.0)
    return -(certain * np.log(certain)) - others


def sequence_log_probability(probabilities: ArrayLike) -> Array:
    """Log of a whole sentence's probability: the sum over its words. probabilities (..., T) -> (...)."""
    return np.log(real(probabilities)).sum(-1)


def learning_rate(step: ArrayLike, d_model: int, warmup: int, factor: float = 1.0) -> Array:
    """d^-1/2 min(step^-1/2, step warmup^-3/2), steps from 1. step (...) -> (...)."""
    t = real(step)
    return factor * d_model**-0.5 * np.minimum(t**-0.5, t * float(warmup) ** -1.5)


def adam(
    parameter: ArrayLike,
    gradients: ArrayLike,
    rate: float,
    beta_1: float = 0.9,
    beta_2: float = 0.98,
    epsilon: float = 1e-9,
) -> Array:
    """The parameter after one Adam step for each gradient. parameter (...), gradients (N, ...) -> (...)."""
    theta = real(parameter)
    mean, square = np.zeros_like(theta), np.zeros_like(theta)
    for step, g in enumerate(real(gradients), start=1):
        mean = beta_1 * mean + (1.0 - beta_1) * g
        square = beta_2 * square + (1.0 - beta_2) * g**2
        mean_hat, square_hat = mean / (1.0 - beta_1**step), square / (1.0 - beta_2**step)
        theta = theta - rate * mean_hat / (np.sqrt(square_hat) + epsilon)
    return theta


SMOOTHING = "Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4"

FORMULAS = (
    Formula(
        "cross_entropy",
        (ink(r"L"), ink(r"="), ink(r"-\ln"), weight(r"p_{y}")),
        "Goodfellow et al. 2016, section 6.2.1.1",
        "The model pays minus the logarithm of what it gave the right word.",
        cross_entropy,
    ),
    Formula(
        "blind_loss",
        (ink(r"-\ln\frac{1}{|V|}"), ink(r"="), ink(r"\ln |V|")),
        "Shannon 1948, section 6",
        "Blind guessing pays the logarithm of the number of words.",
        blind_loss,
    ),
    Formula(
        "smoothed_target",
        (
            weight(r"q_w"),
            ink(r"="),
            ink(
                r"\begin{cases} 1-\varepsilon+\varepsilon/|V| & w=y\\"
                r"\varepsilon/|V| & w\ne y\end{cases}"
            ),
        ),
        SMOOTHING,
        "Nearly all for the right word, crumbs for the rest.",
        smoothed_target,
    ),
    Formula(
        "smoothed_cross_entropy",
        (ink(r"L"), ink(r"="), ink(r"-\sum_{w}"), weight(r"q_w"), ink(r"\ln"), weight(r"p_w")),
        SMOOTHING,
        "Every word of the vocabulary is asked for its share.",
        smoothed_cross_entropy,
    ),
    Formula(
        "smoothing_floor",
        (
            ink(r"L"),
            ink(r"\ge"),
            ink(r"H(q)"),
            ink(r"="),
            ink(r"-\sum_{w}"),
            weight(r"q_w"),
            ink(r"\ln"),
            weight(r"q_w"),
        ),
        "Cover and Thomas 2006, theorem 2.6.3",
        "The smoothed loss cannot sink below the entropy of what is asked.",
        smoothing_floor,
    ),
    Formula(
        "sequence_log_probability",
        (
            ink(r"\ln P(y_1\dots y_m)"),
            ink(r"="),
            ink(r"\sum_{t=1}^{m}"),
            ink(r"\ln"),
            weight(r"p(y_t\mid y_{<t})"),
        ),
        "Sutskever, Vinyals and Le 2014, equation 1",
        "A sentence is as likely as the product of its words' probabilities.",
        sequence_log_probability,
    ),
    Formula(
        "learning_rate",
        (
            ink(r"\eta"),
            ink(r"="),
            ink(r"d_{\mathrm{model}}^{-1/2}"),
            ink(r"\min\bigl("),
            ink(r"t^{-1/2}"),
            ink(r",\ "),
            ink(r"t\,\mathrm{warmup}^{-3/2}"),
            ink(r"\bigr)"),
        ),
        "Vaswani et al. 2017, equation 3",
        "The steps grow during warm-up, then shrink with the square root of time.",
        learning_rate,
    ),
    Formula(
        "adam",
        (
            learned(r"\theta"),
            ink(r"\leftarrow"),
            learned(r"\theta"),
            ink(r"-"),
            ink(r"\eta\,\frac{"),
            gradient(r"\hat m"),
            ink(r"}{\sqrt{"),
            gradient(r"\hat v"),
            ink(r"}+\epsilon}"),
        ),
        "Kingma and Ba 2015, algorithm 1",
        "A step against the average gradient, divided by its usual size.",
        adam,
    ),
)
