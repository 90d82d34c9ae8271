"""A page that plays a video and loads it anew when it has changed, served to this machine alone."""

from __future__ import annotations

import contextlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any

PAGE = Path(__file__).with_suffix(".html")
LOOPBACK = "127.0.0.1"
SECONDS_TO_ASK = 10
"""Who has connected and asks for nothing is let go."""


class Player:
    """The page, served while the block lasts.

    Attributes:
        title: what the page is called.
        version: how many different videos have been shown.
        video: the last of them, an mp4 file's bytes.
        line: what the page says below the video.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.version = 0
        self.video = b""
        self.line = "rendering"
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
        if content != self.video:
            self.video = content
            self.version += 1

    def say(self, line: str) -> None:
        """Say one line below the video."""
        self.line = line

    def __enter__(self) -> Player:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
                state = {"version": player.version, "line": player.line, "title": player.title}
                self._answer("application/json", json.dumps(state).encode())
            elif self.path == "/video" and player.video:
                self._answer("video/mp4", player.video)
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

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
