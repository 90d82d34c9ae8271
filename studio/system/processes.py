"""How processes of our own begin, and that they end: with this one, whatever happens to it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker
from types import FrameType

SAFE_PATH = {"PYTHONSAFEPATH": "1"}
"""Modules come from the project and its environment, never from the folder that somebody stands in."""
CHILD_ENVIRONMENT = {
    **SAFE_PATH,
    "PYTHONHASHSEED": "0",  # the same order of sets in every run
    "OPENBLAS_NUM_THREADS": "1",  # processes, not threads, share the cores
    "OMP_NUM_THREADS": "1",
}
ENDING = (signal.SIGINT, signal.SIGTERM)
"""What asks a process to end: Ctrl-C, and ``kill``."""
GLANCE = 0.1
"""Seconds between two looks at whether the parent lives."""


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


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """What asks this process to end in the block does so after it, when everything that was begun is accounted for.

    A process that is started in the block leaves Ctrl-C to this one, which then ends it.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone is interrupted
        yield
        return
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    with environment(SAFE_PATH):
        resource_tracker.ensure_running()  # it would be started with the first process, and unblock Ctrl-C
    before = {number: signal.signal(number, note) for number in ENDING}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # which is inherited
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def end_with_parent() -> None:
    """End this process when the one that started it through ``multiprocessing`` is gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with(parent.pid)


def end_with(parent: int) -> None:
    """End this process when it is no longer a child of process ``parent``."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(GLANCE)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def processes_for(jobs: int | None) -> int:
    """How many processes to use: as asked, or as many as this process may use cores."""
    return jobs if jobs is not None else len(os.sched_getaffinity(0))


def describe_exit(code: int | None) -> str:
    """How a process ended: ``signal 9``, ``exit code 1``."""
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
