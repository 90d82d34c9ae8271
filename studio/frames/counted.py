"""Frames counted on their way to another sink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from studio.frames.frame import Frame, FrameSink

BETWEEN_REPORTS = 20
"""Frames from one report to the next."""


class Counted:
    """A FrameSink that passes frames on, counts them, and tells now and then how many there were.

    Attributes:
        frames: how many frame times have been passed on.
        last: the last picture, (height, width, 4), borrowed; None before the first.
    """

    def __init__(self, inner: FrameSink, tell: Callable[[int], None]) -> None:
        self.frames = 0
        self.last: NDArray[np.uint8] | None = None
        self._inner = inner
        self._tell = tell
        self._told = 0

    def write(self, frame: Frame) -> None:
        """Pass a frame on."""
        self._inner.write(frame)
        self.frames += frame.repeats
        self.last = frame.pixels
        if self.frames - self._told >= BETWEEN_REPORTS:
            self._tell(self.frames)
            self._told = self.frames
