"""Transitions: what a film shows between two clips, from the last still of one to the first picture of the next.

One melts into the other, and what stands in both at the same place, such as the title band, stands still. Each is a
short video of its own in the cache, so that the clips are the same files in a film and alone.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image, ImageChops

from studio.encoding.h264 import ClipEncoder
from studio.frames.box import Box
from studio.frames.frame import Frame, Quality
from studio.rendering.clip import ClipFacts, FinishedClip
from studio.rendering.fingerprint import file_digest, files_of, versions
from studio.rendering.store import CLIP, POSTER, find_clip, keep_clip
from studio.system.errors import full_disk_in_one_line
from studio.system.workplaces import workplace

SECONDS = 0.6


def make_transitions(clips: Sequence[FinishedClip], quality: Quality, processes: int) -> tuple[FinishedClip, ...]:
    """The transitions between clips that follow one another, one less than there are clips; kept ones are taken.

    Raises StudioError when the disk is full.
    """
    with full_disk_in_one_line(), workplace() as folder, ThreadPoolExecutor(max(1, processes)) as pool:
        make = partial(_find_or_make, quality=quality, folder=folder)
        return tuple(pool.map(make, *zip(*pairwise(clips), strict=True))) if len(clips) > 1 else ()


def _find_or_make(before: FinishedClip, after: FinishedClip, quality: Quality, folder: Path) -> FinishedClip:
    known = (file_digest(before.poster), file_digest(after.video), quality, SECONDS, files_of(__name__), versions())
    key = hashlib.sha256(repr(known).encode()).hexdigest()[:32]
    return find_clip(key) or _make(before, after, quality, Path(tempfile.mkdtemp(dir=folder)), key)


def _make(before: FinishedClip, after: FinishedClip, quality: Quality, folder: Path, key: str) -> FinishedClip:
    """Melt the last still of one clip into the first picture of the next, soon fast and at the end slow again."""
    with Image.open(before.poster) as still:
        old = still.convert("RGBA")
    new = first_picture(after.video)
    frames = round(SECONDS * quality.fps)
    differing = Box(*(ImageChops.difference(old.convert("RGB"), new.convert("RGB")).getbbox() or (0, 0, 0, 0)))
    with ClipEncoder(folder / CLIP, quality) as encoder:
        for number in range(frames):
            picture = Image.blend(old, new, _eased((number + 1) / (frames + 1)))
            pixels = np.array(picture)  # (height, width, 4)
            encoder.write(Frame(pixels, Box(0, 0, *quality.size) if number == 0 else differing))
    picture.convert("RGB").save(folder / POSTER)
    facts = ClipFacts("", "", "", quality.fps, frames, lines=())
    return keep_clip(folder, facts, key)


def first_picture(video: Path) -> Image.Image:
    """The first frame of a finished clip as it is seen, RGBA."""
    with av.open(str(video)) as source:
        frame = next(source.decode(source.streams.video[0]))
        shown = frame.reformat(
            format="rgba",
            src_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
        )
        return Image.fromarray(shown.to_ndarray())


def _eased(part: float) -> float:
    """From 0 to 1, without a jolt at either end."""
    return part * part * (3 - 2 * part)
