"""A preview rendered by a process of its own, which sees the files as they are then, and what it tells of the end."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from studio.rendering.warm_processes import WarmProcess
from studio.request.addresses import file_name
from studio.request.options import Request
from studio.system.errors import StudioError, UsageError, in_one_line


@dataclass(frozen=True)
class Rendered:
    """There is a video, of so many seconds."""

    video: Path
    duration: float


@dataclass(frozen=True)
class NotRendered:
    """There is none, for the reason in the line; ``wrong`` when the request itself is, whatever is saved."""

    line: str
    wrong: bool = False


Outcome = Rendered | NotRendered
ENDED = NotRendered("the process that renders was ended from outside; save a file to try again")


class RenderProcess:
    """The process that renders, and the one that waits with the libraries loaded to be the next."""

    def __init__(self, address: str, request: Request, folder: Path) -> None:
        self._address = address
        self._request = request
        self._folder = folder
        self._busy: WarmProcess | None = None
        self._next: WarmProcess | None = None

    def begin(self) -> None:
        """Render as the files are now; a render that is on its way is given up."""
        if self._busy is not None:
            self._busy.end()
        self._busy, self._next = self._next or WarmProcess(starts_others=True), None
        self._busy.give(render_once, self._address, self._request, self._folder)
        self._request = replace(self._request, force=False)  # what is kept is rendered again the first time only

    def take_outcome(self) -> Outcome | None:
        """What has become of the render, once, as soon as it has ended."""
        if self._busy is None or not self._busy.connection.poll():
            return None
        try:
            outcome: Outcome = self._busy.connection.recv()
        except (EOFError, OSError):
            outcome = ENDED
        self._busy.end()
        self._busy = None
        return outcome

    def prepare(self) -> None:
        """Start the process that waits to be the next."""
        self._next = WarmProcess(starts_others=True)

    def stop(self) -> None:
        """End both."""
        for process in (self._busy, self._next):
            if process is not None:
                process.end()


def render_once(address: str, request: Request, folder: Path, connection: Connection) -> None:
    """Render, and send the outcome."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: children first
    try:
        outcome = _render(address, request, folder)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends by itself when this is said
    except KeyboardInterrupt:
        return
    connection.send(outcome)


def _render(address: str, request: Request, folder: Path) -> Outcome:
    try:
        from studio.rendering.film import make_clip  # here: nothing of the project is loaded before there is work

        made = make_clip(address, request, folder / f"{file_name(address)}.mp4")
    except UsageError as error:
        return NotRendered(str(error), wrong=True)
    except Exception as error:
        return NotRendered(str(error) if isinstance(error, StudioError) else in_one_line(error))
    return Rendered(made.video, made.duration)
