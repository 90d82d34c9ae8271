"""Outlines of texts, kept between runs: what Pango has once set for this machine's cache is read the next time.

They are kept in one database, named by all that may change them: the faces, their settings and the versions of Pango
and Manim. It is a help alone: where it cannot be read or written, texts are set anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import manimpango
import numpy as np
from manim import __version__ as manim_version

from scenes.kit.mobjects import letters
from scenes.kit.mobjects.glyphs import CODE_FACES, FACES, SETTINGS
from scenes.kit.mobjects.letters import Outlines, Style

PATIENCE = 5.0
"""Seconds to wait for another process that writes."""


@contextmanager
def letters_from(folder: Path) -> Iterator[None]:
    """In the block texts are put together from outlines kept in a folder; those that it lacks are added at its end."""
    file = folder / f"{_versions()}.sqlite"
    new: dict[str, bytes] = {}
    before = letters.set_outlines
    with closing(_open(file)) as kept:

        def outlines_of(text: str, style: Style) -> Outlines:
            if not text:
                return ()
            key = repr((text, style))
            outlines = _unpacked(_read(kept, key), text)
            if outlines is None:
                outlines = before(text, style)
                new[key] = _packed(outlines)
            return outlines

        letters.set_outlines = outlines_of
        try:
            yield
        finally:
            letters.set_outlines = before
            _add(kept, new)


def _open(file: Path) -> sqlite3.Connection:
    """The database; one in memory where the folder cannot be written or the file is none."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _prepared(sqlite3.connect(file, PATIENCE))
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):  # it is damaged
            file.unlink(missing_ok=True)
    except OSError:
        pass
    return _prepared(sqlite3.connect(":memory:"))


def _prepared(kept: sqlite3.Connection) -> sqlite3.Connection:
    kept.execute("PRAGMA synchronous = OFF")  # what a power cut takes is made again
    kept.execute("CREATE TABLE IF NOT EXISTS letters (text TEXT PRIMARY KEY, outlines BLOB)")
    return kept


def _read(kept: sqlite3.Connection, key: str) -> bytes:
    try:
        row = kept.execute("SELECT outlines FROM letters WHERE text = ?", (key,)).fetchone()
    except sqlite3.DatabaseError:
        return b""
    return bytes(row[0]) if row else b""


def _add(kept: sqlite3.Connection, new: Mapping[str, bytes]) -> None:
    try:
        with kept:
            kept.executemany("INSERT OR REPLACE INTO letters VALUES (?, ?)", new.items())
    except sqlite3.DatabaseError:  # another process writes, or the disk is full: they are set anew the next time
        pass


def _packed(outlines: Outlines) -> bytes:
    """How many points each character has, and the points, with a checksum."""
    counts = np.array([len(points) for points in outlines], np.int64)
    points = np.concatenate([*outlines, np.empty((0, 3))])
    return zlib.compress(counts.tobytes() + points.tobytes(), level=1)


def _unpacked(packed: bytes, text: str) -> Outlines | None:
    """The points of each character of a text; None where there are none, or they are damaged."""
    try:
        numbers = zlib.decompress(packed)
    except zlib.error:
        return None
    counts = np.frombuffer(numbers, np.int64, len(text))
    points = np.frombuffer(numbers, np.float64, offset=counts.nbytes).reshape(-1, 3)
    return tuple(np.split(points, np.cumsum(counts)[:-1]))


@cache
def _versions() -> str:
    """The digest of what outlines of texts depend on besides the text."""
    parts = [manim_version, manimpango.__version__, manimpango.pango_version(), manimpango.cairo_version()]
    digest = hashlib.sha256("\n".join(parts).encode())
    for file in (SETTINGS, *FACES.values(), *CODE_FACES.values()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:32]
