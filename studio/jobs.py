"""Clips rendered in parallel: a rehearsal that goes ahead, painters that follow, each in a process of its own.

The parent holds the plan. A clip that fails ends the render with one line; clips that were finished stay in the cache.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

from model.trace import TraceError
from studio import paths
from studio.errors import StudioError
from studio.plan import ClipFacts, FinishedClip, finish, finished, forget
from studio.worker import ClipJob, paint, rehearse

CHILD_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",  # the same order of sets in every run
    "OPENBLAS_NUM_THREADS": "1",  # processes, not threads, share the cores
    "OMP_NUM_THREADS": "1",
}


class Elsewhere(Protocol):
    """Renders clips on other machines."""

    def render(self, jobs: list[ClipJob], keys: dict[str, str], progress: Progress) -> dict[str, FinishedClip]:
        """Put clips into this machine's cache; both by their addresses. Raises StudioError with one line."""


class Progress(Protocol):
    """Hears how a render goes on."""

    def planned(self, kept: int, missing: int) -> None:
        """How many clips are in the cache already, and how many are not."""

    def rehearsed(self, facts: ClipFacts) -> None:
        """A missing clip's length is known."""

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
        """End the process and remove what it has written."""
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(5)
            if self.process.is_alive():
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
    """The finished clips of ``jobs`` in order; those that are not in the cache are rendered first, here or ``elsewhere``.

    Raises StudioError when a clip fails, with one line that names it.
    """
    sweep()
    try:
        keys = {job.address: job.key for job in jobs}
    except TraceError as error:
        raise StudioError(str(error)) from None
    if force:
        for key in keys.values():
            forget(key)
    kept = {job.address: clip for job in jobs if (clip := finished(keys[job.address])) is not None}
    missing = [job for job in jobs if job.address not in kept]
    progress.planned(len(kept), len(missing))
    if missing and elsewhere is not None:
        kept |= elsewhere.render(missing, keys, progress)
    elif missing:
        with environment(CHILD_ENVIRONMENT):
            kept |= _Render(missing, keys, max(1, processes), progress).run()
    return [kept[job.address] for job in jobs]


class _Render:
    """One render of clips that are missing."""

    def __init__(self, jobs: list[ClipJob], keys: dict[str, str], processes: int, progress: Progress) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._jobs = {job.address: job for job in jobs}
        self._keys = keys
        self._processes = processes
        self._progress = progress
        self._ready: list[ClipFacts] = []
        self._children: list[_Child] = []
        self._done: dict[str, FinishedClip] = {}

    def run(self) -> dict[str, FinishedClip]:
        """Rehearse and paint until every clip is finished."""
        try:
            self._start(rehearse, None, list(self._jobs.values()))
            while self._children:
                for connection in wait([child.connection for child in self._children]):
                    child = next(child for child in self._children if child.connection is connection)
                    self._hear(child)
                self._start_painters()
        finally:
            for child in self._children:
                child.stop()
        return self._done

    def _start(self, target: Any, job: ClipJob | None, *arguments: Any) -> None:
        """Start a process with a workplace of its own, and listen to it."""
        folder = workplace()
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=target, args=(*arguments, folder, theirs), daemon=True)
        with interrupts_ignored():
            process.start()
        theirs.close()
        self._children.append(_Child(process, ours, job, folder))

    def _start_painters(self) -> None:
        """Give every free process the longest clip that has been rehearsed."""
        while self._ready and len(self._children) < self._processes:
            facts = max(self._ready, key=lambda facts: facts.frames)
            self._ready.remove(facts)
            job = self._jobs[facts.address]
            self._start(paint, job, job, self._keys[job.address], facts)

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
                self._done[address] = finish(child.workplace, values[0], self._keys[address])
                self._progress.finished(address)
            child.stop()


def _subject(child: _Child) -> str:
    return child.job.address if child.job is not None else "rehearsal"


def _cause(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"signal {-exitcode}"
    return f"exit code {exitcode}"


def keep_log(subject: str, traceback: str) -> str:
    """Keep the traceback for developers; returns where, for the end of the line; of a StudioError it is not kept."""
    if "StudioError" in traceback.splitlines()[-1]:
        return ""
    path = paths.cache() / "logs" / f"{paths.slug(subject)}.txt"
    try:
        paths.write_text(path, traceback)
    except OSError:
        return ""
    return f"; traceback in {path}"


@contextlib.contextmanager
def interrupts_ignored() -> Iterator[None]:
    """A process started in the block leaves Ctrl-C to its parent, which then ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Environment variables for the processes that are started in the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# -- workplaces ----------------------------------------------------------------------------------------------------


def _workplaces() -> Path:
    return paths.cache() / "work"


def workplace() -> Path:
    """A new folder for one painter, named after this process so that leftovers can be told."""
    _workplaces().mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=_workplaces()))


def sweep() -> None:
    """Remove workplaces whose process is gone."""
    for folder in _workplaces().glob("*-*"):
        owner = folder.name.partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def processes_for(jobs: int | None) -> int:
    """How many processes to use: as asked, or as many as this process may use cores."""
    return jobs if jobs is not None else len(os.sched_getaffinity(0))
