"""Markdown that allows HTML, as most of it does: a heading, the player, and the narration to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.escape import in_markdown
from studio.lecture.html import player
from studio.system.files import write_text


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A .md file beside the clips' files; what to paste is its text."""
    file = folder / f"{options.name}.md"
    text = "\n".join(section(clip, options.width) for clip in clips)
    write_text(file, text)
    return Embedded(
        file,
        (file, *(each for clip in clips for each in clip.files)),
        f"{file.name} holds this; keep the other files beside the page that it goes into",
        text.rstrip(),
    )


def section(clip: LectureClip, width: int) -> str:
    """One clip: its title as a heading, its player, its narration as paragraphs."""
    said = "\n\n".join(in_markdown(line.text) for line in clip.lines)
    return f"## {in_markdown(clip.title)}\n\n{player(clip, width)}\n\n{said}\n"
