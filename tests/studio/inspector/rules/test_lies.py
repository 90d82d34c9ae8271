"""Lies of many kinds, planted one by one in small clips made of the kit's parts: each is found, and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.report import Report, inspect_clip
from tests.sketch import SKETCH
from tests.studio.inspector.rules.lies_in_fields import FIELDS
from tests.studio.inspector.rules.lies_in_labels import LABELS, POINTING
from tests.studio.inspector.rules.lies_in_lines import LINES, UNCLAIMED
from tests.studio.inspector.rules.lies_in_numbers import FORMULAS, NUMBERS
from tests.studio.inspector.rules.lies_in_pictures import PICTURES
from tests.studio.inspector.rules.lies_in_shapes import SHAPES
from tests.studio.inspector.rules.lying import Construct
from tests.studio.inspector.rules.near_misses import NEAR_MISSES

LIES = SHAPES | PICTURES | FIELDS | LABELS | POINTING | LINES | UNCLAIMED | NUMBERS | FORMULAS


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Callable[..., Report]:
    folder = tmp_path_factory.mktemp("lies")
    setting = Setting(str(root / "assets" / "models" / "default" / "trace.npz"))

    def run(construct: Construct, *, told_by_claims: bool = False) -> Report:
        own = {"construct": construct, "title": "Case", "__module__": __name__, "told_by_claims": told_by_claims}
        own["allowed"] = {**SKETCH, "no legend": "Cells may stand alone here."}
        clip = type("Case", (ExplainerScene,), own)
        return inspect_clip(clip, setting, QUALITIES["draft"], folder / "formulas", folder=folder)

    return run


@pytest.mark.parametrize("name", LIES)
def test_a_planted_lie_is_found_and_named(name: str, inspect: Callable[..., Report]) -> None:
    rule, words, construct = LIES[name]
    found = [str(problem) for problem in inspect(construct, told_by_claims=name in UNCLAIMED).problems]
    assert any(f"  {rule}: " in line and words in line for line in found), found


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_not_reported(name: str, inspect: Callable[..., Report]) -> None:
    assert [str(problem) for problem in inspect(NEAR_MISSES[name]).problems] == []


def test_there_are_fifty_kinds_of_lies() -> None:
    assert len(LIES) >= 50
