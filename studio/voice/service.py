"""A speech service of manim-voiceover as a voice: ``--voice service:MODULE:CLASS``.

Such a service takes a text and leaves a sound file in a folder; some say where each word begins. They are an extra:
some send the text to other machines, for money.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from scenes.kit.spoken import plain
from studio.system.errors import UsageError
from studio.voice.cut import share_out
from studio.voice.heart import weigher
from studio.voice.recordings import read_wav
from studio.voice.voice import Speech, VoiceError

TICKS = 10_000_000
"""In a second, of the times that services give: units of 100 nanoseconds."""


@dataclass(frozen=True)
class Service:
    """A service by its module and class."""

    module: str
    name: str

    @classmethod
    def named(cls, text: str) -> Service:
        """``MODULE:CLASS``; raises UsageError when there is none of that name."""
        module, _, name = text.partition(":")
        if not module or not name:
            raise UsageError("a speech service is named by module and class: --voice service:MODULE:CLASS")
        try:
            found = getattr(import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise UsageError(f"no speech service {text}: {' '.join(str(error).split())}") from None
        if not callable(getattr(found, "_wrap_generate_from_text", None)):
            raise UsageError(f"{text} is no speech service of manim-voiceover")
        return cls(module, name)

    @property
    def identity(self) -> str:
        """Its name: what it answers tomorrow nobody knows."""
        return f"service {self.module}:{self.name}"

    def load(self) -> ServiceSpeaker:
        """Make the service; raises VoiceError with one line."""
        try:
            return ServiceSpeaker(getattr(import_module(self.module), self.name), self.identity)
        except Exception as error:  # whatever a service may lead to
            raise VoiceError(f"{self.identity}: {' '.join(str(error).split())}") from None


class ServiceSpeaker:
    """A service that is ready."""

    def __init__(self, service: Any, identity: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._identity = identity
        self._service = service(cache_dir=self._folder.name)

    def speak(self, pieces: Sequence[str]) -> Speech:
        """Speak a line; as ``Speaker.speak``."""
        texts = [plain(piece) for piece in pieces]
        try:
            answer = self._service._wrap_generate_from_text(" ".join(texts))
            samples, rate = read_wav(Path(self._folder.name) / answer["final_audio"])
        except Exception as error:  # whatever a service may lead to
            raise VoiceError(f"{self._identity}: {' '.join(str(error).split())}") from None
        starts = _starts(texts, answer.get("word_boundaries") or [])
        if starts is None:
            return Speech(samples, rate, share_out(samples, rate, texts, weigher()), False)
        return Speech(samples, rate, starts, True)


def _starts(texts: Sequence[str], boundaries: Sequence[Mapping[str, Any]]) -> tuple[float, ...] | None:
    """When each piece starts, by the service's own times; None where it has none, or not of these words."""
    heard = [(_letters(str(each["text"])), float(each["audio_offset"]) / TICKS) for each in boundaries]
    heard = [(word, second) for word, second in heard if word]
    starts: dict[int, float] = {}
    letters = 0
    for word, second in heard:
        starts.setdefault(letters, second)
        letters += len(word)
    begun, found = 0, []
    for text in texts:
        if begun not in starts:
            return None
        found.append(starts[begun])
        begun += len(_letters(text))
    return tuple(found) if begun == letters else None


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
