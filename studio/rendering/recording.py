"""A recording: the frames of a clip without captions, kept exactly as they were painted, alpha included.

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
from studio.frames.frame import Frame, FrameSink, Quality, whole_frame
from studio.rendering.clip import ClipFacts
from studio.system.errors import StudioError

HEAD = struct.Struct("<8sHH")
MAGIC = b"recorded"
RECORD = struct.Struct("<IHHHHI")
"""Times shown, 0 for the facts; left, top, right and bottom of the box; bytes of what follows, compressed."""
FOOT = struct.Struct("<II")
"""Bytes of the facts, and the checksum of all that stands before."""
LEVEL = 1  # of compression: the fastest


class RecordingWriter:
    """A FrameSink that writes a recording within a block; the file is whole once ``finish`` was called.

    Raises OSError when the file cannot be written.
    """

    def __init__(self, path: Path, quality: Quality) -> None:
        self.frames = 0
        self._before = np.zeros((quality.height, quality.width, 4), np.uint8)
        self._sum = 0
        self._file = path.open("wb")
        self._put(HEAD.pack(MAGIC, quality.width, quality.height))

    def write(self, frame: Frame) -> None:
        """Keep one frame."""
        if frame.pixels.shape != self._before.shape:
            raise ValueError(f"a frame of shape {frame.pixels.shape} in a recording of {self._before.shape}")
        box = frame.changed
        new, old = frame.pixels[box.slices], self._before[box.slices]
        difference = zlib.compress((_pixels(new) ^ _pixels(old)).tobytes(), LEVEL)
        self._put(RECORD.pack(frame.repeats, *box, len(difference)) + difference)
        old[:] = new
        self.frames += frame.repeats

    def finish(self, facts: ClipFacts) -> None:
        """Say whose frames they are; nothing follows."""
        known = zlib.compress(json.dumps(facts.as_json()).encode())
        self._put(RECORD.pack(0, 0, 0, 0, 0, len(known)) + known)
        self._file.write(FOOT.pack(len(known), self._sum))

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _put(self, data: bytes) -> None:
        self._sum = zlib.crc32(data, self._sum)
        self._file.write(data)


class Both:
    """A FrameSink that hands frames to two others."""

    def __init__(self, one: FrameSink, other: FrameSink) -> None:
        self._sinks = one, other

    def write(self, frame: Frame) -> None:
        """Hand the frame to one, then to the other."""
        for sink in self._sinks:
            sink.write(frame)


def read_facts(path: Path) -> ClipFacts | None:
    """Whose frames a recording holds; None when it is not there, or not whole."""
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
    """Hand the frames of a recording to a sink, as the painter did.

    Args:
        path: the recording.
        sink: takes the frames.
        start: the number of the first frame that it gets, from 0.
        stop: the number of the first that it does not get any more; None for all.

    Returns:
        The last frame that the sink got, (height, width, 4) RGBA, premultiplied.

    Raises:
        StudioError: there is no frame between ``start`` and ``stop``, or the file is no recording.
    """
    number, last = 0, None
    for frame in _frames(path):
        until = number + frame.repeats if stop is None else min(number + frame.repeats, stop)
        shown = until - max(number, start)
        if shown > 0:
            sink.write(whole_frame(frame.pixels, shown) if last is None else frame._replace(repeats=shown))
            last = frame.pixels
        number += frame.repeats
        if stop is not None and number >= stop:
            break
    if last is None:
        raise StudioError(f"{path} has no frame from {start} to {stop}; render again with --force")
    return last


def _frames(path: Path) -> Iterator[Frame]:
    """The frames of a recording, all in the same memory."""
    with path.open("rb") as file:
        head = file.read(HEAD.size)
        if len(head) < HEAD.size or not head.startswith(MAGIC):
            raise StudioError(f"{path} is no recording; render again with --force")
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
            yield Frame(frame, box, repeats)


def _pixels(part: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Each pixel as one number, in the same memory: (height, width, 1)."""
    return part.view(np.uint32)
