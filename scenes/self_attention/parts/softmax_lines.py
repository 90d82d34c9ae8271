"""What the clip on softmax says: one row of scores becomes shares of one."""

from __future__ import annotations

from functools import partial

import numpy as np

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.choose import hero_tensor, mixing_row, strongest
from scenes.kit.claims import Computed, Measured, row_sum
from scenes.kit.script import Said, Script, said
from scenes.self_attention.parts.softmax_temperature import COLD, HOT, share_at


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed head and the row of ``mixing_row``."""
    scores, shares, row = hero_tensor(trace, "scaled"), hero_tensor(trace, "weights"), mixing_row(trace)
    return {
        "row": said(
            "Follow one row of the divided scores: | the query of “{word}”.",
            word=trace.source[row],
        ),
        "signs": _signs(scores[row]),
        "largest": _largest(scores[row]),
        "powers": _powers(scores[row]),
        "sum": said(
            "Divide each by their sum, and {n} scores have become {n} shares | of a ruler exactly one long.",
            n=trace.size("S"),
            holds={"exactly one long": abs(row_sum(shares[row]).value - 1.0) < 1e-5},
        ),
        "temperature": _temperature(scores[row], shares[row]),
        "rows": said("Row by row, the scores become the matrix of attention weights."),
        "column": _column(trace, shares),
    }


def odd_column(shares: Tensor) -> int:
    """The column of shares (S, S) whose sum is furthest from one."""
    return int(np.abs(shares.values.sum(0) - 1).argmax())


def _signs(row: Tensor) -> Said:
    """Scores may have either sign; shares may not."""
    low, high = row.values.min(), row.values.max()
    if low < 0 < high:
        return said(
            "Some are above zero, some below. | What we want are shares that add up to one.",
            holds={"Some are above": (row.values > 0).any(), "some below": (row.values < 0).any()},
        )
    if high < 0:
        return said(
            "Here all are below zero. | What we want are shares that add up to one.",
            holds={"all are below": (row.values < 0).all()},
        )
    return said("A score may be any number. | What we want are shares that add up to one.")


def _largest(row: Tensor) -> Said:
    plain, safe = (FORMULAS[name].evaluate(scores=row.values) for name in ("softmax", "softmax_shifted"))
    return said(
        "First measure every score from the largest. | The shares stay the same, and no power can overflow.",
        holds={"same": np.allclose(plain, safe)},
    )


def one_lower(row: Tensor) -> int:
    """The place of the score that is nearest to one below the largest: its power is a share that can be seen."""
    return int(np.abs(row.values.max() - row.values - 1.0).argmin())


def _powers(row: Tensor) -> Said:
    other = one_lower(row)
    gap = Computed("difference", lambda s: s.max() - s[other], (row,))
    ratio = Computed("exp of difference", lambda s: np.exp(s.max() - s[other]), (row,))
    return said(
        "Then raise e to each. | A difference becomes a factor: {gap:.2f} less is {ratio:.1f} times smaller.",
        gap=gap,
        ratio=ratio,
        holds={"less": gap.value > 0, "smaller": ratio.value > 1},
    )


def _temperature(row: Tensor, shares: Tensor) -> Said:
    top = strongest(row, 1)[0]
    plain = Measured(shares[top])
    cold, hot = (
        Computed(f"share when {name}", partial(share_at, temperature, top), (row,))
        for name, temperature in (("cold", COLD), ("hot", HOT))
    )
    return said(
        "Divide the scores by a temperature. | Cold, the largest share grows from {plain:.0%} to {cold:.0%}; | "
        "hot, it shrinks to {hot:.0%}.",
        plain=plain,
        cold=cold,
        hot=hot,
        holds={"grows": cold.value > plain.value, "shrinks": hot.value < plain.value},
    )


def _column(trace: Trace, shares: Tensor) -> Said:
    column = odd_column(shares)
    total = row_sum(shares[:, column])
    return said(
        "Each row adds up to one. A column need not: what the words give to “{word}” adds up to {column:.2f}.",
        word=trace.source[column],
        column=total,
        holds={
            "Each row adds up to one": np.allclose(shares.values.sum(1), 1.0, atol=1e-5),
            "need not": abs(total.value - 1.0) > 0.01,
        },
    )
