"""What is said before a training: what it costs, what a film of the bundle will lack, which words are very long."""

from __future__ import annotations

import re
from dataclasses import replace

import scenes
from model.grammar import DEFAULT_PATH, Grammar
from model.trace import Trace
from scenes.kit.setting import DEFAULT_TRACE
from scenes.kit.spoken.english import cardinal
from studio.request.clips import select_ready
from studio.setup.foresight import find_wide_words, foresee, minutes_of_all, needs_experiments
from studio.system import paths

OWN = Grammar.load(DEFAULT_PATH)


def test_the_clips_that_will_be_missing_are_those_that_a_film_without_experiments_leaves_out() -> None:
    trace = Trace.load(DEFAULT_TRACE)
    kept = {
        name: tensor
        for name, tensor in trace.tensors.items()
        if not name.startswith(("experiments/", "ablated.")) or name.startswith("experiments/training_run/")
    }
    said: list[str] = []
    ready = select_ready(scenes.clips(), replace(trace, tensors=kept), "mine", said.append)
    left_out = [clip.address() for clip in scenes.clips() if clip not in ready]
    assert left_out == needs_experiments() and len(said) == 1
    assert all(address in said[0] for address in left_out) and "train --bundle mine --all" in said[0]


def test_the_readme_says_how_many_clips_a_film_without_experiments_has() -> None:
    everything = len(scenes.clips())
    said = f"has {cardinal(everything - len(needs_experiments()))} of the {everything} clips"
    assert said in " ".join((paths.ROOT / "README.md").read_text(encoding="utf-8").split())


def test_the_cost_of_all_is_what_it_was_measured_to_be_shared_by_the_processes() -> None:
    assert 5 < minutes_of_all(2) < 600 and minutes_of_all(1) == 2 * minutes_of_all(2)
    (line,) = foresee(OWN, everything=True, jobs=2)
    assert f"about {minutes_of_all(2):.0f} minutes" in line
    (line,) = foresee(OWN, everything=False, jobs=2)
    assert re.search(rf"\b{len(scenes.clips()) - len(needs_experiments())} of {len(scenes.clips())} clips", line)


def test_words_that_are_longer_than_any_that_was_tried_are_named() -> None:
    text = DEFAULT_PATH.read_text().replace('english = "park"', 'english = "conservatorybuilding"')
    assert list(find_wide_words(Grammar(text))) == ["conservatorybuilding"] and list(find_wide_words(OWN)) == []
    *_, line = foresee(Grammar(text), everything=False, jobs=2)
    assert "conservatorybuilding" in line and "too wide" in line
