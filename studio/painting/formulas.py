"""LaTeX formulas. Those of the film come with the project; any other is typeset into a shared folder when it is
first needed, with its own SHA-256 at the end of its file, and again when it is damaged.

Manim's own function works in one folder and cleans up after itself there, so that two processes delete each
other's files. Here each formula is typeset in a folder of its own and put in place when it is whole; and since
Manim writes beside an SVG file that it reads, each process reads its own copy.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from manim import TexTemplate, config, tempconfig
from manim.mobject.text import tex_mobject
from manim.utils.tex_file_writing import compile_tex, tex_hash

from model.manifest import Entry, ManifestError, read_manifest
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.files import appearing

CODE = b"<?latex\n", b"\n?>\n"
"""What stands around the LaTeX of a picture in its file."""
SEAL = b"<!-- sha256 ", b" -->\n"
"""What stands around the SHA-256 of a picture, after it, in its file."""
ROOM = 100_000
"""Bytes that must be free for a formula; the largest has half of that."""


@contextmanager
def formulas_from(folder: Path, copies: Path) -> Iterator[None]:
    """In the block a formula comes from ``paths.SHIPPED_FORMULAS`` or ``folder``, into which it is typeset if missing.

    Args:
        folder: where formulas are that do not come with the project.
        copies: a folder of this process alone.
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
            picture = _shipped(final.name) or _kept(final)
            if picture is None:
                picture = typeset(code, template, copies)
                with appearing(final) as temporary:
                    temporary.write_bytes(_sealed(picture))
            copy.write_bytes(picture)
        return copy

    before = tex_mobject.tex_to_svg_file
    tex_mobject.tex_to_svg_file = svg_of
    try:
        yield
    finally:
        tex_mobject.tex_to_svg_file = before


def _shipped(name: str) -> bytes | None:
    """A formula that comes with the project, if it does; StudioError when its file is not what the manifest says.

    Another would be wrong without anybody noticing: a flipped bit in an outline is still a picture.
    """
    path = paths.SHIPPED_FORMULAS / name
    entry = _manifest(paths.SHIPPED_FORMULAS).get(name)
    if not (path.is_file() and (entry or _is_picture(path))):
        return None
    picture = path.read_bytes()
    if entry is not None and _digest_of(picture) != entry.digest:
        raise StudioError(f"the formula {path} is damaged; mend it with: git checkout assets/formulas")
    return picture


def _kept(path: Path) -> bytes | None:
    """A formula that was typeset before; None when it is not there, or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    picture = content.rpartition(SEAL[0])[0]
    return picture if content == _sealed(picture) else None


def _sealed(picture: bytes) -> bytes:
    """The picture with its own SHA-256 after it, in a place where programs that show it do not look."""
    return picture + SEAL[0] + _digest_of(picture).encode() + SEAL[1]


def _digest_of(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()


@cache
def _manifest(folder: Path) -> Mapping[str, Entry]:
    """What the formulas of a folder must be; nothing where there is no manifest."""
    try:
        return read_manifest(folder) or {}
    except ManifestError as error:
        raise StudioError(f"{error}; mend it with: git checkout assets/formulas") from None


def _is_picture(picture: Path) -> bool:
    """Whether a file is there and a picture from its beginning to its end."""
    try:
        ElementTree.parse(picture)
    except (OSError, ElementTree.ParseError):
        return False
    return True


def typeset(code: str, template: TexTemplate, workplace: Path) -> bytes:
    """The picture of a formula, made by LaTeX and dvisvgm in a folder in ``workplace``.

    Raises:
        StudioError: there is no LaTeX or no dvisvgm.
        OSError: the disk is full.
    """
    with tempfile.TemporaryDirectory(dir=workplace, prefix="typeset-") as folder, tempconfig({"tex_dir": folder}):
        source = Path(folder, "formula.tex")
        source.write_text(code, encoding="utf-8")
        try:
            pages = compile_tex(source, template.tex_compiler, template.output_format)
            picture = _draw_page(pages)
        except FileNotFoundError as error:
            raise StudioError(
                f"there is no {error.filename}, which formulas need that do not come with the project; install it: "
                "sudo apt-get install texlive-latex-base dvisvgm"
            ) from None
        if not _is_picture(picture):  # dvisvgm does not tell that the disk is full
            if shutil.disk_usage(folder).free < ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder)
            raise StudioError("a formula was typeset only in part; run again")
        return _with_code(in_order(picture.read_bytes()), code)


def _draw_page(pages: Path) -> Path:
    """Have dvisvgm turn the page that LaTeX made into outlines; returns the picture, which may have failed.

    What it says is kept to itself: when a render is stopped, it finds its files gone.
    """
    picture = pages.with_suffix(".svg")
    kind = ["--pdf"] if pages.suffix == ".pdf" else []
    command = ["dvisvgm", *kind, "--page=1", "--no-fonts", "--verbosity=0", f"--output={picture}", str(pages)]
    subprocess.run(command, capture_output=True)
    return picture


def _with_code(picture: bytes, code: str) -> bytes:
    """The picture with what it was made of, in a place where programs that show it do not look."""
    before, element, after = picture.partition(b"<svg ")
    return before + CODE[0] + code.encode() + CODE[1] + element + after


def code_of(picture: bytes) -> str:
    """What LaTeX was given for a picture."""
    return picture.partition(CODE[0])[2].partition(CODE[1])[0].decode()


def in_order(picture: bytes) -> bytes:
    """The picture with its glyphs sorted, so that a formula is the same file each time: dvisvgm defines them by where
    they happen to be in memory. A glyph is a line."""
    before, opening, rest = picture.partition(b"<defs>\n")
    glyphs, closing, after = rest.partition(b"</defs>")
    return before + opening + b"".join(sorted(glyphs.splitlines(keepends=True))) + closing + after
