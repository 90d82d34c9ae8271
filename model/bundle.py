"""A bundle: one trained model and what was measured on it, in a folder (assets/models/NAME).

    model.safetensors          the weights; in its header configuration, vocabularies, grammar, plan, versions
    ablated.NAME.safetensors   models trained without one part (no_mask, no_residual, ...)
    checkpoints.safetensors    the weights at some steps of the run, half precision: "300/encoder.0.self_attn.w_q"
    experiments/NAME.npz       measured side stories, each with NAME.json: axes, words, seed, settings, command
    pictures.json              the pictures of nouns that have one: SVG texts by English word
    seeds.json                 the table that the seed was chosen from
    trace.npz                  the Trace of the default sentence

Reading a bundle needs no torch; only `module()` builds one. Files appear under their names only when whole.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from model.config import ModelConfig
from model.grammar import Grammar, GrammarError
from model.pictures import check_picture
from model.project import MODELS

if TYPE_CHECKING:
    from model.transformer import Transformer

MODEL, CHECKPOINTS, PICTURES = "model.safetensors", "checkpoints.safetensors", "pictures.json"
Arrays = dict[str, NDArray[Any]]


class BundleError(Exception):
    """A bundle is missing, broken or incomplete; the message is one line and says what to do."""


@dataclass(frozen=True)
class Experiment:
    """One recorded experiment: arrays, the axes of each, the words that label axes, and how it was made."""

    name: str
    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any]

    @property
    def axes(self) -> Mapping[str, list[str]]:
        """The axis letters of each array."""
        return dict(self.meta["axes"])

    @property
    def words(self) -> Mapping[str, list[str]]:
        """The words that label axes."""
        return dict(self.meta.get("words", {}))


@dataclass(frozen=True)
class Bundle:
    """A bundle on disk. `digest` covers every file that a Trace is made of; `weights_digest` the weights alone."""

    path: Path
    config: ModelConfig
    metadata: Mapping[str, str]

    @classmethod
    def load(cls, name_or_path: str | Path = "default") -> Bundle:
        """Open a bundle by its name in assets/models or by its folder; raises BundleError with one line."""
        text = str(name_or_path)
        path = Path(text) if isinstance(name_or_path, Path) or "/" in text or Path(text).is_dir() else MODELS / text
        if not (path / MODEL).is_file():
            names = sorted(p.parent.name for p in MODELS.glob(f"*/{MODEL}"))
            near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.0)
            advice = f"the nearest there are: {', '.join(near)}" if near else "make one with: python render.py train"
            raise BundleError(f"no model {text!r}; {advice}")
        metadata = read_metadata(path / MODEL)
        try:
            return cls(path.resolve(), ModelConfig(**json.loads(metadata["config"])), metadata)
        except (KeyError, ValueError, TypeError) as error:
            raise BundleError(
                f"{path / MODEL} has no valid description of its model ({error}); train it again"
            ) from None

    @property
    def name(self) -> str:
        """The folder's name: what --bundle takes."""
        return self.path.name

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar that the model was trained on, from the weights file itself."""
        try:
            return Grammar(self.metadata["grammar"], self.pictures)
        except (KeyError, GrammarError) as error:
            raise BundleError(f"{self.path / MODEL} has no valid grammar ({error}); train it again") from None

    @cached_property
    def pictures(self) -> dict[str, str]:
        """The pictures of nouns that have one, SVG texts by English word; BundleError for a broken one."""
        path = self.path / PICTURES
        if not path.is_file():
            return {}
        try:
            found = {str(noun): str(svg) for noun, svg in json.loads(path.read_text(encoding="utf-8")).items()}
            for noun, svg in found.items():
                check_picture(svg, f"the picture of {noun!r} in {path}")
        except (OSError, ValueError, AttributeError) as error:
            raise BundleError(f"{path} has no readable pictures ({error}); run: python render.py train") from None
        return found

    @cached_property
    def source_vocabulary(self) -> tuple[str, ...]:
        """English words by id."""
        return tuple(json.loads(self.metadata["source_vocabulary"]))

    @cached_property
    def target_vocabulary(self) -> tuple[str, ...]:
        """French words by id."""
        return tuple(json.loads(self.metadata["target_vocabulary"]))

    @cached_property
    def weights_digest(self) -> str:
        """Of the model's own weights file; experiments are stamped with it."""
        return digest_of(self.path / MODEL)

    @cached_property
    def digest(self) -> str:
        """Of all weights, experiments and pictures, not of the shipped trace or the table of seeds."""
        files = [
            *self.path.glob(PICTURES),
            *self.path.glob("*.safetensors"),
            *self.path.glob("experiments/*.npz"),
            *self.path.glob("experiments/*.json"),
        ]
        digest = hashlib.sha256()
        for file in sorted(files):
            digest.update(f"{file.relative_to(self.path)} {digest_of(file)}\n".encode())
        return digest.hexdigest()

    # --- weights -----------------------------------------------------------------------------------------------

    def weights(self, which: str = "model") -> Arrays:
        """Every parameter by its name: of the model, of "ablated.no_mask" ..., or of a checkpoint, "step_300"."""
        if which.startswith("step_"):
            step = which.removeprefix("step_")
            found = {k.partition("/")[2]: v for k, v in self._checkpoints.items() if k.partition("/")[0] == step}
            if not found:
                raise BundleError(f"{self.name} has no checkpoint {step}; it has: {', '.join(map(str, self.steps))}")
            return {name: values.astype(np.float32) for name, values in found.items()}
        return read_arrays(self.path / f"{which}.safetensors")

    @cached_property
    def _checkpoints(self) -> Arrays:
        path = self.path / CHECKPOINTS
        return read_arrays(path) if path.is_file() else {}

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the training run whose weights were kept."""
        return tuple(sorted({int(name.partition("/")[0]) for name in self._checkpoints}))

    @property
    def ablations(self) -> tuple[str, ...]:
        """Names of the models trained without one part on the same grammar: ("no_mask", ...)."""
        names = sorted(p.name.split(".")[1] for p in self.path.glob("ablated.*.safetensors"))
        grammar = self.metadata.get("grammar")
        return tuple(
            n for n in names if read_metadata(self.path / f"ablated.{n}.safetensors").get("grammar") == grammar
        )

    def module(self, which: str = "model") -> Transformer:
        """The torch module, ready to use (no dropout). This imports torch."""
        import torch

        from model.transformer import Transformer

        config = self.config
        if which.startswith("ablated."):
            config = ModelConfig(**json.loads(read_metadata(self.path / f"{which}.safetensors")["config"]))
        model = Transformer(config)
        try:
            model.load_state_dict({name: torch.tensor(values) for name, values in self.weights(which).items()})
        except RuntimeError as error:
            line = str(error).splitlines()[0]
            raise BundleError(f"the weights of {which} in {self.path} do not fit its configuration ({line})") from None
        return model.eval()

    # --- experiments -------------------------------------------------------------------------------------------

    @property
    def experiments(self) -> tuple[str, ...]:
        """Names of the recorded experiments that were measured on these weights."""
        found = []
        for path in sorted(self.path.glob("experiments/*.json")):
            try:
                meta = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if path.with_suffix(".npz").is_file() and meta.get("weights") == self.weights_digest:
                found.append(path.stem)
        return tuple(found)

    def experiment(self, name: str, of_these_weights: bool = True) -> Experiment:
        """One recorded experiment; raises BundleError when there is none or, unless allowed, it is of other weights."""
        path = self.path / "experiments" / f"{name}.npz"
        try:
            meta = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            with np.load(path, allow_pickle=False) as archive:
                arrays = {key: archive[key] for key in archive.files}
        except (OSError, ValueError, EOFError) as error:
            raise BundleError(
                f"{self.name} has no readable experiment {name!r} ({error}); run: python render.py train --all"
            ) from None
        if of_these_weights and meta.get("weights") != self.weights_digest:
            raise BundleError(f"experiment {name!r} was measured on other weights; run: python render.py train --all")
        return Experiment(name, arrays, meta)

    def save_experiment(self, name: str, arrays: Mapping[str, NDArray[Any]], axes: Mapping[str, tuple[str, ...]],
                        words: Mapping[str, tuple[str, ...]] | None = None, **facts: Any) -> None:  # fmt: skip
        """Record an experiment, stamped with the weights' digest and versions; `facts`: seed, settings, command ..."""
        for key, values in arrays.items():
            if len(axes[key]) != np.ndim(values):
                raise ValueError(f"{name}/{key}: {np.ndim(values)} dimensions but axes {axes[key]}")
        meta = {**facts, "name": name, "weights": self.weights_digest, "versions": versions(),
                "axes": {k: list(v) for k, v in axes.items()},
                "words": {k: list(v) for k, v in (words or {}).items()}}  # fmt: skip
        folder = self.path / "experiments"
        folder.mkdir(exist_ok=True)
        with whole(folder / f"{name}.npz") as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, **{k: np.asarray(v) for k, v in arrays.items()})  # type: ignore[arg-type]
        with whole(folder / f"{name}.json") as temporary:
            temporary.write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


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


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_metadata(path: Path) -> dict[str, str]:
    """The header of a weights file; raises BundleError when it is missing or broken."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            return dict(file.metadata() or {})
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
    with whole(path) as temporary:
        temporary.write_bytes(len(header).to_bytes(8, "little") + header + data[end:])


def versions() -> dict[str, str]:
    """What the numbers depend on."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for package in ("torch", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
