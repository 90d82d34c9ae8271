"""A web server on this machine for tests of pages: a folder below a path, with ranges as real servers have them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Handler(SimpleHTTPRequestHandler):
    """Serves files below ``prefix``, and parts of files when ``ranges`` is set."""

    def __init__(self, *args: Any, prefix: str, ranges: bool, **kwargs: Any) -> None:
        self.prefix, self.ranges = prefix, ranges
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if not self.path.startswith(self.prefix):
            return self.send_error(404)
        self.path = self.path.removeprefix(self.prefix.rstrip("/"))
        wanted = self.headers.get("Range", "")
        file = Path(self.translate_path(self.path))
        if not (self.ranges and wanted.startswith("bytes=") and file.is_file()):
            with contextlib.suppress(ConnectionError):
                super().do_GET()
            return
        data = file.read_bytes()
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        part = data[int(first) : int(last) + 1 if last else None]
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}")
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the browser has enough
            self.wfile.write(part)

    def log_message(self, *args: Any) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path, prefix: str = "/", *, ranges: bool = True) -> Iterator[str]:
    """The address of ``folder`` while it is served."""
    handler = partial(Handler, directory=str(folder), prefix=prefix, ranges=ranges)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
        server.shutdown()
        thread.join()
