"""The test bundle that errs is the default run stopped at its guess, and says of itself that it errs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.bundle import Bundle
from model.experiments import EXPERIMENTS, SCHEMAS
from model.experiments.ablations import PARTS
from model.make import RUN
from model.trace import Trace
from tests.bundles import GUESSING

MEGABYTES = 3


@pytest.fixture(scope="module")
def guessing() -> Bundle:
    return Bundle.load(GUESSING)


def test_its_weights_are_the_default_checkpoint_and_its_diary_ends_there(bundle: Bundle, guessing: Bundle) -> None:
    step = int(bundle.experiment("step_from_guess").arrays["step"])
    assert guessing.grammar.text == bundle.grammar.text and guessing.steps[-1] == step
    for which in ("model", f"step_{step}"):
        ours, theirs = guessing.weights(which), bundle.weights(f"step_{step}")
        assert set(ours) == set(theirs) and all(np.array_equal(ours[name], theirs[name]) for name in ours)
    diary, whole = guessing.experiment(RUN).arrays, bundle.experiment(RUN).arrays
    assert diary["step"][-1] == step
    for name, values in diary.items():
        assert np.array_equal(values, whole[name][: len(values)])


def test_everything_was_measured_on_it(guessing: Bundle) -> None:
    assert set(guessing.experiments) == {RUN, *EXPERIMENTS} and set(guessing.ablations) == set(PARTS)
    for name, schema in SCHEMAS.items():
        kept = guessing.experiment(name)
        words = {key: tuple(values) for key, values in kept.words.items()}
        assert list(schema.record(0, {}, kept.arrays, words).arrays) == list(kept.arrays)
    assert sum(path.stat().st_size for path in GUESSING.rglob("*") if path.is_file()) < MEGABYTES * 1e6


def test_it_errs_and_says_so(guessing: Bundle, guessing_trace: Path) -> None:
    found = Trace.load(guessing_trace)
    assert found.is_of(guessing.digest)
    assert found.facts["exact"] is False and found.target != found.words["reference"]
    assert found.target.count("elle") == 1 and "il" in found.words["reference"]
    exact = float(guessing.experiment("head_roles").arrays["exact"][0])
    assert 0.5 < exact < 0.95
