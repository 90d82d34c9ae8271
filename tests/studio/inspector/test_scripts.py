"""What clips say is checked without a stage: for real sentences nothing is wrong, and planted faults are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.bundle import Bundle
from model.trace import Trace
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Script, said
from studio.inspector.inspection import with_script
from studio.inspector.report import Report
from studio.inspector.scripts import inspect_script, inspect_scripts
from studio.inspector.sentences import draw_sentences
from studio.request.clips import find_clips
from studio.system import paths
from studio.system.errors import UsageError

CLIPS = with_script(find_clips("film"))
FEW = ["the cat sees the park", "the black cat leaves the small house because it is noisy"]


def told(reports: list[Report]) -> list[str]:
    """What is wrong, with the sentence for which it is."""
    return [f"{report.address}, {report.sentence}: {found}" for report in reports for found in report.problems]


def test_what_clips_say_is_so_for_some_sentences_and_their_traces_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path))
    seen: list[tuple[str, str]] = []
    reports = inspect_scripts(
        "default", FEW, CLIPS, 2, lambda sentence, report: seen.append((sentence, report.address))
    )
    assert told(reports) == []
    expected = [(sentence, clip.address()) for sentence in FEW for clip in CLIPS]
    assert [(report.sentence, report.address) for report in reports] == expected
    assert sorted(seen) == sorted(expected)
    assert not list(tmp_path.rglob("*.npz"))


@pytest.mark.long
def test_what_clips_say_is_so_for_two_hundred_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path))
    sentences = draw_sentences(Bundle.load("default").grammar, 200)
    assert len(sentences) == 200
    assert told(inspect_scripts("default", sentences, CLIPS, 1)) == []


@pytest.mark.parametrize("clip", CLIPS)
def test_a_script_is_what_is_said_of_a_model_that_errs_too(
    clip: type[ExplainerScene], guessing_trace: Path, default_trace: Trace
) -> None:
    for trace in (default_trace, Trace.load(guessing_trace)):
        if all(trace.has(scope) for scope in clip.needs):
            assert told([inspect_script(clip, trace)]) == []


@pytest.mark.parametrize(
    ("lines", "rules", "words"),
    [
        ({"false": said("All grows.", holds={"All grows": False})}, {"verdict does not hold"}, "'All grows' is not so"),
        ({"silent": said("It grows.")}, {"unclaimed"}, "verdict: grows"),
        ({"right": said("It grows.", holds={"grows": True})}, set(), ""),
    ],
)
def test_faults_that_are_planted_in_a_script_are_found(
    lines: Script, rules: set[str], words: str, default_trace: Trace
) -> None:
    class Planted(ExplainerScene):
        told_by_claims = True
        script = staticmethod(lambda _: lines)

    report = inspect_script(Planted, default_trace)
    assert {problem.rule for problem in report.problems} == rules
    assert all(words in problem.message for problem in report.problems)


def test_a_script_that_fails_has_that_as_its_problem(default_trace: Trace) -> None:
    class Failing(ExplainerScene):
        @staticmethod
        def script(trace: Trace) -> Script:
            return {"row": said("{share:.2f}", share=trace["main/no such tensor"])}

    report = inspect_script(Failing, default_trace)
    assert [problem.rule for problem in report.problems] == ["error"]
    assert "no tensor" in report.problems[0].message and "test_scripts.py" in report.problems[0].where
    assert "KeyError" in report.failure


def test_clips_without_a_script_are_refused() -> None:
    with pytest.raises(UsageError, match="none of these clips has a script"):
        with_script([ExplainerScene])
