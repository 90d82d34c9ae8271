"""What keeps files simple and true, held by reading them: length, imports, colours, chance, addresses, narration."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.sources import ROOT, SOURCES, TESTS, at, imports, inside, named, parsed

LONGEST_FILE = 320

HOSTS = {
    "schemas.openxmlformats.org": "what Office documents call themselves",
    "github.com": "the projects that are named as sources",
    "arxiv.org": "papers",
    "hakim.se": "the author of reveal.js, in its licence notice",
    "revealjs.com": "reveal.js, in its licence notice",
    "scripts.sil.org": "the fonts' licence",
    "w3.org": "what SVG calls itself",
    "download.pytorch.org": "PyTorch's own index of CPU builds",
}
"""Addresses that may stand in the project's files, and what for. Package registries are left to pip's settings."""

COLOUR = re.compile(r"(?<!&)#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")  # &#123; is a character


def test_files_are_short_and_their_imports_are_explicit() -> None:
    assert len(SOURCES) > 200 and len(TESTS) > 80
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in [*SOURCES, *TESTS]}
    long = [f"{at(path, count)}: it holds two ideas" for path, count in lines.items() if count > LONGEST_FILE]
    stars = [f"{at(path, line)}: a star import" for path in lines for line, _, names in imports(path) if "*" in names]
    assert not long + stars, "\n".join(long + stars)


def test_colours_are_chosen_only_in_the_theme() -> None:
    from manim.utils.color import manim_colors

    palette = {name for name in vars(manim_colors) if name.isupper()}
    assert {"WHITE", "BLUE_C", "RED"} <= palette
    wrong = []
    for path in SOURCES:
        if named(path) == "scenes.kit.theme":
            continue
        texts = [
            node for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        wrong += [f"{at(path, text.lineno)}: {text.value!r}" for text in texts if COLOUR.search(text.value)]
        for line, module, names in imports(path):
            if inside(module, "manim") and palette & set(names):
                wrong.append(f"{at(path, line)}: {', '.join(sorted(palette & set(names)))}")
    assert not wrong, "\n".join(wrong)


def test_nothing_on_screen_is_random() -> None:
    wrong = []
    for path in SOURCES:
        if not inside(named(path), "scenes"):
            continue
        for line, module, names in imports(path):
            if inside(module, "random") or inside(module, "numpy.random") or {"random", "random_color"} & set(names):
                wrong.append(at(path, line))
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random"):
                wrong.append(at(path, node.lineno))
    assert not wrong, "\n".join(wrong)


def undocumented(node: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """Public modules, classes, functions and methods without a docstring."""
    if not ast.get_docstring(node):
        yield name
    for child in node.body:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or child.name.startswith("_"):
            continue
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, f"{name}.{child.name}")
        elif not ast.get_docstring(child):
            yield f"{name}.{child.name}"


def test_everything_public_of_the_kit_says_what_it_means() -> None:
    kit = [path for path in SOURCES if inside(named(path), "scenes.kit")]
    assert len(kit) > 8
    missing = [name for path in kit for name in undocumented(parsed(path), named(path))]
    assert not missing, "\n".join(missing)


def project_files() -> list[Path]:
    """Text files of the project: what is under version control, or will be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:  # an unpacked archive
        made = {"out", "media", "__pycache__"}
        parts = {path: path.relative_to(ROOT).parts for path in ROOT.rglob("*")}
        paths = [path for path in parts if not any(p in made or p.startswith(".") for p in parts[path])]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4096]]


def test_no_address_stands_in_a_file_but_known_ones() -> None:
    wrong = []
    for path in project_files():
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for host in re.findall(r"[a-z]+://(?:www\.)?([^/\s:\"'`)>\]}]+\.[a-z]+)", text):
                if host not in HOSTS:
                    wrong.append(f"{at(path, number)}: {host}")
    assert not wrong, "\n".join(wrong)


def test_templates_of_narration_and_phrases_are_plain_literals_without_digits() -> None:
    """So that gettext tools can extract them, and every number in a line is a value."""
    found, wrong = dict.fromkeys(("say", "said", "phrase", "Phrase"), 0), []
    for path in (path for path in SOURCES if inside(named(path), "scenes")):
        for node in ast.walk(parsed(path)):
            call = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            call = call if call == "said" else call.rpartition(".")[2].replace("said", "")  # no method of that name
            if call not in found or (named(path) == "scenes.kit.scene" and call in ("said", "Phrase")):  # handed on
                continue
            found[call] += 1
            template = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if not isinstance(template, str) or re.search(r"\d", re.sub(r"\{[^}]*\}", "", template)):
                wrong.append(at(path, node.lineno))
    assert found["said"] > 300 and found["phrase"] > 0
    assert not wrong, "\n".join(wrong)
