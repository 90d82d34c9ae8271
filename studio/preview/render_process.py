"""A preview rendered by a process of its own, which sees the files as they are then, and what it tells of the end."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from studio.preview.edits import Edit
from studio.rendering.warm_processes import WarmProcess
from studio.request.addresses import file_name
from studio.request.options import Request
from studio.system.errors import StudioError, UsageError, in_one_line
from studio.system.workplaces import workplace


@dataclass(frozen=True)
class Begun:
    """A part of the clip, from a time on in seconds, is on its way into a file that can be played while it grows.

    ``trace`` is the trace's file, found to be that of the sentence and the bundle.
    """

    video: Path
    time: float
    trace: str


@dataclass(frozen=True)
class Rendered:
    """There is a video, of so many seconds, in which these lines are said."""

    video: Path
    duration: float
    said: tuple[str, ...]


@dataclass(frozen=True)
class NotRendered:
    """There is none, for the reason in the line; ``wrong`` when the request itself is, whatever is saved."""

    line: str
    wrong: bool = False


@dataclass(frozen=True)
class Before:
    """What is known of the render before: the lines that were said, and the trace's file; None where there was none."""

    said: tuple[str, ...] | None = None
    trace: str | None = None


Outcome = Rendered | NotRendered
News = Begun | Outcome
ENDED = NotRendered("the process that renders was ended from outside; save a file to try again")


class RenderProcess:
    """The process that renders, and the one that waits with the libraries loaded to be the next."""

    def __init__(self, address: str, request: Request, folder: Path) -> None:
        self._address = address
        self._request = request
        self._folder = folder
        self._busy: WarmProcess | None = None
        self._next: WarmProcess | None = None
        self._before = Before()

    def begin(self, edits: Sequence[Edit] = ()) -> None:
        """Render as the files are now; a render that is on its way is given up.

        What was edited of a clip is shown first; the first time its beginning is.
        """
        if self._busy is not None:
            self._busy.end()
        self._busy, self._next = self._next or WarmProcess(starts_others=True), None
        self._busy.give(render_once, self._address, self._request, self._folder, tuple(edits), self._before)
        self._request = replace(self._request, force=False)  # what is kept is rendered again the first time only

    def take_news(self) -> News | None:
        """What the render says, once, as soon as it says it: what can be seen already, and what has become of it."""
        if self._busy is None or not self._busy.connection.poll():
            return None
        try:
            news: News = self._busy.connection.recv()
        except (EOFError, OSError):
            news = ENDED
        if isinstance(news, Begun):
            self._before = replace(self._before, trace=news.trace)
            return news
        if isinstance(news, Rendered):
            self._before = replace(self._before, said=news.said)
        self._busy.end()
        self._busy = None
        return news

    def prepare(self) -> None:
        """Start the process that waits to be the next."""
        self._next = WarmProcess(starts_others=True)

    def stop(self) -> None:
        """End both."""
        for process in (self._busy, self._next):
            if process is not None:
                process.end()


def render_once(
    address: str,
    request: Request,
    folder: Path,
    edits: Sequence[Edit],
    before: Before,
    connection: Connection,
) -> None:
    """Show what was edited, or the clip's beginning when there was no render before; render; tell what there is to be
    told."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: children first
    try:
        with workplace() as place:
            if "/" in address and (edits or before.said is None):
                with contextlib.suppress(Exception):  # whatever it is, the render says it
                    _show(address, request, edits, before, place / "glimpse.mp4", connection)
            outcome = _render(address, request, folder)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends by itself when this is said
    except KeyboardInterrupt:
        return
    connection.send(outcome)


def _show(
    address: str, request: Request, edits: Sequence[Edit], before: Before, file: Path, connection: Connection
) -> None:
    from scenes.kit.setting import Setting
    from studio.preview.glimpse import show_glimpse
    from studio.rendering.film import job_of
    from studio.request.clips import find_clips
    from studio.request.traces import trace_of

    (clip,) = find_clips(address)
    trace = before.trace or str(trace_of(request.bundle, request.sentence))
    job = job_of(clip, Setting(trace, request.theme), request)
    show_glimpse(job, edits, before.said or (), file, lambda time: connection.send(Begun(file, time, trace)))


def _render(address: str, request: Request, folder: Path) -> Outcome:
    try:
        from studio.rendering.film import make_clip  # here: nothing of the project is loaded before there is work

        made = make_clip(address, request, folder / f"{file_name(address)}.mp4")
    except UsageError as error:
        return NotRendered(str(error), wrong=True)
    except Exception as error:
        return NotRendered(str(error) if isinstance(error, StudioError) else in_one_line(error))
    return Rendered(made.video, made.duration, tuple(line.text for line in made.lines))
