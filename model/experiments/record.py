"""What an experiment leaves behind: arrays with named axes, words that label them, and how to make it again.

A Schema declares what a record holds and means; a Record is what was measured.

A bundle keeps a record as `experiments/NAME.npz` and `NAME.json`, stamped with the digest of the weights; in a Trace
`arrays["loss"]` of the record "learning" becomes `experiments/learning/loss`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.bundle import Bundle

Line = TypeVar("Line")


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


@dataclass(frozen=True)
class Schema:
    """What the record of one experiment holds, declared before it is measured.

    A line may declare several names, with blanks between; * in a name stands for anything.

    Attributes:
        name: the experiment's name.
        arrays: for names of arrays their axes, with blanks between, "" for a single number, and what they are. Axes are
            those of model/config.py, R for rows of a diary, L for layers, and words, which label what they count.
        words: for names of words what they are; those that label an axis are its plural.
    """

    name: str
    arrays: Mapping[str, tuple[str, str]]
    words: Mapping[str, str] = field(default_factory=dict)

    def record(
        self,
        seed: int,
        settings: Mapping[str, Any],
        arrays: Mapping[str, Any],
        words: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Record:
        """A record of measured arrays by name; raises ValueError unless it holds what is declared, no less, no more."""
        words = dict(words or {})
        declared = self._lines(self.arrays, arrays)
        self._lines(self.words, words)
        values: dict[str, NDArray[Any]] = {}
        axes: dict[str, tuple[str, ...]] = {}
        for name, (letters, _) in declared.items():
            array = np.asarray(arrays[name])
            values[name] = array.astype(np.int64 if array.dtype.kind in "iub" else np.float32)
            axes[name] = tuple(letters.split())
            if array.ndim != len(axes[name]):
                raise ValueError(f"{self.name}/{name}: {array.ndim} dimensions but axes {axes[name]}")
        return Record(self.name, values, axes, words, seed, dict(settings))

    def _lines(self, declared: Mapping[str, Line], names: Iterable[str]) -> dict[str, Line]:
        """The line that declares each of the names, in their order."""
        found: dict[str, Line] = {}
        missing = {pattern for line in declared for pattern in line.split()}
        for name in names:
            matching = [(line, pattern) for line in declared for pattern in line.split() if fnmatchcase(name, pattern)]
            if not matching:
                raise ValueError(f"{self.name}/{name} is not declared in the experiment's schema")
            line, pattern = matching[0]
            found[name] = declared[line]
            missing.discard(pattern)
        if missing:
            raise ValueError(f"{self.name}: declared but not measured: {', '.join(sorted(missing))}")
        return found
