"""What the clip on scale draws and says is counted again from the model's parameters and the formulas."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

from model.trace import Trace
from scenes.kit.theme import DARK
from scenes.training.parts.scale_cost import Shares, Tiles, cost_of
from scenes.training.parts.scale_lines import BASE, BILLIONS, WIDE, balance_of_2017, cost, growth, in_a_head, learned
from scenes.training.parts.scale_squares import Squares


def test_the_two_costs_meet_where_the_clip_marks_it() -> None:
    meeting, width = balance_of_2017().value, float(WIDE.value)
    assert cost("attention", meeting, width) == pytest.approx(cost("matrix", meeting, width))
    lengths = np.array([meeting - 1, meeting + 1])
    before, after = cost_of("attention", lengths, None) - cost_of("matrix", lengths, None)
    assert before < 0 < after


def test_matrices_cost_one_multiplication_a_word_for_each_of_a_layers_weights(default_trace: Trace) -> None:
    names = ("self_attn.w_q", "self_attn.w_k", "self_attn.w_v", "self_attn.w_o", "ffn.w_1", "ffn.w_2")
    weights = sum(default_trace[f"weights/encoder.0.{name}"].values.size for name in names)
    assert cost("matrix", 7, default_trace.size("D").value) == 7 * weights


def test_attention_costs_a_multiplication_a_pair_and_dimension_for_comparing_and_again_for_mixing(
    default_trace: Trace,
) -> None:
    scores = prod(default_trace["main/encoder.0.self_attn.scores"].shape)  # (H, S, S)
    each = default_trace.size("K").value
    words, width = default_trace.size("S").value, default_trace.size("D").value
    assert cost("attention", words, width) == 2 * scores * each


def test_the_parts_add_up_to_the_total(default_trace: Trace) -> None:
    record = default_trace.scope("experiments/parameters")
    assert record["count"].values.sum() == record["total"].item() == default_trace.facts["parameters"]
    assert learned(default_trace) == record["total"].item()


def test_a_head_has_the_numbers_of_its_four_tables(default_trace: Trace) -> None:
    tables = (default_trace[f"weights/encoder.0.self_attn.{name}"].values for name in ("w_q", "w_k", "w_v"))
    own = sum(table[:, 0].size for table in tables) + default_trace["weights/encoder.0.self_attn.w_o"].values[0].size
    assert in_a_head(default_trace).value == own


@pytest.mark.parametrize(("part", "times"), [("matrix", 2), ("attention", 4)])
def test_twice_the_words_make_as_many_tiles_as_the_formula_says(part: str, times: int) -> None:
    tiles = Tiles(part, 5, DARK)
    before = sum(len(shape.points) for shape in tiles.before)
    assert before + sum(len(shape.points) for shape in tiles.more) == times * before == growth(part) * before


def test_each_speck_is_as_small_in_its_square_as_its_numbers(default_trace: Trace) -> None:
    squares, total = Squares(default_trace, DARK), default_trace.facts["parameters"]
    base = float(BASE.value) * 1e6
    for square, part in ((squares.paper, total / base), (squares.giant, base / (float(BILLIONS.value) * 1e9))):
        drawn = square.speck.width * square.speck.height / (square.ground.width * square.ground.height)
        assert drawn == pytest.approx(part)


def test_the_bar_is_cut_where_attentions_part_begins(default_trace: Trace) -> None:
    shares = Shares(default_trace, DARK)
    words, width = default_trace.size("S").value, default_trace.size("D").value
    attention, matrices = cost("attention", words, width), cost("matrix", words, width)
    assert shares.bars[1].width / shares.bars[0].width == pytest.approx(attention / matrices)
