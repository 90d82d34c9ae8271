"""What the clip on the code says: six lines, an example to check by hand, and the machine's own numbers."""

from __future__ import annotations

import numpy as np

from model.trace import Trace
from scenes.kit.choose import hero_row, hero_tensor
from scenes.kit.claims import Computed
from scenes.kit.counts import Extent
from scenes.kit.script import Said, Script, said
from scenes.self_attention.parts.in_code_attend import CLASSIC_QK, FILE, attend, decimals, own_inputs
from scenes.self_attention.parts.in_code_example import Table

ENOUGH = 4  # decimals from which two results are called the same


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed head."""
    given = Table(CLASSIC_QK, f"{FILE}:CLASSIC_QK").tensor
    return {
        "code": said(
            "In Python, attention is just these lines. | You know them by now. | "
            "Queries meet keys. | Divide by the root. | Softmax. | And the shares mix the values."
        ),
        "example": said(
            "Try it on numbers that you can check by hand: | {words} words, with {n} numbers each.",
            words=Extent(given),
            n=Extent(given, 1),
        ),
        "scores": said("Every query meets every key. | A row and a column make one score."),
        "symmetric": _symmetric(trace),
        "shares": said("Divided by the root of the length, | and softmax makes shares of each row."),
        "mixed": said("And the shares mix the values: | a report for each word."),
        "ours": said(
            "Now let these lines run on our sentence. | Follow “{query}”: | here are its scores. | "
            "Softmax turns them into shares. | And the shares give its report.",
            query=trace.source[hero_row(trace)],
        ),
        "machine": _machine(trace),
    }


def _symmetric(trace: Trace) -> Said:
    numbers = np.array(CLASSIC_QK, float)
    small, own = attend(numbers, numbers, numbers).scores, hero_tensor(trace, "scores").values
    return said(
        "Here the queries serve as keys as well, | so the table is symmetric. | In a trained model, it is not.",
        holds={
            "symmetric": np.array_equal(small, small.T),
            "it is not": not np.allclose(own, own.T, atol=0.1),
        },
    )


def _machine(trace: Trace) -> Said:
    inputs = (*own_inputs(trace), hero_tensor(trace, "mixed"))
    digits = Computed("decimals that agree", decimals, inputs)
    return said(
        "And what had the machine itself computed? | The same, | to {digits:.0f} decimals.",
        digits=digits,
        holds={"the same": digits.value >= ENOUGH},
    )
