"""What the clips on scores and softmax draw is what the trace holds, and what PyTorch makes of the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model.trace import Trace
from scenes.kit.choose import hero, hero_tensor, mixing_row
from scenes.kit.theme import THEMES
from scenes.self_attention.parts.scores_lines import terms_of
from scenes.self_attention.parts.scores_tower import Stand, Tower
from scenes.self_attention.parts.softmax_bars import raised
from scenes.self_attention.parts.softmax_temperature import COLD, HOT, PLAIN, shares_at


def test_the_pile_of_products_ends_at_the_score_that_the_model_computed(default_trace: Trace) -> None:
    followed = hero(default_trace)
    score = hero_tensor(default_trace, "scores").values[followed.row, followed.column]
    tower = Tower(terms_of(default_trace), THEMES["dark"], Stand(0, 100, 800, 200))
    last = tower.order[-1]
    assert tower.starts[last] + tower.terms.values[last] == pytest.approx(score, abs=1e-4)


def test_what_is_negative_is_piled_last(default_trace: Trace) -> None:
    tower = Tower(terms_of(default_trace), THEMES["dark"], Stand(0, 100, 800, 200))
    signs = tower.terms.values[list(tower.order)] < 0
    assert list(signs) == sorted(signs) and set(signs) == {False, True}


@pytest.mark.parametrize("temperature", [COLD, PLAIN, HOT])
def test_the_shares_at_a_temperature_are_those_of_pytorch(default_trace: Trace, temperature: float) -> None:
    row = hero_tensor(default_trace, "scaled")[mixing_row(default_trace)]
    expected = torch.softmax(torch.from_numpy(row.values.astype(np.float64)) / temperature, dim=-1).numpy()
    assert shares_at(temperature, row).values == pytest.approx(expected, abs=1e-9)


def test_the_bars_that_lie_end_to_end_are_the_shares_times_their_total(default_trace: Trace) -> None:
    place = mixing_row(default_trace)
    powers = raised(hero_tensor(default_trace, "scaled")[place]).values
    shares = hero_tensor(default_trace, "weights").values[place]
    assert powers / powers.sum() == pytest.approx(shares, abs=1e-6)
