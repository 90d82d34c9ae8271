"""LaTeX formulas, typeset once into a shared folder; workers only read it.

Manim's own function works in the shared folder and cleans up after itself there, so that two processes delete each
other's files. Here each formula is typeset in a folder of its own and moved into place when it is whole.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from manim import TexTemplate, config, tempconfig
from manim.mobject.text import tex_mobject
from manim.utils.tex_file_writing import tex_hash, tex_to_svg_file

from studio.errors import StudioError


def use_folder(folder: Path, *, may_typeset: bool) -> None:
    """Make every formula of this process come from ``folder``; without ``may_typeset`` a missing one is an error."""
    folder.mkdir(parents=True, exist_ok=True)

    def svg_of(expression: str, environment: str | None = None, tex_template: TexTemplate | None = None) -> Path:
        template = tex_template or config["tex_template"]
        if environment is None:
            code = template.get_texcode_for_expression(expression)
        else:
            code = template.get_texcode_for_expression_in_env(expression, environment)
        final = folder / f"{tex_hash(code)}.svg"
        if final.exists():
            return final
        if not may_typeset:
            raise StudioError(
                f"the formula {expression!r} appears while painting but not in the run before it; "
                "a clip must make the same formulas each time it runs"
            )
        with (
            tempfile.TemporaryDirectory(dir=folder, prefix=".typeset-") as workplace,
            tempconfig({"tex_dir": workplace}),
        ):
            tex_to_svg_file(expression, environment, template).replace(final)
        return final

    tex_mobject.tex_to_svg_file = svg_of
