"""Lines spoken in a process of its own, so that no other is as large as a voice; what it has said is in the cache."""

from __future__ import annotations

import contextlib
import multiprocessing
import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from studio.system.errors import StudioError, full_disk_in_one_line
from studio.system.processes import CHILD_ENVIRONMENT, describe_exit, end_with_parent, environment, uninterrupted
from studio.voice.spoken_lines import find_line, keep_line
from studio.voice.voice import Voice, VoiceError

KILOBYTE = 1024


@dataclass(frozen=True)
class ToSay:
    """A line for a voice, and the file in which it is kept."""

    voice: Voice
    texts: tuple[str, ...]
    file: Path


@dataclass(frozen=True)
class Synthesis:
    """How much was said: lines that were kept from before, lines that are new, and the largest size of the process."""

    kept: int
    spoken: int
    bytes: int


def say_all(lines: Sequence[ToSay], tell: Callable[[int, int], None]) -> Synthesis:
    """Have each line spoken that is not kept yet.

    Args:
        lines: the lines.
        tell: hears how many of the missing lines are spoken, and how many there are.

    Raises StudioError with one line when a voice cannot speak.
    """
    wanted = list({line.file: line for line in lines}.values())
    missing = [line for line in wanted if find_line(line.file) is None]
    if not missing:
        return Synthesis(len(wanted), 0, 0)
    context = multiprocessing.get_context("spawn")
    with uninterrupted(), environment(CHILD_ENVIRONMENT):
        ours, theirs = context.Pipe()
        process = context.Process(target=_say, args=(missing, theirs), daemon=True)
        process.start()
        theirs.close()
    try:
        size = _hear(ours, len(missing), tell)
        if size is None:
            process.join(5)
            raise StudioError(f"the voice was ended from outside ({describe_exit(process.exitcode)}); run again")
        process.join()
    finally:
        process.kill()
        process.join()
        ours.close()
    return Synthesis(len(wanted) - len(missing), len(missing), size)


def _hear(connection: Connection, lines: int, tell: Callable[[int, int], None]) -> int | None:
    """What the process says, until it is done; its size in bytes, or None when it has ended before."""
    while True:
        try:
            kind, value = connection.recv()
        except (EOFError, OSError):
            return None
        match kind:
            case "failed":
                raise StudioError(str(value))
            case "done":
                return int(value)
            case _:
                tell(int(value), lines)


def _largest() -> int:
    """The bytes of memory that this process has had at most; what the system counts for it includes its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * KILOBYTE if found else 0


def _say(lines: Sequence[ToSay], connection: Connection) -> None:
    """Speak the lines, in the process that is there for that."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    try:
        with full_disk_in_one_line():
            speakers = {voice: voice.load() for voice in {line.voice for line in lines}}
            for number, line in enumerate(lines, start=1):
                keep_line(line.file, speakers[line.voice].speak(line.texts))
                connection.send(("said", number))
        connection.send(("done", _largest()))
    except (VoiceError, StudioError, OSError) as error:
        with contextlib.suppress(OSError):  # the parent is gone
            connection.send(("failed", str(error)))
