"""The controlled language: its size, its translation, its pronouns, and what it says to a sentence that it lacks."""

from __future__ import annotations

import contextlib
import random
import unicodedata
from itertools import islice, product
from math import prod
from pathlib import Path

import pytest

from model.grammar import NEW, Grammar, GrammarError, SentenceError

GRAMMAR = Grammar.load()

TRANSLATIONS = {
    "the black cat leaves the small house because it is tired":
        "le chat noir quitte la petite maison parce qu' il est fatigué",
    "the black cat leaves the small house because it is noisy":
        "le chat noir quitte la petite maison parce qu' elle est bruyante",
    "the animal did not cross the street because it was too tired":
        "l' animal n' a pas traversé la rue parce qu' il était trop fatigué",
    "the animal did not cross the street because it was too wide":
        "l' animal n' a pas traversé la rue parce qu' elle était trop large",
    "the mouse does not leave the old hotel": "la souris ne quitte pas le vieil hôtel",
    "the spider does not like the island": "l' araignée n' aime pas l' île",
    "the old bird avoids the beautiful white school": "le vieil oiseau évite la belle école blanche",
    "the white bird sees the red school": "l' oiseau blanc voit l' école rouge",
    "the big animal finds the hotel because the goat is very curious":
        "le grand animal trouve l' hôtel parce que la chèvre est très curieuse",
    "the cow visits the village because the island was closed":
        "la vache visite le village parce que l' île était fermée",
}  # fmt: skip


@pytest.mark.parametrize("english", TRANSLATIONS)
def test_translations_written_by_hand(english: str) -> None:
    assert " ".join(GRAMMAR.translate(GRAMMAR.check(english))) == TRANSLATIONS[english]


def test_there_are_enough_words_and_sentences() -> None:
    assert len(GRAMMAR.class_of) >= 50
    assert GRAMMAR.count() > 1_000_000


def test_the_count_is_the_number_of_different_sentences() -> None:
    """Counted one by one in a small grammar, and shape by shape in the shipped one."""
    small = Grammar(SMALL)
    written = {words for shape in small.shapes for words in product(*(small.members[c] for c in shape))}
    assert len(written) == small.count()
    assert all(small.check(" ".join(words)) == words for words in islice(written, 200))
    assert GRAMMAR.count() == sum(prod(len(GRAMMAR.members[c]) for c in shape) for shape in set(GRAMMAR.shapes))


def test_random_sentences_are_in_the_grammar_and_within_the_bounds() -> None:
    french = set(GRAMMAR.target_vocabulary)
    for words in islice(GRAMMAR.sentences(random.Random(3)), 3000):
        assert GRAMMAR.check(" ".join(words)) == words
        translation = GRAMMAR.translate(words)
        assert len(words) + 1 <= 14
        assert len(translation) + 1 <= 16
        assert set(translation) <= french
        assert set(words) <= set(GRAMMAR.source_vocabulary)


def test_alignment_covers_every_content_word() -> None:
    for words in islice(GRAMMAR.sentences(random.Random(4)), 500):
        tokens = GRAMMAR.aligned(words)
        missed = {words[i] for i in range(len(words)) if i not in {token.source for token in tokens}}
        assert missed <= {"does"}, (words, missed)


def test_pronoun_has_the_gender_of_what_the_adjective_fits() -> None:
    for words in GRAMMAR.unseen(500, pronoun=True):
        roles = GRAMMAR.roles(words)
        assert roles is not None
        noun = GRAMMAR.nouns[words[roles.referent]]
        assert GRAMMAR.adjectives[words[roles.predicate]].fits == noun.kind
        assert GRAMMAR.translate(words)[roles.pronoun] == roles.pronoun_word == {"m": "il", "f": "elle"}[noun.gender]


def test_blind_choice_of_the_referent_is_right_three_times_in_four() -> None:
    """Half the pairs share a gender (right whichever is chosen), and half of the others are right by luck."""
    agents, things = GRAMMAR.members["agent"], GRAMMAR.members["thing"]
    same = sum(GRAMMAR.nouns[a].gender == GRAMMAR.nouns[t].gender for a in agents for t in things)
    assert same / (len(agents) * len(things)) == 0.5


def test_twin_changes_one_word_and_flips_the_pronoun() -> None:
    found = 0
    for words in GRAMMAR.unseen(300, pronoun=True):
        twin = GRAMMAR.twin(words)
        if twin is None:
            continue
        found += 1
        assert sum(a != b for a, b in zip(words, twin, strict=True)) == 1
        assert GRAMMAR.check(" ".join(twin)) == twin
        before, after = GRAMMAR.roles(words), GRAMMAR.roles(twin)
        assert before is not None and after is not None
        assert {before.pronoun_word, after.pronoun_word} == {"il", "elle"}
    assert found > 100
    assert GRAMMAR.twin(GRAMMAR.check("the cat leaves the house")) is None
    assert GRAMMAR.twin(GRAMMAR.check("the cat leaves the park because it is tired")) is None


def test_default_sentence_and_twin_are_held_out() -> None:
    words = GRAMMAR.check(GRAMMAR.default)
    twin = GRAMMAR.twin(words)
    assert twin is not None and twin[-1] == "noisy"
    assert GRAMMAR.is_unseen(words) and GRAMMAR.is_unseen(twin)


def test_seen_and_unseen_are_apart() -> None:
    seen = set(islice(GRAMMAR.sentences(random.Random(5), unseen=False), 2000))
    unseen = GRAMMAR.unseen(1000)
    assert len(set(unseen)) == 1000
    assert not seen & set(unseen)


@pytest.mark.parametrize(("text", "said"), [
    ("", "empty"),
    ("   . ", "empty"),
    ("the blak cat leaves the house", "unknown word 'blak'; the nearest known words are: black"),
    ("the cat leaves the housse", "house"),
    ("cat leaves house", "the nearest sentence is: the cat leaves the house"),
    ("the cat black leaves the house", "the nearest sentence is:"),
    ("the cat does not leaves the house", "the nearest sentence is: the cat does not leave the house"),
    ("the house leaves the cat", "the nearest sentence is:"),
    (" ".join(["the"] * 14), "14 words, but 13 is the most"),
    ("the " + "x" * 500, "unknown word 'xxx"),
    ("the \\input{x} leaves the house", "unknown word"),
])  # fmt: skip
def test_other_sentences_get_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(SentenceError) as caught:
        GRAMMAR.check(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


def test_the_nearest_sentence_is_one_of_the_grammar() -> None:
    rng = random.Random(6)
    known = list(GRAMMAR.class_of)
    for _ in range(15):
        words = tuple(rng.choice(known) for _ in range(rng.randint(1, 13)))
        near = GRAMMAR.nearest(words)
        assert GRAMMAR.check(" ".join(near)) == near


def test_capitals_and_a_full_stop_are_understood() -> None:
    assert GRAMMAR.check(" The cat  leaves the House. ") == ("the", "cat", "leaves", "the", "house")


def test_a_lecturer_can_add_a_noun_and_an_adjective(tmp_path: Path) -> None:
    more = GRAMMAR.text + (
        '\n[[noun]]\nenglish = "owl"\nfrench = "hibou"\ngender = "m"\nkind = "agent"\n'
        '\n[[adjective]]\nenglish = "blue"\nmasculine = "bleu"\nfeminine = "bleue"\nfits = "any"\n'
    )
    (tmp_path / "more.toml").write_text(more, encoding="utf-8")
    grammar = Grammar.load(tmp_path / "more.toml")
    assert grammar.count() > GRAMMAR.count()
    french = grammar.translate(grammar.check("the blue owl sees the blue house because it is hungry"))
    assert " ".join(french) == "le hibou bleu voit la maison bleue parce qu' il est affamé"


def test_the_reserved_word_can_become_a_noun() -> None:
    grammar = GRAMMAR.with_new_noun("f", "agent")
    assert grammar.source_vocabulary == GRAMMAR.source_vocabulary
    assert grammar.target_vocabulary == GRAMMAR.target_vocabulary
    words = grammar.check(f"the black {NEW} leaves the park because it is tired")
    assert " ".join(grammar.translate(words)) == f"la {NEW} noire quitte le parc parce qu' elle est fatiguée"


SMALL = """
[[noun]]
english = "cat"
french = "chat"
gender = "m"
kind = "agent"
[[noun]]
english = "house"
french = "maison"
gender = "f"
kind = "thing"
[[adjective]]
english = "small"
masculine = "petit"
feminine = "petite"
fits = "any"
before = true
[[adjective]]
english = "black"
masculine = "noir"
feminine = "noire"
fits = "any"
[[adjective]]
english = "tired"
masculine = "fatigué"
feminine = "fatiguée"
fits = "agent"
[[adjective]]
english = "noisy"
masculine = "bruyant"
feminine = "bruyante"
fits = "thing"
[[verb]]
base = "leave"
third = "leaves"
present = "quitte"
participle = "quitté"
"""


@pytest.mark.parametrize(("change", "said"), [
    (('gender = "m"', 'gender = "n"'), "gender must be one of m, f"),
    (('french = "chat"\n', ""), "noun 'cat': french is missing"),
    (('french = "chat"', 'french = "le chat"'), "must be one word"),
    (('french = "chat"', 'francais = "chat"'), "unknown key 'francais'"),
    (('english = "small"', 'english = "cat"'), "'cat' appears twice"),
    (('english = "small"', 'english = "the"'), "'the' appears twice"),
    (("before = true", 'before = "yes"'), "before must be true or false"),
    (('fits = "agent"', 'fits = "thing"'), "no word of the class: agent_adjective"),
    (("[[noun]]", "[[noun]"), "not valid TOML"),
    (("[[noun]]", "longest = 4\n[[noun]]"), "longest must be a number from 5 to 13"),
])  # fmt: skip
def test_a_wrong_grammar_gets_one_clear_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(SMALL.replace(change[0], change[1], 1), encoding="utf-8")
    with pytest.raises(GrammarError) as caught:
        Grammar.load(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_grammar_file_gets_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(GrammarError, match="cannot read the grammar"):
        Grammar.load(tmp_path / "none.toml")


@pytest.mark.parametrize(("change", "line", "said"), [
    (('french = "chat"', 'french = "mp3"'), 4, "has digits"),
    (('english = "black"', 'english = "2nd"'), 19, "has digits"),
    (('english = "cat"', 'english = "Cat"'), 3, "sentences are read in small letters: write 'cat'"),
    (('french = "chat"', 'french = "חתול"'), 4, "HEBREW LETTER HET"),
    (('english = "black"', 'english = "bla\u200bck"'), 19, "ZERO WIDTH SPACE"),
    (('english = "black"', 'english = "bl😺ck"'), 19, "cannot show"),
    (('french = "chat"', 'french = "chx\u0306t"'), 4, "COMBINING"),
    (("[[noun]]", 'default = "the dog leaves the house"\n[[noun]]'), 2, "the default sentence: unknown word 'dog'"),
    (('english = "small"', 'english = "cat"'), 13, "'cat' appears twice"),
])  # fmt: skip
def test_a_word_that_cannot_be_shown_or_found_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, said: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(SMALL.replace(change[0], change[1], 1), encoding="utf-8")
    with pytest.raises(GrammarError) as caught:
        Grammar.load(path)
    assert said in str(caught.value) and str(caught.value).startswith(f"{path}:{line}: ")


def test_a_byte_order_mark_and_accents_in_two_parts_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", SMALL).encode())
    grammar = Grammar.load(path)
    assert "fatiguée" in grammar.target_vocabulary and grammar.target_vocabulary == Grammar(SMALL).target_vocabulary


def test_every_letter_that_a_grammar_may_have_is_drawn_and_the_others_are_refused() -> None:
    from scenes.kit.mobjects.glyphs import is_in_face

    letters = [sign for sign in map(chr, range(0x20000)) if unicodedata.name(sign, "").startswith("LATIN SMALL")]
    drawn = [letter for letter in letters if is_in_face(letter)]
    assert 250 < len(drawn) < len(letters) and {*"àâäéèêëîïôöùûüœæçñß"} < {*drawn}
    taken = []
    for letter in letters:
        with contextlib.suppress(GrammarError):
            Grammar(SMALL.replace('french = "chat"', f'french = "ch{letter}t"', 1))
            taken.append(letter)
    assert taken == drawn
