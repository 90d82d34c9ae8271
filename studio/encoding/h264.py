"""Frames become H.264: BT.709, constant rate, closed groups of pictures, ready to be joined without encoding again.

Every clip of a film is encoded with the same parameters, so that their streams share one header and a film is a plain
concatenation of packets. One encoder thread: the same frames give the same bytes; processes, not threads, use the
cores.
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import PictureType

from studio.encoding.colour import Converter, declare
from studio.encoding.encoder import Encoder
from studio.frames.frame import Frame, Quality

TIMESCALE = 15360
"""Ticks a second of the video track: a whole number of ticks per frame at 15, 30 and 60 fps."""

PIXELS = "yuv420p"
ENCODING = {
    "preset": "ultrafast",
    "qp": "26",  # one quantizer for all: nothing to look ahead for, and what rests costs next to nothing
    "x264-params": "cabac=1:partitions=i4x4,i8x8:8x8dct=1:bframes=0:scenecut=0:open-gop=0:sliced-threads=0:threads=1",
}
"""Against Manim's own settings (medium, crf 23): a sixth of the time, a picture as near to what was painted, and up to
three times the size; bench/ measures it."""
MP4 = {"movflags": "+faststart", "video_track_timescale": str(TIMESCALE)}


class ClipEncoder(Encoder):
    """A FrameSink that writes one mp4 file, which can be cut without encoding again at the frames in ``cuts``."""

    def __init__(self, path: Path, quality: Quality, cuts: Container[int] = ()) -> None:
        self.quality = quality
        self.frames = 0
        self._cuts = cuts
        self._container = av.open(str(path), "w", format="mp4", options=MP4)
        stream = self._container.add_stream("libx264", rate=quality.fps, options=ENCODING)
        declare(stream, quality, PIXELS)
        stream.codec_context.thread_count = 1
        self._stream = stream
        self._converter = Converter(PIXELS)
        self._picture = av.VideoFrame(*quality.size, PIXELS)

    def write(self, frame: Frame) -> None:
        """Encode a frame as often as it is shown; the part in which it has changed is converted once."""
        if frame.pixels.shape != (self.quality.height, self.quality.width, 4):
            raise ValueError(f"a frame of shape {frame.pixels.shape} in a film of {self.quality.size}")
        if frame.is_whole:
            self._picture = self._converter.convert(frame.pixels)
        elif frame.changed:
            self._converter.convert_part(frame.pixels, frame.changed, self._picture)
        for _ in range(frame.repeats):
            self._picture.pts = self.frames
            self._picture.pict_type = PictureType.I if self.frames in self._cuts else PictureType.NONE
            self._picture.time_base = Fraction(1, self.quality.fps)
            self._container.mux(self._stream.encode(self._picture))
            self.frames += 1
