"""What is said for a line: cut where its captions are cut, French in French, nothing left that nobody can say."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from model.tokens import Passage, Token
from model.trace import Size, Trace
from scenes import clips
from scenes.kit.claims import Cited
from scenes.kit.counts import Fact
from scenes.kit.narration import Line, make_line
from scenes.kit.scene import ExplainerScene
from scenes.kit.spoken import DEFAULT, heard_words, lexicon, parts_of, plain, speech_of, unspeakable
from scenes.kit.spoken.lexicon import lexicon_of
from scenes.kit.spoken.tongues import TRANSLATION, language_of
from studio.rendering.fingerprint import ingredients
from tests.kit.spoken.templates import templates, values_for

ENGLISH_SOUNDS = set("AIOWYTbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒʤʧˈˌθᵊᵻ")


def say(template: str, **values: Any) -> tuple[str, ...]:
    return speech_of(make_line(template, values), values)


SAID: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "values": (
        "It is {a:.2f}, | {b:.0%} of {n}.",
        {"a": Fact(-5.7, ()), "b": Fact(0.124, ()), "n": Size("S", "n", 12)},
        ("It is minus five point seven zero,", "twelve percent of twelve."),
    ),
    "sentences that begin with a value": (
        "It has {n} of them. | {n} more, | {n} less. Done.",
        {"n": Size("S", "n", 12)},
        ("It has twelve of them.", "Twelve more,", "twelve less.", "Done."),
    ),
    "a year, and the same number as a count": (
        "In {year}, of {count}.",
        {"year": Cited("vaswani2017", "year"), "count": Fact(2017, ())},
        ("In twenty seventeen, of two thousand and seventeen.",),
    ),
    "numbers that touch words": (
        "GPT-{three} and P{kind}, {n}-fold.",
        {"three": Fact(3, ()), "kind": Fact(100, ()), "n": Size("S", "n", 12)},
        ("GPT three and P one hundred, twelve fold.",),
    ),
    "signs and symbols": (
        "d_k × W_Q ≈ √n; ln p − e & so on.", {},
        ("D K times W Q about the root of n, log p minus e and so on.",),
    ),
    "a dash alone and one between values, a word of which nothing is said": (
        "From {n}–{n} – | “ that - is ” | all.", {"n": Size("S", "n", 12)},
        ("From twelve to twelve,", "that is", "all."),
    ),
    "names": ("PyTorch’s NumPy, BERT", {}, ("Pie torch's num pie, Bert",)),
    "hyphens, quotes and apostrophes": (
        "The word’s “self-attention” – all words’ own.", {}, ("The word's self-attention, all words' own.",),
    ),
    "French words": (
        "“{word}”, not “{other}”; ⟨end⟩.",
        {"word": Token("chat", "twin.target", 1), "other": Token("cat", "source", 2)},
        ("[Chat](/ʃˈɑ/), not cat, the end mark.",),
    ),
    "French words in a value that is no word of the trace": (
        "“{words}”.", {"words": "il est fatigué"}, ("[Il](/ˈil/) [est](/ˈɛ/) [fatigué](/fɑtiɡˈA/).",),
    ),
    "a French word in the template": ("“il” is masculine.", {}, ("[Il](/ˈil/) is masculine.",)),
    "a word that no lexicon knows": ("“{word}”.", {"word": Token("violon", "target", 1)}, ("Violon.",)),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_a_line_is_said(name: str) -> None:
    template, values, said = SAID[name]
    assert say(template, **values) == said
    assert not list(unspeakable(template, values))


def test_french_words_are_known_as_french_to_voices_of_several_languages() -> None:
    values = {"word": Token("violon", "target", 1), "end": Token("⟨end⟩", "target", 2), "it": Token("it", "source", 1)}
    (parts,) = parts_of(make_line("“{word}”, {end}, {it}", values), values)
    assert [(part.text, part.language) for part in parts if part.text != ","] == [
        ("violon", TRANSLATION), ("the end mark", DEFAULT), ("it", DEFAULT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("the mRNA", "mRNA"), ("its naïve form", "naïve"), ("a → b ☃", "☃"), ("the FFN", "FFN"), ("x_9", "x_9")],
)
def test_what_nobody_can_say_is_named(text: str, unknown: str) -> None:
    assert list(unspeakable(text, {})) == [unknown]


def test_a_value_without_words_is_named() -> None:
    assert list(unspeakable("It is {a:.2f}.", {"a": Fact(float("nan"), ())})) == ["nan"]


@pytest.mark.parametrize("turn", range(5))
def test_every_template_of_the_film_can_be_said_in_its_time(turn: int) -> None:
    assert len(templates()) > 40
    for place, template in templates().items():
        values = values_for(template, turn)
        line = make_line(template, values)
        assert not list(unspeakable(template, values)), place
        check(line, values, place)


def check(line: Line, values: dict[str, object], place: str) -> None:
    """Each cue has speech without a digit, in its time, which holds the plain words of the caption in their order."""
    speech = speech_of(line, values)
    assert len(speech) == len(line.cues)
    for cue, said in zip(line.cues, speech, strict=True):
        assert re.fullmatch(r"[A-Za-z',.:?! -]+", re.sub(r"\[[^]]+\]\(/[^)]+/\)", "X", said)), (place, said)
        assert heard_words(said) / (cue.end - cue.start) * 60 <= 168, (place, said)
        heard = iter(re.split(r"[^a-z']+", plain(said).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")))
        for word in re.findall(r"(?<!\S)[a-z]+(?!\S)", cue.text):
            if word not in lexicon_of(DEFAULT).words:
                assert word in heard, (place, cue.text, said)


def test_a_script_of_the_film_is_said_cue_by_cue(default_trace: Trace) -> None:
    scripts = [clip.script(default_trace) for clip in clips() if clip.script is not ExplainerScene.script]
    lines = [said for script in scripts for said in script.values()]
    assert len(lines) > 10
    for said in lines:
        assert not list(unspeakable(said.template, said.values))
        check(make_line(said.template, said.values), dict(said.values), said.template)


def test_lists_of_the_trace_are_french_where_their_words_are(default_trace: Trace) -> None:
    english = set(default_trace.words["source_vocabulary"]) | {"frog"}
    french = set(default_trace.words["target_vocabulary"]) | {"grenouille"}
    told = 0
    for name, words in default_trace.words.items():
        for word in words:
            only = {part for part in word.split() if (part in english) != (part in french)}
            if only and set(word.split()) <= french | english:
                told += 1
                assert (language_of(word) == TRANSLATION) == (only <= french), (name, word)
    assert told > 500


def test_every_french_word_of_the_film_has_sounds_that_an_english_voice_can_make(default_trace: Trace) -> None:
    own, french = lexicon_of(DEFAULT), lexicon_of(TRANSLATION).phonemes
    words = [word for word in default_trace.words["target_vocabulary"] if word not in own.words]
    assert len(words) > 80
    for word in words:
        said = own.nearest(french[word])
        assert set(said) <= ENGLISH_SOUNDS and said.count("ˈ") == 1, (word, said)
    assert own.nearest(french["maison"]) == "mɛzˈOn"


@pytest.mark.parametrize(
    ("old", "new", "repaints"),
    [("num pie", "numb pie", False), ("num pie", "numpy", True), ("minus", "take away", True), ("mɛzɔ̃", "mezɔ̃", False)],
)
def test_a_clip_is_painted_again_only_where_an_entry_takes_another_time(
    old: str, new: str, repaints: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_lexicon() -> str:
        return ingredients("scenes.intro.map")["lexicon"]

    before, own = of_lexicon(), shutil.copytree(lexicon.FOLDER, tmp_path / "lexicon")
    monkeypatch.setattr(lexicon, "FOLDER", own)
    assert of_lexicon() == before
    files = {path: path.read_text(encoding="utf-8") for path in own.glob("*.toml")}
    assert any(old in text for text in files.values())
    for path, text in files.items():
        path.write_text(text.replace(old, new), encoding="utf-8")
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert (of_lexicon() != before) == repaints


@pytest.mark.parametrize("french", sorted(lexicon_of(TRANSLATION).phonemes))
def test_words_of_a_translation_are_french_in_whatever_company(french: str) -> None:
    """Also where none of them tells by itself that it is no English word."""
    words = (Token(french, "target", 0), Token("blanc", "target", 1))
    template, values = "“{words}”: look.", {"words": Passage(words)}
    assert list(unspeakable(template, values)) == []
    assert f"{french}](/" in say(template, **values)[0].lower()
