"""A film's sound: encoded once from its samples, as the pictures beside it come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import av
from av.container import OutputContainer

from studio.encoding.loudness import RATE, Block, Blocks, as_frame, levelled

LANGUAGE = "eng"
"""Of narration, as containers name it (ISO 639-2)."""


@dataclass(frozen=True)
class SoundCodec:
    """An encoder of sound, its bits a second for one voice, and its settings."""

    name: str
    bits: int
    options: dict[str, str]


AAC = SoundCodec("aac", 96_000, {"aac_coder": "fast"})
OPUS = SoundCodec("libopus", 64_000, {"application": "audio"})
SOUND_CODECS = {"mp4": AAC, "mov": AAC, "webm": OPUS}


@dataclass(frozen=True)
class Sound:
    """What is heard beside the pictures.

    Attributes:
        blocks: the samples, one channel at ``RATE``.
        gain: the decibels by which they are made louder.
        voice: who speaks, a sentence for the file's metadata.
    """

    blocks: Blocks
    gain: float
    voice: str

    def levelled(self) -> Iterator[Block]:
        """The samples as they are heard."""
        return levelled(self.blocks(), self.gain)

    def between(self, start: float, end: float) -> Sound:
        """What is heard from one second to another, as loud as it is in the whole."""
        first, last = round(start * RATE), round(end * RATE)

        def part() -> Iterator[Block]:
            begun = 0
            for block in self.blocks():
                low, high = max(first - begun, 0), min(last - begun, len(block))
                if low < high:
                    yield block[low:high]
                begun += len(block)
                if begun >= last:
                    return

        return replace(self, blocks=part)


class SoundWriter:
    """Encodes a sound into a container in which pictures are written as well."""

    def __init__(self, container: OutputContainer, sound: Sound, codec: SoundCodec) -> None:
        self._container = container
        self._blocks = sound.levelled()
        stream = container.add_stream(codec.name, rate=RATE)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "mono"
        stream.codec_context.bit_rate = codec.bits
        stream.codec_context.options = {"threads": "1", **codec.options}
        stream.metadata["language"] = LANGUAGE
        container.metadata["comment"] = sound.voice
        self._stream = stream
        self._resampler: av.AudioResampler | None = None
        self._done = 0
        self._over = False

    def until(self, seconds: float) -> None:
        """Encode what is heard before a time."""
        while not self._over and self._done < seconds * RATE:
            block = next(self._blocks, None)
            if block is None:
                self.finish()
            elif len(block):
                self._encode(as_frame(block, self._done))
                self._done += len(block)

    def finish(self) -> None:
        """Encode the rest."""
        if self._over:
            return
        for block in self._blocks:
            if len(block):
                self._encode(as_frame(block, self._done))
                self._done += len(block)
        self._over = True
        self._container.mux(self._stream.encode(None))

    def _encode(self, frame: av.AudioFrame) -> None:
        self._container.mux(self._stream.encode(frame))
