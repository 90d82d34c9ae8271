"""Numbers in words: read back they are the numbers that stand on the caption, to the last zero."""

from __future__ import annotations

import re

import numpy as np
import pytest

from scenes.kit.claims import as_rounded
from scenes.kit.spoken import english, heard_words
from tests.kit.spoken.read_back import read_back
from tests.kit.spoken.templates import specs

MORE_SPECS = {".0f", ".2f", ".5f", "+.1f", ".1%", ",.0f", ",d", "d", "g", ".1e", ".3e", "+,.2f", "e"}


def as_typed(shown: str) -> str:
    """A number of the caption in plain signs; an exponent without its plus and leading zeros."""
    plain = shown.replace("\N{MINUS SIGN}", "-").replace(",", "")
    return re.sub(r"e([-+]?)0*(\d)", lambda found: f"e{found[1].replace('+', '')}{found[2]}", plain)


@pytest.mark.parametrize("spec", sorted(specs() | MORE_SPECS))
def test_every_number_reads_back_as_it_is_shown(spec: str) -> None:
    rng = np.random.default_rng(20)
    values = np.concatenate(
        [
            rng.normal(size=400),
            10.0 ** rng.uniform(-6, 12, size=400) * rng.choice([-1, 1], size=400),
            np.arange(-30, 400),
        ]
    )
    for value in values:
        shown = as_rounded(round(value) if spec.endswith("d") else float(value), spec)
        said = english.number(shown)
        assert read_back(said) == as_typed(shown), (shown, said)
        assert re.fullmatch(r"[a-z]+(?:[ -][a-z]+)*", said), said


def test_every_whole_number_to_twenty_thousand_has_words_of_its_own() -> None:
    said = [english.number(f"{value:,d}") for value in range(20_000)]
    assert [read_back(words) for words in said] == [str(value) for value in range(20_000)]
    assert len(set(said)) == 20_000


SAID = {
    "46,784": "forty-six thousand seven hundred and eighty-four",
    "0.45": "zero point four five",
    "5.20": "five point two zero",
    "\N{MINUS SIGN}5.7": "minus five point seven",
    "+1.3": "plus one point three",
    "12%": "twelve percent",
    "100.0%": "one hundred point zero percent",
    "2.4e\N{MINUS SIGN}03": "two point four times ten to the minus three",
    "1e+06": "one times ten to the six",
    "1,000,003": "one million and three",
    "\N{MINUS SIGN}inf": "minus infinity",
}


@pytest.mark.parametrize("shown", SAID)
def test_numbers_are_said_as_a_lecturer_says_them(shown: str) -> None:
    assert english.number(shown) == SAID[shown]


@pytest.mark.parametrize("text", ["", "nan", "12 3", "1,23", "one", "1.", "--1", "10" * 12])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number|has no name"):
        english.number(text)


YEARS = {
    "2017": "twenty seventeen",
    "1997": "nineteen ninety-seven",
    "2000": "two thousand",
    "2003": "two thousand and three",
    "1905": "nineteen oh five",
    "1900": "nineteen hundred",
    "476": "four hundred and seventy-six",
}


@pytest.mark.parametrize("shown", YEARS)
def test_years_are_said_as_years(shown: str) -> None:
    assert english.year(shown) == YEARS[shown]


@pytest.mark.parametrize(
    ("speech", "heard"),
    [("forty-six thousand", 3), ("GPT three", 4), ("the word's own", 3), ("[chat](/ʃˈɑ/) and “cat”.", 3), ("A, B.", 2)],
)
def test_words_are_counted_as_they_are_heard(speech: str, heard: int) -> None:
    assert heard_words(speech) == heard
