"""reveal.js: a folder that opens from disk, offline. A slide a clip, which stops at each line until a key comes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.escape import in_html
from studio.lecture.html import as_data
from studio.system import paths
from studio.system.files import appearing, write_text

OURS = paths.ROOT / "assets" / "lecture" / "lines.js"
REVEAL = paths.ROOT / "assets" / "lecture" / "reveal"
FOLDER = "reveal"

DECK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="reveal/reset.css">
<link rel="stylesheet" href="reveal/reveal.css">
<style>
  body {{ background: {ground}; }}
  .reveal .slides section {{ padding: 0; height: 100%; }}
  .reveal video {{ position: absolute; inset: 0; width: 100%; height: 100%; }}
  .reveal h2 {{ position: absolute; clip-path: inset(50%); }}
</style>
</head>
<body>
<div class="reveal"><div class="slides">
{slides}
</div></div>
<script src="reveal/reveal.js"></script>
<script src="reveal/notes.js"></script>
<script src="reveal/lines.js"></script>
</body>
</html>
"""

SLIDE = """<section>
<h2>{title}</h2>
<video data-lines="{starts}" src="{video}" preload="auto" playsinline aria-label="{title}">
<track kind="captions" srclang="en" label="English" src="{vtt}">
</video>
{fragments}
<aside class="notes">{notes}</aside>
</section>"""


FRAGMENT = '<span class="fragment"><aside class="notes">{notes}</aside></span>'
"""Notes inside: what stands in an attribute data-notes would be taken for HTML once more in the speaker's window."""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A page that is the deck, beside the clips' files and a folder with reveal.js."""
    page = folder / f"{options.name}.html"
    text = DECK.format(
        title=in_html(", ".join(clip.title for clip in clips)),
        ground=options.colours.ground,
        slides="\n".join(slide(clip, options.by_line) for clip in clips),
    )
    program = [_copied(file, folder / FOLDER / file.name) for file in (OURS, *sorted(REVEAL.iterdir()))]
    write_text(page, text)
    return Embedded(
        page,
        (page, *(file for clip in clips for file in clip.files), *program),
        f"open {page.name} in a browser, from disk: space goes on, S is notes, C captions, F full screen",
    )


def slide(clip: LectureClip, by_line: bool) -> str:
    """A clip as a section: a fragment for each line after the first, with what is said as its notes."""
    parts = clip.lines if by_line else ()
    fragments = (FRAGMENT.format(notes=in_html(line.text)) for line in parts[1:])
    said = clip.lines[:1] if by_line else clip.lines
    return SLIDE.format(
        title=in_html(clip.title),
        starts=json.dumps([line.start for line in parts] or [0.0]),
        video=clip.video.name,
        vtt=as_data(clip.vtt),
        fragments="\n".join(fragments),
        notes="<br>".join(in_html(line.text) for line in said),
    )


def _copied(file: Path, to: Path) -> Path:
    with appearing(to) as temporary:
        shutil.copyfile(file, temporary)
    return to
