"""One layer: a word's rows follow from one another, and what it knows at the end was traced in sentences beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.kit.choose import encoder_layers
from scenes.kit.setting import Setting
from scenes.positional_ffn.parts.layer_lines import lines_about
from scenes.positional_ffn.parts.layer_neighbours import OWN, Neighbours, cosine
from scenes.positional_ffn.parts.layer_rows import Rows
from scenes.positional_ffn.parts.layer_way import ENTRANCE, Way

SETTING = Setting()
TRACE = SETTING.trace


def test_rows_follow_from_one_another() -> None:
    """A word's row with a report added, brought to size, is its next row; what leaves a layer enters the next."""
    row, last = Neighbours(TRACE).place, None
    for layer in range(encoder_layers(TRACE)):
        way = Way(TRACE, SETTING.theme, layer, row)
        for before, added, after, norm in zip(
            way.tensors, way.report_tensors, way.tensors[1:], ("norm1", "norm2"), strict=False
        ):
            gain, bias = (TRACE[f"weights/encoder.{layer}.{norm}.{name}"].values for name in ("gain", "bias"))
            expected = FORMULAS["residual_norm"].evaluate(x=before.values, report=added.values, gain=gain, bias=bias)
            np.testing.assert_allclose(after.values, expected, atol=1e-4)
        assert last is None or np.array_equal(last, way.tensors[0].values)
        last = way.tensors[-1].values
        assert way.strip(way.tensors[0], ENTRANCE).limit == way.limit


def test_the_neighbours_differ_in_one_noun_and_the_word_starts_equal_in_them() -> None:
    found = Neighbours(TRACE)
    sentences = [TRACE.words[f"{scope}.source"] for scope in ("neighbour.same", "main", "neighbour.other")]
    for other in (sentences[0], sentences[2]):
        assert [i for i, (a, b) in enumerate(zip(other, sentences[1], strict=True)) if a != b] == [2]
    assert found.word == "tired" and found.nouns == ("dog", "cat", "mouse")
    assert found.begin_equal and found.changes and found.stays_alike and found.turns_away


def test_cosines_are_those_of_the_rows() -> None:
    found, last = Neighbours(TRACE), len(Neighbours(TRACE).places) - 1
    for which in (0, 2):
        one, two = (found.row(i, last).values.astype(float) for i in (OWN, which))
        expected = one.dot(two) / np.sqrt((one**2).sum() * (two**2).sum())
        assert abs(found.cosine(which, -1).value - expected) < 1e-9
        assert abs(found.cosine(which, 0).value - 1.0) < 1e-9
    assert abs(cosine(np.array([1.0, 0.0]), np.array([1.0, 1.0])) - np.sqrt(0.5)) < 1e-12


def test_what_is_written_of_each_is_what_the_model_wrote() -> None:
    found = Neighbours(TRACE)
    assert found.written is not None
    assert tuple(map(str, found.written)) == ("il", "il", "elle")
    rows = Rows(TRACE, SETTING.theme, found)
    assert [rows.role(which) for which in range(3)] == ["output", "output", "elle"]
    assert len({strip.limit for stop in range(3) for strip in rows.strips(stop)}) == 1
    assert len({strip.limit for strip in rows.strips(2, close=True)}) == 1


def test_a_model_that_errs_is_told_as_it_is(guessing_trace: Path) -> None:
    """In it the word has not turned away, and it writes the same pronoun for all."""
    trace = Trace.load(guessing_trace)
    lines = lines_about(trace)
    assert all(all(said.holds.values()) for said in lines.values())
    assert "written" not in lines and not Neighbours(trace).turns_away
