"""Drawn values: by how much they may be off, what hands them over, and motions that keep them true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, UP, AnimationGroup, FadeIn, LaggedStart, Succession, Transform, TransformFromCopy

from model.trace import Tensor
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip, product_strip
from scenes.kit.mobjects.unit import Unit
from scenes.kit.motion import change, fill_cells, multiply_bars, stack_bars, sweep_rows
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.rotation_dials import Dial, Turn
from scenes.self_attention.parts.scaling_heap import Heap
from tests.numbers import some
from tests.studio.inspector.rules.drawn import EDGES, Inspect, inspector, longest, matrix, plot_of, shares, vector


@pytest.fixture
def found(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    return inspector(tmp_path, tmp_path_factory)


@pytest.mark.parametrize(("off", "rules"), [(0.008, set()), (0.014, {"wrong length"})])
def test_a_length_may_be_wrong_by_a_pixel_and_no_more(off: float, rules: set[str], found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strip = VectorStrip(vector(1), self.theme, height=2.0)
        bar = strip.bar(0)
        bar.points[bar.points[:, 1] == bar.points[:, 1].max(), 1] += off
        self.play(FadeIn(strip), run_time=0.2)

    assert found(construct) == rules


def test_a_bar_on_the_wrong_side_of_its_baseline_is_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strip = VectorStrip(vector(1), self.theme)
        longest(strip).flip(RIGHT, about_point=strip.box.get_center())
        self.play(FadeIn(strip), run_time=0.2)

    assert found(construct) == {"wrong length"}


def test_a_bar_beyond_the_end_of_its_scale_is_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(BarChart(["a"], [some(3)], self.theme, limit=2.0, spec="d")), run_time=0.2)

    assert found(construct) == {"wrong length"}


def test_a_value_that_is_changed_behind_its_bars_is_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strip = VectorStrip(vector(1), self.theme)
        self.play(FadeIn(strip), run_time=0.2)
        strip.tensor = vector(2)
        self.rest(1.0)

    assert found(construct) == {"wrong length"}


def test_the_transform_of_one_bar_alone_is_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        chart = BarChart(list("abcd"), shares(1)[0], self.theme, limit=1.0)
        self.play(FadeIn(chart), run_time=0.2)
        other = chart.bars[1].copy().stretch_to_fit_width(3.9, about_edge=LEFT)
        self.play(Transform(chart.bars[1], other), run_time=0.2)

    assert found(construct) == {"wrong length"}


@pytest.mark.parametrize("group", [AnimationGroup, LaggedStart, Succession])
def test_values_are_handed_over_within_groups_of_animations(group: type, found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strips = [VectorStrip(vector(seed), self.theme).shift(y * UP) for seed, y in ((1, 1), (2, -1))]
        others = [VectorStrip(vector(seed), self.theme).shift(y * UP) for seed, y in ((3, 1), (4, -1))]
        self.play(*map(FadeIn, strips), run_time=0.2)
        self.play(group(*map(Transform, strips, others)), run_time=0.4)
        self.rest(0.2)

    assert found(construct) == set()


def test_a_transform_into_fewer_and_into_more_bars_is_honest(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strip = VectorStrip(vector(1), self.theme)
        self.play(FadeIn(strip), run_time=0.2)
        self.play(Transform(strip, VectorStrip(vector(2, 3), self.theme)), run_time=0.2)
        self.play(Transform(strip, VectorStrip(vector(3, 8), self.theme)), run_time=0.2)

    assert found(construct) == set()


def test_what_comes_out_of_a_copy_stays_as_it_was_made(found: Inspect) -> None:
    seen = []

    def construct(self: ExplainerScene) -> None:
        source = VectorStrip(vector(1, 8), self.theme).shift(UP)
        number = NumberText(some(12), self.theme)
        goal, other = VectorStrip(vector(2, 3), self.theme).shift(DOWN), NumberText(some(7), self.theme)
        corners = [len(member.points) for member in goal.get_family()]
        self.play(FadeIn(source), run_time=0.2)
        moves = TransformFromCopy(source, goal), TransformFromCopy(number, other.shift(2 * DOWN))
        self.play(LaggedStart(*moves), run_time=0.2)
        seen.append([len(member.points) for member in goal.get_family()] == corners)
        seen.append((other.text, len(goal.bars), goal.tensor.name))

    assert found(construct) == set()
    assert seen == [True, ("7", 3, "main/vector.2")]


# -- honest motions -------------------------------------------------------------------------------------------------


def test_charts_that_move_to_other_values_are_honest(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        charts = [BarChart(list("abcd"), shares(seed)[0], self.theme, limit=1.0).shift(UP) for seed in (1, 2)]
        units = [Unit(list("abcd"), shares(seed)[0], self.theme, y=750) for seed in (1, 2)]
        counts = [Tensor("c", ("U",), 1 + np.abs(vector(seed, 5).values)) for seed in (1, 2)]
        place = {"dots": 40, "left": 1300, "right": 1700, "base": 500, "reach": 3.0}
        heaps = [Heap(each, EDGES, self.theme, **place) for each in counts]
        self.play(FadeIn(charts[0], units[0], heaps[0]), run_time=0.2)
        self.play(charts[0].animate.scale(0.9), run_time=0.2)
        self.play(Transform(*charts), Transform(*units), Transform(*heaps), run_time=0.2)

    assert found(construct) == set()


def test_a_map_that_is_filled_and_swept_is_honest(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        heatmap = Heatmap(matrix(1), theme=self.theme, kind="signed", empty=True)
        self.play(FadeIn(heatmap), run_time=0.2)
        self.play(fill_cells(heatmap, [(1, 2)]), run_time=0.2)
        self.play(sweep_rows(heatmap, matrix(1)), run_time=0.2)
        self.play(sweep_rows(heatmap, shares(2)), run_time=0.2)
        self.rest(0.2)

    assert found(construct) == set()


def test_a_sweep_that_leaves_a_row_out_is_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        heatmap = Heatmap(shares(1), theme=self.theme)
        self.play(FadeIn(heatmap), run_time=0.2)
        self.play(sweep_rows(heatmap, shares(2), rows=[0, 2]), run_time=0.2)

    assert found(construct) == {"wrong colour"}


def test_a_cell_that_has_no_value_may_be_empty_and_not_coloured(found: Inspect) -> None:
    masked = Tensor("main/masked", ("S", "S"), np.where(np.eye(3) == 1, np.nan, 0.4))

    def empty(self: ExplainerScene) -> None:
        self.play(FadeIn(Heatmap(masked, theme=self.theme)), run_time=0.2)

    def coloured(self: ExplainerScene) -> None:
        heatmap = Heatmap(masked, theme=self.theme)
        heatmap.cell(1, 1).set_fill(self.theme.weight(0.4), opacity=1.0)
        self.play(FadeIn(heatmap), run_time=0.2)

    assert found(empty) == set()
    assert found(coloured) == {"wrong colour"}


def test_strips_that_are_multiplied_stacked_and_shrunk_are_honest(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        query, key = (VectorStrip(vector(seed), self.theme).shift(y * UP) for seed, y in ((1, 2), (2, 1)))
        products = product_strip(query, key, limit=8.0).shift(3 * DOWN)
        self.add(query, key)
        self.play(multiply_bars(query, key, products), run_time=0.4)
        self.play(stack_bars(products, products.copy_stacked_on(products)), run_time=0.2)
        self.play(stack_bars(query, query.copy_scaled(shares(1)[0, 0])), run_time=0.2)

    assert found(construct) == set()


def test_bars_that_move_without_a_word_are_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strip = VectorStrip(vector(1), self.theme)
        goals = iter(strip.copy_stacked_on(strip).bars)
        self.add(strip)
        self.play(change(*strip.bars, to=lambda bar: bar.become(next(goals))), run_time=0.2)

    assert found(construct) == {"wrong length"}


def test_what_is_drawn_so_far_is_honest(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        plot = plot_of(self, 1).shift(2 * LEFT).show_upto(0)
        hand = Dial(0.7, self.theme, radius=1.0).shift(4 * RIGHT)
        self.play(FadeIn(plot, hand), run_time=0.2)
        self.play(plot.upto(2.5), Turn(hand, 2), run_time=0.2)
        self.play(plot.upto(5), Turn(hand, 5), run_time=0.2)

    assert found(construct) == set()


def test_bars_that_are_hidden_or_taken_away_say_nothing(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        strip = VectorStrip(vector(1), self.theme)
        strip.bar(0).stretch(2, 1).set_opacity(0.0)
        self.play(FadeIn(strip), run_time=0.2)
        self.remove(strip)
        self.play(FadeIn(VectorStrip(vector(1), self.theme)), run_time=0.2)

    assert found(construct) == set()


def test_a_curve_with_a_corner_that_no_value_has_is_found(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        plot = plot_of(self, 1)
        curve = plot.curve("a")
        corners = [*curve.get_start_anchors(), curve.get_end()]
        middle = (corners[2] + corners[3]) / 2
        curve.set_points_as_corners([*corners[:3], middle + self.spike * UP, *corners[3:]])
        self.play(FadeIn(plot), run_time=0.2)

    for spike, rules in ((0.0, set()), (0.2, {"wrong place"})):
        assert found(lambda scene, spike=spike: (setattr(scene, "spike", spike), construct(scene))) == rules
