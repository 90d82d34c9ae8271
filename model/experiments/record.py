"""What an experiment leaves behind: arrays with named axes, words that label them, and how to make it again.

A bundle keeps a record as `experiments/NAME.npz` and `NAME.json`, stamped with the digest of the weights; in a Trace
`arrays["loss"]` of the record "learning" becomes `experiments/learning/loss`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.bundle import Bundle


@dataclass(frozen=True)
class Record:
    """One measured experiment.

    Attributes:
        name: the file's name and the scope in a Trace.
        arrays: what was measured; counts as integers, all else float32.
        axes: for each array the names of its axes; () for a single number.
        words: labels of axes, and sentences.
        seed: of everything random in it.
        settings: sizes and choices, as plain values.
    """

    name: str
    arrays: Mapping[str, NDArray[Any]]
    axes: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    seed: int
    settings: Mapping[str, Any]

    def __getitem__(self, key: str) -> NDArray[Any]:
        return self.arrays[key]

    def save(self, bundle: Bundle, seconds: float) -> None:
        """Put it into a bundle, with what is needed to make it again."""
        bundle.save_experiment(
            self.name,
            self.arrays,
            self.axes,
            self.words,
            seed=self.seed,
            settings=dict(self.settings),
            seconds=round(seconds, 1),
            command=f"python -m model.experiments {self.name} --bundle {bundle.name}",
        )


def measured(
    name: str,
    seed: int,
    settings: Mapping[str, Any],
    arrays: Mapping[str, tuple[str, Any]],
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> Record:
    """A record from `{"loss": ("step", [..])}`: axes as one string with blanks between; "" for a single number."""
    values: dict[str, NDArray[Any]] = {}
    axes: dict[str, tuple[str, ...]] = {}
    for key, (letters, value) in arrays.items():
        array = np.asarray(value)
        values[key] = array.astype(np.int64 if array.dtype.kind in "iub" else np.float32)
        axes[key] = tuple(letters.split())
        if values[key].ndim != len(axes[key]):
            raise ValueError(f"{name}/{key}: {values[key].ndim} dimensions but axes {axes[key]}")
    return Record(name, values, axes, dict(words or {}), seed, dict(settings))
