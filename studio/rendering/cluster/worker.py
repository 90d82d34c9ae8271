"""What a Dask worker does for a render: it starts a process for each piece of work and passes on what that says.

Manim keeps state in its process, and Dask's workers may not start processes through ``multiprocessing``; so each
piece of work is a program of its own, ``cluster.process``. Nothing that paints is loaded here: a worker lives for days,
while the project's files may change.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from studio.system import paths
from studio.system.files import appearing
from studio.system.processes import CHILD_ENVIRONMENT, describe_exit
from studio.system.pulse import Pulse
from studio.system.workplaces import workplace

PROGRAM = """
from studio.system.manim_settings import import_manim
import_manim()
from studio.rendering.cluster.process import main
main()
"""
SECONDS_BETWEEN_LOOKS = 0.5
PATIENCE = 120.0
"""Seconds for which a process may do nothing: no frame, no processor time."""


class ProcessEnded(Exception):
    """The process of a piece of work ended without an answer, as when the system lacks memory."""


@dataclass(frozen=True)
class Answer:
    """What a worker says at the end: who it is, which files it lacks, and the pickled answer of its process.

    It has neither when nobody waited for it any longer.
    """

    worker: str
    lacks: tuple[str, ...] = ()
    content: bytes = b""


def work(topic: str, address: str, files: Collection[str], needs: object, order: bytes) -> Answer:
    """Do one piece of work in a process of its own; called by Dask.

    Args:
        topic: where it says how many frames of the clip are painted.
        address: the clip's.
        files: digests of what was sent to this worker, or should have been.
        needs: what the process must find before it reads the order, of plain types.
        order: a pickled ``cluster.process.Order``; its classes are not loaded in this process.

    Raises:
        ProcessEnded: it has no answer.
    """
    from distributed import get_worker

    worker = get_worker()
    if missing := find_lacking(files):
        return Answer(worker.address, tuple(missing))
    task = worker.state.tasks[worker.get_current_task()]
    with workplace() as folder, _process(folder) as (process, connection):
        with contextlib.suppress(BrokenPipeError):
            connection.send(needs)
            connection.send_bytes(order)
        pulse = Pulse(process.pid, SECONDS_BETWEEN_LOOKS, PATIENCE)
        while task.state != "cancelled":
            if not connection.poll(SECONDS_BETWEEN_LOOKS):
                if pulse.is_gone():
                    raise ProcessEnded(f"it stood still for {PATIENCE:.0f} seconds on {worker.address}")
                continue
            pulse.beat()
            try:
                kind, value = connection.recv()
            except (EOFError, OSError):
                raise ProcessEnded(f"{describe_exit(process.wait())} on {worker.address}") from None
            if kind == "answer":
                return Answer(worker.address, content=value)
            worker.log_event(topic, (address, value))
    return Answer(worker.address)


@contextlib.contextmanager
def _process(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Connection]]:
    """The program that does the work in ``folder``, and our end of the line to it; it ends with the block."""
    ours, theirs = Pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(theirs.fileno()), str(os.getpid()), str(folder)],
        pass_fds=[theirs.fileno()],
        cwd=paths.ROOT,
        env={**os.environ, **CHILD_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the worker's terminal is for the worker
    )
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        ours.close()


# -- files that were sent here -------------------------------------------------------------------------------------


def received_file(digest: str) -> Path:
    """Where a file of this SHA-256 is kept in this worker's cache."""
    return paths.cache() / "received" / digest


def is_received(digest: str) -> bool:
    """Whether the file is here and whole."""
    try:
        return hashlib.sha256(received_file(digest).read_bytes()).hexdigest() == digest
    except OSError:
        return False


def find_lacking(digests: Collection[str]) -> list[str]:
    """Those of some files that are not here."""
    return [digest for digest in digests if not is_received(digest)]


def keep_files(files: Mapping[str, bytes]) -> None:
    """Put files into this worker's cache, by their digests; raises OSError when there is no room."""
    for digest, content in files.items():
        with appearing(received_file(digest)) as temporary:
            temporary.write_bytes(content)
