"""Samples at another rate, or in less time."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph

from studio.voice.voice import Samples


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """Samples at the rate that is wanted, as long as before to a sample: (samples,)."""
    if rate == wanted:
        return samples
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None], np.float32), format="fltp", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=wanted)
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    length = round(len(samples) * wanted / rate)
    joined = np.concatenate([*parts, np.zeros(length, np.float32)])
    return np.asarray(joined[:length], np.float32)


def faster(samples: Samples, rate: int, tempo: float) -> Samples:
    """Speech at the same pitch in less time, by FFmpeg's ``atempo``: (samples,), of ``1 / tempo`` of the length."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono", time_base=Fraction(1, rate))
    change, sink = graph.add("atempo", f"{tempo:.6f}"), graph.add("abuffersink")
    source.link_to(change)
    change.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None], np.float32), format="flt", layout="mono")
    frame.sample_rate, frame.pts = rate, 0
    graph.push(frame)
    graph.push(None)
    parts = []
    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            part = graph.pull()
            assert isinstance(part, av.AudioFrame)
            parts.append(part.to_ndarray()[0])
    length = round(len(samples) / tempo)
    return np.asarray(np.concatenate([*parts, np.zeros(length, np.float32)])[:length], np.float32)
