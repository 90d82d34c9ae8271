"""What the clip on the square root shows is what was recorded, and its curve is the softmax's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model.trace import Tensor, Trace
from scenes.kit.theme import DARK
from scenes.self_attention.parts.scaling_heap import Heap, in_dots
from scenes.self_attention.parts.scaling_lines import lines_about
from scenes.self_attention.parts.scaling_record import (
    EXPERIMENT,
    LEARNING,
    LEVEL,
    NO_DIVISION,
    NUDGE,
    SHOWN,
    lead_of,
    nudged,
    share_at,
    steps_to_level,
)


def test_dots_keep_the_proportions_of_their_counts_and_none_is_lost() -> None:
    counts = np.array([1, 0, 149, 250, 100])
    assert in_dots(counts, 10).sum() == 10
    assert in_dots(counts, 500).tolist() == counts.tolist()
    assert np.abs(in_dots(counts, 10) - counts / 50).max() < 1


def test_a_heap_has_a_pile_as_high_as_its_bin(default_trace: Trace) -> None:
    record = default_trace.scope(EXPERIMENT)
    counts = record["before.counts"][0]
    heap = Heap(counts, record["edges"], DARK, dots=200, left=90, right=1830, base=640, reach=30.0, across=3)
    assert len(heap.grains) == 200
    highest = heap.ys.max() + 0.5
    assert highest == np.ceil(in_dots(counts.values, 200).max() / 3)
    bin_wide = float(np.diff(record["edges"].values)[0])
    assert heap.xs.std() == pytest.approx(record["before.std"][0].item(), abs=bin_wide / 8)


def test_the_curve_gives_the_share_that_softmax_gives(default_trace: Trace) -> None:
    record = default_trace.scope(EXPERIMENT)
    for when in ("before", "after"):
        for place in range(SHOWN):
            scores = record[f"{when}.scores"][place]
            wanted = torch.softmax(torch.tensor(scores.values, dtype=torch.float64), 0).max().item()
            assert share_at(np.array([lead_of(scores)]))[0] == pytest.approx(wanted, abs=1e-9)


def test_a_nudge_raises_the_largest_score_alone() -> None:
    scores = Tensor("experiments/x", ("width", "key"), np.array([[0.5, 2.0, -1.0]]))
    record = {"before.scores": scores}
    raised = torch.softmax(torch.tensor([0.5, 2.0 + NUDGE, -1.0], dtype=torch.float64), 0)
    assert nudged(record, 0).values == pytest.approx(raised.numpy(), abs=1e-6)  # type: ignore[arg-type]


def test_the_slope_is_told_of_where_it_goes_and_where_it_comes_back(default_trace: Trace) -> None:
    lines = lines_about(default_trace)
    assert all(all(line.holds.values()) for line in lines.values())
    assert "almost nothing" in lines["stalls"].template and "just as good" in lines["without"].template


def test_the_level_is_first_crossed_at_these_steps(default_trace: Trace) -> None:
    found = steps_to_level(default_trace)
    assert found is not None
    for claim, scope in zip(found, (NO_DIVISION, LEARNING), strict=True):
        record = default_trace.scope(scope)
        place = record["step"].values.tolist().index(claim.value)
        assert record["loss"].values[place] < LEVEL <= record["loss"].values[:place].min()


def test_a_model_that_is_worse_without_the_division_is_not_called_as_good(guessing_trace: Path) -> None:
    trace = Trace.load(guessing_trace)
    record = trace.scope(NO_DIVISION)
    assert record["exact"].item() < record["exact.whole"].item()
    line = lines_about(trace)["without"]
    assert "just as good" not in line.template and all(line.holds.values())
