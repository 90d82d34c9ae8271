"""One piece of work on a machine of a cluster: a process that a Dask worker starts (see ``cluster.worker``).

Over a connection it hears what its code must be and what is to be done, and does it with the functions that
local processes run. Formulas come from a folder that holds just what the machine of the user has; what a rehearsal adds
goes back to it.
"""

from __future__ import annotations

import pickle
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from studio.rendering import fingerprint
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.cluster.worker import received
from studio.rendering.store import CLIP, POSTER
from studio.rendering.worker import paint, rehearse
from studio.system.processes import end_with


@dataclass(frozen=True)
class Order:
    """A clip to rehearse, or to paint when its facts are known.

    Attributes:
        job: the clip; its trace and formulas are named by the digests below, not by its paths.
        facts: what its rehearsal found.
        trace: digest of the trace's file.
        formulas: digests of the typeset formulas by the names of their files.
    """

    job: ClipJob
    facts: ClipFacts | None
    trace: str
    formulas: Mapping[str, str]


@dataclass(frozen=True)
class Differs:
    """The work was not done: here is what clips depend on there."""

    there: Mapping[str, str]


@dataclass(frozen=True)
class Failed:
    """The clip failed: one line, and the traceback."""

    line: str
    traceback: str


@dataclass(frozen=True)
class Done:
    """The work is done: facts, and the files that it made by their names: formulas, or video and poster."""

    facts: ClipFacts
    files: Mapping[str, bytes]


def environment_for(module: str) -> dict[str, str]:
    """What must be the same on all machines for the clip in ``module``: code, fonts, versions, kind of machine."""
    here = {"Python": platform.python_version(), "distributed": version("distributed"), "machine": platform.machine()}
    return {**fingerprint.ingredients(module, __name__), **here}


class _Reports:
    """Stands where a worker's connection stands: frames are passed on, all else is remembered."""

    def __init__(self, connection: Connection) -> None:
        self.said: dict[str, tuple[Any, ...]] = {}
        self._connection = connection

    def send(self, message: tuple[Any, ...]) -> None:
        """Take one message."""
        kind, *values = message
        if kind == "frames":
            self._connection.send(message)
        else:
            self.said.setdefault(kind, tuple(values))


def carry_out(order: Order, folder: Path, connection: Connection) -> Failed | Done:
    """Rehearse or paint the clip in ``folder``."""
    formulas = folder / "formulas"
    formulas.mkdir()
    for name, digest in order.formulas.items():
        (formulas / name).symlink_to(received(digest).resolve())
    setting = replace(order.job.setting, trace_path=str(received(order.trace)))
    job = replace(order.job, setting=setting, formulas=formulas)
    reports = _Reports(connection)
    if order.facts is None:
        rehearse([job], folder, cast(Connection, reports))
    else:
        paint(job, fingerprint.files_of(job.module), order.facts, folder, cast(Connection, reports))
    if "failed" in reports.said:
        return Failed(*reports.said["failed"])
    if order.facts is None:
        made = [path for path in sorted(formulas.glob("*.svg")) if not path.is_symlink()]
    else:
        made = [folder / CLIP, folder / POSTER]
    (facts,) = reports.said["done"] if order.facts is not None else reports.said["facts"][1:]
    return Done(facts, {path.name: path.read_bytes() for path in made})


def main() -> None:
    """Hear, do, answer; the arguments are the connection's number, the worker's process and a folder to work in."""
    descriptor, worker, folder = sys.argv[1:]
    end_with(int(worker))
    connection = Connection(int(descriptor))
    module, expected = connection.recv()
    content = connection.recv_bytes()
    there = environment_for(module)
    answer: Differs | Failed | Done = Differs(there)
    if there == expected:
        answer = carry_out(pickle.loads(content), Path(folder), connection)
    connection.send(("answer", pickle.dumps(answer)))
