"""Claims about how many there are and which one it is: in lists of words, along axes, and what follows from lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.tokens import Token
from model.trace import Tensor, Trace
from scenes.kit.claims import Claim, Computed, _Spoken


@dataclass(frozen=True, eq=False)
class Counted(Computed):
    """How many there are: ``rule`` counts them in tensors, such as the heads that nobody misses."""

    @property
    def value(self) -> int:  # type: ignore[override]
        """The count."""
        return round(super().value)


@dataclass(frozen=True, eq=False)
class Extent(_Spoken):
    """How many rows (axis 0), columns (axis 1) or entries (None) a tensor has as a matrix; a vector is one row."""

    tensor: Tensor
    axis: int | None = 0

    @property
    def value(self) -> int:  # type: ignore[override]
        """The length of the axis, or of all axes one after another."""
        return extent(self.tensor.values, self.axis)

    @property
    def origin(self) -> str:
        """The tensor and its side."""
        return f"{'entries' if self.axis is None else ('rows', 'columns')[self.axis]} of {self.tensor.origin}"


def extent(values: NDArray[Any], axis: int | None) -> int:
    """How many rows (0), columns (1) or entries (None) an array has as a matrix."""
    return int(values.size if axis is None else np.atleast_2d(values).shape[axis])


@dataclass(frozen=True, eq=False)
class Nth(_Spoken):
    """Which one it is, counted from one: of the entries of an axis ("H" for heads), or of the model's layers."""

    tensor: Tensor
    axis: str = "layer"

    @property
    def value(self) -> int:  # type: ignore[override]
        """The place that was selected, plus one; for a layer the number in the tensor's name, plus one."""
        if self.axis == "layer":
            return next(int(part) for part in self.tensor.name.split(".") if part.isdigit()) + 1
        return dict(self.tensor.fixed)[self.axis] + 1

    @property
    def origin(self) -> str:
        """What is counted, and where."""
        return f"place on axis {self.axis} of {self.tensor.origin}"


@dataclass(frozen=True, eq=False)
class Fact(_Spoken):
    """A number among the facts of a trace, such as the count of all parameters: ``trace.facts["parameters"]``."""

    value: float  # type: ignore[misc]
    path: tuple[str | int, ...]

    @classmethod
    def of(cls, trace: Trace, *path: str | int) -> Fact:
        """The fact at a path of keys and places, ``Fact.of(trace, "steps", -1)``."""
        return cls(look_up(trace.facts, path), path)

    @property
    def origin(self) -> str:
        """The path."""
        return f"facts: {' '.join(map(str, self.path))}"


def look_up(facts: Any, path: Iterable[str | int]) -> float:
    """What stands in nested facts at a path of keys and places."""
    for key in path:
        facts = facts[key]
    number: float = facts
    return number


@dataclass(frozen=True, eq=False)
class Ordinal(_Spoken):
    """The number of one in a row that stands on the stage from one on, such as the questions of a quiz: of ``what``."""

    value: int  # type: ignore[misc]
    what: str

    @property
    def origin(self) -> str:
        """What is counted."""
        return f"count of {self.what}"


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
