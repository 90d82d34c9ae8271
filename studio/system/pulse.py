"""Whether a process still does anything: one that was stopped (SIGSTOP) or hangs is alive and would be awaited."""

from __future__ import annotations

import os
from pathlib import Path

LEAST = 0.01
"""Of a core: a process that takes less does nothing but look whether its parent lives."""


class Pulse:
    """Looks at a process from time to time, and counts for how long it has done nothing.

    Looks are counted, not seconds: while the computer sleeps or the terminal has stopped everything, nobody looks.

    Args:
        pid: the process.
        interval: seconds between two looks.
        patience: seconds of standing still after which it counts as dead.
    """

    def __init__(self, pid: int, interval: float, patience: float) -> None:
        self._pid = pid
        self._interval = interval
        self._allowed = max(1, round(patience / interval))
        self._still = 0
        self._used = processor_seconds(pid)

    def beat(self) -> None:
        """It has said something."""
        self._still = 0

    def is_gone(self) -> bool:
        """Look once more: whether it has stood still for too long; never where the system does not tell."""
        used = processor_seconds(self._pid)
        if used is None or self._used is None or used - self._used > LEAST * self._interval * self._allowed:
            self._used, self._still = used, 0
            return False
        self._still += 1
        return self._still >= self._allowed


def processor_seconds(pid: int) -> float | None:
    """The processor time that a process and its ended children have taken; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
