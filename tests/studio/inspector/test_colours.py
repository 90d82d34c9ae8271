"""Asked about colours alone, the inspector finds in a theme what all its rules find of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from manim import ManimColor, Mobject, Rectangle, VGroup

from model.trace import Tensor
from scenes.kit.claims import Measured
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.scene import ExplainerScene
from studio.inspector import report
from studio.inspector.report import Report
from tests.studio.inspector.colours import COLOURS, ColourObserver
from tests.studio.inspector.inspected import Make, reporter, rules, showing, words

GREY = ManimColor("#8A93A6")  # stands out from the dark ground and not from the light one


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Report]:
    return reporter(tmp_path_factory.mktemp("inspected"))


def heatmap(scene: ExplainerScene, *, legend: bool = True) -> Heatmap:
    values = Tensor("main/map", ("S", "S"), np.array([[0.1, 0.4], [-0.8, -0.2]]))
    limit = Measured(Tensor("main/limit", (), np.array(1.0)))
    return Heatmap(values, theme=scene.theme, kind="signed", limit=limit, legend=legend, cell=1.0)


def swapped(scene: ExplainerScene) -> Mobject:
    """A map whose cells have each other's colours."""
    made = heatmap(scene)
    fills = [made.cell(0, j).get_fill_color() for j in range(2)]
    for j in range(2):
        made.cell(0, j).set_fill(fills[1 - j])
    return made


def pale_bar(scene: ExplainerScene) -> Mobject:
    """A bar in a role's colour on a plate of nearly that colour."""
    look = {"stroke_width": 0, "fill_color": scene.theme.role("key")}
    return VGroup(Rectangle(width=4, height=4, fill_opacity=0.9, **look), Rectangle(width=1, fill_opacity=1, **look))


CASES: dict[str, tuple[Make, set[str]]] = {
    "a pale word": (lambda scene: words(scene, color=GREY), {"contrast"}),
    "a pale bar": (pale_bar, {"contrast"}),
    "swapped colours": (swapped, {"wrong colour"}),
    "a map without a legend": (lambda scene: heatmap(scene, legend=False), {"no legend"}),
}


@pytest.mark.parametrize("case", CASES)
def test_wrong_colours_are_found_by_the_rules_on_colours_alone(
    case: str, inspect: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, expected = CASES[case]
    everything = rules(inspect(showing(make), "light"))
    monkeypatch.setattr(report, "Observer", ColourObserver)
    assert rules(inspect(showing(make), "light")) & COLOURS == everything & COLOURS >= expected


def test_what_a_word_lacks_in_one_theme_it_has_in_the_other(
    inspect: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "Observer", ColourObserver)
    grey = showing(lambda scene: words(scene, color=GREY))
    assert [rules(inspect(grey, theme)) for theme in ("dark", "light")] == [set(), {"contrast"}]
