"""A page that plays a video and loads it anew when it has changed, served to this machine alone."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, BinaryIO

PAGE = Path(__file__).with_suffix(".html")
LOOPBACK = "127.0.0.1"
INTERVAL = 0.03
"""Seconds after which a file that grows is looked at again."""
SECONDS_TO_ASK = 10
"""Who has connected and asks for nothing is let go."""


@dataclass(frozen=True)
class Glimpse:
    """A file that grows, which shows the clip from a time on, in seconds."""

    number: int
    time: float
    file: BinaryIO
    ended: Event = field(default_factory=Event)

    def parts(self) -> Iterator[bytes]:
        """What is in the file, piece by piece, until it has ended; whoever asks later begins at its beginning, too."""
        place = 0
        while True:
            over = self.ended.is_set()
            part = os.pread(self.file.fileno(), 1 << 20, place)
            place += len(part)
            if part:
                yield part
            elif over:
                return
            else:
                self.ended.wait(INTERVAL)


class Player:
    """The page, served while the block lasts.

    Attributes:
        title: what the page is called.
        version: how many different videos have been shown.
        video: the last of them, an mp4 file's bytes.
        line: what the page says below the video.
        glimpse: what is played until there is the next video, if anything.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.version = 0
        self.video = b""
        self.line = "rendering"
        self.glimpse: Glimpse | None = None
        self._numbers = count(1)
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), name="player", daemon=True)

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{LOOPBACK}:{self._server.server_port}/"

    def show(self, video: Path) -> None:
        """Play this video; the page goes on as it is when it is the same as before."""
        content = video.read_bytes()
        self.line = ""
        self._end_glimpse()
        if content != self.video:
            self.video = content
            self.version += 1

    def stream(self, video: Path, time: float) -> None:
        """Play a file while it grows, which shows the clip from a time on, until there is the next video."""
        self._end_glimpse()
        with contextlib.suppress(FileNotFoundError):  # the whole was there as soon, and the file has gone
            self.glimpse = Glimpse(next(self._numbers), time, video.open("rb"))

    def say(self, line: str) -> None:
        """Say one line below the video; a file that grows grows no more."""
        self.line = line
        self._end_glimpse()

    def _end_glimpse(self) -> None:
        if self.glimpse is not None:
            self.glimpse.ended.set()
            self.glimpse = None

    def __enter__(self) -> Player:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_glimpse()
        self._server.shutdown()
        self._server.server_close()


def _handler(player: Player) -> type[BaseHTTPRequestHandler]:
    """What answers a browser."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SECONDS_TO_ASK

        def do_GET(self) -> None:
            if self.headers.get("Host", "").rpartition(":")[0] not in (LOOPBACK, "localhost"):
                self.send_error(403)  # a page of somebody else's, whose name leads here
            elif self.path == "/":
                self._answer("text/html; charset=utf-8", PAGE.read_bytes())
            elif self.path == "/state":
                glimpse = player.glimpse and {"number": player.glimpse.number, "time": player.glimpse.time}
                state = {"version": player.version, "line": player.line, "title": player.title, "glimpse": glimpse}
                self._answer("application/json", json.dumps(state).encode())
            elif self.path == "/video" and player.video:
                self._answer("video/mp4", player.video)
            elif self.path.startswith("/glimpse?") and player.glimpse is not None:
                self._stream(player.glimpse)
            else:
                self.send_error(404)

        def _answer(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.connection.settimeout(None)  # a browser may take its time over a video
            with contextlib.suppress(ConnectionError):  # or go when it has what it wants
                self.wfile.write(content)

        def _stream(self, glimpse: Glimpse) -> None:
            """What there is of the file, and what comes, until it is said to have ended."""
            self.send_response(200)
            self.send_header("Content-Type", "video/mp4")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                for part in glimpse.parts():
                    self.wfile.write(part)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
