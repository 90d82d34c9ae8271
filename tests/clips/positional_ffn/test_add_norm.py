"""Add & norm: what the clip adds is what the model added, its sizes are measured, its maps show what was recorded."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.experiments.measure import similarity
from model.trace import Trace
from scenes.kit.setting import Setting
from scenes.positional_ffn.parts.add_norm_board import Board
from scenes.positional_ffn.parts.add_norm_lines import lines_about
from scenes.positional_ffn.parts.add_norm_melting import LARGE, Maps, most_stay_below
from scenes.positional_ffn.parts.add_norm_rows import Followed, Melting, is_varied, steps_of, varied_step
from scenes.positional_ffn.parts.add_norm_spread import as_is, centred, deviation_after, mean_after, normal
from scenes.positional_ffn.parts.add_norm_stream import Streams

SETTING = Setting()
TRACE = SETTING.trace


def test_every_add_and_norm_adds_what_it_names() -> None:
    """In each step of the encoder the word plus the report is what enters the norm."""
    for step in steps_of(TRACE):
        total = TRACE[f"main/{step.before}"].values + TRACE[f"main/{step.block}.output"].values
        np.testing.assert_allclose(TRACE[f"main/{step.norm}.input"].values, total, atol=1e-5)


def test_the_report_laid_on_the_word_ends_where_the_sum_does() -> None:
    board = Board(TRACE, SETTING.theme, Followed(TRACE))
    np.testing.assert_allclose(board.laid().tips, board.total.values, atol=1e-5)
    assert board.followed.word == "tired" and board.followed.noun == "cat"
    assert board.followed.listens and board.followed.stays_itself


def test_mean_deviation_and_normal_are_those_of_the_model() -> None:
    step = varied_step(TRACE)
    rows = TRACE[f"main/{step.norm}.input"].values.astype(float)
    np.testing.assert_allclose(mean_after(as_is, rows), TRACE[f"main/{step.norm}.mean"].values, atol=1e-5)
    np.testing.assert_allclose(deviation_after(as_is, rows), TRACE[f"main/{step.norm}.std"].values, atol=1e-5)
    np.testing.assert_allclose(centred(rows).mean(-1), 0, atol=1e-12)
    gain, bias = (TRACE[f"weights/{step.norm}.{name}"].values for name in ("gain", "bias"))
    np.testing.assert_allclose(normal(rows) * gain + bias, TRACE[f"main/{step.norm}.output"].values, atol=1e-4)
    assert is_varied(TRACE, step)
    assert all(TRACE[f"main/{s.norm}.std"].values.std() <= rows.std(-1).std() + 1e-3 for s in steps_of(TRACE))


def test_the_stream_is_as_wide_as_the_words_numbers_spread() -> None:
    followed = Followed(TRACE)
    whole, without = followed.sizes
    assert len(whole.values) == 1 + 2 * len(steps_of(TRACE)) and len(without.values) == 1 + len(steps_of(TRACE))
    row = followed.row
    assert abs(whole.values[-1] - TRACE["main/encoder.1.norm2.output"].values[row].std()) < 1e-5
    assert abs(without.values[-1] - TRACE["ablated.no_norm/encoder.1.norm2.output"].values[row].std()) < 1e-5
    assert followed.only_spreads == all(a < b for a, b in zip(without.values, without.values[1:], strict=False))
    streams = Streams(TRACE, SETTING.theme, followed)
    for stream in streams.streams:
        heights = np.array([piece.height for piece in stream.pieces])
        np.testing.assert_allclose(heights / heights[0], stream.sizes.values / stream.sizes.values[0], atol=1e-5)


def test_the_words_melt_as_recorded() -> None:
    """The sentence's means lie near the record's, which are means over unseen sentences."""
    melting = Melting(TRACE)
    assert melting.melts and melting.comes_closer and melting.never_right and melting.bypass_helps
    for which in range(2):
        recorded = melting.recorded("similarity.before", which).values[1:]
        for place in range(len(melting.places)):
            assert abs(melting.mean(which, place).value - recorded[place]) < 0.15
            assert abs(melting.mean(which, place).value - similarity(melting.rows(which, place).values)) < 1e-6


def test_both_maps_share_a_scale_that_few_numbers_pass() -> None:
    maps = Maps(TRACE, SETTING.theme, Melting(TRACE))
    assert {row.limit.value for which in range(2) for row in maps.rows(which, 1)} == {maps.limit.value}
    numbers = np.linspace(-1, 1, 1001)
    assert abs(most_stay_below(numbers, numbers) - LARGE) < 0.01


def test_a_model_that_errs_is_told_as_it_is(guessing_trace: Path) -> None:
    assert all(all(said.holds.values()) for said in lines_about(Trace.load(guessing_trace)).values())
