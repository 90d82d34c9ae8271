"""Processes that wait for work with the libraries loaded, which takes a second.

The project's own code they load when the work comes, as it is then: what was edited while they waited counts.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection

from studio.system.processes import CHILD_ENVIRONMENT, end_with_parent, environment, uninterrupted

LIBRARIES = ("av", "cairocffi", "manim", "PIL.ImageFont")
"""What painting and encoding load that is not of this project."""

RARELY = 100_000
"""New objects after which Python looks for those that refer to each other and to nothing else; by default 700."""


class Spare:
    """A process that waits for work, and its end of the pipe to it.

    Args:
        starts_painters: whether it is one that renders clips, and so has a spare painter of its own; whoever started it
            ends it. A painter itself ends with this process.
    """

    def __init__(self, *, starts_painters: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        with uninterrupted(), environment(CHILD_ENVIRONMENT):
            self.connection, theirs = context.Pipe()
            self.process = context.Process(target=_wait, args=(theirs, starts_painters), daemon=not starts_painters)
            self.process.start()
            theirs.close()

    def give(self, target: Callable[..., None], *arguments: object) -> None:
        """Have ``target`` called there with ``arguments`` and the other end of the pipe."""
        with contextlib.suppress(OSError):  # it is gone, which is heard when it should answer
            self.connection.send((target, arguments))


_ready: list[Spare] = []


def prepare() -> None:
    """Start a painter before there is work for it, while this process loads what it needs itself."""
    _ready.append(Spare())


def painter() -> Spare:
    """A process for painting: the one that was prepared, or a new one."""
    while _ready:
        spare = _ready.pop()
        if spare.process.is_alive():
            return spare
    return Spare()


def _wait(connection: Connection, starts_painters: bool) -> None:
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    if starts_painters:
        prepare()
    for library in LIBRARIES:
        import_module(library)
    gc.freeze()  # what is loaded stays: no need to look through it for what can go
    gc.set_threshold(RARELY)
    try:
        target, arguments = connection.recv()
    except EOFError:  # there is no work any more
        return
    target(*arguments, connection)
