"""What is said, in parts: words of a language, with the sounds of those that a voice would read wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MARKED = re.compile(r"\[([^\]]+)\]\(/[^)]*/\)")
HEARD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
CAPITALS = re.compile(r"[A-Z]{2,}")


@dataclass(frozen=True)
class Part:
    """Words that are said in one go.

    Attributes:
        text: the words, with no digit in them; or a mark of punctuation.
        language: that of the words, for voices of several.
        phonemes: their sounds for a voice of the narration's language, or "" where it reads the text rightly.
        joined: whether no space stands before it.
        written: what the caption has, where nobody knows how it is said; else "".
    """

    text: str
    language: str
    phonemes: str = ""
    joined: bool = False
    written: str = ""

    @property
    def marked(self) -> str:
        """``[chat](/ʃˈɑ/)`` where it has sounds of its own, else its text."""
        return f"[{self.text}](/{self.phonemes}/)" if self.phonemes else self.text


def join(parts: Iterable[Part]) -> str:
    """Parts as one text for a voice that takes ``[word](/sounds/)``; ``plain`` makes one for the others."""
    return "".join(part.marked if part.joined else f" {part.marked}" for part in parts).strip()


def plain(speech: str) -> str:
    """A spoken text without the sounds in it: ``[chat](/ʃˈɑ/)`` becomes ``chat``."""
    return MARKED.sub(r"\1", speech)


def heard_words(speech: str) -> int:
    """How many words are heard in a spoken text: ``forty-six`` is two, and ``GPT``, which is spelled, three."""
    words = HEARD.findall(plain(speech))
    return sum(len(word) if CAPITALS.fullmatch(word) else 1 for word in words)


def capitalised(speech: str) -> str:
    """A spoken text that begins with a large letter."""
    return re.sub(r"^\[?\w", lambda found: found[0].upper(), speech)
