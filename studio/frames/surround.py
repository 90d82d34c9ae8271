"""What happens to frames on their way into a file: a ground around them, and a way back to the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.frames.box import Box
from studio.frames.frame import FrameSink, Quality

FADE = 0.8
"""Seconds of the way back from the last frame to the first."""


def fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The largest 16:9 picture that fits into a size, in even pixels; the size itself when it is 16:9 to a pixel."""
    width, height = size
    if abs(width * 9 - height * 16) <= 16:
        return size
    scale = min(width / 32, height / 18)
    return 2 * round(16 * scale), 2 * round(9 * scale)


def steps_back(quality: Quality) -> int:
    """Frames of the way back."""
    return round(FADE * quality.fps)


class Padded:
    """A FrameSink that lays frames in the middle of a larger ground, on their way to another sink.

    Args:
        inner: takes the larger frames.
        size: their width and height, as even as the smaller ones'.
        ground: their colour beyond the smaller ones, premultiplied RGBA.
    """

    def __init__(self, inner: FrameSink, size: tuple[int, int], ground: tuple[int, int, int, int]) -> None:
        self._inner = inner
        width, height = size
        self.frame = np.empty((height, width, 4), np.uint8)
        self.frame[:] = ground
        self._begun = False

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Pass a frame on, in the middle."""
        height, width = frame.shape[:2]
        left, top = (self.frame.shape[1] - width) // 2, (self.frame.shape[0] - height) // 2
        box = changed if changed is not None and self._begun else Box(0, 0, width, height)
        self._begun = True
        moved = Box(box.left + left, box.top + top, box.right + left, box.bottom + top) if box else box
        self.frame[moved.slices] = frame[box.slices]
        self._inner.write(self.frame, repeats, None if changed is None else moved)


class Looping:
    """A FrameSink that ends where it began: ``finish()`` fades from the last frame to the first."""

    def __init__(self, inner: FrameSink, quality: Quality) -> None:
        self._inner = inner
        self._steps = steps_back(quality)
        self._first: NDArray[np.uint8] | None = None
        self._last = np.zeros((quality.height, quality.width, 4), np.uint8)

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Pass a frame on."""
        if self._first is None:
            self._first, changed = frame.copy(), None
        part = slice(None) if changed is None else changed.slices
        self._last[part] = frame[part]
        self._inner.write(frame, repeats, changed)

    def finish(self) -> None:
        """Fade: the step after the last would be the first frame, with which a player goes on."""
        if self._first is None:
            return
        first, last = self._first.astype(np.int32), self._last.astype(np.int32)
        for step in range(1, self._steps + 1):
            share = step * 256 // (self._steps + 1)
            self._inner.write((last + ((first - last) * share >> 8)).astype(np.uint8))
