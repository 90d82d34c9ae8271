"""Processes that wait for work with the libraries loaded, which takes a second.

The project's own code they load when the work comes, as it is then: what was edited while they waited counts.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from importlib import import_module
from multiprocessing.connection import Connection

from studio.system.manim_settings import import_manim
from studio.system.processes import CHILD_ENVIRONMENT, describe_exit, end_with_parent, environment, uninterrupted

LIBRARIES = ("av", "cairocffi", "PIL.ImageFont")
"""What painting and encoding load that is not of this project, beside Manim."""

RARELY = 100_000
"""New objects after which Python looks for those that refer to each other and to nothing else; by default 700."""


class WarmProcess:
    """A process that waits for work, and our end of the pipe to it.

    Args:
        starts_others: whether it renders through processes of its own, of which one then waits beside it; whoever
            started it ends it. Any other ends with this process.

    Attributes:
        connection: what it is told and what it says.
    """

    def __init__(self, *, starts_others: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        with uninterrupted(), environment(CHILD_ENVIRONMENT):
            self.connection, theirs = context.Pipe()
            self._process = context.Process(target=_wait, args=(theirs, starts_others), daemon=not starts_others)
            self._process.start()
            theirs.close()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid or 0

    def give(self, target: Callable[..., None], *arguments: object) -> None:
        """Have ``target`` called there with ``arguments`` and the other end of the pipe."""
        with contextlib.suppress(OSError):  # it is gone, which is heard when it should answer
            self.connection.send((target, arguments))

    def join(self) -> None:
        """Wait until it has ended by itself."""
        self._process.join()

    def kill(self) -> None:
        """End it at once, and close the pipe."""
        self._process.kill()
        self._process.join()
        self.connection.close()

    def end(self) -> None:
        """End it with those that it has started, and close the pipe."""
        self._process.terminate()
        self._process.join(10)
        self.kill()

    def cause_of_end(self) -> str:
        """How it ended: ``signal 9``, ``exit code 1``."""
        self._process.join(5)
        return describe_exit(self._process.exitcode)


_ready: list[WarmProcess] = []


def prepare() -> None:
    """Start a process before there is work for it, while this one loads what it needs itself."""
    _ready.append(WarmProcess())


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """``prepare()``; when the block ends and there was no work for the process, it ends as well."""
    prepare()
    try:
        yield
    finally:
        while _ready:
            _ready.pop().kill()


def take_warm_process() -> WarmProcess:
    """A process for rendering: the one that was prepared, or a new one."""
    while _ready:
        process = _ready.pop()
        if process.is_alive:
            return process
    return WarmProcess()


def _wait(connection: Connection, starts_others: bool) -> None:
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    if starts_others:
        prepare()
    import_manim()
    for library in LIBRARIES:
        import_module(library)
    gc.freeze()  # what is loaded stays: no need to look through it for what can go
    gc.set_threshold(RARELY)
    try:
        target, arguments = connection.recv()
    except EOFError:  # there is no work any more
        return
    target(*arguments, connection)
