"""What encoders have in common: a file that is whole when their block ends well, and else is left for deletion."""

from __future__ import annotations

import contextlib
from typing import Self

import av
from av.container import OutputContainer


class Encoder:
    """A block in which frames are encoded into one file.

    When the block ends well, what the encoder still holds is written and the file is whole; when it fails, the file is
    closed as it is, for the caller to delete. The path should be a temporary name.

    Raises OSError (av.error.FFmpegError is one) when the file cannot be written.
    """

    _container: OutputContainer
    _stream: av.VideoStream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            with contextlib.suppress(OSError):
                self._container.close()
            return
        try:
            self._drain()
            self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def _drain(self) -> None:
        """Encode what waits before the encoder; nothing does by default."""
