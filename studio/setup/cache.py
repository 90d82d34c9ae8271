"""What lies in the cache, and clearing it: everything there can be made again.

The cache may be any folder of the user's, so that only what has the names of its own files counts and is removed; and
what a running render is made of stays.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.system import paths, workplaces

KINDS = {
    "clips": r"[0-9a-f]{32}",
    "traces": r"\.?[0-9a-f]{24}\.npz(\.\d+\.npz)?",
    "formulas": r"[0-9a-f]{16}\.svg",
    "letters": r"[0-9a-f]{32}\.sqlite(-journal)?",
    "received": r"[0-9a-f]{64}",
    "recordings": r"[0-9a-f]{32}\.recording",
    "voice": r"[0-9a-f]{32}\.npz",
    "times": r"[a-z]+\.json",
    "logs": r"[a-z0-9-]+\.traceback\.txt",
    "work": workplaces.NAME + r"\d+-\w+",
}
"""The folders of the cache, and what its own files there are called: finished clips; recorded sentences; typeset
formulas; outlines of texts; files that came from another machine; clips as they were painted; lines as voices have
spoken them; how long things took; reports of errors; files of the moment."""
PARTS = r"\..+\.part(\.\w+)?"
"""Files that were being written when their process was killed."""


@dataclass(frozen=True)
class CacheKind:
    """How many things of a kind are in the cache, and their size in bytes."""

    name: str
    number: int
    bytes: int


@dataclass(frozen=True)
class CacheContents:
    """What is in the cache, and where it is."""

    folder: Path
    kinds: tuple[CacheKind, ...]
    bytes: int


@dataclass(frozen=True)
class Cleared:
    """What clearing has freed, in bytes; how many things were left, since a render or an inspection is running."""

    folder: Path
    freed: int
    left: int


def measure() -> CacheContents:
    """Count what is in the cache; nothing is made or changed."""
    kinds = tuple(
        CacheKind(name, len(own), sum(_size(path) for path in own)) for name in KINDS for own in [list(_own_of(name))]
    )
    return CacheContents(paths.cache().absolute(), kinds, sum(kind.bytes for kind in kinds))


def clear() -> Cleared:
    """Remove what can be made again; what a living process uses stays.

    While a film is being made or inspected, only workplaces of processes that are gone, and reports, are not used.
    """
    folder = paths.cache().absolute()
    if not workplaces.workplaces().is_dir():  # nothing was ever made here, so nobody can be at it
        return Cleared(folder, _remove(path for name in KINDS for path in _own_of(name)), 0)
    with workplaces.guarded():
        own = [path for name in KINDS for path in _own_of(name)]
        used = _used(own)
        return Cleared(folder, _remove(path for path in own if path not in used), len(used))


def _used(own: list[Path]) -> set[Path]:
    """What a living process has, or may need."""
    living = set(workplaces.in_use())
    if not living:
        return set()
    return {path for path in own if path in living or path.parent.name not in ("work", "logs")}


def _own_of(kind: str) -> Iterator[Path]:
    """The cache's own files and folders of a kind; of formulas, traces and so on also what is half written."""
    folder = paths.cache() / kind
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if re.fullmatch(f"{KINDS[kind]}|{PARTS}", path.name) and not path.is_symlink():
            yield path


def _size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; what vanishes in the meantime has none."""
    try:
        if path.is_dir():
            return sum(_size(inner) for inner in path.iterdir())
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _remove(those: Iterator[Path]) -> int:
    """Remove files and folders; returns how many bytes are free by that."""
    freed = 0
    for path in those:
        before = _size(path)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        freed += before - _size(path)
    return freed
