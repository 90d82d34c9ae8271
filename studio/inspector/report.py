"""``inspect_clip``: one clip, one sentence, one theme through the inspector."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from model.words import END
from scenes.kit.narration import Timeline
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import Quality
from studio.inspector.ledger import Entry, Ledger
from studio.inspector.observer import Observer
from studio.inspector.pictures.photographer import Photographer
from studio.inspector.problems import Problem, Step
from studio.inspector.rules.times import timeline_problems
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import manim_session, perform, workplace
from studio.system import paths

FAILED = "error"
"""The rule that a clip breaks which does not run to its end."""


@dataclass
class Report:
    """What the inspector found in one clip, for one sentence and one theme.

    Attributes:
        address: the clip.
        title: the clip's title.
        sentence: what the film is about.
        theme: the name of its colours; empty where only what is said was checked.
        duration: its length in seconds.
        problems: what is wrong, numbered as in the storyboard.
        allowed: the rules that the clip may break, each with the reason; what they find is not among the problems.
        steps: lines of narration, plays and waits in the order of time.
        failure: the traceback of a clip that did not run to its end, else empty.
        claims: all that it claims, in the order in which it comes.
        unclaimed: what it leaves unclaimed: the kind, and the thing itself.
    """

    address: str
    title: str
    sentence: str
    theme: str
    duration: float
    problems: list[Problem] = field(default_factory=list)
    allowed: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    failure: str = ""
    claims: list[Entry] = field(default_factory=list)
    unclaimed: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def inspect_clip(
    clip: type[ExplainerScene],
    setting: Setting,
    quality: Quality,
    formulas: Path,
    *,
    photographer: Photographer | None = None,
    folder: Path | None = None,
    failure_is_a_problem: bool = False,
) -> Report:
    """Run a clip without painting the film, and say what is wrong with it.

    Args:
        clip: the scene.
        setting: its trace and theme.
        quality: the size of stills.
        formulas: where typeset formulas are kept; missing ones are typeset.
        photographer: takes stills for the storyboard; without one nothing is painted.
        folder: for files of the moment; a workplace of its own by default.
        failure_is_a_problem: whether an exception of the clip is reported as a problem; else it is raised.
    """
    observer = Observer(clip.allowed, photographer)
    scenes: list[ExplainerScene] = []

    def prepare(scene: ExplainerScene) -> None:
        scenes.append(scene)
        observer.attach(scene)

    failure = ""
    try:
        with (
            nullcontext(folder) if folder else workplace() as own,
            fast_mobjects(),
            manim_session(quality, formulas, own),
        ):
            perform(clip, setting, prepare=prepare)
            observer.finish(scenes[0])
            observer.ledger.listen(scenes[0].timeline.lines)
            if photographer is not None:
                photographer.take_poster(scenes[0])
        for problem in unclaimed_problems(clip, observer.ledger):
            observer.journal.add(problem)
        heard = scenes[0].timeline, observer.places, setting.trace, observer.read[1:], observer.marked[1:]
        for problem in timeline_problems(*heard):
            if problem.rule not in clip.allowed:
                observer.journal.add(problem)
    except Exception as error:
        if not failure_is_a_problem:
            raise
        failure = "".join(traceback.format_exception(error))
        time = scenes[0].clock if scenes else 0.0
        observer.journal.add(Problem(FAILED, in_one_line(error), time, time, place_of(error, clip)))
    timeline = scenes[0].timeline if scenes else Timeline()
    return Report(
        clip.address(),
        clip.title,
        " ".join(word for word in setting.trace.source if word != END),
        setting.theme_name,
        timeline.end,
        observer.journal.problems,
        dict(clip.allowed),
        sorted(
            [*_lines(timeline, observer.places), *observer.steps], key=lambda step: (step.start, step.kind != "line")
        ),
        failure,
        list(observer.ledger.entries),
        list(observer.ledger.unclaimed),
    )


def _lines(timeline: Timeline, places: list[str]) -> list[Step]:
    """The lines of narration as steps."""
    return [
        Step("line", spoken.start, spoken.start + spoken.line.duration, where, spoken.line.text)
        for spoken, where in zip(timeline.lines, places, strict=False)
    ]


def unclaimed_problems(clip: type[ExplainerScene], ledger: Ledger) -> Iterator[Problem]:
    """What a clip that is told by claims leaves unclaimed."""
    if clip.told_by_claims:
        for (kind, text), time in ledger.unclaimed.items():
            yield Problem("unclaimed", f"{kind}: {text}", time, time)


def in_one_line(error: Exception) -> str:
    """What an error says, behind its kind."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def place_of(error: Exception, clip: type[ExplainerScene]) -> str:
    """``self_attention/softmax.py:42``: the last line of the clip's file that an error passed, or of the project."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == sys.modules[clip.__module__].__file__]
    ours = [frame for frame in frames if str(paths.ROOT / "scenes") in frame.filename]
    for frame in reversed(own or ours or frames):
        file = Path(frame.filename)
        return f"{file.parent.name}/{file.name}:{frame.lineno}"
    return ""
