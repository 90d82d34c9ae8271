"""Damage to a bundle, a trace or the manifest is one clear line of the loader's own error, and `train` mends it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.bundle import MODEL, Bundle, BundleError
from model.bundle_files import read_arrays, read_metadata, write_weights
from model.config import ModelConfig
from model.make import discard_damage
from model.manifest import MANIFEST, ManifestError, find_damage, forget, read_manifest, write_manifest
from model.project import ASSETS, MODELS
from model.trace import HEADER, Trace, TraceError
from tests.bundles import GUESSING


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of a bundle, to be damaged."""
    return Path(shutil.copytree(GUESSING, tmp_path / "mine"))


def flip(path: Path, place: int) -> None:
    """Turn one bit of a file over, which keeps its length."""
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.write_bytes(data)


def describe_anew(folder: Path, **changes: object) -> None:
    """Write the header of a bundle's weights with other entries, as whoever made the bundle could have."""
    path = folder / MODEL
    known = read_metadata(path)
    write_weights(path, read_arrays(path), {**known, **{key: json.dumps(value) for key, value in changes.items()}})


@pytest.mark.parametrize("folder", [MODELS / "default", GUESSING, ASSETS / "formulas"], ids=lambda path: path.name)
def test_what_is_shipped_is_as_its_manifest_says_and_all_of_it_is_listed(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {*(read_manifest(folder) or {})} == files - {MANIFEST}
    assert find_damage(folder) == ()


@pytest.mark.parametrize("name", ["model.safetensors", "experiments/learning.npz", "experiments/loss.json"])
def test_a_flipped_bit_is_found_when_the_bundle_is_used(copy: Path, name: str) -> None:
    flip(copy / name, -20)
    assert find_damage(copy) == (name,)
    with pytest.raises(BundleError, match=r"is damaged: it is not what the bundle's manifest says; \w+") as caught:
        _ = Bundle.load(copy).digest
    assert str(copy / name) in str(caught.value)


def test_a_file_cut_short_and_a_missing_one_are_found_when_the_bundle_is_opened(copy: Path) -> None:
    path = copy / "experiments" / "scaling.npz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BundleError, match=r"scaling\.npz has [\d,]+ bytes in place of"):
        Bundle.load(copy)
    path.unlink()
    with pytest.raises(BundleError, match=r"scaling\.npz is missing"):
        Bundle.load(copy)


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', '{"files": {"x": {"bytes": "y"}}}', "[" * 100_000])
def test_a_broken_manifest_is_one_line(copy: Path, text: str) -> None:
    (copy / MANIFEST).write_text(text)
    with pytest.raises(ManifestError, match="is no readable manifest"):
        read_manifest(copy)
    with pytest.raises(BundleError, match=r"is no readable manifest .*again$"):
        Bundle.load(copy)


def test_what_changes_a_bundle_takes_its_manifest_away_first(copy: Path) -> None:
    bundle = Bundle.load(copy)
    record = bundle.experiment("learning")
    axes = {name: tuple(letters) for name, letters in record.axes.items()}
    bundle.save_experiment("learning", record.arrays, axes)
    assert not (copy / MANIFEST).exists()
    write_manifest(copy)
    assert Bundle.load(copy).digest
    describe_anew(copy)
    assert not (copy / MANIFEST).exists()


def test_training_again_removes_what_is_damaged_and_nothing_else(copy: Path) -> None:
    before = {path for path in copy.rglob("*") if path.is_file()}
    flip(copy / "checkpoints.safetensors", -8)
    discard_damage(copy)
    assert before - {path for path in copy.rglob("*") if path.is_file()} == {
        copy / "checkpoints.safetensors",
        copy / MANIFEST,
    }


def swapped(words: list[str]) -> list[str]:
    return [*words[:5], words[6], words[5], *words[7:]]


@pytest.mark.parametrize(
    "change", [lambda words: words[:-1], lambda words: [*words, "x"], swapped, lambda words: 7, lambda words: None]
)
@pytest.mark.parametrize("name", ["source_vocabulary", "target_vocabulary"])
def test_a_vocabulary_that_is_not_the_grammars_is_one_line(
    copy: Path, name: str, change: Callable[[list[str]], object]
) -> None:
    describe_anew(copy, **{name: change(json.loads(read_metadata(copy / MODEL)[name]))})
    with pytest.raises(BundleError, match=r"has another \w+ vocabulary than its grammar says"):
        getattr(Bundle.load(copy), name)


@pytest.mark.parametrize(
    "change",
    [{"mask": "x"}, {"encoder_layers": 10**12}, {"encoder_layers": 3}, {"d_model": 1.5}, {"heads": True},
     {"d_model": 64}, {"source_vocabulary": 4}, {"max_length": 10**12}, {"dropout": "0.1"}, {"unheard": 1}],
    ids=str,
)  # fmt: skip
def test_an_impossible_configuration_is_one_line_before_anything_is_built(
    copy: Path, change: dict[str, object]
) -> None:
    describe_anew(copy, config={**json.loads(read_metadata(copy / MODEL)["config"]), **change})
    with pytest.raises(BundleError, match=re.escape(str(copy / MODEL)) + ".*train it again$"):
        Bundle.load(copy)


@pytest.mark.parametrize("change", [{"d_ff": 10**6}, {"heads": 10**6}, {"d_k": 10**6, "d_ff": 10**6}])
def test_sizes_that_do_not_fit_the_weights_are_found_before_there_is_memory_for_them(
    copy: Path, change: dict[str, int]
) -> None:
    bundle = Bundle.load(copy)
    with pytest.raises(BundleError, match="do not fit its configuration"):
        replace(bundle, config=ModelConfig(**{**bundle.config.to_dict(), **change})).module()


@pytest.mark.parametrize("length", [0, 1, 30, 200, -30, -1])
def test_an_experiment_cut_short_is_one_line(copy: Path, length: int) -> None:
    path = copy / "experiments" / "learning.npz"
    path.write_bytes(path.read_bytes()[:length])
    forget(copy)
    with pytest.raises(BundleError, match="has no readable experiment 'learning'") as caught:
        Bundle.load(copy).experiment("learning")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("meta", ["[]", "{}", '{"axes": 3}', '{"axes": {}}', "\x00"])
def test_an_experiment_with_another_description_is_one_line(copy: Path, meta: str) -> None:
    (copy / "experiments" / "learning.json").write_text(meta)
    forget(copy)
    bundle = Bundle.load(copy)
    assert "learning" not in bundle.experiments
    with pytest.raises(BundleError, match="has no readable experiment 'learning'"):
        bundle.experiment("learning")


@pytest.mark.parametrize("header", ["[]", "{}", '{"schema": 1}', '{"schema": 1, "axes": {}, "words": {}, "facts": {}}'])
def test_a_trace_without_what_its_header_must_say_is_one_line(tmp_path: Path, header: str) -> None:
    path = tmp_path / "trace.npz"
    np.savez(path, a=np.zeros(3), **{HEADER: np.frombuffer(header.encode(), np.uint8)})
    with pytest.raises(TraceError, match="is not a readable trace") as caught:
        Trace.load(path)
    assert "\n" not in str(caught.value)
