"""Many clips through the inspector, in processes of their own, each of which takes one clip after the other.

The parent records the traces first, so that no process imports torch. A formula that is missing is typeset where it is
first asked for: each is made in a folder of its own and moved into place when it is whole, so that processes do not
collide (see ``studio.painting.formulas``).
"""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import Quality
from studio.inspector.pictures.photographer import Photographer
from studio.inspector.pictures.storyboard import write_storyboard
from studio.inspector.report import Report, inspect_clip
from studio.inspector.scripts import inspect_script
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.history import read_seconds, write_seconds
from studio.system.processes import CHILD_ENVIRONMENT, end_with_parent, environment, uninterrupted
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
        without_stage: check what is said, and nothing else.
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
    without_stage: bool = False

    @classmethod
    def of(
        cls, clip: type[ExplainerScene], setting: Setting, quality: Quality, *, without_stage: bool = False
    ) -> Inspection:
        """The inspection of a clip, without pictures."""
        named = clip.address(), clip.__module__, clip.__qualname__
        return cls(*named, setting, quality, without_stage=without_stage)

    def run(self) -> Report:
        """Inspect the clip in this process and write its pictures; a clip that fails has that as its problem."""
        clip: type[ExplainerScene] = getattr(import_module(self.module), self.name)
        if self.without_stage:
            return inspect_script(clip, self.setting)
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

    def finished(inspection: Inspection, outcome: tuple[Report, float]) -> None:
        reports[inspection], seconds[inspection.address] = outcome
        done(inspection, reports[inspection])

    if processes > 1 and len(ordered) > 1:
        _run_in_processes(ordered, processes, finished)
    else:
        for inspection in ordered:
            finished(inspection, _run_and_time(inspection))
    write_seconds(HISTORY, seconds)
    return [reports[inspection] for inspection in inspections]


def _run_and_time(inspection: Inspection) -> tuple[Report, float]:
    """The report, and how many seconds of the processor it took."""
    begun = time.process_time()
    return inspection.run(), round(time.process_time() - begun, 2)


def _begin() -> None:
    """Spare this process the search for cyclic garbage within a clip, which costs a tenth of the time."""
    end_with_parent()
    gc.freeze()
    gc.disable()


def _run_in_process(inspection: Inspection) -> tuple[Report, float]:
    outcome = _run_and_time(inspection)
    gc.collect()
    return outcome


def _run_in_processes(
    inspections: Sequence[Inspection], processes: int, done: Callable[[Inspection, tuple[Report, float]], None]
) -> None:
    """Run inspections in new processes; whatever happens to this one, they end."""
    with workplace() as folder:  # outermost: it is removed when nobody works in it any more
        ours = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(
            min(processes, len(inspections)), multiprocessing.get_context("spawn"), initializer=_begin
        )
        try:
            with environment(CHILD_ENVIRONMENT), uninterrupted():
                futures = {pool.submit(_run_in_process, replace(i, workplace=folder)): i for i in inspections}
            for future in as_completed(futures):
                done(futures[future], future.result())
        except BrokenProcessPool:
            raise StudioError("a process that inspects clips was ended from outside; run again") from None
        except BaseException:
            for child in set(multiprocessing.active_children()) - ours:
                child.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
