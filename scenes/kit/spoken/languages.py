"""The languages in which the film can be told: how each spells numbers, and its lexicon.

A language is a module of this folder with the functions of ``Rules``, a row of ``RULES``, and a file
``assets/lexicon/LANGUAGE.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from scenes.kit.spoken import english

DEFAULT = "en"
"""The language of the templates as they stand in the clips; the only place that names it."""


class Rules(Protocol):
    """What a lexicon cannot list: a language's numbers."""

    def number(self, shown: str) -> str:
        """A number as it is shown (``−5.70``, ``46,784``, ``12%``, ``2.4e−03``) in words; ValueError if it is none."""

    def year(self, shown: str) -> str:
        """The same for the year of a publication."""

    def is_plain(self, word: str) -> bool:
        """Whether any voice of the language reads the word as it is written."""


RULES: Mapping[str, Rules] = {DEFAULT: english}


def rules_of(language: str) -> Rules:
    """The rules of a language; raises KeyError that names those there are."""
    if language not in RULES:
        raise KeyError(f"nobody knows how to speak {language!r}; there are: {', '.join(RULES)}")
    return RULES[language]
