"""The fingerprint of a clip: a key that changes with whatever its frames depend on.

It is a digest of everything that its frames depend on: the project's modules that it imports, directly or
not; the trace; theme, size, rate and captions; fonts, formulas, drawings and citations; how many words are heard for
entries of the lexicon; the versions of what paints and encodes.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from scenes.kit import citations
from scenes.kit.spoken import heard_in_lexicon
from studio.system import paths

ENGINE = ("studio.rendering.worker",)
"""Where the studio's own part in a frame begins: how it is painted, captioned and encoded."""
DISTRIBUTIONS = ("manim", "numpy", "pycairo", "cairocffi", "manimpango", "av", "pillow", "fonttools")


def clip_key(module: str, facts: Iterable[object]) -> str:
    """The key of the clip in ``module``; ``facts`` are its settings and the trace's digest."""
    digest = hashlib.sha256(repr([*map(str, facts)]).encode())
    for name, state in ingredients(module).items():
        digest.update(f"{name} {state}\n".encode())
    return digest.hexdigest()[:32]


def ingredients(*modules: str) -> dict[str, str]:
    """What clips in ``modules`` depend on beside their facts: digests of files and versions of programs, by name."""
    files = (paths.ROOT / "assets" / "fonts").iterdir()
    fonts = sorted(file for file in files if file.suffix in (".otf", ".ttf", ".conf"))
    drawings = sorted((paths.ROOT / "assets" / "pictures").glob("*.svg"))
    return {
        **files_of(*modules),
        **{file.name: file_digest(file) for file in (*fonts, *drawings, citations.FILE)},
        "formulas": _digest_of_formulas(),
        "lexicon": hashlib.sha256(repr(heard_in_lexicon()).encode()).hexdigest(),
        **versions(),
    }


@cache
def _digest_of_formulas() -> str:
    """Of the formulas that come with the project."""
    digest = hashlib.sha256()
    for picture in sorted(paths.SHIPPED_FORMULAS.glob("*.svg")):
        digest.update(picture.name.encode() + picture.read_bytes())
    return digest.hexdigest()


def files_of(*modules: str) -> dict[str, str]:
    """The digests of the project's files that clips in ``modules`` depend on, by the names of modules, as they were
    when this process first asked."""
    names = sorted({name for module in (*modules, *ENGINE) for name in imports_of(module)})
    return {name: _module_digest(name) for name in names}


def are_unchanged(files: Mapping[str, str]) -> bool:
    """Whether the project's files still are what ``files_of`` has found."""
    return all(_digest_of(name) == digest for name, digest in files.items())


def look_again() -> None:
    """Forget what the project's files were, so that they are read anew."""
    for remembered in (imports_of, _direct_imports, _module_digest, _digest_of_formulas):
        remembered.cache_clear()


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The versions of everything that paints and encodes."""
    import cairo
    import manimpango  # type: ignore[import-untyped]

    return {
        **{name: version(name) for name in DISTRIBUTIONS},
        "Cairo": cairo.cairo_version_string(),
        "Pango": manimpango.pango_version(),
        "Pango's Cairo": manimpango.cairo_version(),
    }


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- what a module imports -----------------------------------------------------------------------------------------


@cache
def imports_of(module: str) -> frozenset[str]:
    """The project's modules that ``module`` imports, directly or not, with itself."""
    found: set[str] = set()
    open_names = [module]
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names += _direct_imports(name)
    return frozenset(found)


def source_of(module: str) -> Path | None:
    """The file of one of the project's modules, or None when there is none of that name."""
    base = paths.ROOT.joinpath(*module.split("."))
    for file in (base.with_suffix(".py"), base / "__init__.py"):
        if file.is_file():
            return file
    return None


@cache
def _direct_imports(module: str) -> tuple[str, ...]:
    source = source_of(module)
    if source is None:
        return ()
    return tuple(sorted(set(_imported(ast.parse(source.read_bytes()), module))))


def _imported(tree: ast.AST, module: str) -> Iterator[str]:
    """Names of the project's modules in a file's import statements, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module if source_of(module).name == "__init__.py" else module.rpartition(".")[0]  # type: ignore[union-attr]
                for _ in range(node.level - 1):
                    package = package.rpartition(".")[0]
                base = f"{package}.{base}".rstrip(".")
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name for name in names if source_of(name) is not None)


def _digest_of(module: str) -> str:
    source = source_of(module)
    return file_digest(source) if source else ""


_module_digest = cache(_digest_of)
