"""How files appear: whole, under their final name, or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path

from studio.system import locks


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` that becomes ``path`` when the block ends well, and else is deleted.

    What processes that were killed have left of the same file is deleted as well.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for part in path.parent.glob(f".{glob.escape(path.stem)}.*.part{glob.escape(path.suffix)}"):
        if not locks.is_held(part):
            part.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}-{os.urandom(3).hex()}.part{path.suffix}")
    try:
        temporary.touch()
        with locks.held(temporary):
            yield temporary
        _settle(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _settle(file: Path) -> None:
    """Have what was written reach the disk, so that a power cut leaves the old file or the new one, never half."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Write a text file that appears when it is whole."""
    with appearing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def slug(text: str, longest: int = 60) -> str:
    """A file name that holds only a-z, 0-9 and hyphens, whatever the text was."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:longest].strip("-") or "unnamed"
