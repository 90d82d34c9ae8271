"""Which room of the code may import which, and what stands where; held by reading the code."""

from __future__ import annotations

import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from scenes import act_names, addresses, load_act
from tests.sources import PACKAGES, ROOT, SOURCES, at, imported_modules, imports, inside, named

WITHOUT_TORCH = ("model.trace", "model.tokens", "model.config", "model.formulas", "model.project", "model.manifest")
"""All that scenes may import of model/; they import no torch themselves."""

GROUND = ("frames", "system")
VOICE = ("encoding", *GROUND)
FIRST = ("request", "painting", "voice", *VOICE)
SECOND = ("rendering", *FIRST)
THIRD = ("formats", "lecture", "preview", *SECOND)
ROOMS = {
    "studio.system": (),
    "studio.frames": (),
    "studio.request": GROUND,
    "studio.painting": GROUND,
    "studio.encoding": GROUND,
    "studio.voice": VOICE,
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
"""The one way: render -> studio -> scenes -> scenes/kit -> what scenes may import of model. Never back."""


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
