"""The project's files as the tests read them: which there are, and what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("model", "scenes", "studio", "bench")
SOURCES = [
    ROOT / "render.py",
    *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))),
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def named(path: Path) -> str:
    """The dotted name of a module of the project: studio/setup/doctor.py is studio.setup.doctor."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = frozenset(map(named, SOURCES))


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


@cache
def parsed(path: Path) -> ast.Module:
    """A file's code; each is read once for all rules."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> list[tuple[int, str, list[str]]]:
    """Line, module and names of each import of a file, wherever in the file it stands."""
    found: list[tuple[int, str, list[str]]] = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            found.append((node.lineno, node.module or "", [alias.name for alias in node.names]))
    return found


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Each module of the project that a file imports; `from model import trace` counts as model.trace."""
    for line, module, names in imports(path):
        submodules = [f"{module}.{name}" for name in names if f"{module}.{name}" in MODULES]
        yield from ((line, submodule) for submodule in submodules)
        if len(submodules) < len(names) or not names:
            yield line, module


def at(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
