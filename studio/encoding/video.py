"""Frames become VP9 in webm or ProRes 4444 in mov, with their alpha when the ground was left out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from studio.encoding.colour import Converter, declare
from studio.encoding.encoder import Encoder
from studio.encoding.sound import SOUND_CODECS, Sound, SoundWriter
from studio.frames.alpha import straight
from studio.frames.frame import Frame, Quality


@dataclass(frozen=True)
class Codec:
    """An encoder, its settings, and the pixels that it takes without and with alpha."""

    name: str
    options: dict[str, str]
    opaque: str
    with_alpha: str


VP9 = Codec(
    "libvpx-vp9",
    {"deadline": "realtime", "cpu-used": "8", "crf": "24", "b:v": "0", "row-mt": "1", "auto-alt-ref": "0"},
    "yuv420p",
    "yuva420p",
)
"""A quarter of the time of "good", a fifth larger; 47 dB from what was painted, at 6 MB a minute."""
PRORES = Codec(
    "prores_ks",
    {"profile": "4444", "vendor": "apl0", "alpha_bits": "8", "flags": "+qscale", "global_quality": str(6 * 118)},
    "yuv444p10le",
    "yuva444p10le",
)
"""One quantizer for all, in units of 118: 40% of the time of searching for it; 62 dB, 1 GB a minute of 1080p60."""
CODECS = {"webm": VP9, "mov": PRORES}


class VideoEncoder(Encoder):
    """A FrameSink that writes webm or mov, by the codec.

    Args:
        path: a temporary name that ends as the file will.
        quality: size and rate.
        codec: what encodes.
        title: for players.
        hidden: the colour of pixels that are not seen, when the ground was left out; None when there is alpha nowhere.
            It matters where a player halves or smooths colour: edges then turn towards it.
        threads: of the encoder.
        sound: what is heard beside the pictures, if anything.
    """

    def __init__(
        self,
        path: Path,
        quality: Quality,
        codec: Codec,
        title: str,
        hidden: tuple[int, int, int] | None,
        threads: int,
        sound: Sound | None = None,
    ) -> None:
        self.frames = 0
        self._quality = quality
        self._hidden = hidden
        self._container = av.open(str(path), "w")
        self._container.metadata["title"] = title
        stream = self._container.add_stream(codec.name, rate=quality.fps, options=codec.options)
        assert isinstance(stream, av.VideoStream)
        pixels = codec.opaque if hidden is None else codec.with_alpha
        declare(stream, quality, pixels)
        stream.codec_context.thread_count = threads
        self._stream = stream
        self._converter = Converter(pixels)
        self._straight = np.empty((quality.height, quality.width, 4), np.uint8)
        self._picture = av.VideoFrame(*quality.size, pixels)
        self._heard = None if sound is None else SoundWriter(self._container, sound, SOUND_CODECS[path.suffix[1:]])

    def write(self, frame: Frame) -> None:
        """Encode a frame as often as it is shown."""
        if frame.changed:
            self._picture = self._converter.convert(self._straighten(frame))
        for _ in range(frame.repeats):
            self._picture.pts = self.frames
            self._picture.time_base = Fraction(1, self._quality.fps)
            if self._heard is not None:
                self._heard.until(self.frames / self._quality.fps)
            self._container.mux(self._stream.encode(self._picture))
            self.frames += 1

    def _drain(self) -> None:
        """Encode what is heard to the end."""
        if self._heard is not None:
            self._heard.finish()

    def _straighten(self, frame: Frame) -> NDArray[np.uint8]:
        """The frame's pixels with straight alpha, where there is any."""
        if self._hidden is None:
            return frame.pixels
        part = frame.changed.slices
        self._straight[part] = straight(frame.pixels[part], self._hidden)
        return self._straight
