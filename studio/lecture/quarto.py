"""Quarto documents and slides: the player as raw HTML, and the poster in formats that play nothing, such as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.escape import in_markdown
from studio.lecture.html import player
from studio.system.files import write_text

HEAD = """---
title: "The Animated Transformer"
format:
  html: default
  revealjs: default
---

"""

SECTION = """## {title}

::: {{.content-visible when-format="html"}}
```{{=html}}
{player}
```
:::

::: {{.content-visible unless-format="html"}}
![{idea}]({poster}){{width=100%}}
:::

::: {{.notes}}
{narration}
:::
"""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A .qmd file beside the clips' files; what to paste is its text without the head."""
    file = folder / f"{options.name}.qmd"
    text = "\n".join(section(clip, options.width) for clip in clips)
    write_text(file, HEAD + text)
    resources = [each for clip in clips for each in clip.files]
    return Embedded(
        file,
        (file, *resources),
        f"quarto preview {file.name}, or paste this into a document of yours, with the other files beside it",
        text.rstrip(),
    )


def section(clip: LectureClip, width: int) -> str:
    """One clip: a slide or a section, its player or its poster, its narration as speaker notes."""
    return SECTION.format(
        title=in_markdown(clip.title),
        player=player(clip, width),
        idea=in_markdown(clip.idea),
        poster=clip.poster.name,
        narration="\n\n".join(in_markdown(line.text) for line in clip.lines),
    )
