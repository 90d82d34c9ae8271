"""Mosaics and bar fields show the values they are given, where they stand; positions turn as their formula says."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.mobjects.mosaic import SHADES, BarField, Mosaic
from scenes.kit.setting import DEFAULT_TRACE
from scenes.kit.theme import THEMES
from scenes.positional_ffn.parts.rotation_dials import Dial
from scenes.positional_ffn.parts.rotation_places import SLOW, Places, sine_factor

THEME = THEMES["dark"]
VALUES = np.array([[1.0, -0.5, 0.0], [0.25, -1.0, 1.0]])


@pytest.fixture(scope="module")
def trace() -> Trace:
    return Trace.load(DEFAULT_TRACE)


def test_each_cell_of_a_mosaic_has_the_colour_of_its_value() -> None:
    mosaic = Mosaic(Tensor("main/test", ("S", "K"), VALUES), THEME, width=3.0, height=2.0)
    found = Counter({shape.get_fill_color().to_hex(): len(shape.points) // 16 for shape in mosaic.submobjects[1:]})
    wanted = Counter(THEME.signed(round(value * SHADES) / SHADES).to_hex() for value in VALUES.ravel())
    assert found == wanted
    last = next(shape for shape in mosaic.submobjects[1:] if shape.get_fill_color() == THEME.signed(-1.0))
    assert last.get_center() == pytest.approx([0.0, -0.5, 0.0])


def test_entries_that_are_not_finite_are_left_empty() -> None:
    values = np.array([[0.5, -np.inf]])
    mosaic = Mosaic(Tensor("main/test", ("S", "S"), values), THEME, width=2.0, height=1.0, kind="weight")
    assert sum(len(shape.points) // 16 for shape in mosaic.submobjects[1:]) == 1


def test_bars_of_a_field_have_the_signs_and_lengths_of_their_values() -> None:
    field = BarField(Tensor("main/test", ("S", "K"), VALUES), THEME, width=3.0, height=2.0)
    bars = field.bars.points.reshape(2, 3, 16, 3)
    for i in range(2):
        middle = field.row_middle(i)
        reach = (bars[i, :, :, 1].max(axis=1) - middle) + (bars[i, :, :, 1].min(axis=1) - middle)
        assert reach / reach[np.abs(VALUES[i]).argmax()] * VALUES[i][np.abs(VALUES[i]).argmax()] == pytest.approx(
            VALUES[i], abs=1e-6
        )


def test_fields_refuse_what_is_no_matrix() -> None:
    with pytest.raises(ValueError, match="two axes"):
        BarField(Tensor("main/test", ("S",), np.zeros(3)), THEME, width=1.0, height=1.0)


def test_hands_stand_where_the_table_says(trace: Trace) -> None:
    places = Places(trace)
    for pair in (0, 3, 15):
        dial = Dial(places.speeds[pair], THEME, radius=1.0)
        for place in range(places.count):
            expected = places.table.values[place, 2 * pair : 2 * pair + 2]
            assert dial.show(place).hand.get_end()[:2] == pytest.approx(expected, abs=1e-5)


def test_turns_are_measured_on_the_table(trace: Trace) -> None:
    places = Places(trace)
    speeds = np.degrees(FORMULAS["frequency"].evaluate(d_model=places.table.shape[1]))
    measured = [places.turn(pair).value for pair in range(len(speeds))]
    assert measured == pytest.approx(speeds, rel=1e-3)
    assert places.slow().value == (speeds * (places.count - 1) < SLOW).sum()


def test_equal_steps_have_equal_products_and_no_common_factor_of_the_sine(trace: Trace) -> None:
    places = Places(trace)
    assert places.first != places.second
    assert places.product(places.first).value == pytest.approx(places.product(places.second).value, abs=1e-5)
    one, two = (sine_factor(start, places.step, places.table.values) for start in (places.first, places.second))
    assert abs(one - two) > 0.1
