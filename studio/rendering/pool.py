"""Clips rendered side by side, each in a process of its own, the longest first.

A clip that fails ends the render with one line; clips that were finished stay in the cache.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from multiprocessing.connection import wait
from pathlib import Path
from typing import Protocol

from model.trace import TraceError
from studio.rendering.clip import ClipFacts, ClipJob, FinishedClip
from studio.rendering.fingerprint import files_of
from studio.rendering.messages import Done, Failed, Painted
from studio.rendering.store import find_clip, keep_clip
from studio.rendering.warm_processes import WarmProcess, take_warm_process
from studio.rendering.worker import work
from studio.system.errors import StudioError, full_disk_in_one_line, keep_log
from studio.system.history import LENGTHS, read_seconds, write_seconds
from studio.system.processes import processes_for, uninterrupted
from studio.system.pulse import Pulse
from studio.system.workplaces import workplace

INTERVAL = 5.0
"""Seconds without a word of any process after which they are looked at."""
PATIENCE = 120.0
"""Seconds for which a process may do nothing: no frame, no processor time; a slow machine takes a tenth of that."""


class Elsewhere(Protocol):
    """Renders clips on other machines."""

    def render(
        self, jobs: Sequence[ClipJob], keys: Mapping[str, str], progress: Progress, folder: Path
    ) -> dict[str, FinishedClip]:
        """Put clips into this machine's cache; keys and clips by their addresses; ``folder`` is for brief files.

        Raises StudioError with one line.
        """


class Progress(Protocol):
    """Hears how a render goes on."""

    def planned(self, kept: int, missing: Mapping[str, float | None]) -> None:
        """How many clips are in the cache, and the addresses of those that are not, with their seconds if known."""

    def painted(self, address: str, frames: int) -> None:
        """So many frames of a clip are painted."""

    def finished(self, facts: ClipFacts) -> None:
        """A clip is in the cache."""


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
        found = {} if force else {job.address: find_clip(keys[job.address]) for job in jobs}
        kept = {address: clip for address, clip in found.items() if clip is not None}
        seconds = read_seconds(LENGTHS)
        missing = [job for job in jobs if job.address not in kept]
        missing.sort(key=lambda job: seconds.get(job.address, inf), reverse=True)  # what is new, then what is long
        progress.planned(len(kept), {job.address: seconds.get(job.address) for job in missing})
        made: dict[str, FinishedClip] = {}
        if missing and elsewhere is not None:
            made = elsewhere.render(missing, keys, progress, folder)
        elif missing:
            made = _Processes(missing, keys, max(1, processes), progress, folder).run()
        write_seconds(LENGTHS, {address: clip.facts.duration for address, clip in made.items()})
        kept |= made
    return [kept[job.address] for job in jobs]


@dataclass(frozen=True)
class _Running:
    """A clip that is being rendered: its job, the process, and where its files are."""

    job: ClipJob
    process: WarmProcess
    workplace: Path
    pulse: Pulse

    def stop(self) -> None:
        """End the process, which needs no warning: its files end with its workplace."""
        self.process.kill()
        shutil.rmtree(self.workplace, ignore_errors=True)


class _Processes:
    """So many processes at a time, until every clip is finished."""

    def __init__(
        self, jobs: Sequence[ClipJob], keys: Mapping[str, str], processes: int, progress: Progress, folder: Path
    ) -> None:
        threaded = min(processes, len(jobs)) < processes_for(None)  # cores are left for encoding
        self._waiting = [replace(job, threaded=threaded) for job in jobs]
        self._keys = keys
        self._processes = processes
        self._progress = progress
        self._folder = folder
        self._running: list[_Running] = []
        self._finished: dict[str, FinishedClip] = {}

    def run(self) -> dict[str, FinishedClip]:
        """Render the clips in order; gives them by their addresses."""
        try:
            while self._waiting or self._running:
                while self._waiting and len(self._running) < self._processes:
                    self._begin(self._waiting.pop(0))
                ready = wait([running.process.connection for running in self._running], INTERVAL)
                for connection in ready:
                    self._hear(next(running for running in self._running if running.process.connection is connection))
                if not ready:
                    self._look()
        finally:
            for running in self._running:
                running.stop()
        return self._finished

    def _begin(self, job: ClipJob) -> None:
        """Have a process render a clip in a workplace of its own."""
        own = Path(tempfile.mkdtemp(dir=self._folder))
        with uninterrupted():
            process = take_warm_process()
            self._running.append(_Running(job, process, own, Pulse(process.pid, INTERVAL, PATIENCE)))
        process.give(work, job, files_of(job.module), own)

    def _look(self) -> None:
        """Nothing was heard for a while: StudioError when a process stands still."""
        for running in self._running:
            if running.pulse.is_gone():
                raise StudioError(
                    f"{running.job.address}: the process has stood still for {PATIENCE:.0f} seconds, as one that was "
                    "stopped does; run again: finished clips are kept"
                )

    def _hear(self, running: _Running) -> None:
        """Act on one message of a process, or on its end."""
        address = running.job.address
        running.pulse.beat()
        try:
            message = running.process.connection.recv()
        except (EOFError, OSError):
            raise StudioError(
                f"{address}: the process was ended from outside ({running.process.cause_of_end()}); "
                "run again: finished clips are kept"
            ) from None
        match message:
            case Painted(frames):
                self._progress.painted(address, frames)
            case Failed(line, traceback):
                raise StudioError(f"{line}{keep_log(address, traceback)}")
            case Done(facts):
                running.process.join()
                self._running.remove(running)
                self._finished[address] = keep_clip(running.workplace, facts, self._keys[address])
                self._progress.finished(facts)
                running.stop()
