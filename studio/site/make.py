"""From a request to the page: its film and clips are rendered, or taken from the cache, and put into one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from model.trace import Trace
from studio.encoding.video import CODECS
from studio.rendering.film import TITLE, film_name, join_rendered, render, select_clips
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.site.other_formats import write_also
from studio.site.write import CLIPS, replacing, write_page
from studio.system.workplaces import workplace

FOLDER = "site"


@dataclass(frozen=True)
class Page:
    """A page that was made: its index.html, how many clips it has, their length in seconds, its size in bytes."""

    index: Path
    clips: int
    duration: float
    size: int


def make_page(
    acts: Sequence[str],
    request: Request,
    out: Path,
    poster: str | None = None,
    *,
    short: bool,
    also: Sequence[str] = (),
) -> Page:
    """Make the page of the film, its short cut or some of its acts in ``out``/site, which appears when it is whole.

    ``also`` are the formats besides mp4 and png that each clip can be downloaded in.

    Raises:
        UsageError: no such act or poster, or the folder holds something else than such a page; nothing is written.
        StudioError: a clip cannot be rendered, or there is no room.
    """
    request = replace(request, captions="none")  # the page draws them itself, so that they can be switched off
    clips = select_clips(acts, poster, short=short)
    folder = out / FOLDER
    with workplace(), replacing(folder) as temporary:  # what is kept stays in the cache until the page is whole
        whole = any(file_format in CODECS for file_format in also)  # made of the film's own frames
        made = render(clips, request, keep_recordings=whole)
        film = join_rendered(made, temporary / film_name(acts, short=short), soft=False, poster=poster)
        for file_format in dict.fromkeys(also):
            write_also(made.clips, file_format, request, temporary / CLIPS)
        trace = Trace.load(trace_of(request.bundle, request.sentence))
        write_page(temporary, film, made.clips, made.videos, trace, request.theme, TITLE)
        size = sum(file.stat().st_size for file in temporary.rglob("*") if file.is_file())
    return Page(folder / "index.html", len(made.clips), film.duration, size)
