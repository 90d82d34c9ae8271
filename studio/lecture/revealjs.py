"""reveal.js: a folder that opens from disk, offline. A slide a clip, which stops at each line until a key comes."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.environments import fill
from studio.lecture.html import as_data
from studio.system import paths
from studio.system.files import appearing, write_text

OURS = paths.ROOT / "assets" / "lecture" / "lines.js"
REVEAL = paths.ROOT / "assets" / "lecture" / "reveal"
FOLDER = "reveal"


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A page that is the deck, beside the clips' files and a folder with reveal.js.

    A slide that stops has a fragment for each line after the first, with what is said as its notes.
    """
    page = folder / f"{options.name}.html"
    text = fill(
        "deck.html",
        title=", ".join(clip.title for clip in clips),
        colours=options.colours,
        clips=clips,
        by_line=options.by_line,
        as_data=as_data,
    )
    voice = "M voice, " if any(clip.speaks for clip in clips) else ""
    program = [_copy(file, folder / FOLDER / file.name) for file in (OURS, *sorted(REVEAL.iterdir()))]
    write_text(page, text + "\n")
    return Embedded(
        page,
        (page, *(file for clip in clips for file in clip.files), *program),
        f"open {page.name} in a browser, from disk: space goes on, S is notes, C captions, {voice}F full screen",
    )


def _copy(file: Path, to: Path) -> Path:
    with appearing(to) as temporary:
        shutil.copyfile(file, temporary)
    return to
