"""The inspector finds nothing wrong with any clip, and what a clip is, it says.

By default each clip is inspected for the film's own sentence in the dark theme by all rules, and in the light one by
those on colours; one clip of each act there by all rules for another sentence. The long gate inspects each clip for
four sentences in both themes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Set
from pathlib import Path

import pytest

from model.trace import Trace
from scenes import act_names, addresses, clips, load_act
from scenes.cards import CARDS
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from scenes.kit.theme import THEMES
from studio.frames.frame import QUALITIES
from studio.inspector import report
from studio.inspector.report import Report, inspect_clip
from studio.inspector.rules.findings import NAMES
from studio.request.clips import select_ready
from studio.system import paths
from studio.system.errors import StudioError
from tests.clips.unclaimed import counts_of, read_counts
from tests.studio.inspector.colours import COLOURS, ColourObserver

CLIPS = {clip.address(): clip for clip in clips()}
SHOWN = {**CLIPS, **{card.address(): card for card in CARDS}}
OTHERS = ("longest", "shortest", "twin")
SENTENCES = ("default", *OTHERS)
FEW = {
    load_act(act).clips[place % len(load_act(act).clips)].address(): OTHERS[place % len(OTHERS)]
    for place, act in enumerate(act_names())
}
"""One clip of each act, not always the first, with a sentence that is not the film's own."""
Inspect = Callable[[str, str, str], Report]


@pytest.fixture(scope="session")
def outlines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where outlines of words are kept from clip to clip: most are needed in both themes."""
    return tmp_path_factory.mktemp("outlines")


@pytest.fixture
def inspect(
    traces: dict[str, Path], outlines: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Inspect]:
    """Inspects a clip for a sentence, or for a model that gets it wrong, in a theme.

    The search for cyclic garbage waits until the test is over.
    """

    def run(address: str, which: str, theme: str) -> Report:
        trace = request.getfixturevalue("guessing_trace") if which == "guessing" else traces[which]
        setting = Setting(str(trace), theme)
        found = inspect_clip(SHOWN[address], setting, QUALITIES["draft"], tmp_path / "formulas", folder=outlines)
        assert not list(tmp_path.rglob("*.svg")), (
            "a formula was typeset that does not come with the project: make formulas"
        )
        return found

    gc.disable()
    yield run
    gc.enable()
    gc.collect()


def problems(found: Report, rules: Set[str] = NAMES) -> list[str]:
    """What is wrong with a clip by some rules."""
    return [str(problem) for problem in found.problems if problem.rule in rules]


@pytest.mark.parametrize("address", CLIPS)
def test_nothing_is_wrong_with_a_clip_nor_with_its_colours_in_the_other_theme(
    address: str, inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = inspect(address, "default", "dark")
    assert problems(found) == []
    assert counts_of(found) == read_counts()[address], "it may only become less: python -m tests.clips.unclaimed"
    if address in FEW:
        assert problems(inspect(address, FEW[address], "light")) == []
    else:
        monkeypatch.setattr(report, "Observer", ColourObserver)
        assert problems(inspect(address, "default", "light"), COLOURS) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.title)
def test_nothing_is_wrong_with_a_card(card: type[ExplainerScene], theme: str, inspect: Inspect) -> None:
    assert problems(inspect(card.address(), "default", theme)) == []


@pytest.mark.long
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("which", SENTENCES)
@pytest.mark.parametrize("address", CLIPS)
def test_nothing_is_wrong_with_any_clip_for_four_sentences_in_both_themes(
    address: str, which: str, theme: str, inspect: Inspect
) -> None:
    assert problems(inspect(address, which, theme)) == []


@pytest.mark.parametrize("address", ["multi_head/roles", "decoder/mask"])
def test_nothing_is_wrong_with_a_clip_on_experiments_of_a_model_that_errs(address: str, inspect: Inspect) -> None:
    assert problems(inspect(address, "guessing", "dark")) == []


@pytest.mark.long
@pytest.mark.parametrize("address", CLIPS)
def test_nothing_is_wrong_with_any_clip_of_a_model_that_errs(address: str, inspect: Inspect) -> None:
    assert problems(inspect(address, "guessing", "dark")) == []


def test_a_rule_is_switched_off_only_with_a_reason() -> None:
    for address, clip in CLIPS.items():
        for rule, reason in clip.allowed.items():
            assert rule in NAMES, address
            assert len(reason.split()) > 3 and reason.endswith("."), f"{address}, {rule}: a reason is a sentence"


def test_clips_whose_experiments_are_missing_are_left_out_with_one_line(default_trace: Trace) -> None:
    without = {name: tensor for name, tensor in default_trace.tensors.items() if not name.startswith("experiments/")}
    poor = Trace(without, default_trace.words, default_trace.facts)
    lines: list[str] = []
    ready = select_ready(list(CLIPS.values()), poor, "poor", lines.append)
    left_out = [clip for clip in CLIPS.values() if clip not in ready]
    (line,) = lines
    assert len(left_out) >= 2 and "train --bundle poor --all" in line
    assert all(clip.address() in line for clip in left_out)
    with pytest.raises(StudioError, match=left_out[0].address()):
        select_ready(left_out[:1], poor, "poor", lines.append)
    assert select_ready(list(CLIPS.values()), default_trace, "default", lines.append) == list(CLIPS.values())


def test_addresses_are_unique_and_each_act_has_clips() -> None:
    assert len(addresses()) == len(set(addresses())) == len(CLIPS)
    for act in act_names():
        assert load_act(act).clips
        assert all(clip.address().startswith(f"{act}/") for clip in load_act(act).clips)


def test_the_film_and_its_short_cut_begin_with_the_question() -> None:
    first = next(clip for clip in CLIPS.values() if clip.short)
    assert first.address() == "intro/question"


def test_a_clip_says_what_it_is() -> None:
    clip: type[ExplainerScene]
    for address, clip in CLIPS.items():
        assert clip.title and clip.idea.endswith("."), address
        assert clip.__module__ == f"scenes.{address.replace('/', '.')}"
        source = (paths.ROOT / "scenes" / f"{address}.py").read_text(encoding="utf-8")
        assert f"class {clip.__name__}(" in source, address
