"""Frames as they go from a painter to an encoder, what takes them, and the sizes they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from studio.frames.box import Box

if TYPE_CHECKING:  # the command line asks for the sizes, and need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray


class Frame(NamedTuple):
    """A picture, where it differs from the one before, and for how many frame times it is shown.

    Whatever hands frames on marks its first one as changed everywhere.

    Attributes:
        pixels: (height, width, 4) RGBA, premultiplied; borrowed: the next frame is drawn into the same memory.
        changed: holds every pixel that differs from the frame before; empty when none does.
        repeats: how many frame times it is shown.
    """

    pixels: NDArray[np.uint8]
    changed: Box
    repeats: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether it counts as changed everywhere."""
        return self.changed == everywhere(self.pixels)


def everywhere(pixels: NDArray[np.uint8]) -> Box:
    """The box of all pixels of a picture (height, width, 4)."""
    height, width = pixels.shape[:2]
    return Box(0, 0, width, height)


def whole_frame(pixels: NDArray[np.uint8], repeats: int = 1) -> Frame:
    """A picture (height, width, 4) as a frame that counts as changed everywhere."""
    return Frame(pixels, everywhere(pixels), repeats)


class FrameSink(Protocol):
    """Takes the frames of one clip in order; one that wants to keep pixels copies them before it returns."""

    def write(self, frame: Frame) -> None:
        """Take one frame."""


@dataclass(frozen=True)
class Quality:
    """The size and rate of a rendering. All rates are multiples of 15, which every duration is made of."""

    name: str
    width: int
    height: int
    fps: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height


QUALITIES = {
    quality.name: quality
    for quality in (
        Quality("draft", 854, 480, 15),
        Quality("preview", 1280, 720, 30),
        Quality("hd", 1920, 1080, 60),
        Quality("uhd", 3840, 2160, 60),
    )
}
