"""Markdown that allows HTML, as most of it does: a heading, the player, and the narration to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.environments import fill
from studio.lecture.html import fill_player
from studio.system.files import write_text


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A .md file beside the clips' files; what to paste is its text."""
    file = folder / f"{options.name}.md"
    text = fill("sections.md", clips=clips, width=options.width, player=fill_player)
    write_text(file, text + "\n")
    return Embedded(
        file,
        (file, *(each for clip in clips for each in clip.files)),
        f"{file.name} holds this; keep the other files beside the page that it goes into",
        text,
    )
