"""Who speaks: the voice that was asked for, line by line, and another one where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from studio.system.errors import UsageError, nearest
from studio.voice import heart
from studio.voice.heart import Heart
from studio.voice.piper import Piper
from studio.voice.recordings import Recording, Recordings
from studio.voice.service import Service
from studio.voice.utterance import Utterance
from studio.voice.voice import Voice

HEART, NONE = "heart", "none"
PIPER, SERVICE = "piper:", "service:"
NOT_INSTALLED = "the film is silent: the voice is not installed; to get it: make setup"

Note = Callable[[str], None]


class Cast(Protocol):
    """Says who speaks a line."""

    @property
    def credit(self) -> str:
        """Whose voice it is, a sentence for the metadata of files."""

    @property
    def knows_lines(self) -> bool:
        """Whether it can speak certain lines only, so that it should be asked before they are painted."""

    def voice_for(self, address: str, utterance: Utterance) -> Voice | None:
        """Who speaks a line of a clip; None when nobody does."""

    def problem_with(self, address: str, utterance: Utterance) -> str | None:
        """What keeps the voice that was asked for from a line, in one line that says who speaks it; None if nothing."""


@dataclass(frozen=True)
class OneVoice:
    """One voice for all lines."""

    voice: Voice
    credit: str
    knows_lines: bool = False

    def voice_for(self, address: str, utterance: Utterance) -> Voice:
        """The voice."""
        return self.voice

    def problem_with(self, address: str, utterance: Utterance) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Recorded:
    """The recordings of a folder, and another voice for lines without a good one."""

    recordings: Recordings
    other: Voice | None
    knows_lines: bool = True
    _found: dict[tuple[str, Utterance], Recording | str] = field(default_factory=dict, compare=False)

    @property
    def credit(self) -> str:
        """A person's voice."""
        return f"The voice is recorded; lines without a recording: {HEART_CREDIT if self.other else 'silent.'}"

    def voice_for(self, address: str, utterance: Utterance) -> Voice | None:
        """The line's recording, if it is good."""
        found = self._find(address, utterance)
        return self.other if isinstance(found, str) else found

    def problem_with(self, address: str, utterance: Utterance) -> str | None:
        """What is wrong with the line's recording."""
        found = self._find(address, utterance)
        if not isinstance(found, str):
            return None
        instead = f"{HEART} speaks it" if self.other else "it is silent"
        return f"{address} line {utterance.number}: {found}; {instead}"

    def _find(self, address: str, utterance: Utterance) -> Recording | str:
        key = address, utterance
        if key not in self._found:
            self._found[key] = self.recordings.find(address, utterance)
        return self._found[key]


HEART_CREDIT = "The voice is synthetic: heart, of hibari-tts (Apache-2.0)."


def cast_for(asked: str | None, note: Note) -> Cast | None:
    """Who speaks when a voice is asked for, or, without a word, heart; None for a silent film.

    Args:
        asked: heart, none, ``piper:PATH``, ``service:MODULE:CLASS``, or a folder of recordings.
        note: hears in one line why a film is silent that was not to be.

    Raises UsageError with one line when there is no such voice.
    """
    if asked == NONE:
        return None
    if asked is None or asked == HEART:
        if heart.is_installed():
            return OneVoice(Heart(), HEART_CREDIT)
        note(NOT_INSTALLED)
        return None
    if asked.startswith(PIPER):
        piper = Piper.at(asked.removeprefix(PIPER))
        return OneVoice(piper, f"The voice is synthetic: {piper.model.stem}, of Piper.")
    if asked.startswith(SERVICE):
        service = Service.named(asked.removeprefix(SERVICE))
        return OneVoice(service, f"The voice is synthetic: {service.name}.")
    folder = Path(asked).expanduser()
    if folder.is_dir():
        return Recorded(Recordings(folder), Heart() if heart.is_installed() else None)
    if "/" in asked or folder.exists():
        raise UsageError(f"no folder of recordings {asked}; to begin one: python render.py voice film --out {asked}")
    known = nearest(asked, (HEART, NONE, "piper:PATH", "service:MODULE:CLASS", "a folder of recordings"))
    raise UsageError(f"no voice {asked!r}; {known}")
