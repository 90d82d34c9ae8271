"""The inspector: formulas come from model/formulas and code from the project; a lie and a near miss for each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from manim import (
    DOWN,
    UP,
    MathTex,
    Tex,
    VGroup,
)

from model.formulas import FORMULAS
from model.formulas.core import Part
from scenes.kit.mobjects.code import CodePanel
from scenes.kit.mobjects.formula import TEMPLATE, FormulaTex, Symbol
from scenes.kit.scene import ExplainerScene
from studio.inspector.rules import typeset, written
from tests.studio.inspector.inspected import (
    CODE_FILE,
    Inspect,
    Make,
    formula,
    inspector,
    showing,
)


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    return inspector(tmp_path_factory.mktemp("inspected"))


# -- formulas ---------------------------------------------------------------------------------------------------------


def tampered(scene: ExplainerScene) -> FormulaTex:
    """A formula that says it is another one."""
    shown = formula(scene)
    shown.formula = FORMULAS["mix"]
    return shown


def made_up(scene: ExplainerScene) -> FormulaTex:
    """A formula with a known name and other parts."""
    known = FORMULAS["mixed"]
    return FormulaTex(replace(known, parts=(*known.parts[:-1], Part("K"))), scene.theme)


def exchanged(scene: ExplainerScene) -> FormulaTex:
    """Two glyphs of a formula stand in each other's place."""
    shown = formula(scene)
    first, last = shown.part("A")[0], shown.part("V")[0]
    points = first.points
    first.points, last.points = last.points, points
    return shown


FALSE_FORMULAS: dict[str, tuple[set[str], Make]] = {
    "MathTex": ({"formula not in formulas.py"}, lambda s: MathTex("x = y", tex_template=TEMPLATE)),
    "MathTex with digits": (
        {"formula not in formulas.py", "digits without claim"},
        lambda s: MathTex("x = 3", tex_template=TEMPLATE),
    ),
    "Tex": ({"formula not in formulas.py"}, lambda s: Tex("words", tex_template=TEMPLATE)),
    "a part of MathTex": ({"formula not in formulas.py"}, lambda s: MathTex("x", "=3", tex_template=TEMPLATE)[1]),
    "parts that are not its own": ({"formula not in formulas.py"}, made_up),
    "another formula's name": ({"stale formula"}, tampered),
    "glyphs exchanged": ({"stale formula"}, exchanged),
    "a symbol that is a formula": ({"formula not in formulas.py"}, lambda s: Symbol("a+b=c", s.theme)),
}
TRUE_FORMULAS: dict[str, Make] = {
    "a formula": formula,
    "parts moved about": lambda s: VGroup(*formula(s)).arrange(DOWN),
    "a part alone": lambda s: VGroup(formula(s, "feed_forward").part("W_1")),
    "a symbol": lambda s: Symbol(r"\hat v", s.theme),
    "a sign": lambda s: Symbol(r"\times", s.theme),
    "neighbouring parts": lambda s: Symbol(r"W_Q W_K^{\top}", s.theme),
}


@pytest.mark.parametrize("case", FALSE_FORMULAS)
def test_a_formula_that_is_not_the_films_is_found(case: str, inspect: Inspect) -> None:
    expected, make = FALSE_FORMULAS[case]
    assert inspect(showing(make)) == expected


@pytest.mark.parametrize("case", TRUE_FORMULAS)
def test_a_formula_of_the_film_is_not(case: str, inspect: Inspect) -> None:
    assert inspect(showing(TRUE_FORMULAS[case])) == set()


@pytest.mark.parametrize("latex", ["Q", "z_i", r"K^{\top}", r"QK^{\top}", r"s_{ij}-m_i", r"\neq", "=", r"\cos", "W_1"])
def test_symbols(latex: str) -> None:
    assert typeset.is_symbol(latex)


@pytest.mark.parametrize("latex", ["a=b", r"\frac{a}{b}", "x+y", r"u \cdot w", "3", "W_7", r"k \le n"])
def test_no_symbols(latex: str) -> None:
    assert not typeset.is_symbol(latex)


# -- code -------------------------------------------------------------------------------------------------------------

LINES = "CLASSIC_V = ((0.1, 0.2, 0.3, 0.4), (0.5, 0.6, 0.7, 0.8), (0.9, 1.0, 1.1, 1.2))"


def panel(scene: ExplainerScene, source: str = LINES, origin: str = CODE_FILE) -> CodePanel:
    return CodePanel(source, scene.theme, origin=origin, size=22)


def with_line(shown: CodePanel, text: str) -> CodePanel:
    shown.line(0).text = text
    return shown


def with_outlines(shown: CodePanel, other: CodePanel) -> CodePanel:
    for one, two in zip(shown.line(0), other.line(0), strict=True):
        one.points = two.points
    return shown


FALSE_CODE: dict[str, tuple[str, Make]] = {
    "another number": ("code without source", lambda s: panel(s, LINES.replace("0.7", "0.9"))),
    "no such file": ("code without source", lambda s: panel(s, origin="in_code.py")),
    "another name's": ("code without source", lambda s: panel(s, origin=f"{CODE_FILE}:CLASSIC_QK")),
    "a line of another text": ("code without source", lambda s: with_line(panel(s), "CLASSIC_V = 0.5")),
    "a line with other outlines": (
        "stale code",
        lambda s: with_outlines(panel(s), panel(s, LINES.replace("0.7", "0.9"))),
    ),
}
TRUE_CODE: dict[str, Make] = {
    "a file's": panel,
    "a name's": lambda s: panel(s, origin=f"{CODE_FILE}:CLASSIC_V"),
    "smaller": lambda s: panel(s).scale(1.1).shift(UP),
    "a line alone": lambda s: VGroup(panel(s).line(0)),
    "a function": lambda s: panel(s, ATTEND, f"{CODE_FILE}:attend"),
}
ATTEND = """
    scores = Q @ K.T
    scaled = scores / np.sqrt(K.shape[1])
"""


@pytest.mark.parametrize("case", FALSE_CODE)
def test_code_that_stands_nowhere_is_found(case: str, inspect: Inspect) -> None:
    rule, make = FALSE_CODE[case]
    assert rule in inspect(showing(make))


@pytest.mark.parametrize("case", TRUE_CODE)
def test_code_of_the_project_is_not(case: str, inspect: Inspect) -> None:
    assert inspect(showing(TRUE_CODE[case])) == set()


def test_code_must_stand_line_after_line() -> None:
    assert written.stands_in(CODE_FILE, ATTEND)
    assert not written.stands_in(CODE_FILE, ATTEND.replace("\n    scaled", "\n\n    scaled"))
    assert not written.stands_in(CODE_FILE, ATTEND.replace("[1]", "[0]"))
    assert not written.stands_in("../etc/passwd", "root")
    assert written.file_of(str(Path("..") / "main")) is None
