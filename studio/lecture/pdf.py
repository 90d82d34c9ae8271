"""A handout to print: a page a clip, with its last still, its idea, and its narration beside the stills of its lines.

Typst sets it: one package without further programs, whose PDFs are tagged (PDF/UA-1), so that a screen reader reads
the lines in their order and each last still as what it shows. The same clips give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image

from scenes.kit.titles import FILM
from studio.encoding.cut import picture_at
from studio.lecture.clips import Embedded, EmbedOptions, LectureClip, SpokenLine
from studio.lecture.escape import UNKNOWN, on_one_row
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.files import appearing
from studio.system.workplaces import workplace

TEMPLATE = Path(__file__).resolve().parent / "templates" / "handout.typ"
FONTS = paths.ROOT / "assets" / "fonts"
SMALL = (640, 640)
"""Pixels that a line's still has at most: 300 an inch where it is largest."""
LARGE = (1280, 1280)
"""Pixels that a last still has at most."""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """The handout, one file."""
    try:
        import typst
    except ImportError:
        raise StudioError("typst is missing; install it with: make setup") from None
    file = folder / f"{options.name}.pdf"
    with workplace() as scratch:
        handout = {
            "title": _shown(", ".join(clip.title for clip in clips)),
            "author": FILM,
            "language": "en",
            "paper": "a4",
            "clips": [_page(clip, scratch) for clip in clips],
        }
        text = scratch / TEMPLATE.name
        text.write_bytes(TEMPLATE.read_bytes())
        made = typst.compile(
            str(text),
            root=str(scratch),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"handout": json.dumps(handout)},
            pdf_standards=["ua-1"],
        )
    with appearing(file) as temporary:
        temporary.write_bytes(made)
    return Embedded(file, (file,), f"print {file.name}, or hand it out: a page a clip")


def _page(clip: LectureClip, scratch: Path) -> dict[str, object]:
    """What the template is told of a clip; its pictures are written into ``scratch``."""
    poster = scratch / f"{clip.name}.png"
    with Image.open(clip.poster) as still:
        _write_small(still.convert("RGB"), LARGE, poster)
    return {
        "title": _shown(clip.title),
        "idea": _shown(clip.idea),
        "picture": on_one_row(clip.picture),
        "poster": poster.name,
        "lines": [_line(clip, number, line, scratch) for number, line in enumerate(clip.lines, start=1)],
    }


def _line(clip: LectureClip, number: int, line: SpokenLine, scratch: Path) -> dict[str, object]:
    still = scratch / f"{clip.name}-{number}.png"
    _write_small(picture_at(clip.video, line.end - 1e-3), SMALL, still)
    return {"text": _shown(line.text), "still": still.name}


def _write_small(picture: Image.Image, size: tuple[int, int], file: Path) -> None:
    picture.thumbnail(size, Image.Resampling.LANCZOS)
    picture.save(file)


def _shown(text: str) -> str:
    """Text on one row; what the typeface does not have, such as emoji, becomes a question mark."""
    return "".join(c if ord(c) in _characters() else UNKNOWN for c in on_one_row(text))


@cache
def _characters() -> frozenset[int]:
    return frozenset(TTFont(FONTS / "Inter-Regular.otf").getBestCmap())
