"""What an experiment leaves behind: arrays with named axes, words that label them, and how to make it again.

In a bundle a record is two files, `experiments/NAME.npz` and `experiments/NAME.json`. No torch here: `read_all` serves
whoever copies records into a Trace, where `arrays["loss"]` of the record "learning" becomes `experiments/learning/loss`.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = "experiments"


class RecordError(Exception):
    """A record cannot be read; the message says which and what to do."""


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
        digest: of the weights that were measured.
        versions: of the programs that measured.
        seconds: how long it took.
        command: what makes it again.
    """

    name: str
    arrays: Mapping[str, NDArray[Any]]
    axes: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    seed: int
    settings: Mapping[str, Any]
    digest: str = ""
    versions: Mapping[str, str] | None = None
    seconds: float = 0.0
    command: str = ""

    def __post_init__(self) -> None:
        if set(self.arrays) != set(self.axes):
            raise ValueError(f"{self.name}: arrays {sorted(self.arrays)} but axes {sorted(self.axes)}")
        for key, array in self.arrays.items():
            if array.ndim != len(self.axes[key]):
                raise ValueError(f"{self.name}/{key}: {array.ndim} dimensions but axes {self.axes[key]}")

    def __getitem__(self, key: str) -> NDArray[Any]:
        return self.arrays[key]


def measured(
    name: str,
    seed: int,
    settings: Mapping[str, Any],
    arrays: Mapping[str, tuple[str, Any]],
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> Record:
    """A record from `{"loss": ("step", [..])}`: axes as one string with blanks between; "" for a single number."""
    values: dict[str, NDArray[Any]] = {}
    for key, (_, value) in arrays.items():
        array = np.asarray(value)
        values[key] = array.astype(np.int64 if array.dtype.kind in "iub" else np.float32)
    axes = {key: tuple(letters.split()) for key, (letters, _) in arrays.items()}
    return Record(name, values, axes, dict(words or {}), seed, dict(settings))


def write(record: Record, bundle: Path) -> None:
    """Put a record into a bundle's folder; each file appears only when it is whole, the .json last."""
    folder = bundle / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    header = {
        "name": record.name,
        "digest": record.digest,
        "seed": record.seed,
        "settings": dict(record.settings),
        "versions": dict(record.versions or {}),
        "seconds": round(record.seconds, 1),
        "command": record.command,
        "axes": {key: list(axes) for key, axes in record.axes.items()},
        "words": {key: list(words) for key, words in record.words.items()},
    }
    for suffix in (".npz", ".json"):
        final = folder / f"{record.name}{suffix}"
        temporary = folder / f".{record.name}.{os.getpid()}{suffix}"
        try:
            if suffix == ".npz":
                np.savez_compressed(temporary, **dict(record.arrays))
            else:
                temporary.write_text(json.dumps(header, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            temporary.replace(final)
        finally:
            temporary.unlink(missing_ok=True)


def read(bundle: Path, name: str) -> Record:
    """One record of a bundle; raises RecordError with one line when it is missing or broken."""
    base = bundle / FOLDER / name
    try:
        header = json.loads(base.with_name(f"{name}.json").read_text(encoding="utf-8"))
        with np.load(base.with_name(f"{name}.npz"), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        return Record(
            name=header["name"],
            arrays=arrays,
            axes={key: tuple(axes) for key, axes in header["axes"].items()},
            words={key: tuple(words) for key, words in header["words"].items()},
            seed=header["seed"],
            settings=header["settings"],
            digest=header["digest"],
            versions=header["versions"],
            seconds=header["seconds"],
            command=header["command"],
        )
    except FileNotFoundError:
        raise RecordError(f"no experiment {name!r} in {bundle}; make it with: {command(name)}") from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise RecordError(f"experiment {name!r} in {bundle} is broken ({error}); make it again with: {command(name)}") from None


def read_all(bundle: Path) -> dict[str, Record]:
    """Every record of a bundle by name, in the order of names."""
    return {path.stem: read(bundle, path.stem) for path in sorted((bundle / FOLDER).glob("[!.]*.json"))}


def command(name: str) -> str:
    """The command that measures one experiment again."""
    return f"python render.py train --experiment {name}"
