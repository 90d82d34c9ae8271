"""What the quiz works out itself: a long look, rows and columns end to end, words that lose their places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.trace import END, Trace
from scenes.kit.theme import DARK
from scenes.training.parts.quiz_lines import lines_about, without_places
from scenes.training.parts.quiz_look import FAR, last_look, long_look, recorded_look
from scenes.training.parts.quiz_shares import Sums


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


def test_the_film_ends_on_a_sentence_with_it(default_trace: Trace, traces: dict[str, Path]) -> None:
    assert last_look(default_trace).words == default_trace.source
    for which in ("default", "shortest", "longest"):
        trace = Trace.load(traces[which])
        assert "it" in last_look(trace).words
        assert "because it" in lines_about(trace)["last"].values["clause"]  # type: ignore[operator]


def test_a_row_ends_at_its_post_and_the_column_runs_over_it(default_trace: Trace) -> None:
    for line, sum_is_one in zip(Sums(default_trace, DARK).lines, (True, False), strict=True):
        end = line.pieces[-1].get_right()[0]
        right = line.box.get_right()[0]
        assert (abs(end - right) < 0.02) == sum_is_one
        assert end - line.box.get_left()[0] == pytest.approx(line.tensor.values.sum() * line.box.width, abs=0.02)
        assert line.number.claim.value == pytest.approx(np.sum(line.tensor.values, dtype=float), abs=1e-5)


def test_the_words_that_are_marked_do_not_stand_where_they_belong(default_trace: Trace) -> None:
    case = without_places(default_trace)
    assert case.own and case.misplaced
    kept = [word for place, word in enumerate(case.french) if place not in case.misplaced]
    right = list(case.right)
    assert all(word in right for word in kept) and list(case.french) != right


def test_a_sentence_in_which_nothing_goes_wrong_takes_the_recorded_one(traces: dict[str, Path]) -> None:
    shortest = Trace.load(traces["shortest"])
    own = [word for word in shortest.words["ablated.no_positions.target"] if word != END]
    case = without_places(shortest)
    assert case.own == (own != [word for word in shortest.words["reference"] if word != END])
    assert case.misplaced
