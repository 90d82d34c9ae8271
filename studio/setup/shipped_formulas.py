"""The formulas that come with the project, typeset, so that rendering needs no LaTeX: ``make formulas``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from rich.progress import track

from model.manifest import forget, write_manifest
from scenes import clips
from scenes.kit.mobjects.formula import TEMPLATE
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.formulas import code_of, typeset
from studio.painting.session import manim_session, perform
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.files import appearing
from studio.system.workplaces import workplace

MADE = "made.json"
"""Beside the pictures: the programs that have made them, and the command."""


def collect_formulas(folder: Path) -> dict[str, str]:
    """The LaTeX of every formula that the film shows, by the names of their pictures; ``folder`` is a workplace."""
    for clip in track(clips("film"), "looking for formulas"):
        with fast_mobjects(), manim_session(QUALITIES["draft"], folder / "formulas", folder):
            perform(clip, Setting())
    return {picture.name: code_of(picture.read_bytes()) for picture in sorted(folder.glob("outlines-*/*.svg"))}


def typeset_all(formulas: dict[str, str], folder: Path) -> None:
    """Typeset formulas into ``folder``, whatever is there already."""
    for name, code in track(formulas.items(), "typesetting"):
        with appearing(folder / name) as temporary:
            temporary.write_bytes(typeset(code, TEMPLATE, folder))


def _version(program: str) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]


def main() -> None:
    """Make every formula of the film anew in ``assets/formulas``; those that it no longer has go."""
    paths.SHIPPED_FORMULAS.mkdir(parents=True, exist_ok=True)
    forget(paths.SHIPPED_FORMULAS)
    with workplace() as folder:
        formulas = collect_formulas(folder)
        typeset_all(formulas, paths.SHIPPED_FORMULAS)
    for picture in paths.SHIPPED_FORMULAS.glob("*.svg"):
        if picture.name not in formulas:
            picture.unlink()
    programs = {name: _version(name.lower()) for name in ("LaTeX", "dvisvgm")}
    (paths.SHIPPED_FORMULAS / MADE).write_text(
        json.dumps({"command": "make formulas", **programs}, indent=2) + "\n", encoding="utf-8"
    )
    write_manifest(paths.SHIPPED_FORMULAS)
    print(f"{paths.SHIPPED_FORMULAS}: {len(formulas)} formulas")


if __name__ == "__main__":
    try:
        main()
    except StudioError as error:
        sys.exit(f"error: {error}")
