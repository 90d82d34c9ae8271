"""A painting: the frames of a clip without captions, kept exactly as they were painted, alpha included.

A clip that is wanted with captions, without, as another kind of file or only in part need not be painted again. The
file holds, frame by frame, how often it is shown, the box in which it differs from the one before, and the difference
of the two there, compressed; at its end stand the clip's facts and a checksum. Most of it is zeros: a minute of 1080p60
takes about 25 MB, and writing it a seventh of the time that painting and encoding take.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.frames.box import Box
from studio.frames.frame import FrameSink, Quality
from studio.rendering.clip import ClipFacts
from studio.system.errors import StudioError

HEAD = struct.Struct("<8sHH")
MAGIC = b"painting"
RECORD = struct.Struct("<IHHHHI")
"""Times shown, 0 for the facts; left, top, right and bottom of the box; bytes of what follows, compressed."""
FOOT = struct.Struct("<II")
"""Bytes of the facts, and the checksum of all that stands before."""
LEVEL = 1  # of compression: the fastest


class PaintingWriter:
    """A FrameSink that keeps a painting. Raises OSError when the file cannot be written."""

    def __init__(self, path: Path, quality: Quality) -> None:
        self.frames = 0
        self._before = np.zeros((quality.height, quality.width, 4), np.uint8)
        self._everything = Box(0, 0, quality.width, quality.height)
        self._sum = 0
        self._file = path.open("wb")
        self._put(HEAD.pack(MAGIC, quality.width, quality.height))

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Keep one frame that is shown ``repeats`` times."""
        if frame.shape != self._before.shape:
            raise ValueError(f"a frame of shape {frame.shape} in a painting of {self._before.shape}")
        box = self._everything if changed is None or not self.frames else changed
        new, old = frame[box.slices], self._before[box.slices]
        difference = zlib.compress((_pixels(new) ^ _pixels(old)).tobytes(), LEVEL)
        self._put(RECORD.pack(repeats, *box, len(difference)) + difference)
        old[:] = new
        self.frames += repeats

    def finish(self, facts: ClipFacts) -> None:
        """Say whose frames they are, and close the file."""
        known = zlib.compress(json.dumps(facts.as_json()).encode())
        self._put(RECORD.pack(0, 0, 0, 0, 0, len(known)) + known)
        self._file.write(FOOT.pack(len(known), self._sum))
        self._file.close()

    def abort(self) -> None:
        """Close the file as it is; the caller deletes it."""
        self._file.close()

    def _put(self, data: bytes) -> None:
        self._sum = zlib.crc32(data, self._sum)
        self._file.write(data)


class Both:
    """A FrameSink that hands frames to two others."""

    def __init__(self, one: FrameSink, other: FrameSink) -> None:
        self._sinks = one, other

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Hand the frame to one, then to the other."""
        for sink in self._sinks:
            sink.write(frame, repeats, changed)


def facts_in(path: Path) -> ClipFacts | None:
    """Whose frames a painting holds; None when it is not there, or not whole."""
    try:
        with path.open("rb") as file:
            file.seek(-FOOT.size, os.SEEK_END)
            end = file.tell()
            length, expected = FOOT.unpack(file.read(FOOT.size))
            file.seek(0)
            left, found = end, 0
            while left:
                data = file.read(min(left, 1 << 20))
                found, left = zlib.crc32(data, found), left - len(data)
            if found != expected:
                return None
            file.seek(end - length)
            return ClipFacts.from_json(json.loads(zlib.decompress(file.read(length))))
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None


def play(path: Path, sink: FrameSink, start: int = 0, stop: int | None = None) -> NDArray[np.uint8]:
    """Hand the frames of a painting to a sink, as the painter did.

    Args:
        path: the painting.
        sink: takes the frames.
        start: the number of the first frame that it gets, from 0.
        stop: the number of the first that it does not get any more; None for all.

    Returns:
        The last frame that the sink got, (height, width, 4) RGBA, premultiplied.

    Raises:
        StudioError: there is no frame between ``start`` and ``stop``, or the file is no painting.
    """
    number, begun = 0, False
    for frame, repeats, changed in _frames(path):
        until = number + repeats if stop is None else min(number + repeats, stop)
        shown = until - max(number, start)
        if shown > 0:
            sink.write(frame, shown, changed if begun else None)
            begun = True
        number += repeats
        if stop is not None and number >= stop:
            break
    if not begun:
        raise StudioError(f"{path} has no frame from {start} to {stop}; render again with --force")
    return frame


def _frames(path: Path) -> Iterator[tuple[NDArray[np.uint8], int, Box]]:
    """Each frame, how often it is shown, and where it has changed; all in the same memory."""
    with path.open("rb") as file:
        head = file.read(HEAD.size)
        if len(head) < HEAD.size or not head.startswith(MAGIC):
            raise StudioError(f"{path} is no painting; render again with --force")
        _, width, height = HEAD.unpack(head)
        frame = np.zeros((height, width, 4), np.uint8)
        while record := file.read(RECORD.size):
            repeats, *sides, length = RECORD.unpack(record)
            if not repeats:  # the facts
                return
            box = Box(*sides)
            difference = np.frombuffer(zlib.decompress(file.read(length)), np.uint32)
            part = _pixels(frame[box.slices])
            part ^= difference.reshape(part.shape)
            yield frame, repeats, box


def _pixels(part: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Each pixel as one number, in the same memory: (height, width, 1)."""
    return part.view(np.uint32)
