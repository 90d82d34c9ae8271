"""Where the pieces of spoken lines stand in a film, and the samples of the whole, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import Cue
from studio.system.errors import StudioError
from studio.voice.resample import faster
from studio.voice.spoken_lines import RATE, SpokenLine, find_line
from studio.voice.utterance import Utterance

BLOCK = RATE
"""Samples that are made at a time."""
APART = round(0.03 * RATE)
"""Samples at least between a piece and the next."""
LATE = 0.04
"""Seconds that a word may start after its caption, before the piece ahead of it is spoken faster."""
FASTEST = 1.3
"""No piece is spoken faster by more: what is longer yet delays what follows."""
FADE = round(0.005 * RATE)
"""Samples over which each piece fades in and out, so that no cut clicks."""


@dataclass(frozen=True)
class Placed:
    """A piece in a track.

    Attributes:
        file: the line that it is a piece of.
        piece: which, from 0.
        begin: the sample of the track with which it begins.
        length: in samples of the track.
        tempo: how much faster than it was spoken, since its slot is shorter.
        word: the sample of the track at which its first word starts.
        cue: the caption that it belongs to, in seconds of the track.
    """

    file: Path
    piece: int
    begin: int
    length: int
    tempo: float
    word: int
    cue: Cue

    @property
    def late(self) -> float:
        """Seconds from the start of the caption to that of its first word."""
        return self.word / RATE - self.cue.start


@dataclass(frozen=True)
class Track:
    """What is heard in a film.

    Attributes:
        pieces: in the order in which they are heard; no two at a time.
        samples: the length of the film.
        exact: whether every voice knew where its words start.
    """

    pieces: tuple[Placed, ...]
    samples: int
    exact: bool

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The samples, a second at a time; lines are read when they are heard."""
        waiting = list(self.pieces)
        lines: dict[Path, SpokenLine] = {}
        for begin in range(0, self.samples, BLOCK):
            block = np.zeros(min(BLOCK, self.samples - begin), np.float32)
            end = begin + len(block)
            heard = [placed for placed in waiting if placed.begin < end]
            for placed in heard:
                if placed.file not in lines:
                    lines = {placed.file: _read(placed.file)}  # one at a time: lines follow one another
                sound = lines[placed.file].piece(placed.piece)
                sound = _faded(sound if placed.tempo == 1 else faster(sound, RATE, placed.tempo))
                low, high = max(placed.begin, begin), min(placed.begin + len(sound), end)
                block[low - begin : high - begin] += sound[low - placed.begin : high - placed.begin]
            waiting = [placed for placed in waiting if placed.begin + placed.length > end]
            yield block


def lay(lines: Sequence[tuple[Utterance, Path]], seconds: float) -> Track:
    """Lay spoken lines into a track: each piece starts with its caption, or as soon as the one before has ended.

    A piece that is longer than its slot is spoken a little faster, so that the next does not start late.

    Args:
        lines: what is said when, in seconds of the track, and the file of each.
        seconds: the length of the track; what would be heard later is left out.
    """
    samples, free, exact = round(seconds * RATE), 0, True
    waiting: list[_Waiting] = []
    for utterance, file in lines:
        spoken = _read(file)
        exact = exact and spoken.exact
        waiting += [
            _Waiting(file, number, cue, word - first, last - first)
            for number, (cue, (first, word, last)) in enumerate(zip(utterance.pieces, spoken.cuts, strict=True))
            if first < last and cue.start < seconds
        ]
    placed: list[Placed] = []
    for piece, after in pairwise([*waiting, None]):
        assert piece is not None
        begin = max(piece.begin, free)
        room = samples - begin if after is None else after.begin + round(LATE * RATE) - APART - begin
        tempo = min(max(piece.length / max(room, 1), 1.0), FASTEST)
        length = round(piece.length / tempo)
        placed.append(
            Placed(piece.file, piece.number, begin, length, tempo, begin + round(piece.lead / tempo), piece.cue)
        )
        free = begin + length + APART
    return Track(tuple(placed), samples, exact)


@dataclass(frozen=True)
class _Waiting:
    """A piece that is to be placed: its line and number there, its caption, samples before its first word, and all."""

    file: Path
    number: int
    cue: Cue
    lead: int
    length: int

    @property
    def begin(self) -> int:
        """The sample of the track with which it would begin if nothing was in its way."""
        return max(round(self.cue.start * RATE) - self.lead, 0)


def _read(file: Path) -> SpokenLine:
    line = find_line(file)
    if line is None:
        raise StudioError(f"the spoken line {file} is gone or damaged; run again")
    return line


def _faded(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """A piece with soft ends."""
    length = min(FADE, len(sound) // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
    sound[:length] *= ramp
    sound[len(sound) - length :] *= ramp[::-1]
    return sound
