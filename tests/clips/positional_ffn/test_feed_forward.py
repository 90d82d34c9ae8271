"""Feed-forward: the neuron that the clip shows is the record's surest for this sentence, and fires where it says."""

from __future__ import annotations

import numpy as np

from scenes.kit.layout import standard_layout
from scenes.kit.setting import Setting
from scenes.positional_ffn.parts.feed_forward_neuron import FEATURES, SURE, neuron_of, sure_ones
from scenes.positional_ffn.parts.feed_forward_widening import Widening

SETTING = Setting()
TRACE = SETTING.trace


def test_the_neuron_is_the_surest_that_the_words_allow_and_fires_at_them_alone() -> None:
    neuron = neuron_of(TRACE)
    record = TRACE.scope("experiments/neurons")
    names, sides = (TRACE.words[f"experiments/neurons/{key}"] for key in ("features", "sides"))
    known = [i for i, name in enumerate(names) if name in FEATURES and sides[i] == "encoder"]
    assert record["f1"].values[neuron.feature] == max(record["f1"].values[known])
    assert {TRACE.source[row] for row in neuron.rows} == {"it"}
    fires = TRACE[f"main/encoder.{neuron.layer}.ffn.hidden"].values[:, neuron.unit] > 0
    assert tuple(np.flatnonzero(fires)) == neuron.rows


def test_sure_neurons_are_counted() -> None:
    searched, sure = sure_ones(TRACE)
    assert searched.value == len(TRACE.words["experiments/neurons/features"])
    assert sure.value == sum(1 for f1 in TRACE["experiments/neurons/f1"].values if f1 >= SURE)


def test_one_word_is_widened_cut_off_and_narrowed_as_the_formula_says() -> None:
    neuron = neuron_of(TRACE)
    parts = Widening(TRACE, neuron.layer, neuron.rows[0], SETTING.theme, standard_layout().stage)
    w_1, b_1, w_2, b_2 = (TRACE[f"weights/encoder.{neuron.layer}.ffn.{n}"].values for n in ("w_1", "b_1", "w_2", "b_2"))
    np.testing.assert_allclose(parts.x.values @ w_1 + b_1, parts.before.values, atol=1e-4)
    np.testing.assert_array_equal(np.maximum(parts.before.values, 0), parts.hidden.values)
    np.testing.assert_allclose(parts.hidden.values @ w_2 + b_2, parts.report.values, atol=1e-4)
    assert len(parts.fallen()) + parts.fired.value == len(parts.hidden.values)
