"""Lines of narration: cut into cues that can be read and spoken in time."""

from __future__ import annotations

import pytest

from model.trace import Size
from scenes.kit.counts import Fact
from scenes.kit.narration import (
    CHARACTERS_PER_SECOND,
    LONGEST,
    ROW,
    SHORTEST,
    TICKS,
    cut_into_cues,
    lay_out,
    make_line,
    seconds_for,
)
from tests.numbers import some

LINE = (
    "Now each word hands over its value, in proportion: 0.59 of cat, 0.09 of tired, crumbs of the rest. "
    "Added together they are this head's report to the word that asked: eight numbers, not yet the new vector. "
    "We change one word | and the row becomes this. Nobody programmed it."
)


def test_cues_fit_their_rows_and_can_be_read_in_time() -> None:
    line = make_line(LINE, {})
    assert " ".join(cue.text for cue in line.cues) == " ".join(LINE.replace("|", " ").split())
    time = 0.0
    for cue in line.cues:
        length = cue.end - cue.start
        assert cue.start == pytest.approx(time)
        assert len(cue.rows) <= 2
        assert max(map(len, cue.rows)) <= ROW
        assert SHORTEST <= length <= LONGEST + 1e-9
        assert len(cue.text) / length <= CHARACTERS_PER_SECOND + 1e-9
        assert round(length * TICKS, 6) == round(length * TICKS)
        time = cue.end
    assert line.duration == pytest.approx(time)


def test_a_bar_and_a_full_stop_cut_a_line() -> None:
    assert cut_into_cues("One thing | another. A third!") == ("One thing", "another.", "A third!")


def test_longer_words_take_longer() -> None:
    assert seconds_for("Yes.", 1) < seconds_for("The row sums to one, not the column.", 8) < LONGEST


def test_a_number_takes_as_long_as_its_words_and_a_line_is_cut_by_them() -> None:
    (digits,), (words,) = (
        make_line(template, {"n": some(46784)}).cues
        for template in ("It has {n:,d} of them.", "It has as many of them.")
    )
    assert (digits.end - digits.start) - (words.end - words.start) > 2.0
    text = "one two three four five six seven eight nine ten"
    assert cut_into_cues(text) == (text,)
    assert len(cut_into_cues(text, [3] * 10)) == 2


def test_a_cue_lasts_long_enough_to_be_read_where_few_words_are_heard() -> None:
    text = "Incomprehensibly straightforward generalisations"
    assert seconds_for(text, 3) == seconds_for(text, 1) >= len(text) / CHARACTERS_PER_SECOND


def test_rows_break_after_punctuation_and_keep_all_words() -> None:
    text = "Each row is one question, and every word answers with a share."
    assert lay_out(text) == ("Each row is one question,", "and every word answers with a share.")
    assert lay_out("short") == ("short",)


def test_values_stand_in_templates() -> None:
    line = make_line("The weight is {w:.2f} of {n}.", {"w": Fact(0.875, ("planted",)), "n": Size("S", "n", 12)})
    assert line.text == "The weight is 0.88 of 12."


def test_a_line_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="must have words"):
        make_line(" | ", {})
