"""Every clip runs for the film's sentence, its twin, a shortest and a longest one, and the inspector finds nothing."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from model.bundle import Bundle
from model.trace import Trace
from scenes import act_names, addresses, clips, load_act
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio import paths
from studio.errors import StudioError
from studio.frames import QUALITIES
from studio.inspector.report import inspect_clip
from studio.listing import with_what_they_need
from studio.trace_cache import trace_for

CLIPS = {clip.address(): clip for clip in clips()}
SENTENCES = ("default", "twin", "shortest", "longest")


@cache
def sentence(which: str) -> str | None:
    """The text of one of the sentences; None for the default one."""
    grammar = Bundle.load("default").grammar
    if which == "default":
        return None
    if which == "twin":
        twin = grammar.twin(grammar.check(grammar.default))
        assert twin is not None
        return " ".join(twin)
    lengths = {len(shape) for shape in grammar.shapes}
    wanted = min(lengths) if which == "shortest" else max(lengths)
    return " ".join(next(words for words in grammar.sentences(random.Random(7)) if len(words) == wanted))


@cache
def trace(which: str) -> Path:
    return trace_for(Bundle.load("default"), sentence(which))


@pytest.mark.parametrize("which", SENTENCES)
@pytest.mark.parametrize("address", CLIPS)
def test_the_inspector_finds_nothing(address: str, which: str) -> None:
    report = inspect_clip(CLIPS[address], Setting(str(trace(which))), QUALITIES["draft"], paths.formulas())
    assert [str(problem) for problem in report.problems] == []


@pytest.mark.parametrize("address", CLIPS)
def test_the_inspector_finds_nothing_in_the_light_theme(address: str) -> None:
    report = inspect_clip(CLIPS[address], Setting(str(trace("default")), "light"), QUALITIES["draft"], paths.formulas())
    assert [str(problem) for problem in report.problems] == []


def test_a_clip_whose_experiment_is_missing_is_left_out_with_one_line(default_trace: Trace) -> None:
    without = {name: tensor for name, tensor in default_trace.tensors.items() if not name.startswith("experiments/")}
    poor = Trace(without, default_trace.words, default_trace.facts)
    lines: list[str] = []
    ready = with_what_they_need(list(CLIPS.values()), poor, "poor", lines.append)
    left_out = [clip for clip in CLIPS.values() if clip not in ready]
    assert len(lines) == len(left_out) >= 2
    for clip, line in zip(left_out, lines, strict=True):
        assert clip.address() in line and clip.needs[0] in line and "train --weights poor --all" in line
    with pytest.raises(StudioError, match=left_out[0].address()):
        with_what_they_need(left_out[:1], poor, "poor", lines.append)
    assert with_what_they_need(list(CLIPS.values()), default_trace, "default", lines.append) == list(CLIPS.values())


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
