"""Frames handed on in a thread of its own, so that painting and encoding one clip uses two cores.

The encoder's libraries leave Python to the painter while they work. The frames and their order are the same.
"""

from __future__ import annotations

import sys
from queue import Queue
from threading import Thread

import numpy as np

from studio.frames.frame import Frame, FrameSink, Quality

WAITING = 64_000_000
"""Bytes that frames may take while they wait, if each is new as a whole."""
SWITCH = 0.0005
"""Seconds after which Python passes from thread to thread; by default 0.005, which is longer than encoding a frame."""


class Threaded:
    """A FrameSink that hands frames on in a thread of its own, within a block, and raises what fails there.

    Each frame is copied where it has changed, so that the painter can go on in the same memory.
    """

    def __init__(self, inner: FrameSink, quality: Quality) -> None:
        self._inner = inner
        self._pixels = np.zeros((quality.height, quality.width, 4), np.uint8)
        self._failure: BaseException | None = None
        self._given_up = False
        self._waiting: Queue[Frame | None] = Queue(max(2, WAITING // self._pixels.nbytes))
        """Frames whose pixels are those of the changed box alone."""
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        self._thread = Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    def write(self, frame: Frame) -> None:
        """Take a frame; waits while too many do."""
        if self._failure is not None:
            raise self._failure
        self._waiting.put(frame._replace(pixels=frame.pixels[frame.changed.slices].copy()))

    def __enter__(self) -> Threaded:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait until every frame has been handed on; after a failure, none of those that wait is."""
        if kind is not None:
            self._given_up = True
        self._waiting.put(None)
        self._thread.join()
        sys.setswitchinterval(self._switch)
        if kind is None and self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        while (new := self._waiting.get()) is not None:
            if self._given_up:
                continue
            self._pixels[new.changed.slices] = new.pixels
            try:
                self._inner.write(new._replace(pixels=self._pixels))
            except BaseException as error:
                self._failure, self._given_up = error, True
