"""LaTeX formulas, typeset once into a shared folder; workers only read it. One that is damaged is typeset again.

Manim's own function works in the shared folder and cleans up after itself there, so that two processes delete each
other's files. Here each formula is typeset in a folder of its own and put in place when it is whole; and since
Manim writes beside an SVG file that it reads, each process reads its own copy.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from manim import TexTemplate, config, tempconfig
from manim.mobject.text import tex_mobject
from manim.utils.tex_file_writing import tex_hash, tex_to_svg_file

from studio import paths
from studio.errors import StudioError

ROOM = 100_000
"""Bytes that must be free for a formula; the largest has half of that."""


@contextmanager
def formulas_from(folder: Path, copies: Path, *, may_typeset: bool) -> Iterator[None]:
    """In the block every formula comes from ``folder``; without ``may_typeset`` a missing one is an error.

    ``copies`` is a folder of this process alone.
    """

    def svg_of(expression: str, environment: str | None = None, tex_template: TexTemplate | None = None) -> Path:
        template = tex_template or config["tex_template"]
        if environment is None:
            code = template.get_texcode_for_expression(expression)
        else:
            code = template.get_texcode_for_expression_in_env(expression, environment)
        final = folder / f"{tex_hash(code)}.svg"
        copy = copies / final.name
        if not copy.exists():
            if not _is_whole(final):
                if not may_typeset:
                    raise StudioError(
                        f"the formula {expression!r} appears while painting but not in the run before it; "
                        "a clip must make the same formulas each time it runs"
                    )
                _typeset(expression, environment, template, final, copies)
            shutil.copyfile(final, copy)
        return copy

    before = tex_mobject.tex_to_svg_file
    tex_mobject.tex_to_svg_file = svg_of
    try:
        yield
    finally:
        tex_mobject.tex_to_svg_file = before


def _is_whole(picture: Path) -> bool:
    """Whether a file is there and a picture from its beginning to its end."""
    try:
        ElementTree.parse(picture)
    except (OSError, ElementTree.ParseError):
        return False
    return True


def _typeset(expression: str, environment: str | None, template: TexTemplate, final: Path, workplace: Path) -> None:
    """Run LaTeX and dvisvgm in a folder in ``workplace``; ``final`` appears when it is a whole picture."""
    with tempfile.TemporaryDirectory(dir=workplace, prefix="typeset-") as folder:
        with tempconfig({"tex_dir": folder}):
            picture = tex_to_svg_file(expression, environment, template)
        if not _is_whole(picture):  # dvisvgm does not tell that the disk is full
            if shutil.disk_usage(folder).free < ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder)
            raise StudioError(f"the formula {expression!r} was typeset only in part; run again")
        with paths.appearing(final) as temporary:
            temporary.write_bytes(in_order(picture.read_bytes()))


def in_order(picture: bytes) -> bytes:
    """The picture with its glyphs sorted, so that a formula is the same file each time: dvisvgm defines them by where
    they happen to be in memory. A glyph is a line."""
    before, opening, rest = picture.partition(b"<defs>\n")
    glyphs, closing, after = rest.partition(b"</defs>")
    return before + opening + b"".join(sorted(glyphs.splitlines(keepends=True))) + closing + after
