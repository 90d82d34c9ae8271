"""The sentences that a Trace holds beside its own: other orders, other nouns, and what its twin's heads would say."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from model.exchange import Move, encoder_heads, written_with_each
from model.grammar import Grammar, Words
from model.recorder import Recorder, is_attention_or_output, is_between_parts
from model.transformer import Transformer

ORDER_SEED = 7


def orders(recorder: Recorder, model: Transformer, words: Words) -> None:
    """The same words in other orders, through the model and through the encoder that knows no positions."""
    places = list(range(len(words)))
    random.Random(ORDER_SEED).shuffle(places)
    if places == sorted(places):
        places = places[::-1]
    shuffled = tuple(words[i] for i in places)
    swapped = swap_adjectives(recorder, words)
    blind = recorder.models.module("ablated.no_positions") if "no_positions" in recorder.bundle.ablations else None
    for name, other in (("shuffled", shuffled), ("swapped", swapped)):
        if other is None:
            continue
        recorder.scope(name, model, other)
        if blind is not None:
            recorder.scope(f"ablated.no_positions.{name}", blind, other, lambda tap: not tap.startswith("decoder.") or
                           is_attention_or_output(tap))  # fmt: skip
    recorder.put("shuffled/permutation", np.array([*places, len(words)]), "S")


def swap_adjectives(recorder: Recorder, words: Words) -> Words | None:
    """A sentence of the grammar with the two nouns' adjectives exchanged, or None if that is no other sentence."""
    classes = [recorder.bundle.grammar.class_of[word] for word in words]
    subject, thing = classes.index("agent"), classes.index("thing")
    second = classes.index("the", 1)
    swapped = (
        words[0],
        *words[second + 1 : thing],
        words[subject],
        *words[subject + 1 : second + 1],
        *words[1:subject],
        *words[thing:],
    )
    return swapped if swapped != words else None


def moved_reports(recorder: Recorder, model: Transformer, words: Words, twin: Words) -> None:
    """What is written of both sentences when a head's report, or row of weights, at the last word is the other's."""
    source, other = (recorder.encoder.source(sentence) for sentence in (words, twin))
    moves = {
        f"{prefix}{block}[{head}]": Move(f"{block}.{part}", head)
        for block, head in encoder_heads(model)
        for prefix, part in (("", "mixed"), ("row.", "weights"))
    }
    for scope, into, donor in (("moved", source, other), ("moved.twin", other, source)):
        written = written_with_each(model, into, donor, [*moves.values()], len(words) - 1)
        for name, ids in zip(moves, written, strict=True):
            recorder.words[f"{scope}.{name}"] = recorder.encoder.words(ids)


def neighbours(recorder: Recorder, model: Transformer, words: Words) -> dict[str, Any]:
    """The encoder on the sentence with other nouns; returns the places of the followed word and of its noun, the nouns.

    The followed word is the one that depends on a noun and stands farthest from it, by rule: the adjective after *it
    is* (its noun is what *it* means) or after *because the dog is*; else the last adjective before the subject, else
    the subject's article. The noun makes way for the grammar's first of its kind that the sentence has not and that
    has the same gender, and for the first of the other; if there are such, those whose article is shortened alike.
    """
    grammar = recorder.bundle.grammar
    place, noun = dependent(grammar, words)
    old = grammar.nouns[words[noun]]
    others = [n for n in grammar.nouns.values() if n.kind == old.kind and n.english not in words]
    others.sort(key=lambda n: n.vowel != old.vowel)
    chosen = {
        "same": next((n.english for n in others if n.gender == old.gender), None),
        "other": next((n.english for n in others if n.gender != old.gender), None),
    }
    for name, english in chosen.items():
        if english is not None:
            sentence = (*words[:noun], english, *words[noun + 1 :])
            recorder.scope(f"neighbour.{name}", model, sentence, is_between_parts)
    return {"place": place, "noun": noun, **chosen}


def dependent(grammar: Grammar, words: Words) -> tuple[int, int]:
    """Places of the followed word and of the noun that it depends on; see `neighbours`."""
    roles = grammar.roles(words)
    if roles is not None:
        return roles.predicate, roles.referent
    nouns = [i for i, word in enumerate(words) if word in grammar.nouns]
    if "because" in words:
        return len(words) - 1, nouns[-1]
    return nouns[0] - 1, nouns[0]
