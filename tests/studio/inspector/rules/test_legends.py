"""The order of colours, and the legends that maps of colours need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, FadeIn, Mobject, VGroup

from model.trace import Tensor
from scenes.kit.claims import Measured
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import signed_legend, weight_legend
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.drawn import Inspect, inspector, matrix, shares


@pytest.fixture
def found(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    return inspector(tmp_path, tmp_path_factory)


@pytest.mark.parametrize("kind", ["weight", "signed"])
def test_colours_out_of_order_are_found_however_close_they_are(kind: str, found: Inspect) -> None:
    values = np.array([[0.50, 0.51], [-0.80, -0.81]] if kind == "signed" else [[0.50, 0.51], [0.80, 0.81]])
    tensor = Tensor("main/close", ("S", "S"), values)

    def construct(self: ExplainerScene) -> None:
        heatmap = Heatmap(tensor, theme=self.theme, kind=kind, limit=Measured(Tensor("main/limit", (), np.array(1.0))))
        fills = [heatmap.cell(0, j).get_fill_color() for j in range(2)]
        for j in range(2):
            heatmap.cell(0, j).set_fill(fills[1 - j])
        self.play(FadeIn(heatmap), run_time=0.2)

    assert found(construct) == {"wrong order"}


# -- legends --------------------------------------------------------------------------------------------------------


def bare_map(scene: ExplainerScene, kind: str = "signed") -> Heatmap:
    return Heatmap(matrix(1) if kind == "signed" else shares(1), theme=scene.theme, kind=kind, legend=False, cell=1.0)


def unexplained(scene: ExplainerScene) -> Mobject:
    return bare_map(scene)


def other_limit(scene: ExplainerScene) -> Mobject:
    return VGroup(
        bare_map(scene), signed_legend(scene.theme, Measured(Tensor("main/limit", (), np.array(7.0)))).shift(3 * DOWN)
    )


def other_kind(scene: ExplainerScene) -> Mobject:
    return VGroup(bare_map(scene), weight_legend(scene.theme).shift(3 * DOWN))


def hidden_legend(scene: ExplainerScene) -> Mobject:
    heatmap = Heatmap(matrix(1), theme=scene.theme, kind="signed")
    heatmap.legend.set_opacity(0.0)
    return heatmap


def one_row_of_digits(scene: ExplainerScene) -> Mobject:
    heatmap = bare_map(scene)
    return VGroup(heatmap, heatmap.digits(0))


def mosaic_alone(scene: ExplainerScene) -> Mobject:
    return Mosaic(matrix(1), scene.theme, width=3.0, height=2.0)


def another_maps(scene: ExplainerScene) -> Mobject:
    explained = Heatmap(matrix(1), theme=scene.theme, kind="signed").shift(3 * LEFT)
    return VGroup(explained, bare_map(scene).scale(0.5).shift(3 * RIGHT))


def digits_on_all(scene: ExplainerScene) -> Mobject:
    heatmap = bare_map(scene, "weight")
    return VGroup(heatmap, *(heatmap.digits(i) for i in range(3)))


def nothing_filled(scene: ExplainerScene) -> Mobject:
    return Heatmap(matrix(1), theme=scene.theme, kind="signed", legend=False, empty=True)


@pytest.mark.parametrize("make", [unexplained, other_limit, other_kind, hidden_legend, one_row_of_digits, mosaic_alone])
def test_a_map_that_nothing_explains_is_found(make: Callable[[ExplainerScene], Mobject], found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(make(self)), run_time=0.2)
        self.rest(1.0)

    assert found(construct) == {"no legend"}


@pytest.mark.parametrize("make", [another_maps, digits_on_all, nothing_filled])
def test_a_map_that_something_explains_needs_no_legend(
    make: Callable[[ExplainerScene], Mobject], found: Inspect
) -> None:
    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(make(self)), run_time=0.2)
        self.rest(1.0)

    assert found(construct) == set()


def test_a_legend_may_come_with_the_next_play(found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        heatmap = bare_map(self)
        self.play(FadeIn(heatmap), run_time=0.2)
        self.play(FadeIn(signed_legend(self.theme, heatmap.limit).shift(3 * DOWN)), run_time=0.4)
        self.rest(1.0)

    assert found(construct) == set()
