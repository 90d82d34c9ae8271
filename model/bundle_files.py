"""The files of a bundle: weights are read and written here, and each appears under its name only when whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from model.manifest import forget

Arrays = dict[str, NDArray[Any]]


class BundleError(Exception):
    """A bundle is missing, broken or incomplete; the message is one line and says what to do."""


class whole:
    """A temporary path that gets its final name when the block ends well, and vanishes when it does not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = path.with_name(f".{path.name}.{os.getpid()}")

    def __enter__(self) -> Path:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.temporary

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self.temporary.replace(self.path)
        finally:
            self.temporary.unlink(missing_ok=True)


def read_metadata(path: Path) -> dict[str, str]:
    """The header of a weights file; raises BundleError when it is missing or broken."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            return dict(file.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise BundleError(f"{path} is not a readable weights file ({error}); train it again") from None


def read_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """The shape of each array of a weights file by its name, from the header; BundleError as ``read_metadata()``."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise BundleError(f"{path} is not a readable weights file ({error}); train it again") from None


def read_arrays(path: Path) -> Arrays:
    """All arrays of a weights file; raises BundleError when it is missing or broken."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise BundleError(f"{path} is not a readable weights file ({error}); train it again") from None


def write_weights(path: Path, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> None:
    """Write a weights file; its header is put in order, so that equal contents are equal bytes."""
    data = save({name: np.ascontiguousarray(values) for name, values in arrays.items()}, dict(metadata))
    end = 8 + int.from_bytes(data[:8], "little")  # the file: length of the header, header (JSON), numbers
    header = json.dumps(json.loads(data[8:end]), sort_keys=True, ensure_ascii=False).encode()
    header += b" " * (-len(header) % 8)
    forget(path.parent)
    with whole(path) as temporary:
        temporary.write_bytes(len(header).to_bytes(8, "little") + header + data[end:])
