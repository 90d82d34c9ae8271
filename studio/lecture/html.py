"""Any web page: a player whose captions can be switched on, and a page that shows it when opened from disk."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.environments import fill
from studio.system.files import write_text


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A page with the players; what to paste is the same players, for a page beside the files."""
    page = folder / f"{options.name}.html"
    text = fill(
        "page.html",
        title=", ".join(clip.title for clip in clips),
        width=options.width,
        colours=options.colours,
        clips=clips,
        player=partial(fill_player, width=options.width, vtt=as_data),
    )
    write_text(page, text + "\n")
    return Embedded(
        page,
        (page, *(file for clip in clips for file in clip.files)),
        f"open {page.name}, or paste this into a page that lies beside the other files",
        "\n".join(fill_player(clip, options.width) for clip in clips),
    )


def fill_player(
    clip: LectureClip,
    width: int,
    *,
    video: Callable[[Path], str] = lambda file: file.name,
    vtt: Callable[[Path], str] = lambda file: file.name,
) -> str:
    """One clip as an HTML element without empty lines; ``video`` and ``vtt`` tell how its files are addressed.

    Browsers take no captions from a file beside a page that was opened from disk, but they do ``as_data``.
    """
    addresses = {"video": video(clip.video), "poster": video(clip.poster), "vtt": vtt(clip.vtt)}
    return fill("player.html", clip=clip, width=width, **addresses)


def as_data(file: Path) -> str:
    """A file as an address that holds the file itself."""
    kind = "text/vtt" if file.suffix == ".vtt" else mimetypes.guess_type(file.name)[0]
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
