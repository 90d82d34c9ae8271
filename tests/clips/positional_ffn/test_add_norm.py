"""Add & norm: what the clip works out is what the model computed, and its maps show what was measured."""

from __future__ import annotations

import numpy as np

from model.experiments.measure import similarity
from scenes.kit.layout import standard_layout
from scenes.kit.setting import Setting
from scenes.positional_ffn.parts.add_norm_melting import Melting, wrapped
from scenes.positional_ffn.parts.add_norm_norming import VISIBLE, Norming, steps_of, telling
from scenes.positional_ffn.parts.add_norm_spread import as_is, centred, deviation_after, mean_after, normal

SETTING = Setting()
TRACE = SETTING.trace


def test_every_add_and_norm_adds_what_it_names() -> None:
    """In each step of the encoder the word plus the report is what enters the norm."""
    for step in steps_of(TRACE):
        total = TRACE[f"main/{step.before}"].values + TRACE[f"main/{step.block}.output"].values
        np.testing.assert_allclose(TRACE[f"main/{step.norm}.input"].values, total, atol=1e-5)


def test_mean_deviation_and_normal_are_those_of_the_model() -> None:
    norming = Norming(TRACE, SETTING.theme, standard_layout().stage)
    step, row = telling(TRACE)
    rows = norming.inputs.values.astype(float)
    np.testing.assert_allclose(mean_after(as_is, rows), TRACE[f"main/{step.norm}.mean"].values, atol=1e-5)
    np.testing.assert_allclose(deviation_after(as_is, rows), TRACE[f"main/{step.norm}.std"].values, atol=1e-5)
    np.testing.assert_allclose(centred(rows).mean(-1), 0, atol=1e-12)
    gain, bias = (TRACE[f"weights/{step.norm}.{name}"].values for name in ("gain", "bias"))
    np.testing.assert_allclose(normal(rows)[row] * gain + bias, norming.output.values, atol=1e-4)
    ratio = np.linalg.norm(norming.report.values) / np.linalg.norm(norming.x.values)
    assert VISIBLE[0] <= ratio <= VISIBLE[1]


def test_the_maps_start_alike_and_part_as_recorded() -> None:
    """The sentence's means lie near the record's, which are means over unseen sentences."""
    melting = Melting(TRACE, SETTING.theme, standard_layout().stage)
    np.testing.assert_array_equal(melting.cosines(0, 0).values, melting.cosines(1, 0).values)
    for which in range(2):
        recorded = melting.recorded("similarity.before", which).values
        for place in range(len(melting.places)):
            assert abs(melting.mean(which, place).value - recorded[place]) < 0.15
            assert abs(melting.mean(which, place).value - similarity(melting.rows(which, place).values)) < 1e-6


def test_words_are_wrapped_within_the_width() -> None:
    lines = wrapped(("le", "chat", "qu'", "il", "regarde"), SETTING.theme, 24, 1.2)
    assert len(lines) > 1 and lines.width <= 1.3
