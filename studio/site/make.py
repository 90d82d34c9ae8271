"""From a request to the page: its film and clips are rendered, or taken from the cache, and put into one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from model.trace import Trace
from scenes.kit.titles import FILM
from studio.encoding.video import CODECS
from studio.rendering.film import (
    RenderedClips,
    file_name,
    film_name,
    join_rendered,
    render,
    select_clips,
    video_title,
    with_transitions,
)
from studio.rendering.sound import cast_of, sound_of
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.site.other_formats import write_other_format
from studio.site.write import CLIPS, replacing, write_page
from studio.system.workplaces import workplace
from studio.voice.cast import Cast

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
        cast = cast_of(request)
        whole_film = with_transitions(render(clips, request, keep_recordings=whole, cast=cast), request)
        sound = sound_of([one.facts for one in whole_film.pieces], cast, request)
        film = join_rendered(
            whole_film, temporary / f"{film_name(acts, short=short)}.mp4", soft=False, poster=poster, sound=sound
        )
        made = whole_film.without_cards
        if cast is not None:
            _write_spoken(made, cast, request, temporary / CLIPS)
        for file_format in dict.fromkeys(also):
            write_other_format(made.clips, file_format, request, temporary / CLIPS)
        trace = Trace.load(trace_of(request.bundle, request.sentence))
        voice = "" if sound is None else sound.voice
        write_page(temporary, film, made.clips, made.videos, trace, request.theme, FILM, voice=voice)
        size = sum(file.stat().st_size for file in temporary.rglob("*") if file.is_file())
    return Page(folder / "index.html", len(made.clips), film.duration, size)


def _write_spoken(made: RenderedClips, cast: Cast, request: Request, folder: Path) -> None:
    """Write each clip with its own sound, as ``act-clip.mp4``, which the page then takes as it is."""
    for clip, video in zip(made.clips, made.videos, strict=True):
        sound = sound_of([video.facts], cast, request)
        file = folder / f"{file_name(clip.address())}.mp4"
        join_rendered(RenderedClips((clip,), (video,)), file, title=video_title([clip]), soft=False, sound=sound)
