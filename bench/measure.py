"""Whole processes, measured from outside, and numbers of several runs put together."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.system.errors import StudioError


@dataclass(frozen=True)
class Sample:
    """One run: wall seconds, processor seconds of all its processes, memory of the largest of them at its most (MB)."""

    wall: float
    processor: float
    peak_mb: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Sample:
    """Run a command to its end; what it prints goes to ``log``.

    A small process starts it and measures it, because the system counts what a process held when it was still a copy
    of the one that started it: of this one, which may be larger than what is measured.

    Raises StudioError with the last line that it printed when it fails.
    """
    report = log.with_suffix(".json")
    starter = [sys.executable, "-I", str(Path(__file__).with_name("starter.py")), str(report), *command]
    with log.open("w", encoding="utf-8") as output:
        code = subprocess.run(starter, cwd=folder, env=dict(environment), stdout=output, stderr=output).returncode
    if code != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["it printed nothing"]
        raise StudioError(f"{' '.join(command[1:])} ended with exit code {code}: {lines[-1].strip()}")
    return Sample(**json.loads(report.read_text(encoding="utf-8")))


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
