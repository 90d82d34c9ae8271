"""What a clip has to say, line by line, as it is kept with the finished clip; no voice is known here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenes.kit.narration import Cue, Spoken, Timeline
from scenes.kit.spoken import speech_of
from scenes.kit.spoken.lexicon import FOLDER


@dataclass(frozen=True)
class Utterance:
    """A line as a voice is to speak it.

    Attributes:
        number: which line of its clip it is, from 1.
        caption: the line as captions show it.
        pieces: one for each of its captions: the words to be spoken, in the caption's slot, in seconds.
    """

    number: int
    caption: str
    pieces: tuple[Cue, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of each piece."""
        return tuple(piece.text for piece in self.pieces)

    @property
    def start(self) -> float:
        """The second at which it begins."""
        return self.pieces[0].start

    @property
    def end(self) -> float:
        """The second at which its slot ends."""
        return self.pieces[-1].end

    def moved(self, seconds: float) -> Utterance:
        """The same, so many seconds later."""
        pieces = tuple(Cue(piece.start + seconds, piece.end + seconds, piece.text) for piece in self.pieces)
        return Utterance(self.number, self.caption, pieces)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Utterance:
        """From plain values."""
        return cls(values["number"], values["caption"], tuple(Cue(**piece) for piece in values["pieces"]))


def utterances_of(timeline: Timeline) -> tuple[Utterance, ...]:
    """What a clip that has run says, line by line."""
    return tuple(_utterance(number, spoken) for number, spoken in enumerate(timeline.lines, start=1))


def _utterance(number: int, spoken: Spoken) -> Utterance:
    """A line in the words that are spoken, each caption's in its slot."""
    said = zip(spoken.line.cues, speech_of(spoken.line, spoken.values), strict=True)
    pieces = tuple(Cue(spoken.start + cue.start, spoken.start + cue.end, text) for cue, text in said)
    return Utterance(number, " ".join(spoken.line.text.split()), pieces)


def lexicon_digest() -> str:
    """Changes with the lexicons, by which lines are put into words: with how an entry sounds as well."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.glob("*.toml")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]
