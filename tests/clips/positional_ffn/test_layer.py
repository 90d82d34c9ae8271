"""One layer: the strips are the model's rows in order, and what leaves a layer is what enters the next."""

from __future__ import annotations

import numpy as np

from model.formulas import FORMULAS
from scenes.kit.choose import encoder_layers, hero_row
from scenes.kit.layout import standard_layout
from scenes.kit.setting import Setting
from scenes.positional_ffn.parts.layer_passage import STRIPS, Passage, limits, row_tensors

SETTING = Setting()
TRACE = SETTING.trace


def test_rows_follow_from_one_another() -> None:
    row, last = hero_row(TRACE), None
    for layer in range(encoder_layers(TRACE)):
        x, report, between, answer, out = (tensor.values for tensor in row_tensors(TRACE, layer, row))
        for before, added, after, norm in ((x, report, between, "norm1"), (between, answer, out, "norm2")):
            gain, bias = (TRACE[f"weights/encoder.{layer}.{norm}.{name}"].values for name in ("gain", "bias"))
            expected = FORMULAS["residual_norm"].evaluate(x=before, report=added, gain=gain, bias=bias)
            np.testing.assert_allclose(after, expected, atol=1e-4)
        assert last is None or np.array_equal(last, x)
        last = out


def test_passages_of_all_layers_share_one_scale_and_big_and_small_have_one_structure() -> None:
    row, stage = hero_row(TRACE), standard_layout().stage
    small = stage.columns(1, 1)[0].rows(1, 1)[0]
    for layer in range(encoder_layers(TRACE)):
        big, little = (Passage(TRACE, layer, row, SETTING.theme, region) for region in (stage, small))
        assert len(big.get_family()) == len(little.get_family())
        assert {big.parts[name].limit for name in STRIPS} == {limits(TRACE, row)[0]}
        assert stage.contains(big, slack=0.3) and small.contains(little, slack=0.3)
