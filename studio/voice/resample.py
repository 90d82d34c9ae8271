"""Samples at another rate."""

from __future__ import annotations

import av
import numpy as np

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
