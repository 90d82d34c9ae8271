"""Lines for voices in tests, and a voice that is there without anything installed: each word a tone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from scenes.kit.narration import Cue
from studio.voice.utterance import Utterance
from studio.voice.voice import Samples, Speech

RATE = 16_000
WORD, PAUSE = 0.2, 0.1

PIECES = ("Softmax turns scores into shares,", "and every share is positive.", "The first word looks", "at itself.")


def utterance(texts: Sequence[str], *, seconds: float = 2.0, start: float = 0.0, number: int = 1) -> Utterance:
    """A line of these pieces, each in a slot of so many seconds."""
    pieces = tuple(
        Cue(start + place * seconds, start + (place + 1) * seconds, text) for place, text in enumerate(texts)
    )
    return Utterance(number, " ".join(texts), pieces)


@dataclass(frozen=True)
class Tones:
    """A voice that says each word as a tone of a fifth of a second; ``loud`` is its amplitude."""

    loud: float = 0.3
    name: str = "tones"

    @property
    def identity(self) -> str:
        return f"{self.name} {self.loud}"

    def load(self) -> Tones:
        return self

    def speak(self, pieces: Sequence[str]) -> Speech:
        starts, parts, seconds = [], [np.zeros(round(PAUSE * RATE), np.float32)], PAUSE
        for piece in pieces:
            starts.append(seconds)
            for _ in piece.split():
                parts += [tone(WORD, self.loud), np.zeros(round(PAUSE * RATE), np.float32)]
                seconds += WORD + PAUSE
        return Speech(np.concatenate(parts), RATE, tuple(starts), True)


def tone(seconds: float, loud: float = 0.3, rate: int = RATE) -> Samples:
    """A tone of 440 Hz."""
    return (loud * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def write_wav(file: Path, samples: Samples, rate: int = RATE) -> None:
    """A WAV of 16 bits."""
    whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)[None]
    with av.open(str(file), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def sound_of(file: Path, rate: int = 48_000) -> Samples:
    """What is heard in a file, decoded."""
    parts = []
    with av.open(str(file)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
        for frame in container.decode(audio=0):
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    return np.concatenate(parts)
