"""Locks that end with their process, however it ends: what nobody holds was left behind by a process that is gone.

The system keeps the locks (``flock``), so that they hold between containers which share a folder, and are right when
the number of a process is given out again. Where a file system knows no locks, everything counts as held.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a folder or a file that is there, beside others who do; waits for one who has it ``alone``."""
    with _locked(path, fcntl.LOCK_SH):
        yield


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a folder or a file that is there, and let nobody else; waits for all who hold it."""
    with _locked(path, fcntl.LOCK_EX):
        yield


def is_held(path: Path) -> bool:
    """Whether a living process holds the folder or file, this one included; what is not there is not held."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
