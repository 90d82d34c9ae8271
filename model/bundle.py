"""A bundle: one trained model and what was measured on it, in a folder (assets/models/NAME).

    model.safetensors          the weights; in its header configuration, vocabularies, grammar, plan, versions
    ablated.NAME.safetensors   models trained without one part (no_mask, no_residual, ...)
    checkpoints.safetensors    the weights at some steps of the run, half precision: "300/encoder.0.self_attn.w_q"
    experiments/NAME.npz       measured side stories, each with NAME.json: axes, words, seed, settings, command
    pictures.json              the pictures of nouns that have one: SVG texts by English word
    seeds.json                 the table that the seed was chosen from
    trace.npz                  the Trace of the default sentence
    manifest.json              length and SHA-256 of each of these files (model/manifest.py)

Reading a bundle needs no torch; only `module()` builds one. Files appear under their names only when whole.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.bundle_files import Arrays, BundleError, read_arrays, read_metadata, read_shapes, whole
from model.config import ModelConfig
from model.grammar import Grammar, GrammarError
from model.manifest import Entry, ManifestError, check_lengths, digest_of, forget, read_manifest
from model.pictures import check_picture
from model.project import MODELS

if TYPE_CHECKING:
    from model.transformer import Transformer

MODEL, CHECKPOINTS, PICTURES = "model.safetensors", "checkpoints.safetensors", "pictures.json"
SIDES = ("encoder", "decoder")


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
            bundle = cls(path.resolve(), ModelConfig(**json.loads(metadata["config"])), metadata)
        except (KeyError, ValueError, TypeError, RecursionError) as error:
            raise BundleError(
                f"{path / MODEL} has no valid description of its model ({error}); train it again"
            ) from None
        bundle.check_outside()
        return bundle

    def check_outside(self) -> None:
        """Raise BundleError for a file of another length than the manifest says, or sizes that are not the weights'.

        Only headers are read. What files hold is compared when they are read for ``digest``.
        """
        try:
            check_lengths(self.path, self.manifest)
        except ManifestError as error:
            raise BundleError(f"{error}; {self._advice}") from None
        found = read_shapes(self.path / MODEL)
        c = self.config
        layers = {side: {name.split(".")[1] for name in found if name.startswith(f"{side}.")} for side in SIDES}
        wanted = {"encoder": c.encoder_layers, "decoder": c.decoder_layers}
        fits = all(len(layers[side]) == wanted[side] for side in SIDES)
        fits &= found.get("source_embedding") == (c.source_vocabulary, c.d_model)  # (U, D)
        fits &= found.get("target_embedding") == (c.target_vocabulary, c.d_model)  # (V, D)
        if not fits:
            raise BundleError(f"the weights of {self.path / MODEL} do not fit its configuration; train it again")

    @cached_property
    def manifest(self) -> Mapping[str, Entry]:
        """What the bundle's files must be, by name; empty for one that was made without a manifest."""
        try:
            return read_manifest(self.path) or {}
        except ManifestError as error:
            raise BundleError(f"{error}; {self._advice}") from None

    @property
    def _advice(self) -> str:
        """How to mend a bundle with a damaged file."""
        if self.path.parent == MODELS:
            return f"make it whole with: python render.py train --bundle {self.name}"
        return "fetch or make the bundle again"

    def sum_of(self, path: Path) -> str:
        """The SHA-256 of one of the bundle's files; BundleError when the manifest says another."""
        name = path.relative_to(self.path).as_posix()
        found = digest_of(path)
        if name in self.manifest and self.manifest[name].digest != found:
            raise BundleError(f"{path} is damaged: it is not what the bundle's manifest says; {self._advice}")
        return found

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
        return self._vocabulary("source_vocabulary", self.grammar.source_vocabulary)

    @cached_property
    def target_vocabulary(self) -> tuple[str, ...]:
        """French words by id."""
        return self._vocabulary("target_vocabulary", self.grammar.target_vocabulary)

    def _vocabulary(self, name: str, expected: tuple[str, ...]) -> tuple[str, ...]:
        """A list of words from the header, which must be the grammar's; BundleError for another."""
        try:
            words = tuple(json.loads(self.metadata[name]))
        except (KeyError, ValueError, TypeError, RecursionError):
            words = ()
        if words != expected or len(words) != getattr(self.config, name):
            raise BundleError(
                f"{self.path / MODEL} has another {name.replace('_', ' ')} than its grammar says, in number or order; "
                "train it again"
            )
        return words

    @cached_property
    def weights_digest(self) -> str:
        """Of the model's own weights file; experiments are stamped with it."""
        return self.sum_of(self.path / MODEL)

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
            digest.update(f"{file.relative_to(self.path)} {self.sum_of(file)}\n".encode())
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
        try:
            return tuple(sorted({int(name.partition("/")[0]) for name in self._checkpoints}))
        except ValueError:
            raise BundleError(f"{self.path / CHECKPOINTS} has names without a step; train it again") from None

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
        weights = self.weights(which)
        try:
            if which.startswith("ablated."):
                config = ModelConfig(**json.loads(read_metadata(self.path / f"{which}.safetensors")["config"]))
            with torch.device("meta"):  # sizes only: whether they fit is known before there is memory for them
                Transformer(config).load_state_dict({n: torch.empty(v.shape) for n, v in weights.items()})
            model = Transformer(config)
            model.load_state_dict({name: torch.tensor(values) for name, values in weights.items()})
        except (RuntimeError, KeyError, ValueError, TypeError) as error:
            line = " ".join(str(error).splitlines()[:1])
            raise BundleError(f"the weights of {which} in {self.path} do not fit its configuration ({line})") from None
        return model.eval()

    # --- experiments -------------------------------------------------------------------------------------------

    @property
    def experiments(self) -> tuple[str, ...]:
        """Names of the recorded experiments that were measured on these weights."""
        found = []
        for path in sorted(self.path.glob("experiments/*.json")):
            try:
                weights = json.loads(path.read_text(encoding="utf-8"))["weights"]
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                continue
            if path.with_suffix(".npz").is_file() and weights == self.weights_digest:
                found.append(path.stem)
        return tuple(found)

    def experiment(self, name: str, of_these_weights: bool = True) -> Experiment:
        """One recorded experiment; raises BundleError when there is none or, unless allowed, it is of other weights."""
        path = self.path / "experiments" / f"{name}.npz"
        try:
            meta = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            with np.load(path, allow_pickle=False) as archive:
                arrays = {key: archive[key] for key in archive.files}
            wrong = [key for key, values in arrays.items() if len(meta["axes"][key]) != values.ndim]
            if wrong:
                raise ValueError(f"{wrong[0]} has other axes than it says")
        except Exception as error:  # what a damaged archive raises is anyone's guess: the libraries do not say
            said = " ".join(f"{type(error).__name__}: {error}".split())
            raise BundleError(
                f"{self.name} has no readable experiment {name!r} ({said}); run: python render.py train --all"
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
        forget(self.path)
        with whole(folder / f"{name}.npz") as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, **{k: np.asarray(v) for k, v in arrays.items()})  # type: ignore[arg-type]
        with whole(folder / f"{name}.json") as temporary:
            temporary.write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


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
