"""What a painter hands to an encoder: frames with repeat counts, and the sizes they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from studio.frames.box import Box

if TYPE_CHECKING:  # the command line asks for the sizes, and need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray


class FrameSink(Protocol):
    """Takes the frames of one clip in order.

    A frame is borrowed: the painter draws the next one into the same memory, so a sink that wants to keep pixels copies
    them before it returns.
    """

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Take one frame that is shown for ``repeats`` frame times.

        ``changed`` holds every pixel in which it differs from the frame before; None may be all of them.
        """


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
