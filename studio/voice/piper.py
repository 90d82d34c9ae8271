"""Any voice of Piper: a file ``.onnx`` with its ``.json`` beside it.

Piper is under the GPL and no part of this project: it is used where the user has installed it (``pip install
piper-tts``), in the process that speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from scenes.kit.spoken import plain
from studio.system.errors import UsageError
from studio.voice.cut import share_out
from studio.voice.heart import weigher
from studio.voice.voice import Speech, VoiceError

PACKAGE = "piper-tts"
SEED = 0
"""Of the noise in the voice."""


@dataclass(frozen=True)
class Piper:
    """A voice of Piper by its file."""

    model: Path
    digest: str

    @classmethod
    def at(cls, path: str) -> Piper:
        """The voice in a file; raises UsageError when it, its .json or Piper is not there."""
        model = Path(path).expanduser()
        if not path or not model.is_file():
            raise UsageError(f"no Piper voice at {path or '...'}: --voice piper:PATH names its .onnx")
        beside = model.with_name(f"{model.name}.json")
        if not beside.is_file():
            raise UsageError(f"{model} needs {beside.name} beside it, which comes with every Piper voice")
        try:
            version(PACKAGE)
        except PackageNotFoundError:
            raise UsageError(f"Piper is not installed: .venv/bin/pip install {PACKAGE}") from None
        return cls(model.absolute(), hashlib.sha256(model.read_bytes() + beside.read_bytes()).hexdigest())

    @property
    def identity(self) -> str:
        """The version of Piper and the digest of the voice."""
        return f"piper {version(PACKAGE)} {self.digest} seed {SEED}"

    def load(self) -> PiperSpeaker:
        """Load the voice; raises VoiceError with one line."""
        try:
            return PiperSpeaker(self.model)
        except Exception as error:  # whatever a voice of any kind of file may lead to
            raise VoiceError(f"Piper cannot load {self.model}: {' '.join(str(error).split())}") from None


class PiperSpeaker:
    """A voice of Piper that is loaded."""

    def __init__(self, model: Path) -> None:
        import onnxruntime
        from piper import PiperVoice

        onnxruntime.set_seed(SEED)
        self._voice: Any = PiperVoice.load(str(model))

    def speak(self, pieces: Sequence[str]) -> Speech:
        """Speak a line; as ``Speaker.speak``."""
        texts = [plain(piece) for piece in pieces]
        parts = list(self._voice.synthesize(" ".join(texts)))
        if not parts:
            return Speech(np.zeros(0, np.float32), 22_050, tuple(0.0 for _ in pieces), False)
        rate = int(parts[0].sample_rate)
        samples = np.concatenate([np.asarray(part.audio_float_array, np.float32).ravel() for part in parts])
        return Speech(samples, rate, share_out(samples, rate, texts, weigher()), False)
