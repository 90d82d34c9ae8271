"""The sentences that the inspector draws: they cover the grammar, the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import islice

import pytest

from model.grammar import Grammar, Words
from studio.inspector.sentences import Trait, draw_sentences, extremes, traits_of

GRAMMAR = Grammar.load()
ENOUGH = 24  # what `make inspect-all` takes


def traits(sentences: Iterable[Words]) -> set[Trait]:
    return {trait for words in sentences for trait in traits_of(GRAMMAR, words)}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 22, 24, 60])
def test_there_are_as_many_different_sentences_as_asked_for(count: int) -> None:
    sentences = draw_sentences(GRAMMAR, count)
    assert len(set(sentences)) == len(sentences) == count
    for text in sentences:
        GRAMMAR.check(text)


def test_the_default_its_twin_a_shortest_and_a_longest_one_are_always_among_them() -> None:
    default, twin, shortest, longest = draw_sentences(GRAMMAR, 4)
    assert default == GRAMMAR.default
    words, other = default.split(), twin.split()
    assert sum(one != two for one, two in zip(words, other, strict=True)) == 1
    lengths = [len(shape) for shape in GRAMMAR.shapes]
    assert (len(shortest.split()), len(longest.split())) == (min(lengths), max(lengths))
    assert set(extremes(GRAMMAR)) == {"default", "twin", "shortest", "longest"}


def test_no_random_sentence_is_wider_than_the_longest() -> None:
    longest = max(len(text) for text in draw_sentences(GRAMMAR, 4))
    assert all(len(" ".join(words)) <= longest for words in islice(GRAMMAR.sentences(random.Random(5)), 3000))


def test_a_few_sentences_have_all_that_thousands_have() -> None:
    everything = traits(islice(GRAMMAR.sentences(random.Random(11)), 6000))
    for seed in (0, 1, 2):
        few = traits(GRAMMAR.check(text) for text in draw_sentences(GRAMMAR, ENOUGH, seed))
        for kind in ("length", "subject's adjectives", "object's adjectives", "verb", "reason", "genders", "pronoun",
                     "word"):  # fmt: skip
            wanted = {trait for trait in everything if trait[0] == kind}
            assert len(wanted) > 2
            assert {trait for trait in few if trait[0] == kind} == wanted, (seed, kind)


def test_pronoun_negation_and_colours_are_there_and_are_missing() -> None:
    sentences = [text.split() for text in draw_sentences(GRAMMAR, ENOUGH)]
    colours = {"black", "white", "green", "red"}
    for has in (lambda w: "it" in w, lambda w: "not" in w, lambda w: "because" in w, lambda w: colours & set(w)):
        assert 3 <= sum(bool(has(words)) for words in sentences) <= ENOUGH - 3
    pronouns = {GRAMMAR.roles(tuple(words)).pronoun_word for words in sentences if "it" in words}  # type: ignore[union-attr]
    assert pronouns == {"il", "elle"}


def test_enough_sentences_have_every_shape() -> None:
    sentences = draw_sentences(GRAMMAR, len(GRAMMAR.shapes) + 20)
    assert {tuple(GRAMMAR.class_of[word] for word in text.split()) for text in sentences} == set(GRAMMAR.shapes)


def test_the_same_are_drawn_each_time_and_others_with_another_seed() -> None:
    assert draw_sentences(GRAMMAR, ENOUGH) == draw_sentences(Grammar.load(), ENOUGH)
    assert draw_sentences(GRAMMAR, ENOUGH) != draw_sentences(GRAMMAR, ENOUGH, seed=1)
    assert draw_sentences(GRAMMAR, 10) == draw_sentences(GRAMMAR, ENOUGH)[:10]


def test_a_grammar_without_a_default_sentence_has_sentences_too() -> None:
    text = GRAMMAR.text.replace(f'default = "{GRAMMAR.default}"', "")
    bare = Grammar(text)
    assert bare.default == "" and set(extremes(bare)) == {"shortest", "longest"}
    assert len(set(draw_sentences(bare, 6))) == 6
