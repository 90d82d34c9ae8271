"""Run one command and write down what it took: ``python starter.py REPORT COMMAND...``; ends with its exit code."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit that the system counts a process's memory in."""

if __name__ == "__main__":
    report, *command = sys.argv[1:]
    began = time.perf_counter()
    process = subprocess.Popen(command)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: process.send_signal(number))
    code = process.wait()
    wall = time.perf_counter() - began
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = usage.ru_utime + usage.ru_stime
    sample = {"wall": wall, "processor": seconds, "peak_mb": usage.ru_maxrss * PEAK_UNIT / 1e6}
    Path(report).write_text(json.dumps(sample), encoding="utf-8")
    sys.exit(code if code >= 0 else 128 - code)
