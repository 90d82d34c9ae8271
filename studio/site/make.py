"""From a request to the page: its film and clips are rendered, or taken from the cache, and put into one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from model.trace import Trace
from scenes.kit.setting import Setting
from studio.errors import StudioError
from studio.film import TITLE, job_of, make_film
from studio.listing import find_clips, with_what_they_need
from studio.plan import FinishedClip, finished
from studio.request import Request, trace_of
from studio.site.write import replacing, write_page
from studio.workplaces import workplace

FOLDER = "site"


@dataclass(frozen=True)
class Page:
    """A page that was made: its index.html, how many clips it has, their length in seconds, its size in bytes."""

    index: Path
    clips: int
    duration: float
    size: int


def make_page(acts: Sequence[str], request: Request, out: Path, poster: str | None = None, *, short: bool) -> Page:
    """Make the page of the film, its short cut or some of its acts in ``out``/site, which appears when it is whole.

    Raises:
        UsageError: no such act or poster, or the folder holds something else than such a page; nothing is written.
        StudioError: a clip cannot be rendered, or there is no room.
    """
    request = replace(request, captions="none")  # the page draws them itself, so that they can be switched off
    folder = out / FOLDER
    with workplace(), replacing(folder) as temporary:  # what is kept stays in the cache until the page is whole
        film = make_film(acts, request, temporary, poster, short=short)
        setting = Setting(str(trace_of(request.weights, request.sentence)), request.theme)
        asked = [clip for act in acts or ["film"] for clip in find_clips(act) if clip.short or not short]
        clips = with_what_they_need(asked, setting.trace, request.weights, lambda _: None)
        kept = [_kept(finished(job_of(clip, setting, request).key), clip.address()) for clip in clips]
        write_page(temporary, film, clips, kept, Trace.load(Path(setting.trace_path)), request.theme, TITLE)
        size = sum(file.stat().st_size for file in temporary.rglob("*") if file.is_file())
    return Page(folder / "index.html", len(clips), film.duration, size)


def _kept(clip: FinishedClip | None, address: str) -> FinishedClip:
    if clip is None:
        raise StudioError(f"{address}: its files were changed while the page was made; run again")
    return clip
