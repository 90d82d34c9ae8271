"""What is written in the project's own files: lines of code, numbers, and what a name there stands for."""

from __future__ import annotations

import ast
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.inspector.rules.derivations import Unfounded
from studio.system import paths


def file_of(name: str) -> Path | None:
    """The project's file of that name, such as ``scenes/intro/map.py``."""
    path = (paths.ROOT / name).resolve()
    return path if name and path.is_relative_to(paths.ROOT) and path.is_file() else None


def stands_in(origin: str, source: str) -> bool:
    """Whether lines of code stand one after another in a file of the project or in what is defined there."""
    try:
        lines = _source(origin).split("\n")
    except Unfounded:
        return False
    wanted = textwrap.dedent(source).strip("\n").split("\n")
    for start in range(len(lines) - len(wanted) + 1):
        if textwrap.dedent("\n".join(lines[start : start + len(wanted)])).split("\n") == wanted:
            return True
    return False


@lru_cache(maxsize=256)
def _source(origin: str) -> str:
    """The text of a file of the project, or of what bears the name after the colon there."""
    file, _, name = origin.partition(":")
    path = file_of(file)
    if path is None or path.suffix != ".py":
        raise Unfounded(f"the project has no source {file!r}")
    text = path.read_text(encoding="utf-8")
    if not name:
        return text
    for node in ast.walk(ast.parse(text)):
        if name in _defined(node):
            return ast.get_source_segment(text, node, padded=True) or ""
    raise Unfounded(f"{file} defines no {name!r}")


def _defined(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return (node.name,)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return tuple(part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))


@lru_cache(maxsize=256)
def literals_in(source: str) -> frozenset[float]:
    """The numbers written in a source."""
    tree = ast.parse(textwrap.dedent(_source(source)))
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    numbers = (value for value in constants if isinstance(value, (int, float)) and not isinstance(value, bool))
    return frozenset(map(float, numbers))


@lru_cache(maxsize=256)
def numbers_at(name: str) -> NDArray[Any]:
    """The numbers that a name of the project is written as, such as ``scenes/intro/parts/x.py:LEFT``."""
    if ":" not in name:
        raise Unfounded(f"the trace has no tensor {name!r}, and it does not say how it was made")
    (statement,) = ast.parse(textwrap.dedent(_source(name))).body
    try:
        return np.array(ast.literal_eval(statement.value), dtype=np.float64)  # type: ignore[attr-defined]
    except (AttributeError, ValueError, TypeError):
        raise Unfounded(f"{name} is not written as numbers") from None
