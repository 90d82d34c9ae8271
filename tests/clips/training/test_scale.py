"""What the clip on scale draws and says is counted again from the model's parameters and the formulas."""

from __future__ import annotations

import numpy as np

from model.trace import Trace
from scenes.training.parts.scale_cost import LENGTHS, balance, cost


def test_the_two_costs_meet_where_the_clip_marks_it(default_trace: Trace) -> None:
    parameters = default_trace["weights/encoder.0.self_attn.w_q"].values
    for width in (None, 512):
        attention, matrix = (cost(part, width, parameters) for part in ("attention", "matrix"))
        meeting = balance(parameters.shape[0] if width is None else width)
        assert (matrix - attention)[meeting > LENGTHS].min() > 0
        assert (attention - matrix)[meeting < LENGTHS].min() > 0


def test_matrices_cost_one_multiplication_a_word_for_each_of_a_layers_weights(default_trace: Trace) -> None:
    names = ("self_attn.w_q", "self_attn.w_k", "self_attn.w_v", "self_attn.w_o", "ffn.w_1", "ffn.w_2")
    weights = sum(default_trace[f"weights/encoder.0.{name}"].values.size for name in names)
    parameters = default_trace["weights/encoder.0.self_attn.w_q"].values
    np.testing.assert_allclose(cost("matrix", None, parameters), weights * LENGTHS)


def test_the_parts_add_up_to_the_total(default_trace: Trace) -> None:
    record = default_trace.scope("experiments/parameters")
    assert record["count"].values.sum() == record["total"].item() == default_trace.facts["parameters"]
