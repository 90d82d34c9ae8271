"""What the quiz works out itself: gaps in a translation, a long look."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.trace import Trace
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import DARK
from scenes.training.parts.new_word import with_gaps
from scenes.training.parts.quiz_answers import FAR, long_look, recorded_look


def said(words: str, reference: str) -> tuple[list[str], int]:
    """The words that are drawn, and how many lines stand below or between them."""
    row = with_gaps(words.split(), reference.split(), DARK)
    drawn = [part.text for part in row if isinstance(part, Words)]
    return drawn, len(row) - len(drawn)


@pytest.mark.parametrize(
    ("words", "reference", "lines"),
    [
        ("la vache dort", "la vache dort", 0),
        ("la dort", "la vache noire dort", 2),  # two are missing
        ("le petit chat dort", "le chat dort", 1),  # one too many
        ("le chat dort", "la vache dort", 2),  # two are others
    ],
)
def test_a_line_stands_for_each_word_that_is_missing_or_wrong(words: str, reference: str, lines: int) -> None:
    assert said(words, reference) == (words.split(), lines)


def test_what_was_left_out_leaves_its_room() -> None:
    whole = with_gaps(["la", "vache", "noire", "dort"], ["la", "vache", "noire", "dort"], DARK)
    part = with_gaps(["la", "dort"], ["la", "vache", "noire", "dort"], DARK)
    assert part.width == pytest.approx(whole.width)


def test_a_long_look_is_one_of_the_models_own_weights(default_trace: Trace) -> None:
    look = long_look(default_trace)
    assert look.distance.value >= FAR
    assert look.weight.name.endswith("self_attn.weights") and look.weight.shape == ()
    assert look.weight.index[-2:] == (look.row, look.column)


def test_a_sentence_without_a_long_look_takes_the_recorded_one(traces: dict[str, Path]) -> None:
    shortest = Trace.load(traces["shortest"])
    look = long_look(shortest)
    assert look.recorded and look.distance.value >= FAR
    assert look.words != shortest.source and look.words == shortest.words["experiments/training_run/source"]


def test_the_recorded_look_is_what_the_trained_model_does_with_that_sentence(default_trace: Trace) -> None:
    look, own = recorded_look(default_trace), long_look(default_trace)
    assert not own.recorded and (look.row, look.column, look.words) == (own.row, own.column, own.words)
    assert look.weight.item() == pytest.approx(own.weight.item(), abs=1e-3)  # the diary has half precision
