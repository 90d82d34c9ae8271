"""What the clip on places shows: waves that are added, hands that turn evenly, wedges that fit from every start."""

from __future__ import annotations

import numpy as np
import pytest

from model.trace import Trace
from scenes.kit.theme import THEMES
from scenes.positional_ffn.parts.rotation_dials import Wedge
from scenes.positional_ffn.parts.rotation_lines import lines_about
from scenes.positional_ffn.parts.rotation_places import Places
from scenes.positional_ffn.parts.rotation_steps import ROWS, Travel, all_clocks, row_of
from scenes.positional_ffn.parts.rotation_sum import Addition

THEME = THEMES["dark"]


@pytest.fixture(scope="module")
def places(default_trace: Trace) -> Places:
    return Places(default_trace)


def test_the_three_rows_add_up(default_trace: Trace) -> None:
    parts = Addition(default_trace, THEME, 10)
    assert parts.word.values + parts.place.values == pytest.approx(parts.both.values, abs=1e-5)
    assert parts.stacked.tips == pytest.approx(parts.both.tips, abs=1e-5)
    assert parts.stacked.box.get_center() == pytest.approx(parts.both.box.get_center())


def test_wedges_that_travel_arrive_as_the_wedges_of_the_other_step(places: Places) -> None:
    """A turn and a shift are all that lies between the two: no wedge is stretched on its way."""
    above, below = (row_of(places, THEME, y) for y in ROWS)
    above.show(places.first).open_wedges(places.first)
    above.stretch_wedges(places.first, places.first + places.step)
    travel = Travel(above, below, THEME, places.second - places.first)
    for alpha in (0.0, 0.37, 1.0):
        travel.place(travel.flying, alpha)
        for shape, points in zip(travel.flying, travel.shapes, strict=True):
            apart = np.linalg.norm(shape.points[:, None] - shape.points[None], axis=2)
            assert apart == pytest.approx(np.linalg.norm(points[:, None] - points[None], axis=2), abs=1e-6)
    for shape, dial in zip(travel.flying, below.dials, strict=True):
        wedge: Wedge = dial.wedge(places.second, places.second + places.step)
        assert shape.points == pytest.approx(wedge.points, abs=1e-5)


def test_every_hand_has_its_clock_from_the_fastest_to_the_slowest(places: Places) -> None:
    speeds = [dial.speed for row in all_clocks(places, THEME) for dial in row.dials]
    assert speeds == list(places.speeds) == sorted(speeds, reverse=True)
    assert len(speeds) == places.hands.value


def test_what_is_said_of_turns_is_so_for_every_start(places: Places) -> None:
    table = places.table.values.astype(float)
    products = table @ table.T
    for step in range(places.count):
        assert np.ptp([products[start, start + step] for start in range(places.count - step)]) < 1e-4
    assert places.turns_alike and places.all_differ


@pytest.mark.parametrize("which", ["default", "shortest", "longest"])
def test_all_verdicts_hold(which: str, traces: dict[str, object]) -> None:
    lines = lines_about(Trace.load(traces[which]))  # type: ignore[arg-type]
    assert all(all(said.holds.values()) for said in lines.values())
