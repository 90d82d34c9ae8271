"""One step of the writer: its row, the words that fit it best, and the step that is told in full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.trace import Tensor, Trace
from scenes.decoder.parts.readings import decoder_layers

SHOWN = 4  # of the vocabulary's words


@dataclass(frozen=True)
class Choice:
    """One step: the words it gives most to, likeliest first, as places in the vocabulary."""

    step: int
    places: tuple[int, ...]


def choice(trace: Trace, step: int) -> Choice:
    """The likeliest words of a step."""
    order = (-trace["main/decoder.probabilities"].values[step]).argsort(kind="stable")[:SHOWN]
    return Choice(step, tuple(int(place) for place in order))


def told_step(trace: Trace) -> int:
    """The step whose second choice is likeliest: there one sees most of a choice.

    The first step has read no word yet, and the last one has no next, so both stand back.
    """
    probabilities = trace["main/decoder.probabilities"].values
    last = max(len(trace.target) - 1, 2)
    second = np.sort(probabilities[1:last], axis=-1)[:, -2]
    return min(1 + int(second.argmax()), len(trace.target) - 1)


def last_rows(trace: Trace) -> Tensor:
    """What leaves the decoder: one row a step (T, D)."""
    return trace[f"main/decoder.{decoder_layers(trace) - 1}.norm3.output"]


def answered(trace: Trace, step: int) -> int:
    """The place of the English word that a step answers to by the grammar; of the end where it answers to none."""
    alignment = trace.facts["alignment"]
    return int(alignment[step][1]) if step < len(alignment) else len(trace.source) - 1
