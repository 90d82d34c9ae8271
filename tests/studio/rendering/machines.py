"""A Dask cluster on this machine: a scheduler and workers as users start them, each worker with a cache of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from distributed import Client

from studio.system import paths

DASK = Path(sys.executable).with_name("dask")
PATIENCE = 120  # seconds


class Machine:
    """A worker's process with its nanny, as one machine would have it."""

    def __init__(self, scheduler: str, folder: Path, **environment: str) -> None:
        self.cache = folder / "cache"
        folder.mkdir(parents=True)
        self._log = (folder / "log.txt").open("wb")
        self.process = subprocess.Popen(
            [DASK, "worker", scheduler, "--host", "127.0.0.1", "--nthreads", "1", "--nworkers", "1", "--no-dashboard"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(paths.ROOT), paths.CACHE_VARIABLE: str(self.cache), **environment},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def jobs(self) -> list[psutil.Process]:
        """The processes that render."""
        return [process for process in self._processes() if "studio.rendering.cluster.process" in _command(process)]

    def die(self) -> list[psutil.Process]:
        """Kill the worker and its nanny at once; returns what they had started."""
        jobs = self.jobs()
        for process in self._processes():
            if process not in jobs:
                process.kill()
        self.process.wait()
        return jobs

    def stop(self) -> None:
        """End everything."""
        for process in self._processes():
            process.kill()
        self.process.wait()
        self._log.close()

    def _processes(self) -> list[psutil.Process]:
        try:
            worker = psutil.Process(self.process.pid)
            return [worker, *worker.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _command(process: psutil.Process) -> str:
    """What was typed to start it; nothing when it has ended since."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


class Cluster:
    """A scheduler, and machines that are started for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        file = folder / "scheduler.json"
        folder.mkdir(parents=True)
        self.process = subprocess.Popen(
            [DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: file.exists() and file.read_text().endswith("}"))
        self.address: str = json.loads(file.read_text())["address"]
        self.machines: list[Machine] = []

    def start(self, count: int, **environment: str) -> list[Machine]:
        """Start machines and wait until the scheduler knows them."""
        new = [Machine(self.address, self._folder / f"machine-{len(self.machines) + i}", **environment)
               for i in range(count)]  # fmt: skip
        self.machines += new
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(sum(machine.process.poll() is None for machine in self.machines), PATIENCE)
        return new


@contextmanager
def cluster(folder: Path, machines: int = 0, **environment: str) -> Iterator[Cluster]:
    """A cluster that ends with the block."""
    made = Cluster(folder)
    try:
        if machines:
            made.start(machines, **environment)
        yield made
    finally:
        for machine in made.machines:
            machine.stop()
        made.process.kill()
        made.process.wait()


def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not become true"
        time.sleep(0.1)
