"""A grammar that is accepted can be used: its words are found in sentences, translated, and drawn with our fonts."""

from __future__ import annotations

import random
from typing import Any

from fontTools.ttLib import TTFont
from hypothesis import assume, example, given
from hypothesis import strategies as st

from model.grammar import Grammar, SentenceError
from model.words import GrammarError
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import DARK
from studio.system import paths
from tests.properties.inputs import few_or_many
from tests.properties.test_loaders import TEXT

DRAWN = {*TTFont(paths.ROOT / "assets" / "fonts" / "Inter-Regular.otf").getBestCmap()}
"""The characters that the font of words has."""
LETTERS = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyzéèœçñß'’-", min_size=1, max_size=12),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=6),
    st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x24F), min_size=1, max_size=6),
    st.text(st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF), min_size=1, max_size=4),
)
PLACES = {
    "noun": ('english = "cat"', 'french = "chat"'),
    "adjective": ('english = "old"', 'feminine = "olde"'),
    "verb": ('third = "sees"', 'participle = "vu"'),
}


def with_words(english: str, french: str, kind: str) -> Grammar | None:
    """A grammar in which one entry has other words; None where it is refused."""
    text = TEXT
    for place, word in zip(PLACES[kind], (english, french), strict=True):
        escaped = "".join(f"\\U{ord(sign):08x}" for sign in word)
        text = text.replace(place, f'{place.partition(" = ")[0]} = "{escaped}"', 1)
    try:
        return Grammar(text)
    except GrammarError as error:
        assert "\n" not in str(error)
        return None


@few_or_many(20, 3000)
def test_the_words_of_an_accepted_grammar_are_found_translated_and_drawn(trials: Any) -> None:
    @trials
    @given(LETTERS, LETTERS, st.sampled_from(sorted(PLACES)), st.randoms(use_true_random=False))
    @example("a", "ŉ", "adjective", random.Random(0))  # a letter of the Latin script that the face lacks
    def check_them(english: str, french: str, kind: str, rng: random.Random) -> None:
        grammar = with_words(english, french, kind)
        assume(grammar is not None)
        assert grammar is not None
        sentences = grammar.sentences(rng)
        for words in (next(sentences) for _ in range(20)):
            assert grammar.check(" ".join(words)) == words
            assert all(word in grammar.target_vocabulary for word in grammar.translate(words))
        assert {*map(ord, english + french)} <= DRAWN
        for word in (english, french):
            assert Words(word, DARK).width > 0

    check_them()


@few_or_many(40, 3000)
def test_any_text_is_a_sentence_of_the_grammar_or_one_line(trials: Any) -> None:
    grammar = Grammar(TEXT)

    @trials
    @given(
        st.one_of(st.text(max_size=40), st.lists(st.sampled_from(sorted(grammar.class_of)), max_size=15).map(" ".join))
    )
    def check_them(text: str) -> None:
        try:
            assert len(grammar.translate(grammar.check(text))) > 0
        except SentenceError as error:
            assert str(error)

    check_them()
