"""The lexicon of a language, read from ``assets/lexicon/LANGUAGE.toml``: how words and signs are said.

Tables of the file, all of them optional:
    words: a word as it is written -> how it is said.
    signs: a sign -> the words for it.
    marks: punctuation -> what a voice is given for it; "" for nothing.
    foreign: another language -> words of it that stand in the text of templates.
    phonemes: a word of this language -> its sounds, in the international alphabet.
    sounds: a sound of any language -> those by which a voice of this language comes nearest, longest first.
    vowels: the letters of those that carry a stress.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from model.project import ASSETS

FOLDER = ASSETS / "lexicon"
STRESS = "ˈ"


@dataclass(frozen=True)
class Lexicon:
    """What a file of ``assets/lexicon`` holds; see above."""

    words: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[str, list[str]] = field(default_factory=dict)
    phonemes: Mapping[str, str] = field(default_factory=dict)
    sounds: Mapping[str, str] = field(default_factory=dict)
    vowels: str = ""

    def language_of(self, word: str) -> str | None:
        """The other language that a word in the text of a template belongs to, if any."""
        return next((language for language, words in self.foreign.items() if word in words), None)

    def nearest(self, phonemes: str) -> str:
        """Sounds of another language as a voice of this one says them, the last vowel stressed; "" if it cannot."""
        longest_first = sorted(self.sounds, key=len, reverse=True)
        if not longest_first or not phonemes:
            return ""
        sound = re.compile("|".join(map(re.escape, longest_first)))
        said = sound.sub(lambda found: self.sounds[found[0]], phonemes)
        last = max((place for place, letter in enumerate(said) if letter in self.vowels), default=0)
        return said[:last] + STRESS + said[last:]


def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language as it is on disk now; an empty one where there is no file."""
    path = FOLDER / f"{language}.toml"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else Lexicon()


@lru_cache(maxsize=8)
def _read(path: Path, saved: int) -> Lexicon:
    """The lexicon in a file, read again when it has been saved."""
    return Lexicon(**tomllib.loads(path.read_text(encoding="utf-8")))
