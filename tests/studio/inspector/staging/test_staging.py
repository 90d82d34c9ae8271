"""Faults of staging, planted one by one in small clips: each is found, and what is none is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.report import FAILED, Report, inspect_clip
from studio.inspector.rules.findings import NAMES
from tests.studio.inspector.staging.moved import (
    CRUMPLED,
    FROM_NOWHERE,
    FROM_SOMEWHERE,
    NOT_CRUMPLED,
    NOT_SCALES,
    NOT_STILL,
    SCALES,
    STILL,
)
from tests.studio.inspector.staging.staged import (
    HERO_FAULTS,
    HERO_NEAR_MISSES,
    SIZE_FAULTS,
    SIZE_NEAR_MISSES,
    Construct,
)
from tests.studio.inspector.staging.told import AXES, NOT_AXES, NOT_TOLD, TOLD

FAULTS = HERO_FAULTS | SIZE_FAULTS | CRUMPLED | FROM_NOWHERE | STILL | SCALES | AXES | TOLD
NEAR_MISSES = HERO_NEAR_MISSES | SIZE_NEAR_MISSES | NOT_CRUMPLED | FROM_SOMEWHERE | NOT_STILL | NOT_SCALES
NEAR_MISSES |= NOT_AXES | NOT_TOLD
OURS = {rule for rule, *_ in FAULTS.values()}
Inspect = Callable[..., Report]


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Inspect:
    folder = tmp_path_factory.mktemp("staging")
    setting = Setting(str(root / "assets" / "models" / "default" / "trace.npz"))

    def run(construct: Construct, **attributes: object) -> Report:
        own = {"construct": construct, "title": "Case", "__module__": construct.__module__, **attributes}
        clip = type("Case", (ExplainerScene,), own)
        return inspect_clip(clip, setting, QUALITIES["draft"], folder / "formulas", folder=folder)

    return run


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_named(name: str, inspect: Inspect) -> None:
    rule, told, construct = FAULTS[name]
    found = [str(problem) for problem in inspect(construct).problems]
    assert any(f"  {rule}: " in line and told in line for line in found), found


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_not_reported(name: str, inspect: Inspect) -> None:
    rule, construct = NEAR_MISSES[name]
    report = inspect(construct)
    assert [str(problem) for problem in report.problems if problem.rule in (rule, FAILED)] == []
    assert report.duration > 0.3


def test_every_rule_has_a_fault_and_a_near_miss() -> None:
    assert len(OURS) == 10 and OURS <= NAMES
    assert {rule for rule, _ in NEAR_MISSES.values()} == OURS


def test_a_clip_may_break_a_rule_with_a_reason(inspect: Inspect) -> None:
    rule, _, construct = FAULTS["a small hero"]
    report = inspect(construct, allowed={rule: "It is small on purpose."})
    assert rule not in {problem.rule for problem in report.problems} and rule in report.allowed


def test_a_fault_says_when_and_at_which_line_of_the_file(inspect: Inspect) -> None:
    _, _, construct = FAULTS["a hero that has left"]
    (problem,) = [problem for problem in inspect(construct).problems if problem.rule == "no hero"]
    assert problem.where.startswith("staging/staged.py:")
    assert problem.start == pytest.approx(1.2, abs=1.0)
