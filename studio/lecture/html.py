"""Any web page: a player whose captions can be switched on, and a page that shows it when opened from disk."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.escape import in_html
from studio.system.files import write_text

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ margin: 2rem auto; padding: 0 1rem; max-width: {width}px; font: 1.1rem/1.5 system-ui, sans-serif;
    background: {ground}; color: {ink}; }}
  h1 {{ font-size: 1.4rem; }}
  figure {{ margin: 0 0 3rem; }}
</style>
</head>
<body>
<main>
{players}
</main>
</body>
</html>
"""

PLAYER = """<figure>
<video controls preload="metadata" width="{width}" style="max-width:100%;height:auto" poster="{poster}"
 title="{title}" aria-label="{title}">
<source src="{video}" type="video/mp4">
<track kind="captions" srclang="en" label="English" src="{vtt}">
<a href="{video}"><img src="{poster}" width="{width}" alt="{title}"></a>
</video>
<figcaption>{idea}</figcaption>
</figure>"""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A page with the players; what to paste is the same players, for a page beside the files."""
    page = folder / f"{options.name}.html"
    colours = options.colours
    players = "\n".join(f"<h1>{in_html(clip.title)}</h1>\n{player(clip, options.width, vtt=as_data)}" for clip in clips)
    title = in_html(", ".join(clip.title for clip in clips))
    text = PAGE.format(title=title, width=options.width, ground=colours.ground, ink=colours.ink, players=players)
    write_text(page, text)
    return Embedded(
        page,
        (page, *(file for clip in clips for file in clip.files)),
        f"open {page.name}, or paste this into a page that lies beside the other files",
        "\n".join(player(clip, options.width) for clip in clips),
    )


def player(
    clip: LectureClip,
    width: int,
    *,
    video: Callable[[Path], str] = lambda file: file.name,
    vtt: Callable[[Path], str] = lambda file: file.name,
) -> str:
    """One clip as an HTML element without empty lines; ``video`` and ``vtt`` tell how its files are addressed.

    Browsers take no captions from a file beside a page that was opened from disk, but they do ``as_data``.
    """
    return PLAYER.format(
        width=width,
        title=in_html(clip.title),
        idea=in_html(clip.idea),
        video=video(clip.video),
        poster=video(clip.poster),
        vtt=vtt(clip.vtt),
    )


def as_data(file: Path) -> str:
    """A file as an address that holds the file itself."""
    kind = "text/vtt" if file.suffix == ".vtt" else mimetypes.guess_type(file.name)[0]
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
