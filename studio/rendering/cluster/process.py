"""One clip rendered on a machine of a cluster: a process that a Dask worker starts (see ``cluster.worker``).

Over a connection it hears what its code must be and what is to be done, and does it with the function that local
processes run. Formulas come from a folder that holds just what the machine of the user has; those that it typesets go
back there with the clip.
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

from studio.rendering import fingerprint
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.cluster.worker import received_file
from studio.rendering.messages import Failed
from studio.rendering.store import CLIP, POSTER
from studio.rendering.worker import render_clip
from studio.system.errors import full_disk_in_one_line
from studio.system.processes import end_with


@dataclass(frozen=True)
class Order:
    """A clip to render.

    Attributes:
        job: the clip; its trace and formulas are named by the digests below, not by its paths.
        trace: digest of the trace's file.
        formulas: digests of the typeset formulas by the names of their files.
    """

    job: ClipJob
    trace: str
    formulas: Mapping[str, str]


@dataclass(frozen=True)
class Differs:
    """The work was not done: here is what clips depend on there."""

    there: Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """The clip is rendered: its facts, and by their names its video and poster, and the formulas that were missing."""

    facts: ClipFacts
    files: Mapping[str, bytes]
    formulas: Mapping[str, bytes]


def environment_for(module: str) -> dict[str, str]:
    """What must be the same on all machines for the clip in ``module``: code, fonts, versions, kind of machine."""
    here = {"Python": platform.python_version(), "distributed": version("distributed"), "machine": platform.machine()}
    return {**fingerprint.ingredients(module, __name__), **here}


def carry_out(order: Order, folder: Path, connection: Connection) -> Failed | Made:
    """Render the clip in ``folder``; frames are told over the connection on the way."""
    formulas = folder / "formulas"
    formulas.mkdir()
    for name, digest in order.formulas.items():
        (formulas / name).symlink_to(received_file(digest).resolve())
    setting = replace(order.job.setting, trace_path=str(received_file(order.trace)))
    job = replace(order.job, setting=setting, formulas=formulas)
    try:
        with full_disk_in_one_line(folder):
            files = fingerprint.files_of(job.module)
            facts = render_clip(job, files, folder, lambda frames: connection.send(("frames", frames)))
    except Exception as error:
        return Failed.of(job.address, error)
    typeset = [path for path in formulas.glob("*.svg") if not path.is_symlink()]
    return Made(facts, _contents([folder / CLIP, folder / POSTER]), _contents(typeset))


def _contents(files: list[Path]) -> dict[str, bytes]:
    """What stands in some files, by their names."""
    return {path.name: path.read_bytes() for path in files}


def main() -> None:
    """Hear, do, answer; the arguments are the connection's number, the worker's process and a folder to work in."""
    descriptor, worker, folder = sys.argv[1:]
    end_with(int(worker))
    connection = Connection(int(descriptor))
    module, expected = connection.recv()
    content = connection.recv_bytes()
    there = environment_for(module)
    answer: Differs | Failed | Made = Differs(there)
    if there == expected:
        answer = carry_out(pickle.loads(content), Path(folder), connection)
    connection.send(("answer", pickle.dumps(answer)))
