"""Every formula: its LaTeX compiles part by part, SymPy proves it, and its evaluator is the derived expression."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.formulas import FORMULAS, Part

NAMES = list(FORMULAS)


@functools.cache
def derivation_of(name: str):
    """Each formula's derivation, made once."""
    return FORMULAS[name].derive()


def test_scenes_may_import_formulas_without_torch_or_sympy():
    """SymPy is slow to import and torch is forbidden to scenes."""
    code = "import sys, model.formulas; sys.exit(any(m in sys.modules for m in ('torch', 'sympy', 'manim')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", NAMES)
def test_proof(name):
    """Every identity of the derivation reduces to zero."""
    assert derivation_of(name).proved
    for identity in derivation_of(name).proved:
        assert identity.zero
        assert identity.holds(), identity.statement


@pytest.mark.parametrize("name", NAMES)
def test_evaluator_is_the_derived_expression(name):
    """SymPy's expression and NumPy's evaluator agree at random points."""
    derivation, formula = derivation_of(name), FORMULAS[name]
    rng = np.random.default_rng(7)
    for _ in range(5):
        numbers = {key: rng.uniform(0.05, 0.95, size=np.shape(g)) for key, g in derivation.inputs.items()}
        ours = formula.evaluate(**numbers, **derivation.fixed)
        assert np.shape(ours) == np.shape(derivation.result)
        np.testing.assert_allclose(ours, derivation.at(numbers), rtol=1e-10, atol=1e-12)


def test_a_false_identity_does_not_hold():
    """The prover can say no."""
    from model.formulas.proofs.core import equal, exponentials, grid

    s = grid("s", 3)
    assert not equal("softmax(2 s) = softmax(s)", exponentials(2 * s), exponentials(s)).holds()


def test_softmax_survives_large_scores_only_with_the_maximum_taken_away():
    """Same shares on ordinary scores; on large ones the plain form overflows."""
    s = np.random.default_rng(0).normal(size=(4, 9)) * 5
    plain, shifted = FORMULAS["softmax"], FORMULAS["softmax_shifted"]
    np.testing.assert_allclose(plain.evaluate(scores=s), shifted.evaluate(scores=s), rtol=1e-12)
    large = np.array([1000.0, 999.0])
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(plain.evaluate(scores=large)).any()
    np.testing.assert_allclose(shifted.evaluate(scores=large), [1 / (1 + np.exp(-1)), 1 / (1 + np.e)])


def test_wrong_inputs_are_named():
    """A missing or unknown input is answered with the names that the formula takes."""
    with pytest.raises(TypeError, match="lacks key, value and does not know keys; it takes query, key, value"):
        FORMULAS["attention"].evaluate(query=np.ones((2, 2)), keys=np.ones((2, 2)))
    with pytest.raises(ValueError, match="unknown role 'red'"):
        Part("x", "red")


@pytest.mark.parametrize("name", NAMES)
def test_words(name):
    """Source and meaning are there; braces balance over the whole; no double brace would split a part."""
    formula = FORMULAS[name]
    assert formula.name == name and formula.source and formula.meaning.endswith(".")
    assert formula.latex.count("{") == formula.latex.count("}")
    assert all("{{" not in part.latex for part in formula.parts)


@pytest.mark.parametrize("start", range(0, len(NAMES), 10))
def test_every_part_is_one_drawn_submobject(start: int, tmp_path: Path):
    """LaTeX sets each formula (ten lines in a run), and each part is one submobject with ink in it."""
    from manim import MathTex, TexTemplate, tempconfig

    template = TexTemplate(
        documentclass=r"\documentclass{article}",
        preamble="\\usepackage{amsmath}\n\\usepackage{amssymb}\n\\pagestyle{empty}",
    )
    lines = [[*(part.latex for part in FORMULAS[name].parts), r"\\"] for name in NAMES[start : start + 10]]
    strings = [latex for line in lines for latex in line][:-1]
    with tempconfig({"media_dir": str(tmp_path), "verbosity": "ERROR"}):
        drawn = MathTex(*strings, tex_template=template)
    assert len(drawn.submobjects) == len(strings)
    for latex, submobject in zip(strings, drawn.submobjects, strict=True):
        assert latex == r"\\" or submobject.family_members_with_points(), latex
