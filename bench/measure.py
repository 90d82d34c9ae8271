"""Whole processes, measured from outside, and numbers of several runs put together."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import StudioError

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit that the system counts a process's memory in."""


@dataclass(frozen=True)
class Sample:
    """One run: wall seconds, processor seconds of all its processes, memory of the largest of them at its most (MB)."""

    wall: float
    processor: float
    peak_mb: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Sample:
    """Run a command to its end; what it prints goes to ``log``.

    Raises StudioError with the last line that it printed when it fails.
    """
    with log.open("w", encoding="utf-8") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=output, stderr=output)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["it printed nothing"]
        raise StudioError(f"{' '.join(command[1:])} ended with exit code {process.returncode}: {lines[-1].strip()}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * PEAK_UNIT / 1e6)


def run_side_by_side(
    commands: Sequence[Sequence[str]], processes: int, folder: Path, environment: Mapping[str, str], logs: Path
) -> Sample:
    """Run several commands, so many at a time, and measure them as one."""
    began = time.perf_counter()
    with ThreadPoolExecutor(processes) as pool:
        runs = [
            pool.submit(run, command, folder, environment, logs / f"{number}.txt")
            for number, command in enumerate(commands)
        ]
        samples = [one.result() for one in runs]
    wall = time.perf_counter() - began
    return Sample(wall, sum(sample.processor for sample in samples), max(sample.peak_mb for sample in samples))


def as_columns(samples: Iterable[Sample]) -> dict[str, list[float]]:
    """Runs of the same thing as plain values: a list of each measure, in the order of the runs."""
    runs = list(samples)
    return {
        "wall": [round(sample.wall, 3) for sample in runs],
        "processor": [round(sample.processor, 3) for sample in runs],
        "peak_mb": [round(sample.peak_mb, 1) for sample in runs],
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """The median of some values, the lowest and the highest."""
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def ratio(slow: Mapping[str, Any], fast: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """How many times longer ``slow`` took than ``fast``, by wall and by processor time.

    The runs were made in turn, so each is divided by its neighbour: whatever slowed the machine down slowed both.
    """
    return {
        kind: spread([one / two for one, two in zip(slow[kind], fast[kind], strict=True)])
        for kind in ("wall", "processor")
    }
