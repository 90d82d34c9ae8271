"""Encoding behind painting: two threads of one process, so that a clip by itself uses two cores.

The encoder's libraries leave Python to the painter while they work. The frames and their order are the same.
"""

from __future__ import annotations

import sys
from queue import Queue
from threading import Thread
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from studio.frames.box import Box
from studio.frames.frame import FrameSink, Quality

WAITING = 64_000_000
"""Bytes that frames may take while they wait, if each is new as a whole."""
SWITCH = 0.0005
"""Seconds after which Python passes from thread to thread; by default 0.005, which is longer than encoding a frame."""


class _Frame(NamedTuple):
    pixels: NDArray[np.uint8]  # those of the box
    repeats: int
    changed: Box


class Behind:
    """A FrameSink that hands frames on in a thread of its own, within a block, and raises what fails there.

    Each frame is copied where it has changed, so that the painter can go on in the same memory.
    """

    def __init__(self, inner: FrameSink, quality: Quality) -> None:
        self._inner = inner
        self._frame = np.zeros((quality.height, quality.width, 4), np.uint8)
        self._everything = Box(0, 0, *quality.size)
        self._begun = False
        self._failure: BaseException | None = None
        self._given_up = False
        self._waiting: Queue[_Frame | None] = Queue(max(2, WAITING // self._frame.nbytes))
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        self._thread = Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Take a frame; waits while too many do."""
        if self._failure is not None:
            raise self._failure
        box = changed if changed is not None and self._begun else self._everything
        self._begun = True
        self._waiting.put(_Frame(frame[box.slices].copy(), repeats, box))

    def __enter__(self) -> Behind:
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
            self._frame[new.changed.slices] = new.pixels
            try:
                self._inner.write(self._frame, new.repeats, new.changed)
            except BaseException as error:
                self._failure, self._given_up = error, True
