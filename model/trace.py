"""A Trace: every tensor that a film about one sentence needs, named, axis-labelled and read-only.

Axis letters: B batch, S source position, T target position, D model width, H head, K width of a head,
F feed-forward width, V target vocabulary, U source vocabulary. NumPy only: scenes load a Trace without torch.

A trace is one ``.npz`` file: the arrays under their names, and a JSON header (``HEADER``) with the axes of each
array, the word lists that label axes, and the facts about how it was made.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.tokens import Token

SCHEMA = 1  # of the file
CONTENTS = 5  # of what is recorded: raised when traces hold a scope that older ones do not
HEADER = "__header__"
START = "⟨start⟩"
END = "⟨end⟩"


class TraceError(Exception):
    """A trace file cannot be read; the message says which and what to do."""


@dataclass(frozen=True)
class Size:
    """The length of an axis, as a claim that may be shown: its letter in the code and its symbol on screen."""

    axis: str
    symbol: str
    value: int

    @property
    def origin(self) -> str:
        """Where the number comes from."""
        return f"size of axis {self.axis}"

    def __format__(self, spec: str) -> str:
        return format(self.value, spec or "d")


SYMBOLS = {
    "S": "n",
    "T": "m",
    "D": r"d_{\mathrm{model}}",
    "H": "h",
    "K": "d_k",
    "F": r"d_{\mathrm{ff}}",
    "V": "|V|",
    "U": "|U|",
}


@dataclass(frozen=True, eq=False)
class Derivation:
    """How a tensor that no trace holds was made: a rule, and what it was given."""

    rule: Callable[..., Any]
    inputs: tuple[Tensor, ...]

    def evaluate(self, *arrays: NDArray[Any]) -> NDArray[Any]:
        """The rule applied to such arrays in double precision."""
        return np.asarray(self.rule(*(np.asarray(array, dtype=np.float64) for array in arrays)))


@dataclass(frozen=True, eq=False)
class Tensor:
    """A read-only NumPy array that knows its name, its axes and what has been selected from it.

    ``t[0, 2, 5]`` is a Tensor again; the first axes are selected first, slices keep their axis. ``derive()`` makes
    tensors that no trace holds, such as a sum of several; they know their ``derivation``.
    """

    name: str
    axes: tuple[str, ...]
    values: NDArray[Any]
    steps: tuple[tuple[Any, ...], ...] = ()
    """What was selected, one selection after the other; "T" for a transposition."""
    derivation: Derivation | None = None
    places: tuple[NDArray[np.intp], ...] = ()
    """For each axis that is left the places, from 0, that its entries had before anything was selected."""
    fixed: tuple[tuple[str, int], ...] = ()
    """The axes of which one entry was selected, with its place, in the order of selection."""

    def __post_init__(self) -> None:
        values = np.asarray(self.values)
        if values.ndim != len(self.axes):
            raise ValueError(f"{self.name}: {values.ndim} dimensions but axes {self.axes}")
        values = values.view()
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        if len(self.places) != values.ndim:
            object.__setattr__(self, "places", tuple(np.arange(length) for length in values.shape))

    def __getitem__(self, key: Any) -> Tensor:
        keys = key if isinstance(key, tuple) else (key,)
        if len(keys) > len(self.axes):
            raise IndexError(f"{self.name} has axes {self.axes}, got {len(keys)} indices")
        named = list(zip(self.axes, self.places, keys, strict=False))
        axes = tuple(axis for axis, _, k in named if isinstance(k, slice)) + self.axes[len(keys) :]
        places = tuple(found[k] for _, found, k in named if isinstance(k, slice)) + self.places[len(keys) :]
        fixed = tuple((axis, int(found[k])) for axis, found, k in named if not isinstance(k, slice))
        steps = (*self.steps, keys)
        return Tensor(self.name, axes, self.values[keys], steps, self.derivation, places, self.fixed + fixed)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        return self

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes that are left."""
        return self.values.shape

    def item(self) -> float:
        """The one number that is left; raises ValueError when there are several."""
        return float(self.values.item())

    def transpose(self) -> Tensor:
        """The matrix with its two axes exchanged."""
        if len(self.axes) != 2:
            raise ValueError(f"{self.name}: transpose needs two axes, has {self.axes}")
        steps, places = (*self.steps, ("T",)), self.places[::-1]
        return Tensor(self.name, self.axes[::-1], self.values.T, steps, self.derivation, places, self.fixed)

    def select(self, steps: Iterable[tuple[Any, ...]]) -> Tensor:
        """What these ``steps`` select, one after the other."""
        found = self
        for keys in steps:
            found = found.transpose() if keys == ("T",) else found[keys]
        return found

    @property
    def index(self) -> tuple[Any, ...]:
        """Everything that has been selected so far, in one row."""
        return tuple(key for keys in self.steps for key in keys)

    @property
    def origin(self) -> str:
        """The address of the value, as the inspector prints it: ``main/encoder.1...weights[2, 5]``."""
        return f"{self.name}{list(self.index)}" if self.index else self.name


def derive(name: str, axes: tuple[str, ...], rule: Callable[..., Any], *inputs: Tensor) -> Tensor:
    """A tensor that no trace holds, made by ``rule`` from the exact values of tensors that one does hold."""
    derivation = Derivation(rule, inputs)
    return Tensor(name, axes, derivation.evaluate(*(tensor.values for tensor in inputs)), (), derivation)


@dataclass(frozen=True, eq=False)
class Trace:
    """Named tensors of one sentence and one bundle. See DESIGN of the names in ``model/capture.py``.

    ``words`` holds the labels of axes (``source``, ``target``, ``decoder_rows``, ``source_vocabulary`` ...), ``facts``
    what else is known (bundle, sentence, versions, sizes of the model).
    """

    tensors: Mapping[str, Tensor]
    words: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Any]
    prefix: str = ""
    digest: str = field(default="")

    def __getitem__(self, name: str) -> Tensor:
        full = f"{self.prefix}{name}"
        try:
            return self.tensors[full]
        except KeyError:
            raise KeyError(f"no tensor {full!r} in this trace; nearest: {self._nearest(full)}") from None

    def __contains__(self, name: str) -> bool:
        return f"{self.prefix}{name}" in self.tensors

    def __iter__(self) -> Iterator[str]:
        return (name[len(self.prefix) :] for name in self.tensors if name.startswith(self.prefix))

    def _nearest(self, full: str) -> str:
        near = difflib.get_close_matches(full, list(self.tensors), n=3, cutoff=0.0)
        return ", ".join(near)

    def has(self, prefix: str) -> bool:
        """Whether any tensor's name starts with ``prefix`` (a scope such as ``"twin"`` or a whole name)."""
        full = f"{self.prefix}{prefix}"
        return any(name == full or name.startswith((f"{full}.", f"{full}/")) for name in self.tensors)

    def scope(self, prefix: str) -> Trace:
        """The same trace seen from inside ``prefix``; raises KeyError when nothing lies there."""
        if not self.has(prefix):
            raise KeyError(f"no scope {self.prefix + prefix!r} in this trace; nearest: {self._nearest(prefix)}")
        full = f"{self.prefix}{prefix}"
        joint = "/" if any(name.startswith(f"{full}/") for name in self.tensors) else "."
        return Trace(self.tensors, self.words, self.facts, f"{full}{joint}", self.digest)

    def is_of(self, bundle_digest: str) -> bool:
        """Whether it was made from this bundle as it is, and holds what traces hold today."""
        return (self.facts.get("bundle_digest"), self.facts.get("contents")) == (bundle_digest, CONTENTS)

    def size(self, axis: str) -> Size:
        """The length of an axis for this sentence and model, as a claim (n, m, d_k ...)."""
        sizes = self.facts["sizes"]
        if axis not in sizes:
            raise KeyError(f"no axis {axis!r}; known: {', '.join(sizes)}")
        return Size(axis, SYMBOLS.get(axis, axis), int(sizes[axis]))

    @property
    def source(self) -> tuple[str, ...]:
        """The source tokens of the main scope, the end token last."""
        return self.words["source"]

    @property
    def target(self) -> tuple[str, ...]:
        """The model's own greedy output for the main sentence, the end token last."""
        return self.words["target"]

    def save(self, path: Path) -> None:
        """Write the trace; the file appears under its name only when it is whole."""
        header = {
            "schema": SCHEMA,
            "axes": {name: list(tensor.axes) for name, tensor in self.tensors.items()},
            "words": {name: list(words) for name, words in self.words.items()},
            "facts": dict(self.facts),
        }
        arrays = {name: tensor.values for name, tensor in self.tensors.items()}
        text = json.dumps(header, ensure_ascii=False, sort_keys=True)
        arrays[HEADER] = np.frombuffer(text.encode(), dtype=np.uint8)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.npz")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez_compressed(temporary, **arrays)  # type: ignore[arg-type]
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> Trace:
        """Read a trace file; raises TraceError with one line when it is missing, broken or of another schema."""
        try:
            with np.load(path, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            header = json.loads(arrays.pop(HEADER).tobytes().decode())
            if header["schema"] == SCHEMA:
                return build(arrays, header["axes"], header["words"], header["facts"])
        except FileNotFoundError:
            raise TraceError(f"no trace at {path}; make one with: python render.py trace") from None
        except Exception as error:  # what a damaged archive raises is anyone's guess: the libraries do not say
            said = " ".join(f"{type(error).__name__}: {error}".split())
            raise TraceError(f"{path} is not a readable trace ({said}); delete it and run again") from None
        raise TraceError(f"{path} was made by another version; delete it and run again")


def build(
    arrays: Mapping[str, NDArray[Any]],
    axes: Mapping[str, tuple[str, ...] | list[str]],
    words: Mapping[str, tuple[str, ...] | list[str]],
    facts: Mapping[str, Any],
) -> Trace:
    """A Trace from arrays and their axes; the digest covers the names, the axes and every byte."""
    digest = hashlib.sha256()
    tensors: dict[str, Tensor] = {}
    for name in sorted(arrays):
        values = np.asarray(arrays[name], order="C")
        tensors[name] = Tensor(name, tuple(axes[name]), values)
        digest.update(f"{name}{list(axes[name])}{values.dtype}{values.shape}".encode())
        digest.update(values.tobytes())
    labels = {name: tuple(Token(word, name, place) for place, word in enumerate(words[name])) for name in sorted(words)}
    digest.update(json.dumps([labels, dict(facts)], sort_keys=True, ensure_ascii=False).encode())
    return Trace(
        MappingProxyType(tensors), MappingProxyType(labels), MappingProxyType(dict(facts)), "", digest.hexdigest()
    )
