"""Clips rendered in parallel: a rehearsal that goes ahead, painters that follow, each in a process of its own.

The parent holds the plan. A clip that fails ends the render with one line; clips that were finished stay in the cache.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

from model.trace import TraceError
from studio.rendering.clip import ClipFacts, ClipJob, FinishedClip
from studio.rendering.fingerprint import files_of
from studio.rendering.store import finish, finished
from studio.rendering.warm_processes import painter
from studio.rendering.worker import paint, rehearse
from studio.system.errors import StudioError, full_disk_in_one_line, keep_log
from studio.system.processes import processes_for, uninterrupted
from studio.system.workplaces import workplace


class Elsewhere(Protocol):
    """Renders clips on other machines."""

    def render(
        self, jobs: list[ClipJob], keys: dict[str, str], progress: Progress, folder: Path
    ) -> dict[str, FinishedClip]:
        """Put clips into this machine's cache; keys and clips by their addresses; ``folder`` is for brief files.

        Raises StudioError with one line.
        """


class Progress(Protocol):
    """Hears how a render goes on."""

    def planned(self, kept: int, missing: int) -> None:
        """How many clips are in the cache already, and how many are not."""

    def rehearsed(self, facts: ClipFacts) -> None:
        """A missing clip's length is known; that of a clip by itself is when it has been painted."""

    def painted(self, address: str, frames: int) -> None:
        """So many frames of a clip are encoded."""

    def finished(self, address: str) -> None:
        """A clip is in the cache."""


@dataclass
class _Child:
    """A process, its end of the pipe, what it works on, and where its files are."""

    process: BaseProcess
    connection: Connection
    job: ClipJob | None  # None for the rehearsal
    workplace: Path

    def stop(self) -> None:
        """End the process, which needs no warning: its files end with its workplace."""
        self.process.kill()
        self.process.join()
        self.connection.close()
        shutil.rmtree(self.workplace, ignore_errors=True)


def render_clips(
    jobs: Sequence[ClipJob],
    processes: int,
    progress: Progress,
    *,
    force: bool = False,
    elsewhere: Elsewhere | None = None,
) -> list[FinishedClip]:
    """The finished clips of ``jobs`` in order; those that are missing are rendered first, here or ``elsewhere``.

    Those that are kept serve until their successors are finished, even when they are not wanted any more (``force``).
    Raises StudioError when a clip fails or there is no room for it, with one line that says so.
    """
    try:
        keys = {job.address: job.key for job in jobs}
    except TraceError as error:
        raise StudioError(str(error)) from None
    with full_disk_in_one_line(), workplace() as folder:
        found = {} if force else {job.address: finished(keys[job.address]) for job in jobs}
        kept = {address: clip for address, clip in found.items() if clip is not None}
        missing = [job for job in jobs if job.address not in kept]
        behind = elsewhere is None and min(processes, len(missing)) < processes_for(None)
        missing = [replace(job, behind=behind) for job in missing]
        progress.planned(len(kept), len(missing))
        if missing and elsewhere is not None:
            kept |= elsewhere.render(missing, keys, progress, folder)
        elif missing:
            kept |= _Render(missing, keys, max(1, processes), progress, folder).run()
    return [kept[job.address] for job in jobs]


class _Render:
    """One render of clips that are missing."""

    def __init__(
        self, jobs: list[ClipJob], keys: dict[str, str], processes: int, progress: Progress, folder: Path
    ) -> None:
        self._jobs = {job.address: job for job in jobs}
        self._keys = keys
        self._processes = processes
        self._progress = progress
        self._folder = folder
        self._ready: list[ClipFacts] = []
        self._children: list[_Child] = []
        self._done: dict[str, FinishedClip] = {}

    def run(self) -> dict[str, FinishedClip]:
        """Rehearse and paint until every clip is finished."""
        try:
            self._begin()
            while self._children:
                for connection in wait([child.connection for child in self._children]):
                    child = next(child for child in self._children if child.connection is connection)
                    self._hear(child)
                self._start_painters()
        finally:
            for child in self._children:
                child.stop()
        return self._done

    def _begin(self) -> None:
        """Start the rehearsal; a clip by itself is painted at once: there is nothing to put in order."""
        jobs = list(self._jobs.values())
        if len(jobs) == 1:
            self._paint(jobs[0], None)
        else:
            self._start(rehearse, None, jobs)

    def _start(self, target: Any, job: ClipJob | None, *arguments: Any) -> None:
        """Start a process with a workplace of its own, and listen to it."""
        own = Path(tempfile.mkdtemp(dir=self._folder))
        with uninterrupted():
            spare = painter()
            self._children.append(_Child(spare.process, spare.connection, job, own))
        spare.give(target, *arguments, own)

    def _start_painters(self) -> None:
        """Give every free process the longest clip that has been rehearsed."""
        while self._ready and len(self._children) < self._processes:
            facts = max(self._ready, key=lambda facts: facts.frames)
            self._ready.remove(facts)
            self._paint(self._jobs[facts.address], facts)

    def _paint(self, job: ClipJob, facts: ClipFacts | None) -> None:
        self._start(paint, job, job, files_of(job.module), facts)

    def _hear(self, child: _Child) -> None:
        """Act on one message of a process, or on its end."""
        try:
            kind, *values = child.connection.recv()
        except (EOFError, OSError):
            child.process.join(5)
            raise StudioError(
                f"{_subject(child)}: the process was ended from outside ({_cause(child.process.exitcode)}); "
                "run again: finished clips are kept"
            ) from None
        if kind == "facts":
            address, facts = values
            self._progress.rehearsed(facts)
            self._ready.append(facts)
        elif kind == "frames":
            self._progress.painted(child.job.address, values[0])  # type: ignore[union-attr]
        elif kind == "failed":
            raise StudioError(f"{values[0]}{keep_log(_subject(child), values[1])}")
        elif kind == "done":
            child.process.join()
            self._children.remove(child)
            if child.job is not None:
                address = child.job.address
                if len(self._jobs) == 1:
                    self._progress.rehearsed(values[0])
                self._done[address] = finish(child.workplace, values[0], self._keys[address])
                self._progress.finished(address)
            child.stop()


def _subject(child: _Child) -> str:
    return child.job.address if child.job is not None else "rehearsal"


def _cause(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"signal {-exitcode}"
    return f"exit code {exitcode}"
