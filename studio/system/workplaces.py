"""Folders for files of the moment, in the cache: each ends with its block, or is removed by the next who needs one.

Whoever has a workplace is using the cache: what lies there finished may be a part of the film that is being made, and
stays (see ``studio.setup.cache``).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from studio.system import locks, paths
from studio.system.errors import full_disk_in_one_line
from studio.system.processes import uninterrupted

NAME = "workplace-"
"""How their names begin, so that nothing else that a user keeps there is taken for one."""


def workplaces() -> Path:
    """The folder that they are in."""
    return paths.cache() / "work"


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A new folder of this process alone, gone after the block; workplaces of processes that were killed go first.

    It is held while the block lasts, and named after this process.
    """
    with contextlib.ExitStack() as ending:
        with full_disk_in_one_line(), uninterrupted(), guarded():
            sweep()
            folder = Path(tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-", dir=workplaces()))
            ending.callback(_remove, folder)
            ending.enter_context(locks.held(folder))
        yield folder


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Nobody else makes or sweeps workplaces while the block lasts; waits for one who does."""
    workplaces().mkdir(parents=True, exist_ok=True)
    with locks.alone(workplaces()):
        yield


def sweep() -> None:
    """Remove the workplaces that nobody holds any more, within ``guarded``."""
    for folder in find_abandoned():
        _remove(folder)


def find_abandoned() -> list[Path]:
    """The workplaces that nobody holds: their processes were killed."""
    return [folder for folder in sorted(workplaces().glob(f"{NAME}*")) if not locks.is_held(folder)]


def in_use() -> list[Path]:
    """The workplaces of living processes."""
    return [folder for folder in sorted(workplaces().glob(f"{NAME}*")) if locks.is_held(folder)]


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
