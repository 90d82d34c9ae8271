"""How folders appear: whole, in the place of those that they replace, or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from studio.system import locks
from studio.system.errors import StudioError, UsageError
from studio.system.processes import uninterrupted


def check_place(folder: Path) -> Path:
    """A folder that results are to go to, as it is; raises UsageError before the work where nothing can be written."""
    if why := why_not_written(folder):
        raise UsageError(f"{why}; choose another place with --out")
    return folder


def why_not_written(folder: Path) -> str:
    """Why nothing can be written to a folder, whether it is there or not; nothing where something can."""
    place = folder.absolute()
    try:
        while not place.exists():
            place = place.parent
        if not place.is_dir():
            return f"{place} is a file, and results go to a folder"
        with tempfile.TemporaryFile(dir=place):
            return ""
    except OSError as error:
        return f"nothing can be written to {folder} ({error.strerror})"


@contextlib.contextmanager
def appearing_folder(folder: Path) -> Iterator[Path]:
    """An empty folder beside ``folder`` that takes its place when the block ends well, and else is deleted.

    The old folder is there until the new one is, and again if that cannot be: also after a process that was killed
    in between, for the next to come puts it back, and deletes what nobody holds.

    Raises StudioError, with the old folder's place, when it could neither be replaced nor put back.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear_up(folder)
    name = f".{folder.name}.{os.getpid()}-{os.urandom(3).hex()}"
    temporary, before = folder.with_name(f"{name}.part"), folder.with_name(f"{name}.before")
    try:
        temporary.mkdir()
        with locks.held(temporary):
            yield temporary
            with uninterrupted():
                _exchange(folder, temporary, before)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    shutil.rmtree(before, ignore_errors=True)


def _exchange(folder: Path, new: Path, before: Path) -> None:
    """Put ``new`` in the place of ``folder``, which is called ``before`` then; or leave all as it was."""
    if not folder.exists():
        new.rename(folder)
        return
    folder.rename(before)
    try:
        new.rename(folder)
    except OSError as error:
        try:
            before.rename(folder)
        except OSError:
            raise StudioError(f"{folder} could not be replaced ({error.strerror}); the old one is {before}") from error
        raise


def _clear_up(folder: Path) -> None:
    """Put back what a process that was killed has moved away, and delete what it has left."""
    name = glob.escape(folder.name)
    for before in folder.parent.glob(f".{name}.*.before"):
        if not folder.exists():
            before.rename(folder)
        elif not locks.is_held(before):
            shutil.rmtree(before, ignore_errors=True)
    for part in folder.parent.glob(f".{name}.*.part"):
        if part.is_dir() and not locks.is_held(part):
            shutil.rmtree(part, ignore_errors=True)
