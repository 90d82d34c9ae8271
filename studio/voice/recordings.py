"""Recordings of a folder as voices: one WAV a line, known by the digest of its text; what is wrong is known before.

A file is called ``<anything>-<digest>.wav``, as the script to read says: ``softmax-03-1f2e3d4c.wav``. A line whose
words change, because the sentence or the clip did, has another digest, so that no recording says what is not shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from scenes.kit.spoken import plain
from studio.voice.cut import share_out, sounding
from studio.voice.heart import weigher
from studio.voice.utterance import Utterance
from studio.voice.voice import Samples, Speech, VoiceError

DIGITS = 8
"""Hexadecimal digits of a line's digest in the names of files."""
NAME = re.compile(rf"(?P<line>.*-)?(?P<digest>[0-9a-f]{{{DIGITS}}})\.wav", re.IGNORECASE)
SILENCE = 10 ** (-50 / 20)
"""Of full scale: a recording that stays below is silent."""
FULL, IN_A_ROW = 0.999, 3
"""So many samples in a row at full scale are no speech, but a microphone that was set too loud."""
LEVEL = 0.07
"""The root of the mean square that every recording is brought to, so that those of several days sound alike."""
SLACK = 0.25
"""Seconds by which a recording may be longer than its slot: as much as the pause at its end."""


@dataclass(frozen=True)
class Recording:
    """The recording of one line, as a voice that can say nothing else."""

    file: Path
    digest: str

    @property
    def identity(self) -> str:
        """The digest of its bytes."""
        return f"recording {self.digest}"

    def load(self) -> Recording:
        """The same: there is nothing to be loaded."""
        return self

    def speak(self, pieces: Sequence[str]) -> Speech:
        """The recording, brought to the level of all others; as ``Speaker.speak``."""
        try:
            samples, rate = read_wav(self.file)
        except (OSError, ValueError) as error:
            raise VoiceError(f"{self.file} cannot be read: {' '.join(str(error).split())}") from None
        spoken = sounding(samples, rate) or (0.0, 0.0)
        heard = samples[round(spoken[0] * rate) : round(spoken[1] * rate)]
        samples = samples * (LEVEL / max(float(np.sqrt((heard**2).mean())) if len(heard) else 0.0, 1e-6))
        return Speech(samples, rate, share_out(samples, rate, pieces, weigher()), False)


@dataclass(frozen=True)
class Recordings:
    """The recordings of a folder."""

    folder: Path

    def find(self, address: str, utterance: Utterance) -> Recording | str:
        """The recording of a line of a clip, or what is wrong with it in a few words."""
        wanted = digest_of(utterance.texts)
        files = {match["digest"].lower(): file for file in self._wavs() if (match := NAME.fullmatch(file.name))}
        file = files.get(wanted)
        if file is None:
            name = name_of(address, utterance.number)
            others = [file.name for file in files.values() if file.name.startswith(f"{name}-")]
            if others:
                return f"{others[0]} was made for another sentence, or before the line changed"
            return f"there is no recording of it, {name}-{wanted}.wav"
        try:
            samples, rate = read_wav(file)
        except (OSError, ValueError) as error:
            return f"{file.name} cannot be read ({' '.join(str(error).split())})"
        spoken = sounding(samples, rate)
        if spoken is None or float(np.abs(samples).max()) < SILENCE:
            return f"{file.name} is silent"
        if is_clipped(samples):
            return f"{file.name} is clipped; record it less loud"
        length, slot = spoken[1] - spoken[0], utterance.end - utterance.start
        if length > slot + SLACK:
            return f"{file.name} is too long: {length:.1f} s of speech for {slot:.1f} s"
        return Recording(file, hashlib.sha256(file.read_bytes()).hexdigest())

    def _wavs(self) -> list[Path]:
        return sorted(file for file in self.folder.iterdir() if file.suffix.lower() == ".wav")


def digest_of(texts: Sequence[str]) -> str:
    """What a recording of these words is known by."""
    words = " ".join(plain(" ".join(texts)).split())
    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]


def name_of(address: str, number: int) -> str:
    """How the name of a line's recording begins: ``self_attention-softmax-03``."""
    return f"{address.replace('/', '-')}-{number:02}"


def read_wav(file: Path) -> tuple[Samples, int]:
    """The samples of a WAV, one channel from -1 to 1, and its rate; raises OSError or ValueError."""
    parts = []
    try:
        with av.open(str(file)) as container:
            if not container.streams.audio:
                raise ValueError("there is no sound in it")
            if container.streams.audio[0].codec_context is None:
                raise ValueError("the sound in it is of no kind that is known")
            rate = container.streams.audio[0].rate
            resampler = av.AudioResampler(format="flt", layout="mono")
            for frame in container.decode(audio=0):
                parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    except av.FFmpegError as error:  # which is an OSError, a ValueError or neither
        raise ValueError(error.strerror or type(error).__name__) from None
    if not parts:
        raise ValueError("it is empty")
    return np.concatenate(parts).astype(np.float32), rate


def is_clipped(samples: Samples) -> bool:
    """Whether several samples in a row are as large as they can be."""
    full = (np.abs(samples) >= FULL).astype(np.int8)  # (samples,)
    return bool((np.convolve(full, np.ones(IN_A_ROW, np.int8)) >= IN_A_ROW).any())
