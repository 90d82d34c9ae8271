"""Many clips through the inspector, in processes of their own, each of which takes one clip after the other.

The parent records the traces first, so that no process imports torch. A formula that is missing is typeset where it is
first asked for: each is made in a folder of its own and moved into place when it is whole, so that processes do not
collide (see ``studio.painting.formulas``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import Quality
from studio.inspector.pictures.photographer import Photographer
from studio.inspector.pictures.storyboard import write_storyboard
from studio.inspector.processes import run_all
from studio.inspector.report import Report, inspect_clip
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.history import read_seconds, write_seconds
from studio.system.workplaces import workplace

HISTORY = "inspection"
"""Processor seconds that clips took the last time, by address."""


@dataclass(frozen=True)
class Inspection:
    """One clip to inspect for one sentence in one theme, and the pictures to make of it.

    Attributes:
        address: the clip's address.
        module: where its class stands.
        name: its class.
        setting: trace and theme.
        quality: the size of stills.
        storyboard: the file of the storyboard, if there is to be one.
        stills: the folder for every single still, if they are wanted.
        with_captions: whether stills have captions.
        workplace: the folder for files of the moment; one for each clip by default.
    """

    address: str
    module: str
    name: str
    setting: Setting
    quality: Quality
    storyboard: Path | None = None
    stills: Path | None = None
    with_captions: bool = True
    workplace: Path | None = None

    @classmethod
    def of(cls, clip: type[ExplainerScene], setting: Setting, quality: Quality) -> Inspection:
        """The inspection of a clip, without pictures."""
        return cls(clip.address(), clip.__module__, clip.__qualname__, setting, quality)

    def run(self) -> Report:
        """Inspect the clip in this process and write its pictures; a clip that fails has that as its problem."""
        clip: type[ExplainerScene] = getattr(import_module(self.module), self.name)
        photographer = None
        if self.storyboard is not None or self.stills is not None:
            photographer = Photographer(
                self.quality, with_captions=self.with_captions, every_step=self.stills is not None
            )
        report = inspect_clip(
            clip,
            self.setting,
            self.quality,
            paths.formulas(),
            photographer=photographer,
            folder=self.workplace,
            failure_is_a_problem=True,
        )
        if photographer is not None:
            self._write_pictures(photographer, report)
        return report

    def _write_pictures(self, photographer: Photographer, report: Report) -> None:
        try:
            if self.storyboard is not None:
                write_storyboard(photographer.chosen, report, self.storyboard)
            if self.stills is not None:
                self.stills.mkdir(parents=True, exist_ok=True)
                for number, still in enumerate(photographer.stills, start=1):
                    still.draw_marks().save(self.stills / f"{number:03}-{still.time:06.2f}s.png")
        except OSError as error:
            raise StudioError(f"cannot write {error.filename or self.storyboard}: {error.strerror}") from None


def inspect_all(
    inspections: Sequence[Inspection], processes: int, done: Callable[[Inspection, Report], None] = lambda *_: None
) -> list[Report]:
    """Inspect clips in so many processes, the slowest first; tells ``done`` of each; gives the reports in order.

    Sentences are taken one after the other, so that a process reads each trace once. Raises StudioError when a process
    is ended from outside.
    """
    seconds, reports = read_seconds(HISTORY), {}
    traces = {path: place for place, path in enumerate(dict.fromkeys(i.setting.trace_path for i in inspections))}
    ordered = sorted(
        inspections,
        key=lambda i: (traces[i.setting.trace_path], -seconds.get(i.address, float("inf"))),
    )

    def done_one(place: int, report: Report, took: float) -> None:
        inspection = ordered[place]
        reports[inspection], seconds[inspection.address] = report, took
        done(inspection, report)

    if processes > 1 and len(ordered) > 1:
        with workplace() as folder:  # it is removed when nobody works in it any more
            run_all([replace(inspection, workplace=folder) for inspection in ordered], processes, done_one)
    else:
        run_all(ordered, processes, done_one)
    write_seconds(HISTORY, seconds)
    return [reports[inspection] for inspection in inspections]
