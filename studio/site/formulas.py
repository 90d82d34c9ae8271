"""The formulas that a clip's source names, as MathML: browsers draw it, screen readers speak it, no font is loaded."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from latex2mathml.converter import convert
from markupsafe import Markup

from model.formulas import FORMULAS, Formula, Part
from scenes.kit.scene import ExplainerScene
from studio.rendering.fingerprint import source_of


@dataclass(frozen=True)
class ShownFormula:
    """A formula on the page: MathML with a class for each role, what it means in a sentence, who states it."""

    mathml: Markup
    meaning: str
    source: str


def formulas_of(clip: type[ExplainerScene]) -> tuple[ShownFormula, ...]:
    """The formulas that a clip takes from ``FORMULAS``, in the order of its source; those of its helpers come last."""
    file = Path(inspect.getfile(clip))
    names = dict.fromkeys(name for path in (file, *_helpers(file)) for name in _named(path))
    return tuple(_shown(FORMULAS[name]) for name in names if name in FORMULAS)


@cache
def _shown(formula: Formula) -> ShownFormula:
    mathml = convert(" ".join(_with_class(part) for part in formula.parts), display="block")
    return ShownFormula(Markup(mathml), formula.meaning, formula.source)  # from the project's own LaTeX


def _with_class(part: Part) -> str:
    """A part in its role's class, where it is whole: one that opens a fraction or a bracket is closed by another."""
    whole = all(part.latex.count(start) == part.latex.count(end) for start, end in (("{", "}"), (r"\left", r"\right")))
    return rf"\class{{{part.role}}}{{{part.latex}}}" if whole and part.role not in ("ink", "quiet") else part.latex


def _named(path: Path) -> Iterator[str]:
    """The names in ``FORMULAS["name"]``, from top to bottom."""
    found = [
        (node.lineno, node.slice.value)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "FORMULAS"
        and isinstance(node.slice, ast.Constant)
    ]
    return (str(name) for _, name in sorted(found))


def _helpers(file: Path) -> list[Path]:
    """The project's files that a clip imports from and that are no clips themselves."""
    modules = [node.module for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.ImportFrom)]
    files = [path for module in modules if module and (path := source_of(module)) is not None]
    return [path for path in files if "def construct(" not in path.read_text(encoding="utf-8")]
