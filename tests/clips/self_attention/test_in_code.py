"""The lines that are shown are the lines that ran, and they are attention as PyTorch has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model.trace import Trace
from scenes.kit.choose import hero_tensor
from scenes.self_attention.parts.in_code_attend import CLASSIC_QK, CLASSIC_V, FILE, attend, own_inputs, six_lines
from scenes.self_attention.parts.in_code_lines import ENOUGH, lines_about


def test_the_lines_are_those_of_the_function_and_there_are_six(root: Path) -> None:
    source = (root / FILE).read_text(encoding="utf-8").split("\n")
    start = source.index(six_lines()[0])
    assert source[start : start + 6] == six_lines()
    given = {"Q": np.array(CLASSIC_QK, float), "K": np.array(CLASSIC_QK, float), "V": np.array(CLASSIC_V), "np": np}
    exec("\n".join(line.strip() for line in six_lines()), given)
    assert np.array_equal(given["mixed"], attend(given["Q"], given["K"], given["V"]).mixed)


def test_they_are_attention_as_pytorch_has_it() -> None:
    q, k, v = (torch.randn(5, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(i)) for i in range(3))
    wanted = torch.nn.functional.scaled_dot_product_attention(q[None], k[None], v[None])[0]
    assert attend(q.numpy(), k.numpy(), v.numpy()).mixed == pytest.approx(wanted.numpy())


def test_they_give_what_the_machine_computed(default_trace: Trace) -> None:
    made = attend(*(tensor.values.astype(float) for tensor in own_inputs(default_trace))).mixed
    assert np.abs(made - hero_tensor(default_trace, "mixed").values).max() < 0.5 * 10**-ENOUGH
    assert all(all(line.holds.values()) for line in lines_about(default_trace).values())
