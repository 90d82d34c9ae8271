"""What the clip on softmax says: one row of scores becomes shares of one."""

from __future__ import annotations

import numpy as np

from model.formulas import FORMULAS
from model.trace import END, Tensor, Trace
from scenes.kit.choose import SPEAKING, hero_tensor, mixing_row, places_of
from scenes.kit.claims import Computed, row_sum
from scenes.kit.script import Said, Script, said
from scenes.self_attention.parts.softmax_temperature import COLD, HOT, all_shares_at

A_LITTLE = 0.75  # a difference of scores: about half of the height is left


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed head and the row of ``mixing_row``."""
    scores, shares, row = hero_tensor(trace, "scaled"), hero_tensor(trace, "weights"), mixing_row(trace)
    return {
        "share": said(
            "The scores of “{word}” say who fits. | But attention is something you share out. | "
            "No share may be negative, | and together they must make exactly one.",
            word=trace.source[row],
        ),
        "signs": _signs(scores[row]),
        "largest": _largest(scores[row]),
        "powers": _powers(trace, scores[row]),
        "ruler": said(
            "Lay these bars end to end, | and now divide by their total. | "
            "A ruler, exactly one long, | and every word has its piece. | This is the softmax.",
            holds={
                "exactly one long": abs(row_sum(shares[row]).value - 1.0) < 1e-5,
                "every word has its piece": (shares.values[row] > 0).all(),
            },
        ),
        "temperature": _temperature(scores[row]),
        "rows": said(
            "Do this for every row, and you have the attention weights. | Each row adds up to one.",
            holds={"Each row adds up to one": np.allclose(shares.values.sum(1), 1.0, atol=1e-5)},
        ),
        "column": _column(trace, shares),
    }


def full_column(trace: Trace, shares: Tensor) -> int:
    """Of the words with meaning, the one to which a map of shares (S, S) gives most in all."""
    return max(places_of(trace, *SPEAKING), key=lambda place: float(shares.values[:, place].sum()))


def _signs(row: Tensor) -> Said:
    """Scores may have either sign; shares may not."""
    if row.values.max() < 0:
        return said(
            "Here all lie below zero. | Dividing by the total would not do.",
            holds={"all": (row.values < 0).all()},
        )
    if row.values.min() < 0:
        return said(
            "But some of these lie below zero. | Dividing by the total would not do.",
            holds={"some of these lie below zero": (row.values < 0).any()},
        )
    return said("A score may also lie below zero. | Dividing by the total would not do.")


def _largest(row: Tensor) -> Said:
    plain, safe = (FORMULAS[name].evaluate(scores=row.values) for name in ("softmax", "softmax_shifted"))
    return said(
        "So first, measure every score from the largest. | In the end that changes nothing; | "
        "it only keeps the numbers small.",
        holds={"changes nothing": np.allclose(plain, safe), "only": np.allclose(plain, safe)},
    )


def one_lower(trace: Trace, row: Tensor) -> int:
    """Of the words with meaning, one whose score is a little below the largest: its power can still be seen."""
    below = row.values.max() - row.values
    lower = [place for place in places_of(trace, *SPEAKING) if below[place] > 0]
    return min(lower, key=lambda place: abs(float(below[place]) - A_LITTLE))


def _powers(trace: Trace, row: Tensor) -> Said:
    other, largest = one_lower(trace, row), int(row.values.argmax())
    part = Computed("exp of difference", lambda s: np.exp(s[other] - s.max()), (row,))
    holds = {"nothing is negative": part.value > 0, "lower": row.values[other] < row.values[largest]}
    if trace.source[largest] == END:
        return said(
            "A share cannot be below zero. | So raise e to each. | Now nothing is negative, | "
            "and a difference has become a factor. | “{low}” lay lower than the largest, | "
            "and now has {part:.0%} of its height.",
            low=trace.source[other],
            part=part,
            holds=holds,
        )
    return said(
        "A share cannot be below zero. | So raise e to each. | Now nothing is negative, | "
        "and a difference has become a factor. | “{low}” lay lower than “{high}”, | "
        "and now has {part:.0%} of its height.",
        low=trace.source[other],
        high=trace.source[largest],
        part=part,
        holds=holds,
    )


def _temperature(row: Tensor) -> Said:
    plain, cold, hot = (all_shares_at(temperature, row.values) for temperature in (1.0, COLD, HOT))
    return said(
        "Divide the scores by a temperature, and watch the ruler. | Cold: the largest piece takes more and more. | "
        "Hot: the pieces grow alike. | The ruler itself never grows or shrinks.",
        holds={
            "takes more and more": cold.max() > plain.max(),
            "grow alike": hot.std() < plain.std(),
            "never grows or shrinks": np.allclose([cold.sum(), plain.sum(), hot.sum()], 1.0),
        },
    )


def _column(trace: Trace, shares: Tensor) -> Said:
    column = full_column(trace, shares)
    total = row_sum(shares[:, column])
    holds = {"need not": abs(total.value - 1.0) > 0.01, "all words": shares.shape[0] == len(trace.source)}
    if total.value > 1.0:
        return said(
            "A column need not. | What all words give to “{word}” | comes to {column:.2f}. | "
            "Some words are worth listening to.",
            word=trace.source[column],
            column=total,
            holds={**holds, "worth listening to": total.value > 1.0},
        )
    return said(
        "A column need not. | What all words give to “{word}” | comes to {column:.2f}.",
        word=trace.source[column],
        column=total,
        holds=holds,
    )
