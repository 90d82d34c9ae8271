"""A few sentences that cover the grammar, for the inspector: what holds for them will hold for the user's own.

Always among them, as far as there is room: the default sentence, its twin, a shortest and a longest one. The others are
chosen one by one, each the one that brings most of what none before it had: its length, its adjectives, its verb's
form, its reason, the genders of its nouns and of what the pronoun stands for, its words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from model.grammar import Grammar, Shape, Words

CANDIDATES = 8  # sentences of each shape to choose from
BEFORE_WORDS = 4  # how much more a new trait of the sentence counts than a new word

Trait = tuple[object, ...]


def draw_sentences(grammar: Grammar, count: int, seed: int = 0) -> list[str]:
    """At most ``count`` different sentences that cover the grammar; the same ones for the same grammar and seed."""
    rng = random.Random(seed)
    chosen = list(dict.fromkeys(extremes(grammar).values()))[:count]
    pool = dict.fromkeys(
        tuple(rng.choice(grammar.members[c]) for c in shape) for shape in grammar.shapes for _ in range(CANDIDATES)
    )
    traits = {words: frozenset(traits_of(grammar, words)) for words in pool}
    covered: set[Trait] = set()
    for words in chosen:
        covered.update(traits_of(grammar, words))
        traits.pop(words, None)
    while len(chosen) < count and traits:
        best = max(traits, key=lambda words: sum(_worth(trait) for trait in traits[words] - covered))
        if not traits[best] - covered:
            covered.clear()  # all of it is covered: begin again
            continue
        covered |= traits.pop(best)
        chosen.append(best)
    return [" ".join(words) for words in chosen]


def extremes(grammar: Grammar) -> dict[str, Words]:
    """The default sentence, its twin, a shortest and a longest one; a grammar may lack the first two."""
    found: dict[str, Words] = {}
    if grammar.default:
        found["default"] = grammar.check(grammar.default)
        twin = grammar.twin(found["default"])
        if twin is not None:
            found["twin"] = twin
    longest, shortest = max(map(len, grammar.shapes)), min(map(len, grammar.shapes))
    found["shortest"] = min(
        (_filled(grammar, s, longest=False) for s in grammar.shapes if len(s) == shortest), key=_size
    )
    found["longest"] = max((_filled(grammar, s, longest=True) for s in grammar.shapes if len(s) == longest), key=_size)
    return found


def _filled(grammar: Grammar, shape: Shape, *, longest: bool) -> Words:
    """A shape with the longest or the shortest words of each class; a word stands once as far as that is possible."""
    words: list[str] = []
    for word_class in shape:
        members = sorted(grammar.members[word_class], key=len, reverse=longest)
        words.append(next((word for word in members if word not in words or len(members) == 1), members[0]))
    return tuple(words)


def _size(words: Words) -> int:
    return len(" ".join(words))


def traits_of(grammar: Grammar, words: Words) -> Iterator[Trait]:
    """What can make a difference to how a sentence looks in the film, one by one."""
    shape = tuple(grammar.class_of[word] for word in words)
    agent, thing = shape.index("agent"), shape.index("thing")
    verb = next(place for place, word_class in enumerate(shape) if word_class in ("third", "base"))
    nouns = [grammar.nouns[words[place]] for place in (agent, thing)]
    yield "length", len(words)
    yield "subject's adjectives", shape[1:agent]
    yield "object's adjectives", shape[verb + 2 : thing]
    yield "verb", shape[agent + 1 : verb + 1]
    yield "reason", shape[thing + 1 :]
    yield "genders", *(noun.gender for noun in nouns)
    roles = grammar.roles(words)
    if roles is not None:
        referent = nouns[roles.referent == thing]
        yield "pronoun", referent.kind, referent.gender, nouns[0].gender == nouns[1].gender
    yield "shape", shape
    yield from (("word", word) for word in words)


def _worth(trait: Trait) -> int:
    return 1 if trait[0] in ("word", "shape") else BEFORE_WORDS
