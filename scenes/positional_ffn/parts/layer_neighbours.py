"""One word in sentences that differ in the noun it depends on: its rows on the way, and what is written of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.choose import encoder_layers
from scenes.kit.claims import Computed

SCOPES = ("neighbour.same", "main", "neighbour.other")
"""Another noun of the same gender, the sentence's own, and one of the other gender; in the order of showing."""
OWN = 1
ALIKE, APART = 0.95, 0.85  # cosines from which rows are said to be alike, and below which one has turned away
PRONOUNS = ("il", "elle")


@dataclass(frozen=True)
class Neighbours:
    """The followed word in the sentence and in its neighbours."""

    trace: Trace

    @property
    def place(self) -> int:
        """Place of the followed word, the same in all of them."""
        return int(self.trace.facts["neighbours"]["place"])

    @property
    def word(self) -> str:
        """The followed word."""
        return self.trace.words["source"][self.place]

    @property
    def nouns(self) -> tuple[str, ...]:
        """The noun that it depends on, in each sentence."""
        noun = int(self.trace.facts["neighbours"]["noun"])
        return tuple(self.trace.words[f"{scope}.source"][noun] for scope in SCOPES)

    @property
    def places(self) -> tuple[str, ...]:
        """Where the word is met: at the entrance, and behind each layer."""
        layers = range(encoder_layers(self.trace))
        return ("encoder.input", *(f"encoder.{layer}.norm2.output" for layer in layers))

    def row(self, which: int, stop: int) -> Tensor:
        """The word's row (D) in one of the sentences, at one of the places."""
        return self.trace[f"{SCOPES[which]}/{self.places[stop]}"][self.place]

    def cosine(self, which: int, stop: int) -> Computed:
        """How alike a neighbour's row is to the sentence's own."""
        return Computed("cosine", cosine, (self.row(OWN, stop), self.row(which, stop)))

    @property
    def begin_equal(self) -> bool:
        """Whether the word's rows are the same at the entrance, to the last digit."""
        return all(np.array_equal(self.row(which, 0).values, self.row(OWN, 0).values) for which in (0, 2))

    @property
    def changes(self) -> bool:
        """Whether the word leaves as another row than it came."""
        return self.cosine_of_ways < ALIKE

    @property
    def cosine_of_ways(self) -> float:
        """How alike the row that leaves is to the one that came."""
        return cosine(self.row(OWN, 0).values, self.row(OWN, -1).values)

    @property
    def stays_alike(self) -> bool:
        """Whether with a noun of the same gender the word still leaves as nearly the same row."""
        return self.cosine(0, -1).value >= ALIKE

    @property
    def turns_away(self) -> bool:
        """Whether with a noun of the other gender it leaves as another."""
        return self.cosine(2, -1).value <= APART

    @cached_property
    def written(self) -> tuple[str, ...] | None:
        """The word of each translation by which they differ most tellingly: the pronoun, else the last such word.

        None where translations are not as long, or do not differ so.
        """
        targets = [self.trace.words[f"{scope}.target"] for scope in SCOPES]
        if len({len(words) for words in targets}) > 1:
            return None
        differing = [i for i, (same, own, other) in enumerate(zip(*targets, strict=True)) if same == own != other]
        pronouns = [i for i in differing if str(targets[OWN][i]) in PRONOUNS]
        found = next(iter((*pronouns, *reversed(differing))), None)
        return None if found is None else tuple(words[found] for words in targets)


def cosine(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """The cosine of two rows. (D), (D) -> ()."""
    return float(one @ two / (np.linalg.norm(one) * np.linalg.norm(two)))
