"""What goes into a file: stretches of recordings with captions, a ground around them, a way back to the first frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from scenes.kit.narration import Cue
from scenes.kit.theme import Theme
from studio.formats.stretches import Stretch
from studio.frames.alpha import picture_of
from studio.frames.captions import CaptionedSink
from studio.frames.frame import Frame, FrameSink, Quality, whole_frame
from studio.frames.surround import Looping, Padded, steps_back
from studio.rendering.recording import play

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Composition:
    """How the frames of a file look.

    Attributes:
        theme: its ink writes captions, its ground lies behind all.
        painted: the size and rate of the recordings.
        shown: those of the file; what is larger is ground.
        transparent: the ground is left out.
        burned: captions are drawn on the frames.
        loop: the file ends with a way back to its first frame.
    """

    theme: Theme
    painted: Quality
    shown: Quality
    transparent: bool
    burned: bool
    loop: bool

    @property
    def ground(self) -> Colour:
        """The colour of the ground."""
        red, green, blue = ImageColor.getrgb(self.theme.ground)[:3]
        return red, green, blue

    @property
    def hidden(self) -> Colour | None:
        """The colour of pixels that are not seen; None when all are."""
        return self.ground if self.transparent else None

    def frames(self, stretches: Sequence[Stretch]) -> int:
        """How many frames a file of these stretches has."""
        return sum(stretch.facts.frames for stretch in stretches) + (steps_back(self.shown) if self.loop else 0)

    def pour(self, stretches: Sequence[Stretch], sink: FrameSink) -> Image.Image:
        """Hand all frames to a sink; returns the last one that was painted, without its caption."""
        looping = Looping(sink, self.shown) if self.loop else None
        framed = self._framed(looping or sink)
        for stretch in stretches:
            captioned: FrameSink = framed
            if self.burned:
                captioned = CaptionedSink(framed, stretch.facts.cues, self.painted, self.theme.ink)
            last = play(stretch.recording, captioned, stretch.start, stretch.stop)
        if looping is not None:
            looping.finish()
        return self.picture(last)

    def picture(self, frame: NDArray[np.uint8]) -> Image.Image:
        """A painted frame as a picture of the file's size."""
        if self.painted.size != self.shown.size:
            framed = Padded(_Nowhere(), self.shown.size, self._beyond)
            framed.write(whole_frame(frame))
            frame = framed.pixels
        return picture_of(frame, transparent=self.transparent)

    def _framed(self, sink: FrameSink) -> FrameSink:
        if self.painted.size == self.shown.size:
            return sink
        return Padded(sink, self.shown.size, self._beyond)

    @property
    def _beyond(self) -> tuple[int, int, int, int]:
        return (0, 0, 0, 0) if self.transparent else (*self.ground, 255)


class _Nowhere:
    """A FrameSink that takes frames and forgets them."""

    def write(self, frame: Frame) -> None:
        """Forget the frame."""


def cues_of(stretches: Sequence[Stretch]) -> list[Cue]:
    """The captions of stretches that follow one another, in seconds from the start of the first."""
    cues, begun = [], 0.0
    for stretch in stretches:
        cues += [Cue(begun + cue.start, begun + cue.end, cue.text) for cue in stretch.facts.cues]
        begun += stretch.facts.duration
    return cues
