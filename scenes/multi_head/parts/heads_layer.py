"""What the heads of one layer do with one word: where each looks, what it reports, what that adds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.trace import Size, Tensor, Trace, derive
from scenes.kit.choose import hero, hero_input, places_of

MOST = 0.5  # of one unit: so much is a look at one word
SPEAKING = ("noun", "adjective", "verb")  # the word after "it is" has a clip of its own
LEAST = 0.1  # a smaller share of a row that is not followed is not drawn


@dataclass(frozen=True)
class Look:
    """Where one head looks: the place that the followed word weighs most there, and its share."""

    head: int
    place: int
    share: Tensor


@dataclass(frozen=True)
class Layer:
    """The heads of the followed layer and the word whose row is followed through them.

    It is an adjective that gives most to its own noun in one head, and most to itself in another, if there is one; else
    any word that gives most of its unit to unlike words in two heads; else the one that does so most nearly.
    """

    trace: Trace

    @cached_property
    def number(self) -> int:
        """The layer that the film follows, from 0."""
        return hero(self.trace).layer

    @property
    def heads(self) -> Size:
        """How many heads there are."""
        return self.trace.size("H")

    @property
    def x(self) -> Tensor:
        """The layer's input (S, D)."""
        return hero_input(self.trace)

    def tensor(self, name: str) -> Tensor:
        """``query`` (H, S, K), ``weights`` (H, S, S), ``mixed`` (H, S, K) or ``output`` (S, D)."""
        return self.trace[f"main/encoder.{self.number}.self_attn.{name}"]

    def parameter(self, name: str) -> Tensor:
        """``w_q`` (D, H, K) or ``w_o`` (H, K, D)."""
        return self.trace[f"weights/encoder.{self.number}.self_attn.{name}"]

    # -- the word ---------------------------------------------------------------------------------------------

    @cached_property
    def row(self) -> int:
        """The place of the followed word; see above for the rule."""
        return max(places_of(self.trace, *SPEAKING), key=self._preference)

    def _preference(self, row: int) -> tuple[bool, bool, float]:
        best = self._best_two(row)
        both = len(best) > 1 and best[1] >= MOST
        own = [look for look in self.looks_of(row) if look.place == self.noun_of(row)]
        described = any(look.share.item() >= MOST for look in own)
        return both and described, both, best[1] if len(best) > 1 else 0.0

    def _best_two(self, row: int) -> list[float]:
        """The largest shares that go to unlike words, one for each word, largest first."""
        best: dict[str, float] = {}
        for look in self.looks_of(row):
            word = self.trace.source[look.place]
            best[word] = max(best.get(word, 0.0), look.share.item())
        return sorted(best.values(), reverse=True)

    def noun_of(self, row: int) -> int | None:
        """The place of the noun that stands right behind an adjective; None for other words."""
        nouns, adjectives = places_of(self.trace, "noun"), places_of(self.trace, "adjective")
        if row not in adjectives:
            return None
        behind = [noun for noun in nouns if noun > row and all(p in adjectives for p in range(row, noun))]
        return min(behind, default=None)

    # -- where the heads look ---------------------------------------------------------------------------------

    def looks_of(self, row: int) -> tuple[Look, ...]:
        """Where each head looks at a word's row."""
        weights = self.tensor("weights")
        places = weights.values[:, row].argmax(axis=1)
        return tuple(Look(head, int(place), weights[head, row, int(place)]) for head, place in enumerate(places))

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Where each head looks at the followed word's row."""
        return self.looks_of(self.row)

    # -- what they add ----------------------------------------------------------------------------------------

    @cached_property
    def contributions(self) -> np.ndarray:
        """What each head adds to each word's vector (H, S, D), in double precision."""
        mixed, w_o = (t.values.astype(np.float64) for t in (self.tensor("mixed"), self.parameter("w_o")))
        return np.einsum("hsk,hkd->hsd", mixed, w_o)

    def contribution(self, head: int) -> Tensor:
        """What a head adds to the followed word's vector, (D)."""
        mixed, w_o = self.tensor("mixed")[head, self.row], self.parameter("w_o")[head]
        return derive(f"{mixed.origin} times {w_o.origin}", ("D",), np.matmul, mixed, w_o)

    def sum_of(self, heads: int) -> Tensor:
        """What the first so many heads add together; all of them: the block's output as the model computed it, (D)."""
        if heads == self.heads.value:
            return self.tensor("output")[self.row]
        mixed, w_o = self.tensor("mixed")[:heads, self.row], self.parameter("w_o")[:heads]
        return derive("sum so far", ("D",), lambda z, w: np.einsum("hk,hkd->d", z, w), mixed, w_o)

    @property
    def adds_up(self) -> bool:
        """Whether what the heads add makes what the model computed, to six digits."""
        output = self.tensor("output").values.astype(np.float64)
        return bool(np.allclose(self.contributions.sum(axis=0), output, atol=1e-5))
