"""What rows of the embedding table tell: whether the one nearest to a verb's form is that of its other form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from model.trace import END, Tensor, Trace, derive
from scenes.kit.choose import places_of
from scenes.kit.counts import Counted, Extent

Array = NDArray[np.float64]
Pairs = tuple[tuple[int, int], ...]
ENDINGS = ("s", "es")  # of an English verb's third person


def read_rows(words: Sequence[str]) -> tuple[int, ...]:
    """The rows that training has read: words and the end mark, no padding and no reserve."""
    return tuple(row for row, word in enumerate(words) if word == END or not word.startswith("⟨"))


def verb_pairs(words: Sequence[str]) -> Pairs:
    """Rows of words that differ by the ending of the third person alone: (leave, leaves)."""
    return tuple(
        (words.index(word), words.index(word + ending))
        for word in words
        for ending in ENDINGS
        if word + ending in words
    )


def nearest(rows: tuple[int, ...], table: Array, row: int) -> int:
    """The row that points most nearly the same way as another, of these rows of a table (U, D)."""
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    rivals = [rival for rival in rows if rival != row]
    return rivals[int((unit[rivals] @ unit[row]).argmax())]


def beside_each_other(rows: tuple[int, ...], pairs: Pairs, table: Array) -> int:
    """How many forms of verbs have the other form as the row that points most nearly the same way."""
    return sum(nearest(rows, table, one) == other for one, other in (*pairs, *(pair[::-1] for pair in pairs)))


@dataclass(frozen=True)
class Forms:
    """The forms of verbs of a trace.

    Attributes:
        words, table: the vocabulary, and its rows (U, D).
        pairs: base form and third person of each verb, by their rows.
        shown: the verb that is shown large, its two forms each other's nearest where there is such a one: the
            sentence's own first.
        found, count: how many forms have the other one as nearest, and how many there are.
    """

    words: tuple[str, ...]
    table: Tensor
    pairs: Pairs
    shown: tuple[int, int]
    found: Counted
    count: Extent

    def meets(self, row: int, other: int) -> bool:
        """Whether the nearest row of one form is that of the other."""
        return nearest(read_rows(self.words), self.table.values.astype(np.float64), row) == other


def forms_of(trace: Trace) -> Forms:
    """The forms of verbs in the trace's vocabulary."""
    words, table = trace.words["source_vocabulary"], trace["weights/source_embedding"]
    rows, pairs = read_rows(words), verb_pairs(words)
    values = table.values.astype(np.float64)
    own = {words.index(trace.source[place]) for place in places_of(trace, "verb")}

    def rank(pair: tuple[int, int]) -> tuple[int, bool]:
        one, other = pair
        beside = (nearest(rows, values, one) == other) + (nearest(rows, values, other) == one)
        return beside, not own.isdisjoint(pair)

    every = derive("rows of verbs", ("U", "D"), partial(_rows_of, pairs), table)
    found = Counted("nearest is the other form", partial(beside_each_other, rows, pairs), (table,))
    return Forms(words, table, pairs, max(pairs, key=rank), found, Extent(every))


def _rows_of(pairs: Pairs, table: Array) -> Array:
    """The rows of all words of the pairs: (2 pairs, D)."""
    return table[[row for pair in pairs for row in pair]]
