"""The diary of the training run: every ten steps what was written, whether "it" was understood, who looked at whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from model.trace import Tensor, Trace
from scenes.kit.heads import Roster

RECORD, RUN = "experiments/learning", "experiments/training_run"
PRONOUNS = ("il", "elle")
AFTER = 6  # diary rows that are shown after it is settled
UNDERSTOOD = 0.95  # of new sentences
NEAR = 0.06  # of shares: about as often as blind choice


@dataclass(frozen=True)
class Diary:
    """Rows of the record, from 0; all about the bundle's own sentence."""

    trace: Trace

    @property
    def record(self) -> Trace:
        """The experiment ``learning``."""
        return self.trace.scope(RECORD)

    @property
    def source(self) -> tuple[str, ...]:
        """The English sentence."""
        return self.trace.words[f"{RECORD}/source"]

    @cached_property
    def reference(self) -> tuple[str, ...]:
        """The right translation, without its end."""
        return self.trace.words[f"{RECORD}/reference"][:-1]

    def step(self, row: int) -> Tensor:
        """The training step of a row."""
        return self.record["step"][row]

    def written(self, row: int) -> tuple[str, ...]:
        """What was written, as words of the vocabulary, without the end."""
        vocabulary = self.trace.words[f"{RECORD}/vocabulary"]
        found: list[str] = []
        for place in self.record["translation"].values[row]:
            word = vocabulary[int(place)]
            if word.startswith("⟨"):
                break
            found.append(word)
        return tuple(found)

    def right_words(self, row: int) -> int:
        """How many words stand where the reference has them."""
        return sum(one == two for one, two in zip(self.written(row), self.reference, strict=False))

    @cached_property
    def pronoun_place(self) -> int:
        """Where the reference has its pronoun."""
        return next(place for place, word in enumerate(self.reference) if word in PRONOUNS)

    def pronoun(self, row: int) -> str:
        """The first pronoun that was written; "" where there is none."""
        return next((word for word in self.written(row) if word in PRONOUNS), "")

    def is_right(self, row: int) -> bool:
        """Whether the whole translation is right."""
        return self.written(row) == self.reference

    # -- moments ----------------------------------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.record["step"].shape[0])

    @cached_property
    def some_words(self) -> int:
        """The first row with a third of the words right."""
        return self._first(lambda row: 3 * self.right_words(row) >= len(self.reference))

    @cached_property
    def a_sentence(self) -> int:
        """The first row after that which ends, with two thirds of the right words in it, and is not right yet."""
        known = set(self.reference)
        return self._first(
            lambda row: row > self.some_words and 3 * len(known & set(self.written(row))) >= 2 * len(known)
        )

    @cached_property
    def first_right(self) -> int:
        """The first row at which all words are right."""
        return self._first(self.is_right)

    def _first(self, holds) -> int:  # type: ignore[no-untyped-def]
        return next((row for row in range(self.rows) if holds(row)), self.rows - 1)

    @cached_property
    def turn(self) -> int | None:
        """The first row at which "it" is understood in nearly all new sentences; None in a run without one."""
        found = np.flatnonzero(self.record["pronoun"].values >= UNDERSTOOD)
        return int(found[0]) if len(found) else None

    @cached_property
    def shown(self) -> range:
        """The rows of the lanes: from the first right one to a little after the turn."""
        last = self.rows - 1 if self.turn is None else min(self.turn + AFTER, self.rows - 1)
        return range(self.first_right, last + 1)

    @cached_property
    def flips(self) -> int:
        """How often the pronoun changes from one row shown to the next."""
        said = [self.pronoun(row) for row in self.shown]
        return sum(one != two for one, two in pairwise(said))

    @property
    def is_blind(self) -> bool:
        """Whether before the turn it is right about as often as blind choice."""
        before = [row for row in self.shown if self.turn is None or row < self.turn - 1]
        shares = self.record["pronoun"].values[before]
        return bool(abs(float(shares.mean()) - self.record["blind_pronoun.diary"].item()) < NEAR)

    # -- the row of attention ---------------------------------------------------------------------------------

    def weights(self, row: int) -> Tensor:
        """The followed head's weights of the word that tells, at a row: (S)."""
        head = Roster(self.trace).decisive
        place = int(self.trace.facts["thread"]["roles"]["main"]["predicate"])
        return self.trace[f"{RUN}/encoder.{head.layer}.self_attn.weights"][row, head.number, place]

    @property
    def asks(self) -> int:
        """The place of the word that tells."""
        return int(self.trace.facts["thread"]["roles"]["main"]["predicate"])

    @property
    def referent(self) -> int:
        """The place of the noun that "it" is."""
        return int(self.trace.facts["thread"]["roles"]["main"]["referent"])
