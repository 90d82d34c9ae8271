"""The entries of a grammar file: nouns, adjectives, verbs, and how their French forms are chosen. No torch here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, TypeVar

from fontTools.ttLib import TTFont

from model.project import ASSETS
from model.trace import END, START

PAD = "⟨pad⟩"
NEW = "⟨new⟩"  # a row of both embedding tables that training leaves to fine-tuning

FIXED = ("the", "because", "it", "is", "was", "does", "did", "not")
ADJECTIVE_CLASSES = ("before", "after", "agent_adjective", "thing_adjective")
VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"
SPECIAL = (PAD, START, END)
ENGLISH = ("english", "base", "third")
MARKS = "'’-"

E = TypeVar("E")


class GrammarError(ValueError):
    """The grammar file is wrong; the message is one line and names the entry.

    ``quoted`` is what stands in quotes where it is wrong, for whoever knows the file to find its line.
    """

    def __init__(self, message: str, quoted: str = "") -> None:
        super().__init__(message)
        self.quoted = quoted


@dataclass(frozen=True)
class Noun:
    """A noun that may be a subject (kind "agent") or an object (kind "thing"); ``picture`` names its file."""

    english: str
    french: str
    gender: str
    kind: str
    silent_h: bool = False
    picture: str = ""

    @property
    def vowel(self) -> bool:
        """Whether an article before it loses its vowel: l' animal, l' hôtel."""
        return self.silent_h or elided(self.french)


@dataclass(frozen=True)
class Adjective:
    """An adjective with its French forms and the nouns it fits."""

    english: str
    masculine: str
    feminine: str
    fits: str
    before: bool = False
    masculine_vowel: str = ""

    @property
    def word_class(self) -> str:
        """Its slot in a shape: before or after the French noun, or at the end of the sentence."""
        if self.fits == "any":
            return "before" if self.before else "after"
        return f"{self.fits}_adjective"

    def agree(self, gender: str, vowel: bool = False) -> str:
        """The French form for a noun's gender; `vowel` if it stands before a vowel (vieil hôtel)."""
        if gender == "f":
            return self.feminine
        return self.masculine_vowel if vowel and self.masculine_vowel else self.masculine


@dataclass(frozen=True)
class Verb:
    """A verb: does not *base*, *third*; French present and participle."""

    base: str
    third: str
    present: str
    participle: str


def elided(word: str) -> bool:
    """Whether a shortened word (l', n', qu') stands before this one, by its first letter."""
    return word[:1].lower() in VOWELS


def read_entries(table: Mapping[str, Any]) -> tuple[dict[str, Noun], dict[str, Adjective], dict[str, Verb]]:
    """The three lists of a grammar file by their English word; raises GrammarError naming the entry."""
    unknown = set(table) - {"noun", "adjective", "verb", "longest", "default"}
    if unknown:
        raise GrammarError(f"unknown key {sorted(unknown)[0]!r}; known: noun, adjective, verb, longest, default")
    if not isinstance(table.get("longest", 13), int) or not 5 <= table.get("longest", 13) <= 13:
        raise GrammarError(f"longest must be a number from 5 to 13, not {table['longest']!r}")
    nouns = [_entry(Noun, e, "noun", {"gender": ("m", "f"), "kind": ("agent", "thing")}) for e in _list(table, "noun")]
    adjectives = [
        _entry(Adjective, e, "adjective", {"fits": ("any", "agent", "thing")}) for e in _list(table, "adjective")
    ]
    verbs = [_entry(Verb, e, "verb", {}) for e in _list(table, "verb")]
    return ({n.english: n for n in nouns}, {a.english: a for a in adjectives}, {v.third: v for v in verbs})


def _list(table: Mapping[str, Any], name: str) -> list[Any]:
    entries = table.get(name, [])
    if not isinstance(entries, list):
        raise GrammarError(f"{name} must be a list of entries, each headed by [[{name}]]")
    seen: set[str] = set()
    for entry in entries:
        word = entry.get("third" if name == "verb" else "english") if isinstance(entry, dict) else None
        if word in seen:
            raise GrammarError(f"the English word {word!r} appears twice", str(word))
        seen.add(str(word))
    return entries


def _entry(kind: type[E], entry: Any, name: str, choices: Mapping[str, tuple[str, ...]]) -> E:
    """One entry as a dataclass, with its keys, types and spellings checked."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(entry, dict):
        raise GrammarError(f"a {name} is not a table of keys; head it with [[{name}]]")
    named = str(entry.get("english") or entry.get("third") or "")
    label = f"{name} {named or entry!r}"
    for key, value in entry.items():
        if key not in known:
            raise GrammarError(f"{label}: unknown key {key!r}; known: {', '.join(known)}", key)
        wants_bool = key in ("before", "silent_h")
        if isinstance(value, bool) != wants_bool or not isinstance(value, (bool, str)):
            raise GrammarError(
                f"{label}: {key} must be {'true or false' if wants_bool else 'text'}, not {value!r}", named
            )
        if key == "picture":
            if not str(value).strip():
                raise GrammarError(f"{label}: picture must be the name of a file, not {value!r}", named)
            continue
        if isinstance(value, str) and (not value or len(value.split()) != 1 or value in SPECIAL):
            raise GrammarError(f"{label}: {key} must be one word, not {value!r}", str(value))
        if isinstance(value, str) and key not in choices and (wrong := _misspelt(value, english=key in ENGLISH)):
            raise GrammarError(f"{label}: {key} {value!r} {wrong}", value)
        if key in choices and value not in choices[key]:
            raise GrammarError(f"{label}: {key} must be one of {', '.join(choices[key])}, not {value!r}", named)
    missing = [f for f, field in known.items() if field.default is MISSING and f not in entry]
    if missing:
        raise GrammarError(f"{label}: {missing[0]} is missing", named)
    return kind(**entry)


def _misspelt(word: str, *, english: bool) -> str:
    """Why a word could not be shown or found in a sentence, in words that follow it; nothing if it could."""
    if english and word != word.lower():
        return f"has capitals, and sentences are read in small letters: write {word.lower()!r}"
    for character in word:
        if character.isdigit():
            return "has digits, and digits on the screen are always measured: write it in letters"
        is_letter = unicodedata.name(character, "").startswith("LATIN") and character in _drawn()
        if not (is_letter or character in MARKS or word == NEW):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            return f"has a character that the film cannot show: {name}; letters of the Latin script, ' and - can be"
    return ""


@cache
def _drawn() -> frozenset[str]:
    """The characters of the face that words are set in: not every letter of the Latin script is one."""
    with TTFont(ASSETS / "fonts" / "Inter-Regular.otf") as face:
        return frozenset(map(chr, face.getBestCmap()))
