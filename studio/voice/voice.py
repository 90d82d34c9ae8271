"""What a voice is: whoever turns the texts of a line's captions into samples, and knows where each of them starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Speech:
    """A line as it was spoken, in one go.

    Attributes:
        samples: mono, (samples,), from -1 to 1.
        rate: samples a second.
        starts: for each piece of the line, the second at which its first word starts.
        exact: whether ``starts`` are the voice's own times; otherwise they are guessed from the length of the text.
    """

    samples: Samples
    rate: int
    starts: tuple[float, ...]
    exact: bool


class Speaker(Protocol):
    """A voice that is loaded."""

    def speak(self, pieces: Sequence[str]) -> Speech:
        """Speak the pieces of one line as one utterance.

        Raises ``VoiceError`` with one line.
        """


class Voice(Protocol):
    """A voice that can be loaded; it is handed to a process of its own for that."""

    @property
    def identity(self) -> str:
        """Names whatever its sound depends on beside the text: the same identity and text give the same sound."""

    def load(self) -> Speaker:
        """The voice, ready to speak.

        Raises ``VoiceError`` with one line.
        """


class VoiceError(Exception):
    """A voice cannot speak; the message says why, in one line."""
