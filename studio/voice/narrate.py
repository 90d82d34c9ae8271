"""From lines and who speaks them to the sound of a film."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from studio.encoding.loudness import gain_for
from studio.encoding.sound import Sound
from studio.voice.cast import Cast
from studio.voice.spoken_lines import file_of
from studio.voice.synthesis import ToSay, say_all
from studio.voice.track import Track, lay
from studio.voice.utterance import Utterance


@dataclass(frozen=True)
class Said:
    """A clip's lines, in seconds of the film."""

    address: str
    lines: tuple[Utterance, ...]


@dataclass(frozen=True)
class Narration:
    """A film's sound, and where each word of it that begins a caption is."""

    sound: Sound
    track: Track


def narrate(clips: Sequence[Said], seconds: float, cast: Cast, tell: Callable[[int, int], None]) -> Narration | None:
    """The sound of a film of so many seconds; None when nothing is said in it.

    ``tell`` hears how many of the lines that were not kept are spoken, and how many there are.
    Raises StudioError with one line when a voice fails.
    """
    wanted = [
        (utterance, ToSay(voice, utterance.texts, file_of(voice, utterance.texts)))
        for clip in clips
        for utterance in clip.lines
        if (voice := cast.voice_for(clip.address, utterance)) is not None
    ]
    if not wanted:
        return None
    say_all([line for _, line in wanted], tell)
    track = lay([(utterance, line.file) for utterance, line in wanted], seconds)
    blocks = partial(Track.blocks, track)
    return Narration(Sound(blocks, gain_for(blocks), cast.credit), track)
