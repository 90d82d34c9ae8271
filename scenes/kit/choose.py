"""What a film about one sentence follows: which layer, head, row and column, by rule from the trace.

The rule: of all encoder heads, take the one with the strongest attention weight from a word that asks to a noun. The
words that ask are the predicate and the pronoun after *because*; in a sentence without them its adjectives, in one
without those its verb. So the film shows what this model does with this sentence, and no index is typed by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, takewhile

from model.trace import Tensor, Trace

SPEAKING = ("noun", "adjective", "verb", "predicate", "pronoun")
ASKING: tuple[tuple[str, ...], ...] = (("predicate", "pronoun"), ("adjective",), ("verb",))


@dataclass(frozen=True)
class Hero:
    """The attention that a film follows: ``row`` asks, ``column`` is the noun that it weighs most; all from 0."""

    layer: int
    head: int
    row: int
    column: int


def places_of(trace: Trace, *kinds: str) -> tuple[int, ...]:
    """Places of the source words that answer to French words of these kinds, in the sentence's order.

    The kinds are those of ``model.grammar``: article, adjective, noun, verb, negation, because, pronoun, degree,
    predicate.
    """
    return tuple(sorted({source for kind, source in trace.facts["alignment"] if kind in kinds}))


def places_that_ask(trace: Trace) -> tuple[int, ...]:
    """Places of the words that ask: predicate and pronoun, else adjectives, else the verb; see the rule above."""
    return next((places for kinds in ASKING if (places := places_of(trace, *kinds))), (0,))


def encoder_layers(trace: Trace) -> int:
    """How many encoder layers the trace holds."""
    return sum(1 for _ in takewhile(lambda layer: f"main/encoder.{layer}.self_attn.weights" in trace, count()))


def hero(trace: Trace) -> Hero:
    """The strongest attention weight from a word that asks to a noun, over all encoder heads; see the rule above."""
    options = [
        (float(weights.values[head, row, column]), Hero(layer, head, row, column))
        for layer in range(encoder_layers(trace))
        for weights in (trace[f"main/encoder.{layer}.self_attn.weights"],)
        for head in range(weights.shape[0])
        for row in places_that_ask(trace)
        for column in places_of(trace, "noun")
        if column != row
    ]
    return max(options, key=lambda option: option[0])[1]


def hero_head(trace: Trace) -> tuple[int, int]:
    """Layer and head of ``hero``."""
    found = hero(trace)
    return found.layer, found.head


def hero_row(trace: Trace) -> int:
    """Place of the word whose query the film follows."""
    return hero(trace).row


def hero_column(trace: Trace) -> int:
    """Place of the noun that the followed word weighs most in the followed head."""
    return hero(trace).column


def hero_block(trace: Trace) -> str:
    """The address of the followed layer's attention, such as ``encoder.1.self_attn``, as SmallMap takes it."""
    return f"encoder.{hero(trace).layer}.self_attn"


def hero_input(trace: Trace) -> Tensor:
    """The input X (S, D) of the followed layer: what its W_Q, W_K and W_V multiply."""
    layer = hero(trace).layer
    return trace["main/encoder.input" if layer == 0 else f"main/encoder.{layer - 1}.norm2.output"]


def hero_tensor(trace: Trace, name: str, scope: str = "main") -> Tensor:
    """A tensor of the followed head: ``query``, ``key``, ``value`` (S, K), ``scores``, ``weights`` (S, S), ``mixed``.

    ``scope`` may be another one with the same sizes, such as ``twin``.
    """
    found = hero(trace)
    return trace[f"{scope}/encoder.{found.layer}.self_attn.{name}"][found.head]


def hero_weight(trace: Trace, name: str) -> Tensor:
    """A parameter of the followed head: ``w_q``, ``w_k``, ``w_v`` (D, K) or ``w_o`` (K, D)."""
    found = hero(trace)
    whole = trace[f"weights/encoder.{found.layer}.self_attn.{name}"]
    return whole[found.head] if name == "w_o" else whole[:, found.head]


def referent(trace: Trace, scope: str = "main") -> int | None:
    """Place of the noun that *it* stands for by the grammar; None in a sentence without *it*."""
    roles = trace.facts["roles"].get(scope)
    return None if roles is None else int(roles["referent"])


def predicate(trace: Trace, scope: str = "main") -> int | None:
    """Place of the adjective after *it is*; None in a sentence without *it*."""
    roles = trace.facts["roles"].get(scope)
    return None if roles is None else int(roles["predicate"])


def pronoun(trace: Trace, scope: str = "main") -> int | None:
    """Place of *it* in the source; None in a sentence without *it*."""
    roles = trace.facts["roles"].get(scope)
    return None if roles is None else int(roles["it"])


def strongest(row: Tensor, most: int) -> Sequence[int]:
    """Places of the ``most`` largest entries of a row, largest first."""
    order = (-row.values).argsort(kind="stable")[:most]
    return tuple(int(place) for place in order)


def mixing_row(trace: Trace) -> int:
    """Of the rows of the followed head, that of a word with meaning whose second share is largest: a real mixture.

    Rows whose two largest shares go to the same word, such as two articles, stand back.
    """
    weights = hero_tensor(trace, "weights")

    def mixture(row: int) -> tuple[bool, float]:
        first, second = strongest(weights[row], 2)
        return trace.source[first] != trace.source[second], float(weights.values[row, second])

    return max(places_of(trace, *SPEAKING), key=mixture)
