"""Every clip runs for four sentences in both themes, and the inspector finds nothing; what it is, it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model.bundle import Bundle
from model.trace import Trace
from scenes import act_names, addresses, clips, load_act
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from scenes.kit.theme import THEMES
from studio.frames.frame import QUALITIES
from studio.inspector.report import inspect_clip
from studio.inspector.rules.findings import NAMES
from studio.inspector.sentences import extremes
from studio.request.clips import select_ready
from studio.request.traces import trace_of
from studio.system import paths
from studio.system.errors import StudioError

CLIPS = {clip.address(): clip for clip in clips()}
SENTENCES = ("default", "twin", "shortest", "longest")


@cache
def trace(which: str) -> Path:
    words = extremes(Bundle.load("default").grammar)
    return trace_of("default", " ".join(words[which]) if which != "default" else None)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("which", SENTENCES)
@pytest.mark.parametrize("address", CLIPS)
def test_the_inspector_finds_nothing_and_no_formula_is_missing(
    address: str, which: str, theme: str, tmp_path: Path
) -> None:
    report = inspect_clip(CLIPS[address], Setting(str(trace(which)), theme), QUALITIES["draft"], tmp_path)
    assert [str(problem) for problem in report.problems] == []
    assert list(tmp_path.glob("*.svg")) == [], (
        "a formula was typeset that does not come with the project: make formulas"
    )


@pytest.mark.parametrize("address", CLIPS)
def test_a_rule_is_switched_off_only_with_a_reason(address: str) -> None:
    for rule, reason in CLIPS[address].allowed.items():
        assert rule in NAMES
        assert len(reason.split()) > 3 and reason.endswith("."), f"{rule}: a reason is a sentence"


def test_a_clip_whose_experiment_is_missing_is_left_out_with_one_line(default_trace: Trace) -> None:
    without = {name: tensor for name, tensor in default_trace.tensors.items() if not name.startswith("experiments/")}
    poor = Trace(without, default_trace.words, default_trace.facts)
    lines: list[str] = []
    ready = select_ready(list(CLIPS.values()), poor, "poor", lines.append)
    left_out = [clip for clip in CLIPS.values() if clip not in ready]
    assert len(lines) == len(left_out) >= 2
    for clip, line in zip(left_out, lines, strict=True):
        assert clip.address() in line and "train --bundle poor --all" in line
        assert any(scope in line for scope in clip.needs)
    with pytest.raises(StudioError, match=left_out[0].address()):
        select_ready(left_out[:1], poor, "poor", lines.append)
    assert select_ready(list(CLIPS.values()), default_trace, "default", lines.append) == list(CLIPS.values())


def test_addresses_are_unique_and_each_act_has_clips() -> None:
    assert len(addresses()) == len(set(addresses())) == len(CLIPS)
    for act in act_names():
        assert load_act(act).clips
        assert all(clip.address().startswith(f"{act}/") for clip in load_act(act).clips)


def test_the_film_and_its_short_cut_begin_with_the_map() -> None:
    first = next(clip for clip in CLIPS.values() if clip.short)
    assert first.address() == "intro/map"


@pytest.mark.parametrize("address", CLIPS)
def test_a_clip_says_what_it_is(address: str) -> None:
    clip: type[ExplainerScene] = CLIPS[address]
    assert clip.title and clip.idea.endswith(".")
    assert clip.__module__ == f"scenes.{address.replace('/', '.')}"
    source = (paths.ROOT / "scenes" / f"{address}.py").read_text(encoding="utf-8")
    assert f"class {clip.__name__}(" in source
