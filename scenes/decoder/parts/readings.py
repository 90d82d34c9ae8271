"""What the decoder's steps read in the English sentence, found by rule from the measured weights.

A step is a row of the cross-attention: step ``i`` writes the ``i``-th word of the translation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise, takewhile

from model.trace import Tensor, Trace
from scenes.kit.choose import encoder_layers, places_of


@dataclass(frozen=True)
class Step:
    """A step of the decoder: the kind of word that it writes and the source place that this word answers to."""

    row: int
    kind: str
    source: int


@dataclass(frozen=True)
class Look:
    """One weight of one head, and where it stands: in ``layer`` and ``head`` from ``row`` to ``column``."""

    layer: int
    head: int
    row: int
    column: int
    weight: Tensor


def decoder_layers(trace: Trace) -> int:
    """How many decoder layers the trace holds."""
    return sum(1 for _ in takewhile(lambda layer: f"main/decoder.{layer}.cross_attn.weights" in trace, count()))


def steps(trace: Trace) -> tuple[Step, ...]:
    """The steps whose word is the reference's, with what the grammar says that it answers to."""
    written, reference = trace.target, trace.words["reference"]
    return tuple(
        Step(row, kind, source)
        for row, (kind, source) in enumerate(trace.facts["alignment"])
        if row < len(written) and written[row] == reference[row]
    )


def noun_pairs(trace: Trace) -> tuple[tuple[Step, Step], ...]:
    """Adjective and noun written one after the other, whose English words stand the other way round."""
    return tuple(
        (first, second)
        for first, second in pairwise(steps(trace))
        if {first.kind, second.kind} == {"adjective", "noun"}
        and second.row == first.row + 1
        and first.source > second.source
    )


def negation(trace: Trace) -> tuple[Step, Step] | None:
    """The steps that write *ne* and *pas*; None in a sentence without *not*."""
    found = [step for step in steps(trace) if step.kind == "negation"]
    return (found[0], found[1]) if len(found) == 2 else None


def encoder_look(trace: Trace, row: int) -> Look | None:
    """The largest weight that a source word gives to a noun, over the encoder; None for a noun."""
    return max(_looks(trace, row), key=lambda look: look.weight.item()) if row not in places_of(trace, "noun") else None


def _looks(trace: Trace, row: int) -> Iterator[Look]:
    for layer in range(encoder_layers(trace)):
        weights = trace[f"main/encoder.{layer}.self_attn.weights"]
        for head in range(weights.shape[0]):
            for column in places_of(trace, "noun"):
                yield Look(layer, head, row, column, weights[head, row, column])
