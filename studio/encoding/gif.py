"""Frames become a gif: one palette for all of them, and of each only what has changed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.filter.context import FilterContext
from numpy.typing import NDArray

from studio.encoding.encoder import Encoder
from studio.frames.frame import Frame, FrameSink, Quality

CENTISECONDS = Fraction(1, 100)
"""What a gif counts in."""
DITHER = "dither=bayer:bayer_scale=5:diff_mode=rectangle"
"""A pattern that stays where it is, so that what rests is not drawn again."""


def write_gif(path: Path, quality: Quality, pour: Callable[[FrameSink], None], *, loop: bool) -> int:
    """Write a gif; returns its length in frames of ``quality``.

    Args:
        path: a temporary name.
        quality: size and rate.
        pour: hands all frames to a sink; called twice, first for the colours.
        loop: repeat for ever; else it is shown once, and its last still stays.
    """
    colours = _Colours(quality)
    pour(colours)
    with _GifEncoder(path, quality, colours.palette(), colours.rest, loop=loop) as encoder:
        pour(encoder)
    return encoder.frames


class _Colours:
    """A FrameSink that chooses the colours that show all frames best."""

    def __init__(self, quality: Quality) -> None:
        self._graph = av.filter.Graph()
        self._source = _source(self._graph, quality)
        chooser = self._graph.add("palettegen", "reserve_transparent=1:stats_mode=full")
        self._sink = self._graph.add("buffersink")
        self._source.link_to(chooser)
        chooser.link_to(self._sink)
        self._graph.configure()
        self._fps = quality.fps
        self._frames = self._last = 0

    def write(self, frame: Frame) -> None:
        """Count the colours of a frame."""
        if frame.changed:
            self._last = _time(self._frames, self._fps)
            self._source.push(_picture(frame.pixels, self._last))
        self._frames += frame.repeats

    @property
    def rest(self) -> int:
        """Centiseconds that the last still stands."""
        return _time(self._frames, self._fps) - self._last

    def palette(self) -> av.VideoFrame:
        """The colours that were chosen."""
        self._source.push(None)
        return self._sink.pull()  # type: ignore[return-value]


class _GifEncoder(Encoder):
    """A FrameSink that draws frames with the colours of a palette and writes them."""

    def __init__(self, path: Path, quality: Quality, palette: av.VideoFrame, rest: int, *, loop: bool) -> None:
        self.frames = 0
        self._fps = quality.fps
        options = {"loop": "0" if loop else "-1", "final_delay": str(rest)}
        self._container = av.open(str(path), "w", format="gif", options=options)
        self._stream = self._container.add_stream("gif", rate=quality.fps)
        self._stream.width, self._stream.height = quality.size
        self._stream.codec_context.pix_fmt = "pal8"
        self._stream.codec_context.time_base = CENTISECONDS
        self._graph = av.filter.Graph()
        self._source = _source(self._graph, quality)
        colours = self._graph.add_buffer(
            width=palette.width, height=palette.height, format=palette.format, time_base=CENTISECONDS
        )
        drawer, self._sink = self._graph.add("paletteuse", DITHER), self._graph.add("buffersink")
        self._source.link_to(drawer, 0, 0)
        colours.link_to(drawer, 0, 1)
        drawer.link_to(self._sink)
        self._graph.configure()
        palette.pts, palette.time_base = 0, CENTISECONDS
        colours.push(palette)
        colours.push(None)

    def write(self, frame: Frame) -> None:
        """Draw a frame, unless nothing has changed."""
        if frame.changed:
            self._source.push(_picture(frame.pixels, _time(self.frames, self._fps)))
            self._encode_what_is_drawn()
        self.frames += frame.repeats

    def _drain(self) -> None:
        self._source.push(None)
        self._encode_what_is_drawn()

    def _encode_what_is_drawn(self) -> None:
        while True:
            try:
                drawn = self._sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(drawn, av.VideoFrame)
            self._container.mux(self._stream.encode(drawn))


def _time(frames: int, fps: int) -> int:
    """When a frame is shown, in centiseconds."""
    return round(frames * 100 / fps)


def _source(graph: av.filter.Graph, quality: Quality) -> FilterContext:
    pixels = av.VideoFormat("rgba", quality.width, quality.height)
    return graph.add_buffer(width=quality.width, height=quality.height, format=pixels, time_base=CENTISECONDS)


def _picture(frame: NDArray[np.uint8], time: int) -> av.VideoFrame:
    picture = av.VideoFrame.from_ndarray(frame, format="rgba")
    picture.pts, picture.time_base = time, CENTISECONDS
    return picture
