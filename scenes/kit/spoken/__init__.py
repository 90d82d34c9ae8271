"""What a voice is given to say for a line of narration, and how many words of it are heard.

It is made from the line's template and claims, never from its caption: each value as it is rounded there, spelled out,
so that no voice's own rules for numbers can alter it; names and signs by ``assets/lexicon``; French words with their
sounds, as ``[chat](/ʃˈɑ/)``. A voice that does not take these is given ``plain(text)``, one that knows several
languages the parts of ``parts_of``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from scenes.kit.spoken.languages import DEFAULT
from scenes.kit.spoken.lexicon import lexicon_of
from scenes.kit.spoken.parts import Part, capitalised, heard_words, join, plain
from scenes.kit.spoken.words import spoken_words


class _Caption(Protocol):
    @property
    def text(self) -> str: ...


class _Line(Protocol):
    @property
    def template(self) -> str: ...

    @property
    def cues(self) -> Sequence[_Caption]: ...


def speech_of(line: _Line, values: Mapping[str, object], language: str = DEFAULT) -> tuple[str, ...]:
    """What is said during each cue of a line that was made of these values."""
    speech: list[str] = []
    for parts in parts_of(line, values, language):
        begins = not speech or speech[-1].endswith((".", "?", "!"))  # voices know a sentence's end by what follows it
        speech.append(capitalised(join(parts)) if begins else join(parts))
    return tuple(speech)


def parts_of(line: _Line, values: Mapping[str, object], language: str = DEFAULT) -> tuple[tuple[Part, ...], ...]:
    """The same in parts, each with its language; for voices that know several."""
    words = iter(spoken_words(line.template, values, language))
    return tuple(tuple(part for word in islice(words, len(cue.text.split())) for part in word) for cue in line.cues)


def unspeakable(template: str, values: Mapping[str, object], language: str = DEFAULT) -> Iterator[str]:
    """Words, signs and values of a line of which neither the rules nor the lexicon know how they are said."""
    for word in spoken_words(template, values, language):
        yield from (part.written for part in word if part.written)


def heard_in_words(template: str, values: Mapping[str, object], language: str = DEFAULT) -> tuple[int, ...]:
    """How many words are heard for each word of the caption."""
    return tuple(heard_words(join(word)) for word in spoken_words(template, values, language))


def heard_in_lexicon(language: str = DEFAULT) -> Mapping[str, int]:
    """How many words are heard for each entry of a lexicon: all of it that decides how long a cue lasts.

    An entry that sounds otherwise and is as long leaves every picture of the film as it is.
    """
    lexicon = lexicon_of(language)
    entries = {**lexicon.words, **lexicon.signs, **lexicon.marks}
    return {written: heard_words(said) for written, said in sorted(entries.items())}


__all__ = [
    "DEFAULT",
    "Part",
    "heard_in_lexicon",
    "heard_in_words",
    "heard_words",
    "parts_of",
    "plain",
    "speech_of",
    "unspeakable",
]
