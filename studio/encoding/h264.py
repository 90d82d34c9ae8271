"""Frames become H.264: BT.709, constant rate, closed groups of pictures, ready to be joined without encoding again.

Every clip of a film is encoded with the same parameters, so that their streams share one header and a film is a plain
concatenation of packets. One encoder thread: the same frames give the same bytes; processes, not threads, use the
cores.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import av
from av import Packet
from av.container import OutputContainer
from av.video.frame import PictureType

from studio.encoding.colour import SECONDS_PER_GROUP, Converter, declare
from studio.encoding.encoder import Encoder
from studio.encoding.skip_slices import are_alike, learn_skip_slice, renumber
from studio.frames.frame import Frame, Quality

TIMESCALE = 15360
"""Ticks a second of the video track: a whole number of ticks per frame at 15, 30 and 60 fps."""

PIXELS = "yuv420p"
ENCODING = {
    "preset": "ultrafast",
    "qp": "26",  # one quantizer for all: nothing to look ahead for, and what rests costs next to nothing
    "x264-params": "cabac=1:partitions=i4x4,i8x8:8x8dct=1:bframes=0:scenecut=0:open-gop=0:sliced-threads=0:threads=1"
    ":keyint=infinite:force-cfr=1",  # key frames and times are said frame by frame
}
"""Against Manim's own settings (medium, crf 23): a sixth of the time, a picture as near to what was painted, and up to
three times the size; bench/ measures it."""
MP4 = {"movflags": "+faststart", "video_track_timescale": str(TIMESCALE)}
STREAM = {
    "movflags": "+empty_moov+default_base_moof",
    "frag_duration": "250000",
    "flush_packets": "1",
    "video_track_timescale": str(TIMESCALE),
}
"""A file that can be played while it grows: a piece of a quarter of a second after the other."""


class X264:
    """The encoder of one stream in a container, which takes pictures one by one and holds none back."""

    def __init__(self, container: OutputContainer, quality: Quality) -> None:
        self.stream = container.add_stream("libx264", rate=quality.fps, options=ENCODING)
        declare(self.stream, quality, PIXELS)
        self.stream.codec_context.thread_count = 1
        self._seen = 0

    def encode(self, picture: av.VideoFrame, kind: PictureType = PictureType.NONE) -> Packet:
        """The picture as one packet; ``kind`` I begins a group of pictures."""
        picture.pts, picture.pict_type = self._seen, kind
        picture.time_base = self.stream.codec_context.time_base
        self._seen += 1
        (packet,) = self.stream.encode(picture)
        return packet


@cache
def skip_slice(quality: Quality) -> bytes | None:
    """How x264 says of a frame of this size that nothing has changed; None where it has no one way to say so."""
    with av.open(BytesIO(), "w", format="mp4", options=MP4) as nowhere:
        encoder = X264(nowhere, quality)
        grey = av.VideoFrame(*quality.size, PIXELS)
        for plane in grey.planes:
            plane.update(bytes([128]) * plane.buffer_size)
        return learn_skip_slice(lambda: bytes(encoder.encode(grey)))


class ClipEncoder(Encoder):
    """A FrameSink that writes one mp4 file, which can be cut without encoding again at the frames in ``cuts``.

    Once x264 says of a picture that nothing in it has changed, it is not shown it again as long as it rests: what it
    would say is written down. The frames, their times and the size of the file are the same.
    """

    def __init__(
        self, path: Path, quality: Quality, cuts: Container[int] = (), *, options: Mapping[str, str] = MP4
    ) -> None:
        self.quality = quality
        self.frames = 0
        self._cuts = cuts
        self._container = av.open(str(path), "w", format="mp4", options=dict(options))
        self._x264 = X264(self._container, quality)
        self._stream = self._x264.stream
        self._converter = Converter(PIXELS)
        self._picture = av.VideoFrame(*quality.size, PIXELS)
        self._skip = skip_slice(quality)
        self._rests = False
        self._in_group = 0

    def write(self, frame: Frame) -> None:
        """Encode a frame as often as it is shown; the part in which it has changed is converted once."""
        if frame.pixels.shape != (self.quality.height, self.quality.width, 4):
            raise ValueError(f"a frame of shape {frame.pixels.shape} in a film of {self.quality.size}")
        if frame.is_whole:
            self._picture = self._converter.convert(frame.pixels)
        elif frame.changed:
            self._converter.convert_part(frame.pixels, frame.changed, self._picture)
        if frame.changed:
            self._rests = False
        for _ in range(frame.repeats):
            self._show()

    def _show(self) -> None:
        """Show the picture for one frame time."""
        packet = self._next_packet()
        packet.stream, packet.time_base = self._stream, Fraction(1, self.quality.fps)
        packet.pts = packet.dts = self.frames
        packet.duration = 1
        self._container.mux(packet)
        self.frames += 1
        self._in_group += 1

    def _next_packet(self) -> Packet:
        """The picture for one frame time: as the first of a group, as nothing new, or as x264 finds it changed."""
        if self.frames in self._cuts or self._in_group == self.quality.fps * SECONDS_PER_GROUP or not self.frames:
            self._in_group, self._rests = 0, False
            return self._x264.encode(self._picture, PictureType.I)
        if self._skip is not None and self._rests:
            return Packet(renumber(self._skip, self._in_group))
        packet = self._x264.encode(self._picture)
        if self._skip is None:
            return packet
        found = renumber(bytes(packet), self._in_group)  # x264 does not know of the frames that it was not shown
        self._rests = are_alike(found, renumber(self._skip, self._in_group))
        return Packet(found)
