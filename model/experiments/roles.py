"""Which words each kind of role connects: the cells of an attention map that a head with that role would light.

A *pair* is a row and the columns whose weights are added up for it. Rows and columns are positions, the end token last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.grammar import Grammar, Words

Pair = tuple[int, tuple[int, ...]]
Pairs = dict[str, list[Pair]]

ENCODER_ROLES = (
    "previous word",
    "own word",
    "next word",
    "end token",
    "article to noun",
    "adjective to noun",
    "noun to article",
    "noun to adjectives",
    "verb to not",
    "it to referent",
    "it to other noun",
    "it to predicate",
    "predicate to referent",
    "predicate to subject",  # tired -> cat
    "predicate to object",  # noisy -> house
)
SELF_ROLES = (
    "previous row",
    "own row",
    "start",
    "adjective to its noun",
    "pas to ne",
    "pronoun to subject",
    "pronoun to object",
    "predicate to pronoun",
)
CROSS_ROLES = (
    "its own word",
    "next source word",
    "article to noun",
    "adjective to adjective",
    "noun to noun",
    "verb to verb",
    "ne to not",
    "pas to not",
    "pronoun to it",
    "pronoun to referent",
    "pronoun to other noun",
    "pronoun to predicate",
    "end to end",
)


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: positions of its article, adjectives and noun."""

    article: int
    adjectives: tuple[int, ...]
    noun: int


def phrases(grammar: Grammar, words: Words) -> list[Phrase]:
    """The noun phrases of an English sentence."""
    found = []
    start = 0
    for i, word in enumerate(words):
        if word == "the":
            start = i
        elif word in grammar.nouns:
            found.append(Phrase(start, tuple(range(start + 1, i)), i))
    return found


def encoder_pairs(grammar: Grammar, words: Words) -> Pairs:
    """Rows and columns of the encoder's maps for each role, for one sentence (its end token at len(words))."""
    end = len(words)
    pairs: Pairs = {role: [] for role in ENCODER_ROLES}
    pairs["previous word"] = [(i, (i - 1,)) for i in range(1, end + 1)]
    pairs["own word"] = [(i, (i,)) for i in range(end + 1)]
    pairs["next word"] = [(i, (i + 1,)) for i in range(end)]
    pairs["end token"] = [(i, (end,)) for i in range(end)]
    for phrase in phrases(grammar, words):
        pairs["article to noun"].append((phrase.article, (phrase.noun,)))
        pairs["noun to article"].append((phrase.noun, (phrase.article,)))
        pairs["adjective to noun"] += [(i, (phrase.noun,)) for i in phrase.adjectives]
        if phrase.adjectives:
            pairs["noun to adjectives"].append((phrase.noun, phrase.adjectives))
    if "not" in words:
        negation = words.index("not")
        pairs["verb to not"].append((negation + 1, (negation,)))
    roles = grammar.roles(words)
    if roles:
        other = roles.object if roles.referent == roles.subject else roles.subject
        pairs["it to referent"].append((roles.it, (roles.referent,)))
        pairs["it to other noun"].append((roles.it, (other,)))
        pairs["it to predicate"].append((roles.it, (roles.predicate,)))
        pairs["predicate to referent"].append((roles.predicate, (roles.referent,)))
        which = "subject" if roles.referent == roles.subject else "object"
        pairs[f"predicate to {which}"].append((roles.predicate, (roles.referent,)))
    return pairs


def decoder_pairs(grammar: Grammar, words: Words) -> tuple[Pairs, Pairs]:
    """The same for the decoder's own maps and its cross maps, over the reference translation.

    Row t writes the t-th French word (the last row writes the end); row t + 1 is the one that has read it.
    """
    french = grammar.aligned(words)
    end = len(words)
    own: Pairs = {role: [] for role in SELF_ROLES}
    cross: Pairs = {role: [] for role in CROSS_ROLES}
    rows = len(french) + 1
    own["previous row"] = [(t, (t - 1,)) for t in range(1, rows)]
    own["own row"] = [(t, (t,)) for t in range(rows)]
    own["start"] = [(t, (0,)) for t in range(1, rows)]
    noun_rows: dict[int, int] = {}  # English position of a noun -> the row that has read its French word
    noun_of = {i: p.noun for p in phrases(grammar, words) for i in (p.article, *p.adjectives)}
    negation = pronoun = -1
    for t, token in enumerate(french):
        cross["its own word"].append((t, (token.source,)))
        if token.source + 1 <= end:
            cross["next source word"].append((t, (token.source + 1,)))
        match token.kind:
            case "article":
                cross["article to noun"].append((t, (noun_of[token.source],)))
            case "adjective":
                cross["adjective to adjective"].append((t, (token.source,)))
                if noun_of[token.source] in noun_rows:
                    own["adjective to its noun"].append((t, (noun_rows[noun_of[token.source]],)))
            case "noun":
                cross["noun to noun"].append((t, (token.source,)))
                noun_rows[token.source] = t + 1
            case "verb":
                cross["verb to verb"].append((t, (token.source,)))
            case "negation":
                name = "pas" if token.word == "pas" else "ne"
                cross[f"{name} to not"].append((t, (token.source,)))
                if name == "ne":
                    negation = t + 1
                else:
                    own["pas to ne"].append((t, (negation,)))
            case "pronoun":
                pronoun = t + 1
                _pronoun(grammar, words, t, noun_rows, own, cross)
            case "predicate" if pronoun >= 0:
                own["predicate to pronoun"].append((t, (pronoun,)))
    cross["end to end"].append((rows - 1, (end,)))
    return own, cross


def _pronoun(grammar: Grammar, words: Words, t: int, noun_rows: Mapping[int, int], own: Pairs, cross: Pairs) -> None:
    roles = grammar.roles(words)
    assert roles is not None, "a sentence whose translation has a pronoun has roles"
    other = roles.object if roles.referent == roles.subject else roles.subject
    own["pronoun to subject"].append((t, (noun_rows[roles.subject],)))
    own["pronoun to object"].append((t, (noun_rows[roles.object],)))
    cross["pronoun to it"].append((t, (roles.it,)))
    cross["pronoun to referent"].append((t, (roles.referent,)))
    cross["pronoun to other noun"].append((t, (other,)))
    cross["pronoun to predicate"].append((t, (roles.predicate,)))
