"""How painted frames become video, in every file alike: BT.709, limited range, said so in the stream."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

from studio.frames.box import Box
from studio.frames.frame import Quality

GRID = 16
"""Parts of a frame begin and end at multiples of it: pixels share their colour, and processors take many at once."""
MEAN = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP
"""Where four pixels share a colour it is their mean, exactly: half the time of a cubic filter, and no pixel depends on
others. Without ACCURATE_RND it would be rounded otherwise from place to place."""
SECONDS_PER_GROUP = 2
"""A key frame at least this often, so that players can seek."""


def declare(stream: av.VideoStream, quality: Quality, pixels: str) -> None:
    """Say of a stream that will be encoded what its frames are; ``pixels`` is FFmpeg's name of their format."""
    stream.width, stream.height = quality.size
    context = stream.codec_context
    context.pix_fmt = pixels
    context.gop_size = quality.fps * SECONDS_PER_GROUP
    context.time_base = Fraction(1, quality.fps)
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.colorspace = Colorspace.ITU709
    context.color_range = ColorRange.MPEG


class Converter:
    """Converts RGBA to one format of pixels in planes; alpha, where the format has it, keeps its full range."""

    def __init__(self, pixels: str) -> None:
        self._pixels = pixels
        self._reformatter = VideoReformatter()

    def convert(self, frame: NDArray[np.uint8]) -> av.VideoFrame:
        """A frame, or a part of one in one piece, (height, width, 4), as a picture of its size."""
        return self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(frame, format="rgba"),
            format=self._pixels,
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=MEAN,
            threads=1,
        )

    def convert_part(self, frame: NDArray[np.uint8], changed: Box, picture: av.VideoFrame) -> None:
        """Bring a picture of ``frame`` up to date after a change: the same as if all of it were converted."""
        part = _on_the_grid(changed, picture)
        converted = self.convert(np.ascontiguousarray(frame[part.slices]))
        for whole, new in zip(picture.planes, converted.planes, strict=True):
            across, down = round(picture.width / whole.width), round(picture.height / whole.height)
            target = _pixels_of(whole)[
                part.top // down : -(-part.bottom // down), part.left // across : -(-part.right // across)
            ]
            target[:] = _pixels_of(new)


def _on_the_grid(box: Box, picture: av.VideoFrame) -> Box:
    """The smallest box of whole squares of the grid that holds the box."""
    left, top = (side // GRID * GRID for side in (box.left, box.top))
    right, bottom = (-(-side // GRID) * GRID for side in (box.right, box.bottom))
    return Box(left, top, min(right, picture.width), min(bottom, picture.height))


def _pixels_of(plane: VideoPlane) -> NDArray[np.uint8]:
    """The memory of a plane, (height, width), to be read and written."""
    rows = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
