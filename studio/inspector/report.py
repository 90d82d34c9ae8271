"""``inspect_clip``: one clip, one sentence, one theme through the inspector."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scenes.kit.scene import ExplainerScene, Timeline
from scenes.kit.setting import Setting
from studio.camera import manim_for, perform
from studio.frames import Quality
from studio.inspector.observer import Observer
from studio.inspector.photographer import Photographer
from studio.inspector.problems import Problem, Step
from studio.inspector.times import timeline_problems


@dataclass
class Report:
    """What the inspector found in one clip.

    Attributes:
        address: the clip.
        duration: its length in seconds.
        problems: what is wrong, numbered as in the storyboard.
        allowed: the rules that the clip may break, each with the reason; what they find is not among the problems.
        steps: lines of narration, plays and waits in the order of time.
    """

    address: str
    duration: float
    problems: list[Problem] = field(default_factory=list)
    allowed: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

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
) -> Report:
    """Run a clip without painting the film, and say what is wrong with it.

    Args:
        clip: the scene.
        setting: its trace and theme.
        quality: the size of stills.
        formulas: where typeset formulas are kept.
        photographer: takes stills for the storyboard; without one nothing is painted.
    """
    observer = Observer(clip.allowed, photographer)
    with manim_for(quality, formulas, may_typeset=True):
        timeline = perform(clip, setting, prepare=observer.attach)
    for problem in timeline_problems(timeline, observer.places):
        if problem.rule not in clip.allowed:
            observer.journal.add(problem)
    return Report(
        clip.address(),
        timeline.end,
        observer.journal.problems,
        dict(clip.allowed),
        [*_lines(timeline, observer.places), *observer.steps],
    )


def _lines(timeline: Timeline, places: list[str]) -> list[Step]:
    """The lines of narration as steps."""
    return [
        Step("line", spoken.start, spoken.start + spoken.line.duration, where, spoken.line.text)
        for spoken, where in zip(timeline.lines, places, strict=True)
    ]
