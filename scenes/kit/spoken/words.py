"""From a template and its values to what is said: a list of parts for each word of the caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from string import Formatter

from model.tokens import Passage, Token
from scenes.kit.claims import Cited
from scenes.kit.spoken.languages import rules_of
from scenes.kit.spoken.lexicon import lexicon_of
from scenes.kit.spoken.parts import Part
from scenes.kit.spoken.tongues import language_of

PIECE = re.compile(
    r"(?P<word>⟨[^⟩\s]+⟩|[^\W\d_]+(?:_\w+|(?:['’][^\W\d_]+)*['’]?))"
    r"|(?P<number>\d[\d,.]*\d|\d)"
    r"|(?P<sign>\S)"
)
FIELD = re.compile(r"(?P<gap>[\s|]+)|[^\s|]+")
OWNER = re.compile(r"['’]s?$")
YEAR = "year"  # what assets/citations.toml calls the year of a publication

SpokenWord = tuple[Part, ...]


def spoken_words(template: str, values: Mapping[str, object], language: str) -> tuple[SpokenWord, ...]:
    """What is said for each word of a template that is filled in, words being what stands between spaces and ``|``."""
    words: list[list[Part]] = []
    begins = True
    for text, value in _pieces(template, values):
        for found in FIELD.finditer(text):
            if found["gap"]:
                begins = True
                continue
            if begins:
                words.append([])  # of which nothing may be said, such as a dash
            words[-1].extend(_say(found[0], value, language, begins))
            begins = False
    return tuple(map(tuple, words))


def _pieces(template: str, values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The texts of a template and of its values as they stand on the caption, each value with itself."""
    formatter = Formatter()
    for literal, name, spec, conversion in formatter.parse(template):
        if literal:
            yield literal, None
        if name is not None:
            value = formatter.convert_field(formatter.get_field(name, (), values)[0], conversion or None)  # type: ignore[arg-type]
            yield format(value, formatter.vformat(spec or "", (), values)), value


def _say(text: str, value: object, language: str, begins: bool) -> Iterator[Part]:
    """What is said for a piece that may begin a word of the caption: a value's, or of the text around values."""
    if value is not None and not isinstance(value, str):
        yield _number(text, language, is_year=isinstance(value, Cited) and value.name == YEAR)
    elif isinstance(value, Token) and (tongue := language_of(value)) is not None:
        yield _foreign(text, tongue, language)
    elif isinstance(value, str) and (tongue := _language_of_phrase(value, language)) is not None:
        yield from _phrase(text, tongue, language)
    else:
        yield from _literal(text, language, begins)


def _number(text: str, language: str, *, is_year: bool = False) -> Part:
    rules = rules_of(language)
    try:
        return Part(rules.year(text) if is_year else rules.number(text), language)
    except ValueError:
        return Part(text, language, written=text)


def _foreign(text: str, tongue: str, language: str) -> Part:
    """A word of another language, with its sounds if that language's lexicon has them."""
    own = lexicon_of(language)
    if text in own.words:  # such as the end mark
        return Part(own.words[text], language)
    phonemes = own.nearest(lexicon_of(tongue).phonemes.get(text.lower(), ""))
    return Part(text, tongue, phonemes)


def _language_of_phrase(value: str, language: str) -> str | None:
    """The other language that a value of several words is in: that of its list, or known by one of its words."""
    if isinstance(value, Passage) and (tongue := language_of(value.tokens[0])) is not None:
        return tongue
    if isinstance(value, Token):
        return None  # which is of the language that is read
    tongues = map(lexicon_of(language).language_of, value.split())
    return next((tongue for tongue in tongues if tongue is not None), None)


def _phrase(text: str, tongue: str, language: str) -> Iterator[Part]:
    """A word of a value in another language, without the quotation marks and stops around it."""
    for found in PIECE.finditer(text):
        if found["word"]:
            yield _foreign(found[0], tongue, language)
        else:
            yield from _literal(found[0], language, True)


def _literal(text: str, language: str, begins: bool) -> Iterator[Part]:
    """Words, numbers and signs of the text around values; what may be a mark or a sign is a mark where it begins."""
    lexicon, hyphen = lexicon_of(language), False
    for found in PIECE.finditer(text):
        piece = found[0]
        if found["word"]:
            part = _word(piece, language)
            yield replace(part, text=f"-{part.text}", joined=True) if hyphen and part.text == piece else part
            follows = text[found.end() : found.end() + 2]
            hyphen = part.text == piece and follows[:1] == "-" and follows[1:].isalpha()
        elif found["number"]:
            yield _number(piece, language)
        elif piece in lexicon.marks and (piece not in lexicon.signs or (begins and found.start() == 0)):
            if lexicon.marks[piece]:
                yield Part(lexicon.marks[piece], language, joined=True)
        elif piece in lexicon.signs:
            yield Part(lexicon.signs[piece], language)
        else:
            yield Part(piece, language, written=piece)


def _word(word: str, language: str) -> Part:
    """One word: as the lexicon has it, as a word of another language, or as it is written."""
    lexicon = lexicon_of(language)
    owner = OWNER.search(word)
    stem, ending = (word[: owner.start()], owner[0]) if owner else (word, "")
    for known, rest in ((word, ""), (stem, ending)):
        if known in lexicon.words:
            return Part(lexicon.words[known] + rest.replace("’", "'"), language)
        tongue = lexicon.language_of(known)
        if tongue is not None:
            return _foreign(known, tongue, language)
    if not rules_of(language).is_plain(word):
        return Part(word, language, written=word)
    return Part(word.replace("’", "'") if "’" in word else word, language)
