"""A long look: one weight of the encoder's attention that reaches far, of the film's or of the recorded sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.trace import Tensor, Trace
from scenes.kit.choose import SPEAKING, encoder_layers, hero, hero_tensor, places_of, pronoun
from scenes.kit.counts import Apart

FAR, CLEAR = 4, 0.3  # places and share from which a look counts as long
RUN = "experiments/training_run"
ARTICLE = "the"  # no word with meaning


@dataclass(frozen=True)
class Look:
    """One weight of the encoder: who looks where, how far away, in a sentence of these words with its end.

    Attributes:
        weights: of the head, (S, S).
    """

    row: int
    column: int
    weights: Tensor
    words: tuple[str, ...]
    recorded: bool = False

    @property
    def weight(self) -> Tensor:
        """The weight itself."""
        return self.weights[self.row, self.column]

    @property
    def distance(self) -> Apart:
        """How many places lie between the two words."""
        return Apart(self.weight)


def long_look(trace: Trace) -> Look:
    """The followed look; where that is short, the longest clear one between words with meaning, or the recorded one."""
    found = hero(trace)
    followed = Look(found.row, found.column, hero_tensor(trace, "weights"), trace.source)
    if followed.distance.value >= FAR and followed.weight.item() > CLEAR:
        return followed
    looks, speaking = [], places_of(trace, *SPEAKING)
    for layer in range(encoder_layers(trace)):
        weights = trace[f"main/encoder.{layer}.self_attn.weights"]
        for head, row, column in np.argwhere(weights.values > CLEAR):
            if row in speaking and column in speaking:
                looks.append(Look(int(row), int(column), weights[int(head)], trace.source))
    longest = max(looks, key=lambda look: (look.distance.value, look.weight.item()), default=followed)
    return longest if longest.distance.value >= FAR else recorded_look(trace)


def recorded_look(trace: Trace) -> Look:
    """The clearest long look of the recorded sentence, after training, in the head that knows the pronoun's noun."""
    block, head = trace.facts["experiments"]["training_run"]["measured"]["agent_head"]
    run, words = trace[f"{RUN}/{block}.weights"], trace.words[f"{RUN}/source"]
    weights = run[run.shape[0] - 1, int(head)]
    places = [place for place, word in enumerate(words[:-1]) if word != ARTICLE]
    pairs = [(row, column) for row in places for column in places if abs(row - column) >= FAR]
    row, column = max(pairs, key=lambda pair: float(weights.values[pair]))
    return Look(row, column, weights, words, recorded=True)


def last_look(trace: Trace) -> Look:
    """The look that the film began with: the followed one of a sentence with "it", else the recorded one."""
    if pronoun(trace) is None:
        return recorded_look(trace)
    found = hero(trace)
    return Look(found.row, found.column, hero_tensor(trace, "weights"), trace.source)


def first_sentence(trace: Trace) -> tuple[str, ...]:
    """The words of that sentence, with the end."""
    return last_look(trace).words
