"""Texts as rows of words, so that what was to be said and what was heard can be compared word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from scenes.kit.spoken.english import NAMES, cardinal, number

FIGURE = re.compile(r"(?:(?<![\w.])[-−+])?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|(?:(?<![\w.])[-−+])?\d+(?:\.\d+)?%?")
YEAR = re.compile(r"(?<![\w.,-])(1[89]|20)([1-9]\d)(?![\w%]|[.,]\d)")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
OF_NUMBERS = frozenset((*NAMES.split(), "hundred", "thousand", "million", "billion", "trillion", "point", "minus"))
SAME_SOUND = {"two": ("to", "too"), "four": ("for",), "one": ("won",), "eight": ("ate",)}
ALIKE = {"per cent": "percent", "okay": "ok", "-": " "}


@dataclass(frozen=True)
class Error:
    """A word that was to be said and what was heard in its place; either may be empty. ``place`` counts the former."""

    place: int
    said: str
    heard: str

    @property
    def of_a_number(self) -> bool:
        """Whether a number is heard as something else, or something else as a number; "two" sounds like "to"."""
        if self.heard in SAME_SOUND.get(self.said, ()) or self.said in SAME_SOUND.get(self.heard, ()):
            return False
        return self.said in OF_NUMBERS or self.heard in OF_NUMBERS


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, numbers in words, single letters that follow each other as one."""
    text = ORDINAL.sub(lambda found: f" {_ordinal(int(found[1]))} ", text.lower())
    text = YEAR.sub(lambda found: f" {cardinal(int(found[1]))} {cardinal(int(found[2]))} ", text)
    text = FIGURE.sub(lambda found: f" {number(found[0])} ", text)
    for one, other in ALIKE.items():
        text = text.replace(one, other)
    words = [word for word in re.findall(r"[^\W\d_]+", text.replace("'", "").replace("’", "")) if word != "and"]
    joined: list[str] = []
    for single, group in groupby(words, key=lambda word: len(word) == 1 and word not in "ai"):
        members = list(group)
        joined += ["".join(members)] if single else members
    return tuple(joined)


def numbers_of(words: Sequence[str]) -> list[str]:
    """The numbers in a row of words, those that follow each other as one."""
    return [" ".join(group) for inside, group in groupby(words, key=OF_NUMBERS.__contains__) if inside]


def errors(said: Sequence[str], heard: Sequence[str]) -> list[Error]:
    """The fewest words that have to be changed, left out or put in to come from one row to the other."""
    costs = [[0] * (len(heard) + 1) for _ in range(len(said) + 1)]  # (said + 1, heard + 1)
    for row in range(len(said) + 1):
        for column in range(len(heard) + 1):
            if not row or not column:
                costs[row][column] = row + column
                continue
            same = said[row - 1] == heard[column - 1]
            costs[row][column] = min(
                costs[row - 1][column - 1] + (not same), costs[row - 1][column] + 1, costs[row][column - 1] + 1
            )
    row, column, found = len(said), len(heard), []
    while row or column:
        if row and column:
            same = said[row - 1] == heard[column - 1]
            if costs[row][column] == costs[row - 1][column - 1] + (not same):
                row, column = row - 1, column - 1
                if not same:
                    found.append(Error(row, said[row], heard[column]))
                continue
        if row and costs[row][column] == costs[row - 1][column] + 1:
            row -= 1
            found.append(Error(row, said[row], ""))
        else:
            column -= 1
            found.append(Error(max(row - 1, 0), "", heard[column]))
    return found[::-1]


def _ordinal(value: int) -> str:
    *before, last = re.split(r"(?<=[ -])", cardinal(value))
    ending = ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return "".join([*before, ending.replace("twelveth", "twelfth")])
