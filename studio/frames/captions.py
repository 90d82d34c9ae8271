"""The caption layer: cues drawn over the empty band at the foot of the frame, as it is encoded.

Captions are no part of a recording: the same recording can be encoded with captions, without, or with those of another
language. Sizes are given for a frame 1080 pixels high and scale with it.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from scenes.kit.narration import Cue, lay_out
from studio.frames.box import NOTHING, Box, around
from studio.frames.frame import Frame, FrameSink, Quality

FONT = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "Inter-Medium.otf"
FONT_PIXELS = 46
LINE_PIXELS = 58
EDGE_PIXELS = 54
"""The lowest line's descenders stay this far above the frame's edge (0.4 of the frame's 8 units)."""


@dataclass(frozen=True)
class Overlay:
    """A drawn caption: where its box begins, its colour times its cover, and what shines through (0 to 255)."""

    top: int
    left: int
    colour: NDArray[np.uint16]  # (height, width, 4)
    through: NDArray[np.uint16]  # (height, width, 1)

    def blend(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Lay the caption over ``frame`` in place; returns the pixels that were there, for ``restore``."""
        box = self._part(frame)
        before = box.copy()
        mixed = box.astype(np.uint16)
        mixed *= self.through
        mixed += self.colour
        mixed //= 255
        box[:] = mixed
        return before

    def restore(self, frame: NDArray[np.uint8], before: NDArray[np.uint8]) -> None:
        """Take the caption away again."""
        self._part(frame)[:] = before

    @property
    def box(self) -> Box:
        """The pixels that it covers."""
        height, width = self.through.shape[:2]
        return Box(self.left, self.top, self.left + width, self.top + height)

    def _part(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return frame[self.box.slices]


@lru_cache(maxsize=64)
def draw_caption(text: str, quality: Quality, ink: str) -> Overlay:
    """Draw a caption in the colour ``ink`` (#RRGGBB) for frames of one size: centred, its last line at the foot."""
    scale = quality.height / 1080
    font = ImageFont.truetype(str(FONT), FONT_PIXELS * scale)
    lines = lay_out(text)
    descent = font.getmetrics()[1]
    cover = Image.new("L", quality.size, 0)
    draw = ImageDraw.Draw(cover)
    baseline = quality.height - EDGE_PIXELS * scale - descent
    for number, line in enumerate(reversed(lines)):
        place = (quality.width / 2, baseline - number * LINE_PIXELS * scale)
        draw.text(place, line, fill=255, font=font, anchor="ms")
    left, top, right, bottom = cover.getbbox() or (0, 0, 1, 1)
    alpha = np.asarray(cover, dtype=np.uint16)[top:bottom, left:right, None]  # (height, width, 1)
    red, green, blue = ImageColor.getrgb(ink)[:3]
    rgba = np.array([red, green, blue, 255], dtype=np.uint16)
    return Overlay(top, left, alpha * rgba, 255 - alpha)


class CaptionedSink:
    """A FrameSink that lays the captions over the frames on their way to another sink.

    ``cues`` may grow while frames come, as long as each is there before its first frame.
    """

    def __init__(self, inner: FrameSink, cues: Sequence[Cue], quality: Quality, ink: str) -> None:
        self._inner = inner
        self._quality = quality
        self._ink = ink
        self._frame = 0
        self._shown: Overlay | None = None
        self._cues = cues
        self._scheduled: tuple[Cue, ...] = ()
        self._changes, self._texts = _schedule((), quality.fps)

    def write(self, frame: Frame) -> None:
        """Pass the frame on, cut into runs where the caption changes during its repeats."""
        if len(self._cues) != len(self._scheduled):
            self._scheduled = tuple(self._cues)
            self._changes, self._texts = _schedule(self._scheduled, self._quality.fps)
        changed, left = frame.changed, frame.repeats
        while left > 0:
            place = bisect.bisect_right(self._changes, self._frame)
            until = self._changes[place] if place < len(self._changes) else self._frame + left
            run = min(left, until - self._frame)
            text = self._texts[place]
            layer = None if text is None else draw_caption(text, self._quality, self._ink)
            if layer is not self._shown:
                changed = around((changed, *(one.box for one in (layer, self._shown) if one is not None)))
            self._shown = layer
            if layer is None:
                self._inner.write(Frame(frame.pixels, changed, run))
            else:
                before = layer.blend(frame.pixels)
                try:
                    self._inner.write(Frame(frame.pixels, changed, run))
                finally:
                    layer.restore(frame.pixels, before)
            changed = NOTHING
            self._frame += run
            left -= run


def _schedule(cues: Sequence[Cue], fps: int) -> tuple[list[int], list[str | None]]:
    """Frames at which the caption changes, and what is shown before the first, between and after the last of them."""
    changes: list[int] = []
    texts: list[str | None] = [None]
    for cue in sorted(cues, key=lambda c: c.start):
        start, end = round(cue.start * fps), round(cue.end * fps)
        if changes and start <= changes[-1]:  # straight after the one before
            changes.pop()
            texts.pop()
        changes += [start, end]
        texts += [cue.text, None]
    return changes, texts
