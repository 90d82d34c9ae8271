"""How painted frames become video, in every file alike: BT.709, limited range, said so in the stream."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

from studio.frames import Quality

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
    """Converts RGBA to one format of pixels; alpha, where the format has it, keeps its full range."""

    def __init__(self, pixels: str) -> None:
        self._pixels = pixels
        self._reformatter = VideoReformatter()

    def convert(self, frame: NDArray[np.uint8]) -> av.VideoFrame:
        """Rows of a frame, (rows, width, 4), as a picture of their size."""
        return self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(frame, format="rgba"),
            format=self._pixels,
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP,
            threads=1,
        )
