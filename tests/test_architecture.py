"""The rules that keep the project simple, held by reading the code: who imports whom, and what stands where."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from scenes import act_names, addresses, load_act

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 320
PACKAGES = ("model", "scenes", "studio", "bench")
SOURCES = [
    ROOT / "render.py",
    *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))),
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

WITHOUT_TORCH = ("model.trace", "model.config", "model.formulas", "model.project")
"""All that scenes may import of model/; they import no torch themselves."""

GROUND = ("frames", "system")
FIRST = ("request", "painting", "encoding", *GROUND)
SECOND = ("rendering", *FIRST)
THIRD = ("formats", "lecture", "preview", *SECOND)
ROOMS = {
    "studio.system": (),
    "studio.frames": (),
    "studio.request": GROUND,
    "studio.painting": GROUND,
    "studio.encoding": GROUND,
    "studio.rendering": FIRST,
    "studio.inspector": FIRST,
    "studio.setup": FIRST,
    "studio.formats": SECOND,
    "studio.lecture": SECOND,
    "studio.preview": SECOND,
    "studio.site": THIRD,
    "studio.commands": ("site", "inspector", "setup", *THIRD),
}
"""The rooms of studio/, floor by floor, and those below each, which alone it may import."""

MAY_IMPORT = {
    "render": ("studio",),
    "bench": ("bench", "studio", "scenes"),
    "studio": ("studio",),
    **{room: (room, *(f"studio.{name}" for name in below), "scenes", "model") for room, below in ROOMS.items()},
    "scenes": ("scenes", *WITHOUT_TORCH),
    "scenes.kit": ("scenes.kit", *WITHOUT_TORCH),
    "model": ("model",),
}
"""The one way: render -> studio -> scenes -> scenes/kit -> model.{trace,config,formulas,project}. Never back."""

HOSTS = {
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


def test_each_layer_imports_only_the_layers_below_it() -> None:
    wrong = []
    for path in SOURCES:
        module = named(path)
        layer = max((name for name in MAY_IMPORT if inside(module, name)), key=len)
        for line, imported in imported_modules(path):
            if imported.split(".")[0] not in (*PACKAGES, "render"):
                continue
            if not any(inside(imported, allowed) for allowed in MAY_IMPORT[layer]):
                wrong.append(f"{at(path, line)}: {module} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_each_room_of_the_studio_has_its_floor() -> None:
    folders = {f"studio.{path.name}" for path in (ROOT / "studio").iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(ROOMS)
    assert [path.name for path in (ROOT / "studio").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("act", act_names())
def test_the_folder_of_an_act_holds_its_clips_and_no_other_module(act: str) -> None:
    files = {f"{act}/{path.stem}" for path in (ROOT / "scenes" / act).glob("[!_]*.py")}
    assert files == {clip.address() for clip in load_act(act).clips}


def owner(module: str) -> str:
    """The clip that a module of an act is or belongs to; a part of several clips belongs to itself."""
    act = module.split(".")[1]
    part = module.removeprefix(f"scenes.{act}.").removeprefix("parts.")
    clips = [
        clip for clip in (address.partition("/")[2] for address in addresses()) if f"{part}_".startswith(f"{clip}_")
    ]
    return f"{act}/{max(clips, key=len)}" if clips else module


def test_what_is_named_after_a_clip_is_imported_by_that_clip_and_its_parts_alone() -> None:
    importers: dict[str, set[str]] = {
        named(path): set() for path in SOURCES if "parts" in path.parts and path.stem != "__init__"
    }
    for path in SOURCES:
        for _, imported in imported_modules(path):
            if imported in importers:
                importers[imported].add(owner(named(path)))
    assert len(importers) > 50
    foreign = {part: users for part, users in importers.items() if owner(part) != part and users != {owner(part)}}
    assert not foreign, foreign
    alone = {part: users for part, users in importers.items() if owner(part) == part and len(users) < 2}
    assert not alone, f"these serve one clip and should be named after it: {alone}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = {named(path): path for path in SOURCES}
    graph = {
        module: {imported for _, imported in imported_modules(path) if imported in known and imported != module}
        for module, path in known.items()
    }
    TopologicalSorter(graph).prepare()  # a CycleError names the modules


def test_scenes_and_what_they_import_know_no_torch() -> None:
    wrong = [
        f"{at(path, line)}: {module}"
        for path in SOURCES
        if inside(named(path), "scenes") or any(inside(named(path), name) for name in WITHOUT_TORCH)
        for line, module, _ in imports(path)
        if inside(module, "torch")
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_that_a_worker_loads_brings_torch() -> None:
    """Import every clip, the whole studio and the command line in a fresh process, then look for torch."""
    modules = [named(path) for path in SOURCES if inside(named(path), "studio")] + ["render"]
    code = (
        "import importlib, sys, scenes\n"
        "assert len(scenes.clips()) >= 11, scenes.addresses()\n"
        f"for module in {modules!r}: importlib.import_module(module)\n"
        "loaded = sorted(name for name in sys.modules if name.split('.')[0] == 'torch')\n"
        "sys.exit('torch was loaded: ' + ' '.join(loaded[:5]) if loaded else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def loaded_with(module: str) -> set[str]:
    """The modules of the project that are loaded with one: what it imports, what that imports, and their packages."""
    known = {named(path): path for path in SOURCES}
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += [imported for _, imported in imported_modules(known[name])]
        if "." in name:
            waiting.append(name.rpartition(".")[0])
    return found


def test_the_set_up_needs_only_the_standard_library() -> None:
    loaded = loaded_with("studio.setup.bootstrap")
    assert {"studio", "studio.setup", "studio.setup.bootstrap", "studio.system.paths"} <= loaded
    foreign = [
        f"{at(path, line)}: {module}"
        for path in SOURCES
        if named(path) in loaded
        for line, module, _ in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not inside(module, "studio")
    ]
    assert not foreign, "\n".join(foreign)


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
    found, wrong = dict.fromkeys(("say", "phrase", "Phrase"), 0), []
    for path in (path for path in SOURCES if inside(named(path), "scenes")):
        for node in ast.walk(parsed(path)):
            call = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if call not in found or (named(path), call) == ("scenes.kit.scene", "Phrase"):  # which phrase() hands on
                continue
            found[call] += 1
            template = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if not isinstance(template, str) or re.search(r"\d", re.sub(r"\{[^}]*\}", "", template)):
                wrong.append(at(path, node.lineno))
    assert found["say"] > 40 and found["phrase"] > 0
    assert not wrong, "\n".join(wrong)
