"""Where the pieces of spoken lines stand in a film, and the samples of the whole, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import Cue
from studio.system.errors import StudioError
from studio.voice.spoken_lines import RATE, SpokenLine, find_line
from studio.voice.utterance import Utterance

BLOCK = RATE
"""Samples that are made at a time."""
APART = round(0.03 * RATE)
"""Samples between a piece that is longer than its slot and the next, which then starts later than its caption."""
FADE = round(0.005 * RATE)
"""Samples over which each piece fades in and out, so that no cut clicks."""


@dataclass(frozen=True)
class Placed:
    """A piece in a track.

    Attributes:
        file: the line that it is a piece of.
        piece: which, from 0.
        begin: the sample of the track with which it begins.
        length: in samples.
        word: the sample of the track at which its first word starts.
        cue: the caption that it belongs to, in seconds of the track.
    """

    file: Path
    piece: int
    begin: int
    length: int
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
                sound = _faded(lines[placed.file].piece(placed.piece))
                low, high = max(placed.begin, begin), min(placed.begin + len(sound), end)
                block[low - begin : high - begin] += sound[low - placed.begin : high - placed.begin]
            waiting = [placed for placed in waiting if placed.begin + placed.length > end]
            yield block


def lay(lines: Sequence[tuple[Utterance, Path]], seconds: float) -> Track:
    """Lay spoken lines into a track: each piece starts with its caption, or as soon as the one before has ended.

    Args:
        lines: what is said when, in seconds of the track, and the file of each.
        seconds: the length of the track; what would be heard later is left out.
    """
    samples, free, exact = round(seconds * RATE), 0, True
    placed: list[Placed] = []
    for utterance, file in lines:
        spoken = _read(file)
        exact = exact and spoken.exact
        for number, (cue, (first, word, last)) in enumerate(zip(utterance.pieces, spoken.cuts, strict=True)):
            if first == last:
                continue
            begin = max(round(cue.start * RATE) - (word - first), free)
            if begin >= samples:
                continue
            placed.append(Placed(file, number, begin, last - first, begin + word - first, cue))
            free = begin + last - first + APART
    return Track(tuple(placed), samples, exact)


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
