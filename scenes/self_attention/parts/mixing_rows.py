"""The rows of attention that the clip on mixing follows: a mixture, that of "it", and that of who goes looking."""

from __future__ import annotations

from dataclasses import dataclass

from model.trace import END, Tensor, Trace
from scenes.kit.choose import hero_row, hero_tensor, mixing_row, places_of, pronoun, strongest

EVEN = 0.3  # a row whose largest share is smaller goes looking for nobody
MOST, NEARLY_ALL = 0.5, 0.95


@dataclass(frozen=True)
class Row:
    """One word's row in the followed head: the sentence, who asks, weights (S), values (S, K), report (K)."""

    words: tuple[str, ...]
    asks: int
    weights: Tensor
    values: Tensor
    report: Tensor

    @property
    def largest(self) -> int:
        """The place with the largest share."""
        return strongest(self.weights, 1)[0]

    @property
    def share(self) -> float:
        """The largest share."""
        return self.weights[self.largest].item()

    @property
    def query(self) -> str:
        """The word that asks."""
        return self.words[self.asks]

    @property
    def noun(self) -> str:
        """The word that gets most."""
        return self.words[self.largest]

    def finds_one_of(self, nouns: tuple[int, ...]) -> bool:
        """Whether the word that gets most is one of the nouns."""
        return self.largest in nouns


@dataclass(frozen=True)
class Story:
    """What is told: the mixture, the pronoun where it looks at nobody, the word that looks, and after a change.

    ``changed`` is the same row in the sentence with one other word, ``swapped`` that word's place; without such a
    sentence there is another word's row, and no place.
    """

    mixture: Row
    pronoun: Row | None
    looks: Row
    changed: Row
    swapped: int | None


def story_of(trace: Trace) -> Story:
    """The rows of the film's sentence."""
    looks, it = row_of(trace, "main", hero_row(trace)), pronoun(trace)
    listens = None if it is None else row_of(trace, "main", it)
    if listens is not None and listens.share >= EVEN:
        listens = None
    mixture = row_of(trace, "main", mixing_row(trace))
    scope = next((name for name in ("twin", "counterpart") if trace.has(name)), None)
    if scope is None:
        return Story(mixture, listens, looks, _another(trace, looks), None)
    changed = row_of(trace, scope, looks.asks)
    swapped = [j for j, (old, new) in enumerate(zip(looks.words, changed.words, strict=True)) if old != new]
    return Story(mixture, listens, looks, changed, swapped[0])


def row_of(trace: Trace, scope: str, place: int) -> Row:
    """A word's row in the followed head."""
    weights, values, mixed = (hero_tensor(trace, name, scope) for name in ("weights", "value", "mixed"))
    return Row(trace.words[f"{scope}.source"], place, weights[place], values, mixed[place])


def _another(trace: Trace, looks: Row) -> Row:
    """Of the words with meaning, another whose row gives most to one word, and to another than the followed row."""
    speaking = places_of(trace, "noun", "adjective", "verb", "predicate", "pronoun")
    rows = [row_of(trace, "main", place) for place in speaking if place != looks.asks]
    return max(rows, key=lambda row: (row.noun not in (looks.noun, row.query, END), row.share))


def adjective_of(trace: Trace, row: Row) -> tuple[str, str] | None:
    """An adjective and the noun right after it, if they are the two words that get most."""
    first, second = sorted(strongest(row.weights, 2))
    pair = first in places_of(trace, "adjective") and second in places_of(trace, "noun") and second == first + 1
    return (row.words[first], row.words[second]) if pair else None
