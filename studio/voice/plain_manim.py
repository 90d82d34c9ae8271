"""The voice for scenes that plain Manim renders: what the kit finds by name where ``EXPLAINER_VOICE`` is set."""

from __future__ import annotations

import sys
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenes.kit.narration import Timeline
from studio.encoding.loudness import RATE, Block
from studio.system.errors import StudioError
from studio.voice.cast import Cast, cast_for
from studio.voice.narrate import Said, narrate
from studio.voice.utterance import utterances_of

FILE = "voice.wav"
FULL = 32767


@dataclass(frozen=True)
class Speaker:
    """A voice for clips; what the kit asks for."""

    cast: Cast

    def __call__(self, address: str, timeline: Timeline, folder: Path) -> Path | None:
        """Write what is heard in a clip, as long as it is, as a WAV; None when nothing is.

        Ends the program with one line when the voice fails.
        """
        lines = utterances_of(timeline)
        for line in lines:
            if problem := self.cast.problem_with(address, line):
                _tell(problem)
        try:
            narration = narrate([Said(address, lines)], timeline.end, self.cast, lambda *_: None)
        except StudioError as error:
            raise _ended(error) from None
        if narration is None:
            return None
        file = folder / FILE
        write_wav(file, narration.sound.levelled())
        return file


def speaker_for(voice: str) -> Speaker | None:
    """Who speaks as ``--voice`` names it; nobody for "none" and where the voice is not installed, which is said.

    Ends the program with one line when there is no such voice.
    """
    try:
        cast = cast_for(voice, _tell)
    except StudioError as error:
        raise _ended(error) from None
    return None if cast is None else Speaker(cast)


def write_wav(file: Path, blocks: Iterable[Block], rate: int = RATE) -> None:
    """Write samples from -1 to 1, of one channel, as a WAV of 16 bits."""
    with wave.open(str(file), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        for block in blocks:
            written.writeframes((np.clip(block, -1, 1) * FULL).round().astype("<i2").tobytes())


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _ended(error: StudioError) -> SystemExit:
    """The end of the program; Manim would show a traceback of anything else."""
    _tell(f"error: {error}")
    return SystemExit(error.code)
