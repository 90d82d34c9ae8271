"""How loud samples are, and one gain for all of them that makes them as loud as is wanted, with a limiter for peaks.

Loudness is that of EBU R 128 (ITU-R BS.1770), in LUFS, as FFmpeg's filters measure it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

RATE = 48_000
WANTED = -16.0
"""LUFS: what speech on the web and in podcasts is levelled to."""
CEILING = -3.5
"""Decibels below full scale that no peak exceeds before it is encoded: AAC and Opus add up to 1.6 of them."""
OVERSAMPLED = 4 * RATE
"""The limiter sees peaks between samples at this rate."""
ATTACK, RELEASE = 2, 60
"""Milliseconds in which the limiter closes and opens."""
NOTHING = -70.0
"""LUFS below which there is nothing to be made louder."""

Block = NDArray[np.float32]
Blocks = Callable[[], Iterator[Block]]
"""Gives the samples of a sound from the beginning, (samples,) at a time, each time it is called."""


@dataclass(frozen=True)
class Loudness:
    """Of a whole sound: LUFS, and the largest value between samples in decibels below full scale."""

    integrated: float
    true_peak: float


def measure(blocks: Iterable[Block], *, peak: bool = True) -> Loudness:
    """The loudness of a sound; its true peak costs most of the time, and is 0 when it is not asked for."""
    found: dict[str, str] = {}
    for frame in _filtered(blocks, ("ebur128", f"metadata=1:peak={'true' if peak else 'none'}")):
        found |= frame.metadata  # the last frame may be too short to have any
    largest = float(found.get("lavfi.r128.true_peak", 1.0))
    decibels = 20 * float(np.log10(max(largest, 1e-6)))
    return Loudness(max(float(found.get("lavfi.r128.I", NOTHING)), NOTHING), decibels)


def gain_for(blocks: Blocks) -> float:
    """The decibels that make a sound as loud as is wanted once it is limited; 0 for silence."""
    before = measure(blocks(), peak=False).integrated
    if before <= NOTHING:
        return 0.0
    gain = WANTED - before
    return gain + WANTED - measure(levelled(blocks(), gain), peak=False).integrated


def levelled(blocks: Iterable[Block], gain: float) -> Iterator[Block]:
    """A sound so many decibels louder and limited, as long as before."""
    length = 0

    def counted() -> Iterator[Block]:
        nonlocal length
        for block in blocks:
            length += len(block)
            yield block

    given = 0
    ceiling = 10 ** (CEILING / 20)
    limiter = f"limit={ceiling:.6f}:attack={ATTACK}:release={RELEASE}:level=0:latency=1"
    chain = (
        ("volume", f"{gain:.4f}dB:precision=float"),
        ("aresample", f"{OVERSAMPLED}"),
        ("alimiter", limiter),
        ("aresample", f"{RATE}"),
        ("aformat", "sample_fmts=flt:channel_layouts=mono"),
    )
    for frame in _filtered(counted(), *chain):
        samples = frame.to_ndarray()[0][: length - given]
        given += len(samples)
        yield samples
    if given < length:
        yield np.zeros(length - given, np.float32)


def _filtered(blocks: Iterable[Block], *filters: tuple[str, str]) -> Iterator[av.AudioFrame]:
    """What a chain of FFmpeg's filters makes of a sound."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono", time_base=Fraction(1, RATE))
    last = source
    for name, options in filters:
        after = graph.add(name, options)
        last.link_to(after)
        last = after
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    begun = 0
    for block in blocks:
        graph.push(as_frame(block, begun))
        begun += len(block)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def as_frame(block: Block, begun: int) -> av.AudioFrame:
    """A block of samples as a frame that begins with sample ``begun``."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block[None], np.float32), format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, begun, Fraction(1, RATE)
    return frame


def _ready(graph: Graph) -> Iterator[av.AudioFrame]:
    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            frame = graph.pull()
            assert isinstance(frame, av.AudioFrame)
            yield frame
