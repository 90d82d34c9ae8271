"""Where a line is cut into its pieces: by guess where a voice knows no times, and how silence goes from their ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import numpy as np

from studio.voice.voice import Samples, Speech

WINDOW = 0.01
"""Seconds over which loudness is looked at."""
SILENT = 10 ** (-42 / 20)
"""Of the loudest window: what is softer is no speech."""
LEAD, TAIL = 0.02, 0.06
"""Seconds of the quiet before and after a piece that are kept, in which it fades in and out."""
NEAR = 0.2
"""Seconds from a guessed start within which a pause is looked for."""

Weigh = Callable[[str], float]
"""How long a text takes, in any unit."""


def letters(text: str) -> float:
    """A text's length in letters and pauses: how long it takes, where no phonemes are known."""
    return len(re.findall(r"\w", text)) + 4.0 * len(re.findall(r"[,;:.?!]", text))


def share_out(samples: Samples, rate: int, pieces: Sequence[str], weigh: Weigh = letters) -> tuple[float, ...]:
    """Guess the second at which each piece starts: by its share of the text's weight, at a pause where one is near."""
    spoken = sounding(samples, rate)
    if spoken is None:
        return tuple(0.0 for _ in pieces)
    begin, end = spoken
    shares = np.array([weigh(piece) for piece in pieces])
    parts = accumulate(shares[:-1] / max(shares.sum(), 1e-9))
    return (begin, *(_pause_near(samples, rate, begin + part * (end - begin)) for part in parts))


def sounding(samples: Samples, rate: int) -> tuple[float, float] | None:
    """The seconds between which samples are not silent; None when all are."""
    loud = loudness(samples, rate)
    heard = np.flatnonzero(loud > SILENT * loud.max(initial=0.0))
    if not len(heard):
        return None
    return float(heard[0] * WINDOW), float(min((heard[-1] + 1) * WINDOW, len(samples) / rate))


def loudness(samples: Samples, rate: int) -> Samples:
    """The root of the mean square of each window: (windows,)."""
    step = max(1, round(rate * WINDOW))
    padded = np.pad(samples, (0, -len(samples) % step)).reshape(-1, step)  # (windows, samples of one)
    return np.sqrt((padded.astype(np.float32) ** 2).mean(axis=1))  # (windows,)


def cut(speech: Speech) -> list[tuple[int, int, int]]:
    """For each piece, its first sample, the one at which its first word starts, and the first that it has not.

    Silence at both ends is left out, up to what a piece fades in and out over. A piece without sound is empty.
    """
    samples, rate = speech.samples, speech.rate
    ends = [*speech.starts[1:], len(samples) / rate]
    loudest = loudness(samples, rate).max(initial=0.0)
    found = []
    for begin, end in zip(speech.starts, ends, strict=True):
        first, last = round(begin * rate), round(end * rate)
        part = loudness(samples[first:last], rate)
        heard = np.flatnonzero(part > SILENT * loudest)
        if not len(heard):
            found.append((first, first, first))
            continue
        stop = min(first + round(((heard[-1] + 1) * WINDOW + TAIL) * rate), last)
        found.append((max(first - round(LEAD * rate), 0), first, stop))
    before = [0, *(stop for _, _, stop in found[:-1])]
    return [
        (max(lead, stop) if stop <= first else first, first, last)
        for stop, (lead, first, last) in zip(before, found, strict=True)
    ]


def _pause_near(samples: Samples, rate: int, second: float) -> float:
    """The end of the longest pause near a second, or the second itself where nobody pauses."""
    loud = loudness(samples, rate)
    silent = loud <= SILENT * loud.max(initial=0.0)
    low, high = (max(0, round((second + side * NEAR) / WINDOW)) for side in (-1, 1))
    edges = np.flatnonzero(np.diff(np.pad(silent[low:high].astype(np.int8), 1)))
    pauses = [(end - begin, low + end) for begin, end in pairwise(edges)][::2]
    if not pauses:
        return second
    return float(max(pauses)[1] * WINDOW)
