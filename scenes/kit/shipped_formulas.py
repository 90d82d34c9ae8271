"""The formulas that come with the project, for plain Manim: laid where it looks before it calls LaTeX."""

from __future__ import annotations

from manim import config
from manim.mobject.text import tex_mobject
from manim.utils.tex_file_writing import tex_to_svg_file

from model.manifest import ManifestError, check_contents
from model.project import ASSETS

FORMULAS = ASSETS / "formulas"


def lay_out_formulas() -> None:
    """Copy the typeset formulas into Manim's own folder for them, where it works by itself.

    A damaged one ends the program with one line. The studio, which finds them in another way, is left alone.
    """
    if tex_mobject.tex_to_svg_file is not tex_to_svg_file:
        return
    try:
        check_contents(FORMULAS)
    except ManifestError as error:
        raise SystemExit(f"error: {error}; mend it with: git checkout assets/formulas") from None
    folder = config.get_dir("tex_dir")
    folder.mkdir(parents=True, exist_ok=True)
    for formula in FORMULAS.glob("*.svg"):
        copy, picture = folder / formula.name, formula.read_bytes()
        if not copy.exists() or copy.read_bytes() != picture:
            copy.write_bytes(picture)
