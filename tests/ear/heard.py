"""A machine that knows nothing of the film hears what is said in it: `make test-ear`.

Not a part of `make test`: it needs an environment of its own, of 400 MB, and some minutes.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from difflib import SequenceMatcher
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
        self.numbers: list[str] = []
        groups = list(windows(lines))
        for group, heard in zip(groups, hear(groups, folder), strict=True):
            said = [word for line in group for word in line.words]
            owners = [line.name for line in group for _ in line.words]
            for error in errors(said, heard):
                self.errors.setdefault(owners[error.place], []).append(error)
            self.numbers += _misheard_numbers(group, heard)


def _misheard_numbers(group: list[SpokenLine], heard: tuple[str, ...]) -> list[str]:
    """Each number that was heard as another, was not heard, or was heard and not said."""
    said = [(line.name, number) for line in group for _, number in numbers_of(line.words)]
    others = [number for _, number in numbers_of(heard)]
    found = []
    for kind, begin, end, first, last in SequenceMatcher(
        None, [number for _, number in said], others, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            name = said[min(begin, len(said) - 1)][0] if said else group[0].name
            found.append(f"{name}: {[number for _, number in said[begin:end]]} heard as {others[first:last]}")
    return found


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    assert PYTHON.exists(), "the ear is not installed: make test-ear"
    found = Heard(lines_of_the_film(), tmp_path_factory.mktemp("heard"))
    wrong = sum(map(len, found.errors.values()))
    numbers = sum(len(numbers_of(line.words)) for line in found.lines)
    print(f"\n{len(found.lines)} lines with {numbers} numbers; {found.words} words, {wrong / found.words:.1%} misheard")
    for name, several in found.errors.items():
        print(name, "; ".join(f"{error.said or '-'} > {error.heard or '-'}" for error in several))
    print(*found.numbers, sep="\n")
    return found


def test_the_words_of_the_film_are_heard(heard: Heard) -> None:
    assert sum(map(len, heard.errors.values())) / heard.words < MOST


def test_each_line_is_understood(heard: Heard) -> None:
    lengths = {line.name: len(line.words) for line in heard.lines}
    poor = {name for name, wrong in heard.errors.items() if len(wrong) > max(1, MOST_OF_A_LINE * lengths[name])}
    assert poor - set(ALLOWED) == set(), {name: heard.errors[name] for name in poor - set(ALLOWED)}


def test_every_number_is_heard_as_it_is(heard: Heard) -> None:
    wrong = [line for line in heard.numbers if line.partition(":")[0] not in ALLOWED]
    assert not wrong, "\n".join(wrong)


def test_lines_are_allowed_only_where_something_is_misheard(heard: Heard) -> None:
    assert set(ALLOWED) <= {*heard.errors, *(line.partition(":")[0] for line in heard.numbers)}


def test_a_number_that_is_misread_is_found(heard: Heard) -> None:
    """The fault planted: "minus five" said as "five", and a zero that is dropped."""
    said = words_of("It falls by −5.70, of 46,784.")
    for text in ("It falls by 5.70, of 46,784.", "It falls by −5.7, of 46,784.", "It falls by −5.70, of 46,748."):
        line = SpokenLine("planted", 1, said, heard.lines[0].samples)
        assert len(_misheard_numbers([line], words_of(text))) == 1
    assert Counter(error.said for error in errors(said, words_of("It fell by −5.70, of 46,784."))) == {"falls": 1}
