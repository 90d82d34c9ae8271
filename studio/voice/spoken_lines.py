"""The store of spoken lines: each found again by the digest of its texts and its voice, at the rate of the track."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.system import paths
from studio.system.files import appearing
from studio.voice.cut import cut
from studio.voice.resample import resampled
from studio.voice.voice import Speech, Voice

RATE = 48_000
"""Samples a second of every line that is kept, and of the track."""
FORM = "1"
"""Changes with what is done to a line before it is kept."""
FULL = 32767
"""The largest sample that is kept."""

Cuts = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class SpokenLine:
    """A line as it is kept.

    Attributes:
        samples: (samples,) at ``RATE``.
        cuts: of each piece the first sample, the one at which its first word starts, and the first that it has not.
        exact: whether the voice knew where its words start.
    """

    samples: NDArray[np.int16]
    cuts: Cuts
    exact: bool

    def piece(self, number: int) -> NDArray[np.float32]:
        """The samples of one piece, from -1 to 1."""
        first, _, last = self.cuts[number]
        return np.asarray(self.samples[first:last] / FULL, np.float32)


def file_of(voice: Voice, texts: Sequence[str]) -> Path:
    """Where a line is kept, or will be."""
    digest = hashlib.sha256("\0".join([FORM, voice.identity, *texts]).encode()).hexdigest()[:32]
    return paths.spoken_lines() / f"{digest}.npz"


def find_line(file: Path) -> SpokenLine | None:
    """A line that is kept, or None when it is not, or damaged."""
    try:
        with np.load(file) as kept:
            cuts = tuple((int(first), int(word), int(last)) for first, word, last in kept["cuts"])
            return SpokenLine(kept["samples"], cuts, bool(kept["exact"]))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def keep_line(file: Path, speech: Speech) -> None:
    """Keep what a voice has said."""
    samples = resampled(speech.samples, speech.rate, RATE)
    starts = tuple(min(start, len(samples) / RATE) for start in speech.starts)
    cuts = cut(Speech(samples, RATE, starts, speech.exact))
    peak = float(np.abs(samples).max(initial=0.0))
    whole = (samples / max(peak, 1.0) * FULL).round().astype(np.int16)
    with appearing(file) as temporary:
        np.savez(temporary, samples=whole, cuts=np.array(cuts, np.int64).reshape(-1, 3), exact=speech.exact)
