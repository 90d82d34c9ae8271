"""What goes wrong in one clear line: the command line prints the line and ends with the code, without a traceback."""

from __future__ import annotations

import contextlib
import difflib
import errno
import shutil
import traceback
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.system import paths
from studio.system.files import slug, write_text

LEAST = 1 << 16
"""Bytes: a disk with less left is full."""


UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of characters that are not seen but obeyed: escapes, turns of the direction, line ends."""


class StudioError(Exception):
    """Something could not be done; the message says what, and what to do."""

    code = 1


class UsageError(StudioError):
    """The request itself is wrong: an unknown name, a sentence outside the grammar."""

    code = 2


def nearest(wrong: str, known: Iterable[str]) -> str:
    """``did you mean a, b?`` with the nearest of the known names, or all of them when none is near."""
    names = list(known)
    near = difflib.get_close_matches(wrong, names, n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"


def printable(text: str) -> str:
    """A text in which characters that would steer a terminal stand as their numbers: ``\\x1b``; lines are kept."""
    return "".join(
        sign if sign in "\n\t" or unicodedata.category(sign) not in UNSEEN else sign.encode("unicode-escape").decode()
        for sign in text
    )


def in_one_line(error: Exception) -> str:
    """``KeyError: no tensor ... (softmax.py:42, trace.py:169)``: the error, where in a clip, and where it arose."""
    said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    if isinstance(error, SyntaxError):  # which names its place itself
        return said

    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [(path, line) for path, line in frames if paths.ROOT in path.parents and "site-packages" not in path.parts]
    acts = {folder for folder in (paths.ROOT / "scenes").iterdir() if folder.name != "kit"}
    clips = [(path, line) for path, line in ours if path.parent in acts]
    places = dict.fromkeys(f"{path.name}:{line}" for path, line in (*clips[-1:], *ours[-1:]))
    return f"{said} ({', '.join(places)})" if places else said


def describe_unexpected(error: Exception) -> str:
    """One line about an error that nobody foresaw; the whole story is kept in a file that the line names."""

    line = f"{type(error).__name__}: {' '.join(str(error).split())}"
    log = paths.cache() / "logs" / "render.traceback.txt"
    try:
        write_text(log, "".join(traceback.format_exception(error)))
    except OSError:
        return line
    return f"{line}; traceback in {log}"


@contextlib.contextmanager
def full_disk_in_one_line(folder: Path | None = None) -> Iterator[None]:
    """Turn the system's "no space" and "file too large" into a StudioError.

    Libraries that write outlines do not always notice that they could not: an error of any kind counts as one of a full
    disk when the disk of ``folder`` is full.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _no_space(error.filename2 or error.filename) from None  # of a copy where it goes
        if folder is not None and shutil.disk_usage(folder).free < LEAST:
            raise _no_space(folder) from None
        raise


def _no_space(place: object) -> StudioError:
    where = f" ({place})" if place else ""
    return StudioError(f"no space left for the film{where}; free some and run again: finished clips are kept")


def keep_log(subject: str, traceback: str) -> str:
    """Keep the traceback for developers; returns where, for the end of the line; of a StudioError it is not kept."""
    if "StudioError" in traceback.splitlines()[-1]:
        return ""
    path = paths.cache() / "logs" / f"{slug(subject)}.traceback.txt"
    try:
        write_text(path, traceback)
    except OSError:
        return ""
    return f"; traceback in {path}"
