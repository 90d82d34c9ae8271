"""Pictures belong to a bundle and to its traces, and are no part of what is learned."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from model.bundle import PICTURES, Bundle, BundleError
from model.grammar import DEFAULT_PATH, Grammar
from model.make import is_made, plan_for, write_pictures
from model.project import MODELS
from model.trace import Trace
from studio.rendering.fingerprint import clip_key

OTHER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#fff"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the default bundle."""
    return shutil.copytree(MODELS / "default", tmp_path / "mine", ignore=shutil.ignore_patterns("manifest*"))


def test_the_shipped_bundle_and_its_trace_have_the_pictures_of_the_grammar() -> None:
    grammar, bundle = Grammar.load(), Bundle.load()
    assert bundle.pictures == grammar.pictures == bundle.grammar.pictures, "run: python render.py train"
    shown = Trace.load(bundle.path / "trace.npz").facts["pictures"]
    assert {noun: known["svg"] for noun, known in shown.items()} == grammar.pictures
    assert shown["cat"]["french"] == "chat"


def test_another_picture_is_taken_without_training_and_makes_other_traces_and_clips(folder: Path) -> None:
    before, digest = Bundle.load(folder), Bundle.load(folder).digest
    text = DEFAULT_PATH.read_text(encoding="utf-8").replace('"black-cat"', '"other.svg"')
    (folder / "other.svg").write_text(OTHER, encoding="utf-8")
    (folder / "words.toml").write_text(text, encoding="utf-8")
    grammar = Grammar.load(folder / "words.toml")
    assert is_made(folder, grammar, plan_for(grammar, folder))
    write_pictures(folder, grammar)
    after = Bundle.load(folder)
    assert after.pictures["cat"] == OTHER and after.pictures["dog"] == before.pictures["dog"]
    trace = Trace.load(folder / "trace.npz")
    assert trace.is_of(digest) and not trace.is_of(after.digest)
    drawn = {noun: {**known, "svg": after.pictures[noun]} for noun, known in trace.facts["pictures"].items()}
    other = _with_facts(trace, {**trace.facts, "pictures": drawn})
    module = "scenes.intro.map"
    assert clip_key(module, [other.digest]) != clip_key(module, [trace.digest])


def _with_facts(trace: Trace, facts: dict[str, object]) -> Trace:
    """The same trace, made with other facts."""
    from model.trace import build

    arrays = {name: tensor.values for name, tensor in trace.tensors.items()}
    return build(arrays, {name: tensor.axes for name, tensor in trace.tensors.items()}, trace.words, facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps({"cat": "<svg><script/></svg>"}), "the picture of 'cat'"),
        ("{", "has no readable pictures"),
        ("[]", "has no readable pictures"),
    ],
)
def test_broken_pictures_of_a_bundle_get_one_clear_line(folder: Path, text: str, said: str) -> None:
    (folder / PICTURES).write_text(text, encoding="utf-8")
    with pytest.raises(BundleError) as error:
        _ = Bundle.load(folder).grammar
    assert said in str(error.value) and "\n" not in str(error.value)
