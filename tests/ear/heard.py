"""A machine that knows nothing of the film hears what is said in it: `make test-ear`.

Not a part of `make test`: it needs an environment of its own, of 800 MB, and some minutes.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.ear.hearing import PYTHON, SpokenLine, hear, lines_of_the_film, windows
from tests.ear.words import Error, errors, numbers_of, words_of

MOST = 0.03
"""Of the film's words may be heard otherwise."""
MOST_OF_A_LINE = 0.25
"""Of a line's words."""
ALLOWED: dict[str, str] = tomllib.loads(Path(__file__).with_name("allowed.toml").read_text(encoding="utf-8"))
"""Lines of which more may be misheard, each with the reason."""

pytestmark = pytest.mark.timeout(3000)


class Heard:
    """What was said and heard in the film, line by line."""

    def __init__(self, lines: list[SpokenLine], folder: Path) -> None:
        self.lines = lines
        self.words = sum(len(line.words) for line in lines)
        self.errors: dict[str, list[Error]] = {}
        groups = list(windows(lines))
        for group, heard in zip(groups, hear(groups, folder), strict=True):
            said = [word for line in group for word in line.words]
            owners = [line.name for line in group for _ in line.words]
            for error in errors(said, heard):
                self.errors.setdefault(owners[error.place], []).append(error)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    assert PYTHON.exists(), "the ear is not installed: make test-ear"
    found = Heard(lines_of_the_film(), tmp_path_factory.mktemp("heard"))
    wrong = sum(map(len, found.errors.values()))
    numbers = sum(len(numbers_of(line.words)) for line in found.lines)
    print(f"\n{len(found.lines)} lines with {numbers} numbers; {found.words} words, {wrong / found.words:.1%} misheard")
    for name, several in found.errors.items():
        print(name, "; ".join(f"{error.said or '-'} > {error.heard or '-'}" for error in several))
    return found


def test_the_words_of_the_film_are_heard(heard: Heard) -> None:
    assert sum(map(len, heard.errors.values())) / heard.words < MOST


def test_each_line_is_understood(heard: Heard) -> None:
    lengths = {line.name: len(line.words) for line in heard.lines}
    poor = {name for name, wrong in heard.errors.items() if len(wrong) > max(1, MOST_OF_A_LINE * lengths[name])}
    assert poor - set(ALLOWED) == set(), {name: heard.errors[name] for name in poor - set(ALLOWED)}


def test_every_number_is_heard_as_it_is(heard: Heard) -> None:
    wrong = {name: [error for error in several if error.of_a_number] for name, several in heard.errors.items()}
    assert not {name: several for name, several in wrong.items() if several and name not in ALLOWED}


def test_lines_are_allowed_only_where_something_is_misheard(heard: Heard) -> None:
    assert set(ALLOWED) <= set(heard.errors)


MISREAD = (
    "It falls by 5.70, of 46,784.",
    "It falls by −5.7, of 46,784.",
    "It falls by −5.70, of 46,748.",
    "It falls by −570, of 46,784.",
    "It falls.",
)


@pytest.mark.parametrize("misread", MISREAD)
def test_a_number_that_is_misread_is_found(misread: str) -> None:
    """The fault planted: a minus, a zero or a point that is dropped, digits that change places."""
    said = words_of("It falls by −5.70, of 46,784.")
    assert any(error.of_a_number for error in errors(said, words_of(misread)))
    assert not any(error.of_a_number for error in errors(said, words_of("It fell by −5.70 off 46,784.")))
