"""A preview that is rendered again when a file that it depends on is saved.

Each time by a new process, which sees the files as they are then; it waits for the next time with the libraries loaded.
This process renders nothing and loads no scene.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from scenes import act_names
from studio.preview.player import Player
from studio.rendering import fingerprint
from studio.rendering.warm_processes import WarmProcess
from studio.request.options import Request
from studio.system import paths
from studio.system.desktop import open_on_screen
from studio.system.errors import StudioError, UsageError, in_one_line

WATCHED = ("scenes", "studio", "model", "assets")
"""The folders of the project in which files may matter."""
ENGINE = (*fingerprint.ENGINE, "studio.rendering.join")
"""Where the studio's own part in a preview begins."""
GLANCE = 0.1
"""Seconds between two looks at what has changed and what has been rendered; a change counts when nothing follows."""
SAVED = ("created", "modified", "moved", "deleted")
KINDS = (".py", ".otf", ".ttf", ".npz", ".json", ".safetensors")
"""What code, fonts and bundles consist of."""


def keep_watching(address: str, request: Request, folder: Path, *, show: bool) -> None:
    """Render an address into ``folder`` and show it, again and again until Ctrl-C (KeyboardInterrupt).

    Args:
        address: ``film``, an act, or ``act/clip``.
        request: what it should be like; what is kept is rendered again only the first time, if at all.
        folder: where the video goes.
        show: whether the page with the video is opened, when there is a screen.

    Raises UsageError when the first render finds that the request itself is wrong.
    """
    with Player(address) as player, _Saved() as saved:
        print(f"watching {address}: {player.address} (Ctrl-C ends it)", flush=True)
        if show:
            open_on_screen(player.address)
        render = _Render(address, request, folder)
        try:
            render.begin()
            while True:
                changed = saved.next()
                if changed and (render.failed or matters(address, request.bundle, changed)):
                    player.say("rendering")
                    render.begin()
                else:
                    render.look(player)
        finally:
            render.stop()


class _Saved(FileSystemEventHandler):
    """Which files were saved, heard from the system within a block."""

    def __init__(self) -> None:
        self._paths: Queue[Path] = Queue()
        self._observer = Observer()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the files of one event; called in a thread of the observer."""
        if event.event_type in SAVED and not event.is_directory:
            for name in (event.src_path, event.dest_path):
                path = Path(str(name))
                if path.suffix in KINDS:
                    self._paths.put(path)

    def next(self) -> set[Path]:
        """What has been saved since the last call, when nothing else follows for a moment; waits that long."""
        found: set[Path] = set()
        try:
            while True:
                found.add(self._paths.get(timeout=GLANCE))
        except Empty:
            return found

    def __enter__(self) -> _Saved:
        for folder in WATCHED:
            self._observer.schedule(self, str(paths.ROOT / folder), recursive=True)
        self._observer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._observer.stop()
        self._observer.join()


class _Render:
    """The process that renders, and the one that waits to be the next."""

    def __init__(self, address: str, request: Request, folder: Path) -> None:
        self.failed = False
        self._address = address
        self._request = request
        self._folder = folder
        self._first = True
        self._busy: WarmProcess | None = None
        self._next: WarmProcess | None = None

    def begin(self) -> None:
        """Render as the files are now; a render that is on its way is given up."""
        if self._busy is not None:
            self._busy.end()
        self._busy, self._next = self._next or WarmProcess(starts_others=True), None
        self._busy.give(render_once, self._address, asdict(self._request), str(self._folder))
        self._request = replace(self._request, force=False)
        self._begun = time.monotonic()
        self.failed = False

    def look(self, player: Player) -> None:
        """Show what has been rendered, or say why it has not been; raises UsageError when it never can be."""
        if self._busy is None or not self._busy.connection.poll():
            return
        try:
            kind, *values = self._busy.connection.recv()
        except (EOFError, OSError):
            kind, values = "failed", ["the process that renders was ended from outside; save a file to try again"]
        self._busy.end()
        self._busy = None
        if kind == "wrong" and self._first:
            raise UsageError(values[0])
        self.failed, self._first = kind != "made", False
        if self.failed:
            player.say(f"error: {values[0]}")
            print(f"error: {values[0]}", file=sys.stderr, flush=True)
        else:
            player.show(Path(values[0]))
            print(f"{values[0]}  {values[1]:.1f} s, after {time.monotonic() - self._begun:.1f} s", flush=True)
        self._next = WarmProcess(starts_others=True)

    def stop(self) -> None:
        """End both."""
        for process in (self._busy, self._next):
            if process is not None:
                process.end()


def render_once(address: str, request: Mapping[str, Any], folder: str, connection: Connection) -> None:
    """Render, and say ``made`` with the video and its seconds, or ``failed`` or ``wrong`` with one line."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: children first
    try:
        outcome = _outcome(address, Request(**request), Path(folder))
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends by itself when this is said
    except KeyboardInterrupt:
        return
    connection.send(outcome)


def _outcome(address: str, request: Request, folder: Path) -> tuple[Any, ...]:
    try:
        from studio.rendering.film import make_clip  # here: nothing of the project is loaded before there is work

        made = make_clip(address, request, folder)
    except UsageError as error:
        return "wrong", str(error)
    except Exception as error:
        return "failed", str(error) if isinstance(error, StudioError) else in_one_line(error)
    return "made", str(made.video), made.duration


def matters(address: str, bundle: str, changed: set[Path]) -> bool:
    """Whether the preview depends on one of these files."""
    own = _modules(address)
    if any(fingerprint.source_of(module) in changed for module in own):
        return True
    folders = {paths.ROOT / "assets" / "fonts", paths.MODELS / bundle, Path(bundle).resolve()}
    if any(not folders.isdisjoint(path.parents) for path in changed):
        return True
    fingerprint.look_again()
    try:
        return any(
            fingerprint.source_of(name) in changed
            for module in (*ENGINE, *own)
            for name in fingerprint.imports_of(module)
        )
    except SyntaxError:  # what is imported cannot be told, and what is wrong must be said
        return True


def _modules(address: str) -> list[str]:
    """The modules of an address: a clip's own, or those of acts."""
    act, _, clip = address.partition("/")
    acts = act_names() if act == "film" else (act,)
    return [f"scenes.{act}.{clip}"] if clip else [f"scenes.{name}" for name in acts]
