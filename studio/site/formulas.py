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
class PageFormula:
    """A formula on the page: MathML with a class for each role, what it means in a sentence, who states it."""

    mathml: Markup
    meaning: str
    source: str


def find_formulas(clip: type[ExplainerScene]) -> tuple[PageFormula, ...]:
    """The formulas that a clip takes from ``FORMULAS``, in the order of its source; those of its parts come last."""
    file = Path(inspect.getfile(clip))
    names = dict.fromkeys(name for path in (file, *_parts_of(file)) for name in _find_names(path))
    return tuple(_to_mathml(FORMULAS[name]) for name in names if name in FORMULAS)


@cache
def _to_mathml(formula: Formula) -> PageFormula:
    mathml = convert(" ".join(_with_class(part) for part in formula.parts), display="block")
    return PageFormula(Markup(mathml), formula.meaning, formula.source)  # from the project's own LaTeX


def _with_class(part: Part) -> str:
    """A part in its role's class, where it is whole: one that opens a fraction or a bracket is closed by another."""
    whole = all(part.latex.count(start) == part.latex.count(end) for start, end in (("{", "}"), (r"\left", r"\right")))
    return rf"\class{{{part.role}}}{{{part.latex}}}" if whole and part.role not in ("ink", "quiet") else part.latex


def _find_names(path: Path) -> Iterator[str]:
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


def _parts_of(clip: Path) -> list[Path]:
    """The files of the parts that a clip imports from."""
    modules = [node.module or "" for node in ast.parse(clip.read_bytes()).body if isinstance(node, ast.ImportFrom)]
    found = [source_of(module) for module in modules if "parts" in module.split(".")]
    return [path for path in found if path is not None]
