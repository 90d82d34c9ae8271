"""The inspector: runs a clip without painting the film and says what is wrong with it, where and when.

One still is painted at the end of each play (and for each caption), which makes the storyboard picture.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import CHARACTERS_PER_SECOND, LONGEST, ROW, ROWS, SHORTEST, Cue
from scenes.kit.scene import ExplainerScene, Timeline
from scenes.kit.setting import Setting
from studio.camera import SinkRenderer, manim_for, perform
from studio.captions import overlay
from studio.frames import Quality
from studio.rules import Finding, layout_findings
from studio.snapshot import Item, visible_items
from studio.storyboard import Still, write_pages
from studio.truth import spoken_findings, truth_findings

SHORTEST_CLIP, LONGEST_CLIP = 20.0, 100.0
SHORTEST_POSTER = 1.5
LONGEST_EMPTY = 1.0
SLACK = 1e-6


@dataclass
class Problem:
    """What is wrong: the rule, the seconds between which it is so, and where in the clip's file the play stands."""

    rule: str
    message: str
    start: float
    end: float
    where: str = ""

    def __str__(self) -> str:
        when = f"{self.start:.2f} s" if self.end <= self.start else f"{self.start:.2f}-{self.end:.2f} s"
        return f"{when}  {self.rule}: {self.message}" + (f"  ({self.where})" if self.where else "")


@dataclass
class Report:
    """What the inspector found in one clip; ``pages`` are the storyboard pictures."""

    address: str
    duration: float
    problems: list[Problem] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    stills: int = 0

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "address": self.address,
            "duration": self.duration,
            "problems": [asdict(problem) for problem in self.problems],
            "pages": [str(page) for page in self.pages],
            "stills": self.stills,
        }


def inspect_clip(
    clip: type[ExplainerScene],
    setting: Setting,
    quality: Quality,
    formulas: Path,
    *,
    folder: Path | None = None,
    with_captions: bool = True,
) -> Report:
    """Run a clip, check it, and paint its storyboard.

    Args:
        clip: the scene.
        setting: its trace and theme.
        quality: the size of the stills.
        formulas: where typeset formulas are kept.
        folder: where the stills and the storyboard go; None paints nothing.
        with_captions: whether the stills show the captions.
    """
    with manim_for(quality, formulas, may_typeset=True):
        observer = _Observer(setting, quality, paint=folder is not None, with_captions=with_captions)
        timeline = perform(clip, setting, observe=observer)
    report = Report(clip.address(), timeline.end, stills=len(observer.stills))
    report.problems = [*observer.problems, *timeline_problems(timeline)]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        for number, still in enumerate(observer.stills, start=1):
            still.marked().save(folder / f"{number:03}.png")
        report.pages = write_pages(observer.stills, clip.title, folder)
    return report


class _Observer:
    """Looks at the stage after each play and wait."""

    def __init__(self, setting: Setting, quality: Quality, *, paint: bool, with_captions: bool) -> None:
        self.problems: list[Problem] = []
        self.stills: list[Still] = []
        self._setting = setting
        self._quality = quality
        self._paint = paint
        self._with_captions = with_captions
        self._open: dict[tuple[str, str], tuple[int, Problem]] = {}
        self._last_cue: Cue | None = None
        self._empty_since: float | None = 0.0

    def __call__(self, scene: ExplainerScene, moved: bool) -> None:
        start, end, _ = scene.timeline.steps[-1]
        items = visible_items(scene.mobjects, scene.bands)
        marks = self._note([*layout_findings(items), *truth_findings(items)], end, _place_in_clip(scene))
        self._check_empty(items, start, end, _place_in_clip(scene))
        if self._paint:
            self._take_stills(scene, start, end, moved, marks)

    def _note(self, findings: Sequence[Finding], time: float, where: str) -> list[tuple[int, NDArray[np.float64]]]:
        """Join findings that stay from play to play into one problem each; the boxes to mark, numbered."""
        marks = []
        still_open = {}
        for finding in findings:
            key = (finding.rule, finding.message)
            if key in self._open:
                number, problem = self._open[key]
                problem.end = time
            else:
                problem = Problem(finding.rule, finding.message, time, time, where)
                self.problems.append(problem)
                number = len(self.problems)
            still_open[key] = number, problem
            marks += [(number, box) for box in finding.boxes]
        self._open = still_open
        return marks

    def _check_empty(self, items: list[Item], start: float, end: float, where: str) -> None:
        if any(not item.in_bands for item in items):
            if self._empty_since is not None and start - self._empty_since > LONGEST_EMPTY + SLACK:
                self.problems.append(Problem("empty stage", "nothing to see", self._empty_since, start, where))
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = end

    def _take_stills(
        self,
        scene: ExplainerScene,
        start: float,
        end: float,
        moved: bool,
        marks: list[tuple[int, NDArray[np.float64]]],
    ) -> None:
        """One still at the end of the step; in a wait, one for each caption that appears."""
        cues = [cue for cue in scene.timeline.cues if cue.start < end - SLACK and cue.end > start + SLACK]
        seen = cues if not moved else [cue for cue in cues if cue.end >= end - SLACK]
        renderer = scene.renderer
        assert isinstance(renderer, SinkRenderer)
        frame = None
        for cue in seen or (None,):
            if not moved and cue is self._last_cue and self.stills:
                continue  # the picture has been taken at the end of the play before
            if frame is None:
                frame = renderer.still(scene)
            time = end if cue is None else min(end, cue.end)
            self.stills.append(Still(time, self._picture(frame, cue), marks=marks))
            self._last_cue = cue

    def _picture(self, frame: NDArray[np.uint8], cue: Cue | None) -> NDArray[np.uint8]:
        if cue is None or not self._with_captions:
            return frame[:, :, :3].copy()
        layer = overlay(cue.text, self._quality, self._setting.theme.ink)
        before = layer.blend(frame)
        picture = frame[:, :, :3].copy()
        layer.restore(frame, before)
        return picture


def _place_in_clip(scene: ExplainerScene) -> str:
    """``softmax.py:42``: the line of the clip's own file that is running."""
    file = sys.modules[type(scene).__module__].__file__
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == file:
            return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def timeline_problems(timeline: Timeline) -> Iterator[Problem]:
    """What is wrong with the clip's times: captions, length, the last still."""
    for cue in timeline.cues:
        seconds = cue.end - cue.start
        rate = len(cue.text) / seconds if seconds > 0 else float("inf")
        if rate > CHARACTERS_PER_SECOND + 0.01:
            yield Problem("caption", f"{rate:.1f} characters a second: {cue.text!r}", cue.start, cue.end)
        if len(cue.rows) > ROWS or max(map(len, cue.rows)) > ROW:
            yield Problem("caption", f"does not fit two rows of {ROW}: {cue.text!r}", cue.start, cue.end)
        if not SHORTEST - SLACK <= seconds <= LONGEST + SLACK:
            yield Problem("caption", f"stays {seconds:.2f} s: {cue.text!r}", cue.start, cue.end)
    for spoken, following in zip(timeline.lines, timeline.lines[1:], strict=False):
        if following.start < spoken.line.cues[-1].end + spoken.start - SLACK:
            yield Problem(
                "caption",
                f"a line begins before the last has ended: {following.line.text!r}",
                following.start,
                following.start,
            )
    for spoken in timeline.lines:
        for finding in spoken_findings(spoken):
            yield Problem(finding.rule, finding.message, spoken.start, spoken.start + spoken.line.duration)
    still = timeline.end - max((end for _, end, moved in timeline.steps if moved), default=0.0)
    if still < SHORTEST_POSTER - SLACK:
        yield Problem(
            "poster", f"the last still stands {still:.2f} s, less than {SHORTEST_POSTER}", timeline.end, timeline.end
        )
    if not SHORTEST_CLIP <= timeline.end <= LONGEST_CLIP:
        yield Problem(
            "length", f"{timeline.end:.1f} s, not between {SHORTEST_CLIP:.0f} and {LONGEST_CLIP:.0f}", 0.0, timeline.end
        )
