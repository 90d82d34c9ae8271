"""Formulas, bars, plots and code as drawn: colours by role, lengths by value, no digit unclaimed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from manim import tempconfig

from model.formulas import FORMULAS
from model.trace import Tensor
from scenes.kit.claims import as_rounded
from scenes.kit.layout import pixels
from scenes.kit.mobjects.axis import Axis, round_marks
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.code import CodePanel
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.unit import CUT, Unit
from scenes.kit.theme import DARK, LIGHT

WORDS = ("the", "black", "cat", "sleeps")
SHARES = np.array([0.7, 0.2, 0.06, 0.04], dtype=np.float32)


def row(values: object, name: str = "row") -> Tensor:
    return Tensor(name, ("S",), np.asarray(values, dtype=np.float32))


@pytest.fixture(autouse=True, scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """LaTeX works in a folder of its own: two processes in one delete each other's files."""
    with tempconfig({"tex_dir": str(tmp_path_factory.mktemp("tex"))}):
        yield


# -- formulas ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["attention", "softmax_shifted", "causal_mask", "spread_ratio"])
def test_every_part_of_a_formula_is_drawn_in_its_roles_colour(name: str) -> None:
    formula = FORMULAS[name]
    drawn = FormulaTex(formula, LIGHT)
    assert len(drawn.submobjects) == len(formula.parts)
    for part, shape in zip(formula.parts, drawn.submobjects, strict=True):
        assert shape.family_members_with_points()
        assert {leaf.get_fill_color() for leaf in shape.family_members_with_points()} == {LIGHT.role(part.role)}


def test_a_capital_is_as_high_as_one_of_the_text_face() -> None:
    assert Symbol("H", DARK, size=90).height == pytest.approx(CAP_HEIGHT * pixels(90), rel=2e-3)


def test_lighting_a_part_dims_the_others_and_nothing_lights_all() -> None:
    drawn = FormulaTex(FORMULAS["attention"], DARK)
    for names, dimmed in ((("Q",), {0.3}), ((), {1.0})):
        animation = drawn.light(*names)
        animation.begin()
        animation.interpolate(1)
        animation.finish()
        seen = {
            leaf.get_fill_opacity()
            for part, shape in zip(drawn.formula.parts, drawn.submobjects, strict=True)
            if part.latex != "Q"
            for leaf in shape.family_members_with_points()
        }
        assert seen == dimmed
        assert drawn.part("Q").family_members_with_points()[0].get_fill_opacity() == 1.0
    assert len(drawn.parts("Q")) == 2


def test_an_unknown_part_names_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"no part 'R' in the formula 'attention'; its parts: .*Q"):
        FormulaTex(FORMULAS["attention"], DARK).part("R")


def test_a_symbol_holds_no_digit_unless_a_formula_has_it() -> None:
    with pytest.raises(ValueError, match="digits need a claim"):
        Symbol("d_k = 8", DARK)
    assert Symbol("W_1", DARK, "learned").latex == "W_1"


def test_symbols_stand_on_a_baseline() -> None:
    deep, plain = (Symbol(latex, DARK, size=60).on_baseline(0, 1.0) for latex in ("q", "x"))
    assert plain.get_bottom()[1] == pytest.approx(1.0, abs=0.01)
    assert deep.get_bottom()[1] < 1.0 - 0.1 * pixels(60)


def test_formulas_need_no_standalone_class() -> None:
    for drawn in (FormulaTex(FORMULAS["attention"], DARK), Symbol("q", DARK)):
        assert drawn.tex_template.documentclass == r"\documentclass{article}"


# -- bars and the ruler ------------------------------------------------------------------------------------------


def test_a_bars_length_is_its_value() -> None:
    chart = BarChart(WORDS, row([1.0, -0.5, 0.25, 0.0]), DARK, limit=2.0, length=4.0, spec="+.1f")
    assert [bar.width for bar in chart.bars] == pytest.approx([2.0, 1.0, 0.5, 0.0], abs=0.02)
    sides = [bar.get_center()[0] - chart.axis.get_center()[0] for bar in chart.bars]
    assert sides[0] > 0 > sides[1]
    assert [number.text for number in chart.numbers] == ["+1.0", "\N{MINUS SIGN}0.5", "+0.2", "0.0"]


def test_the_pieces_of_a_unit_fill_it_whatever_the_shares() -> None:
    for shares in (SHARES, np.full(4, 0.25, dtype=np.float32)):
        unit = Unit(WORDS, row(shares), DARK, y=500)
        assert [piece.width + pixels(CUT) for piece in unit.pieces] == pytest.approx(
            list(shares * pixels(1600)), abs=1e-5
        )
        assert unit.pieces.width + pixels(CUT) == pytest.approx(unit.box.width) == pixels(1600)


def test_a_share_too_narrow_for_its_word_hides_it() -> None:
    unit = Unit(WORDS, row(SHARES), DARK, y=500)
    shown = [label.family_members_with_points()[0].get_fill_opacity() for label in unit.names_of]
    assert shown == [1.0, 1.0, 1.0, 0.0]


# -- plots -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [(0, 1500), (0, 4), (-13.2, 9.7), (0.0, 0.37), (2, 3)])
def test_marks_are_few_round_and_inside(low: float, high: float) -> None:
    marks = round_marks(low, high)
    assert 2 <= len(marks) <= 6
    assert low <= marks[0] and marks[-1] <= high
    assert np.allclose(np.diff(marks), np.diff(marks)[0])


def test_equal_ratios_are_equal_distances_on_a_logarithmic_axis() -> None:
    axis = Axis(1e-5, 1.0, 5.0, DARK, log=True)
    assert [axis.at(10.0**-power)[0] for power in range(6)] == pytest.approx([5, 4, 3, 2, 1, 0])


def test_a_curve_goes_through_its_points_as_far_as_the_playhead() -> None:
    x = np.arange(0, 11)
    plot = Plot(DARK, x=(0, 10), y=(0, 100), width=5, height=2).shift(np.array([1.0, -1.0, 0.0])).scale(0.7)
    plot.draw("square", row(x), row(x**2))
    corners = plot.curve("square").get_anchors()
    assert corners[0] == pytest.approx(plot.point(0, 0))
    assert corners[-1] == pytest.approx(plot.point(10, 100))
    animation = plot.upto(4.5)
    plot.show_upto(0)
    animation.begin()
    animation.interpolate(1)
    assert plot.curve("square").get_end() == pytest.approx(plot.point(4.5, 20.5))
    assert plot.playhead.get_center()[0] == pytest.approx(plot.point(4.5, 0)[0])


def test_every_number_of_a_plot_makes_its_claim() -> None:
    plot = Plot(DARK, x=(0, 1500), y=(1e-4, 1), y_log=True, x_name="step")
    numbers = [part for part in plot.get_family() if isinstance(part, NumberText)]
    assert {"0", "500", "1000", "1500", "10"} <= {number.text for number in numbers}
    assert all(number.text == as_rounded(number.claim.value, number.spec) for number in numbers)


# -- code --------------------------------------------------------------------------------------------------------

SOURCE = """
    def half(x):
        return x * 0.5  # of it

    print(half(3))
"""


def test_the_panel_shows_the_source_line_by_line() -> None:
    panel = CodePanel(SOURCE, DARK)
    assert panel.source.startswith("def half(x):\n    return")
    assert [len(line.submobjects) > 0 for line in panel.lines] == [True, True, False, True]
    assert panel.line(1).get_left()[0] > panel.line(0).get_left()[0]
    assert {claim.value for claim in panel.claims} == {0.5, 3}


def test_the_outline_moves_to_the_line_that_is_named() -> None:
    panel = CodePanel(SOURCE, DARK).scale(0.6).shift(np.array([1.0, 0.5, 0.0]))
    animation = panel.light(3)
    animation = animation.build() if hasattr(animation, "build") else animation
    animation.begin()
    animation.interpolate(1)
    assert panel.mark.get_bottom()[1] < panel.line(3).get_bottom()[1] < panel.line(3).get_top()[1]
    assert panel.line(3).get_top()[1] < panel.mark.get_top()[1] < panel.line(1).get_bottom()[1]
    with pytest.raises(IndexError, match="no lines 9 to 9 in 4 lines"):
        panel.light(9)
