"""What happens to frames on their way into a file: a ground around them, and a way back to the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.frames.box import NOTHING, Box
from studio.frames.frame import Frame, FrameSink, Quality, everywhere, whole_frame

FADE = 0.8
"""Seconds of the way back from the last frame to the first."""


def fit(size: tuple[int, int]) -> tuple[int, int]:
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
        self.pixels = np.empty((height, width, 4), np.uint8)
        self.pixels[:] = ground
        self._unseen = everywhere(self.pixels)

    def write(self, frame: Frame) -> None:
        """Pass a frame on, in the middle."""
        height, width = frame.pixels.shape[:2]
        left, top = (self.pixels.shape[1] - width) // 2, (self.pixels.shape[0] - height) // 2
        box = frame.changed
        moved = Box(box.left + left, box.top + top, box.right + left, box.bottom + top) if box else box
        self.pixels[moved.slices] = frame.pixels[box.slices]
        self._inner.write(Frame(self.pixels, moved.around(self._unseen), frame.repeats))
        self._unseen = NOTHING


class Looping:
    """A FrameSink that ends where it began: ``finish()`` fades from the last frame to the first."""

    def __init__(self, inner: FrameSink, quality: Quality) -> None:
        self._inner = inner
        self._steps = steps_back(quality)
        self._first: NDArray[np.uint8] | None = None
        self._last = np.zeros((quality.height, quality.width, 4), np.uint8)

    def write(self, frame: Frame) -> None:
        """Pass a frame on."""
        if self._first is None:
            self._first = frame.pixels.copy()
        self._last[frame.changed.slices] = frame.pixels[frame.changed.slices]
        self._inner.write(frame)

    def finish(self) -> None:
        """Fade: the step after the last would be the first frame, with which a player goes on."""
        if self._first is None:
            return
        first, last = self._first.astype(np.int32), self._last.astype(np.int32)
        for step in range(1, self._steps + 1):
            share = step * 256 // (self._steps + 1)
            self._inner.write(whole_frame((last + ((first - last) * share >> 8)).astype(np.uint8)))
