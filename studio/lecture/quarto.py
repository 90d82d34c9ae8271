"""Quarto documents and slides: the player as raw HTML, and the poster in formats that play nothing, such as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.environments import fill
from studio.lecture.html import fill_player
from studio.system.files import write_text

HEAD = """---
title: "The Animated Transformer"
format:
  html: default
  revealjs: default
---

"""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A .qmd file beside the clips' files; what to paste is its text without the head.

    A clip is a slide or a section: its player or its poster, its narration as speaker notes.
    """
    file = folder / f"{options.name}.qmd"
    text = fill("sections.qmd", clips=clips, width=options.width, player=fill_player)
    write_text(file, HEAD + text + "\n")
    resources = [each for clip in clips for each in clip.files]
    return Embedded(
        file,
        (file, *resources),
        f"quarto preview {file.name}, or paste this into a document of yours, with the other files beside it",
        text,
    )
