"""What the clip on scores says: a query and a key face to face, their products piled up, and the table of all."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import hero, hero_tensor
from scenes.kit.claims import Measured
from scenes.kit.script import Said, Script, said

ALIGNED = 0.5  # cosine from which query and key point the same way
WHOLE = 10.0  # scores from here on are said without decimals


def facing(trace: Trace) -> tuple[Tensor, Tensor]:
    """The query and the key that are compared, (K) each."""
    found = hero(trace)
    return hero_tensor(trace, "query")[found.row], hero_tensor(trace, "key")[found.column]


def terms_of(trace: Trace) -> Tensor:
    """Their products, number by number (K)."""
    query, key = facing(trace)
    return derive(f"{query.origin} times {key.origin}", query.axes, operator.mul, query, key)


def divided(terms: Tensor) -> Tensor:
    """Products divided by the square root of how many there are (K)."""
    return derive(f"{terms.name} over the root of their number", terms.axes, lambda t: t / np.sqrt(len(t)), terms)


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the strongest look of the film's sentence."""
    found = hero(trace)
    asks, answers = trace.source[found.row], trace.source[found.column]
    return {
        "fit": said(
            "How well does a question fit a label? | Lay the query of “{asks}” | above the key of “{answers}”: | "
            "{d_k} numbers against {d_k}.",
            asks=asks,
            answers=answers,
            d_k=trace.size("K"),
        ),
        "multiply": _multiply(terms_of(trace).values),
        "pile": _pile(trace),
        "score": _score(trace),
        "place": said(
            "It has its place in a table. | The row of the one who asks, | the column of the one who answers."
        ),
        "row": said(
            "“{asks}” asks everybody: a row. | Everybody asks: the whole table. | "
            "And that is a single product of matrices.",
            asks=asks,
        ),
        "divide": _divide(trace),
    }


def _multiply(terms: np.ndarray) -> Said:
    if (terms >= 0).all():
        return said(
            "Multiply them in pairs. | Here each pair has the same sign, | so every product is positive.",
            holds={"the same sign": (terms >= 0).all(), "every": (terms >= 0).all()},
        )
    if (terms < 0).all():
        return said(
            "Multiply them in pairs. | Here the signs of each pair differ, | so every product is negative.",
            holds={"every": (terms < 0).all()},
        )
    return said(
        "Multiply them in pairs. | Where both have the same sign, the product is positive. | "
        "Where they differ, it is negative.",
        holds={"the same sign": (terms > 0).any(), "differ": (terms < 0).any()},
    )


def _pile(trace: Trace) -> Said:
    if (terms_of(trace).values < 0).any():
        return said("Now pile them up, one on the other. | What is negative takes something away again.")
    return said("Now pile them up, one on the other.")


def _score(trace: Trace) -> Said:
    found = hero(trace)
    score = Measured(hero_tensor(trace, "scores")[found.row, found.column])
    query, key = (vector.values.astype(np.float64) for vector in facing(trace))
    cosine = query @ key / np.sqrt((query @ query) * (key @ key))
    values: dict[str, Any] = {"score": score}
    if abs(score.value) < WHOLE:
        return said("The total is the dot product, {score:.1f}, | and here it is called the score.", **values)
    if cosine < ALIGNED:
        return said("The total is the dot product, {score:.0f}, | and here it is called the score.", **values)
    return said(
        "The total is the dot product, {score:.0f}, | and here it is called the score. | "
        "It is large when question and label point the same way.",
        holds={"the same way": cosine >= ALIGNED},
        **values,
    )


def grows_with_length(trace: Trace) -> bool:
    """Whether the followed head's scores spread wider than those of the first half of its numbers alone."""
    query, key = (hero_tensor(trace, name).values.astype(np.float64) for name in ("query", "key"))
    half = query.shape[1] // 2
    return bool((query[:, :half] @ key[:, :half].T).std() < (query @ key.T).std())


def _divide(trace: Trace) -> Said:
    if grows_with_length(trace):
        return said(
            "Last, each score is divided by the square root of {d_k}, | because longer lists make larger scores.",
            d_k=trace.size("K"),
            holds={"larger": grows_with_length(trace)},
        )
    return said("Last, each score is divided by the square root of {d_k}.", d_k=trace.size("K"))
