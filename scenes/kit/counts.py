"""Claims about how many there are and which one it is: in lists of words, along axes, and what follows from lengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.trace import Tensor, Token, Trace
from scenes.kit.claims import Claim, Counted, _Spoken


@dataclass(frozen=True, eq=False)
class Apart(_Spoken):
    """How many places lie between the two words that an entry of a matrix joins, such as one weight of attention."""

    tensor: Tensor

    @property
    def value(self) -> int:  # type: ignore[override]
        """The difference of the places that were selected last: of the row and the column."""
        (_, row), (_, column) = self.tensor.fixed[-2:]
        return abs(row - column)

    @property
    def origin(self) -> str:
        """The entry."""
        return f"places between row and column of {self.tensor.origin}"


@dataclass(frozen=True, eq=False)
class Listed(_Spoken):
    """How many words one of the trace's lists has, such as the roles of an experiment."""

    value: int  # type: ignore[misc]
    words: str

    @classmethod
    def of(cls, trace: Trace, words: str) -> Listed:
        """The length of a list by its name, ``Listed.of(trace, "source_vocabulary")``."""
        return cls(len(trace.words[words]), words)

    @property
    def origin(self) -> str:
        """The list."""
        return f"length of the list of words {self.words}"


@dataclass(frozen=True, eq=False)
class Place(_Spoken):
    """Where a word stands in its list, counted from zero, such as a token's number in the vocabulary."""

    token: Token

    @classmethod
    def of(cls, words: Sequence[str], place: int) -> Place:
        """The word at a place of one of the trace's lists; TypeError for words that stand in none."""
        word = words[place]
        if not isinstance(word, Token):
            raise TypeError(f"{word!r} stands in no list of the trace")
        return cls(word)

    @property
    def value(self) -> int:  # type: ignore[override]
        """The place."""
        return self.token.place

    @property
    def origin(self) -> str:
        """The list and the place."""
        return f"place of {self.token.origin}"


@dataclass(frozen=True, eq=False)
class Bound(_Spoken):
    """An end of the scale of shares, nothing or all: what stands at a legend's ends."""

    value: int  # type: ignore[misc]

    @property
    def origin(self) -> str:
        """The scale."""
        return "an end of the scale of shares"


@dataclass(frozen=True, eq=False)
class Reckoned(_Spoken):
    """A value that ``rule`` makes of other numbers, such as the root of a width: what follows from lengths alone."""

    name: str
    rule: Callable[..., Any]
    numbers: tuple[Claim, ...]

    @property
    def value(self) -> float:  # type: ignore[override]
        """The rule applied to the numbers."""
        return float(self.rule(*(float(number.value) for number in self.numbers)))

    @property
    def origin(self) -> str:
        """The rule's name and its numbers."""
        return f"{self.name} of {', '.join(number.origin for number in self.numbers)}"


def steps_between(weights: Tensor) -> Counted:
    """The steps of attention after which every word has read every other, by one head's weights (rows, columns)."""
    return Counted("steps until every word has read every other", _steps_to_all, (weights,))


def _steps_to_all(weights: np.ndarray) -> int:
    """The power of the weights' pattern that has no gap; as many steps as there are words, if none has."""
    step = weights > 0
    reached, steps = step, 1
    while not reached.all() and steps < len(weights):
        reached, steps = reached @ step, steps + 1
    return steps
