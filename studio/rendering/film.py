"""The commands that make videos: the film, a preview, a clip."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.rendering.clip import ClipJob, FinishedClip
from studio.rendering.join import Film, assemble
from studio.rendering.pool import Elsewhere, render_clips
from studio.rendering.progress import Bars
from studio.request.clips import act_title, find_clips, select_ready
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system import paths
from studio.system.errors import UsageError
from studio.system.processes import processes_for
from studio.system.workplaces import workplace

TITLE = "The Animated Transformer"
POSTER = "self_attention/mixing"
"""The clip whose last still is the film's poster, when the film has it and no other is asked for."""


@dataclass(frozen=True)
class Rendered:
    """The clips that the trace has everything for, and their videos in the cache, in the same order."""

    clips: tuple[type[ExplainerScene], ...]
    videos: tuple[FinishedClip, ...]


def make_film(
    acts: Sequence[str], request: Request, out: Path, poster: str | None = None, *, short: bool = False
) -> Film:
    """Render the whole film, its short cut, or some of its acts in the order given; files go to ``out``."""
    return make_film_of_clips(acts, request, out, poster, short=short)[0]


def make_film_of_clips(
    acts: Sequence[str],
    request: Request,
    out: Path,
    poster: str | None = None,
    *,
    short: bool = False,
    keeps_paintings: bool = False,
) -> tuple[Film, Rendered]:
    """As ``make_film``; returns what it was joined of as well, which stays in the cache within a workplace.

    With ``keeps_paintings``, clips that are rendered leave what other formats are made of.
    """
    for act in acts:
        if "/" in act:
            raise UsageError(f"{act} is a clip; a film is made of acts, for one clip use: python render.py clip {act}")
    clips = [clip for act in acts or ["film"] for clip in find_clips(act) if clip.short or not short]
    if not clips:
        raise UsageError("no clip of these acts belongs to the short cut")
    name = "-".join(acts) if acts and "film" not in acts else "film"
    name += "-short" * short
    return _make(clips, request, out / f"{name}.mp4", TITLE, poster, keeps_paintings=keeps_paintings)


def make_clip(address: str, request: Request, folder: Path) -> Film:
    """Render one clip, or one act, into ``folder``."""
    clips = find_clips(address)
    title = _title(clips[0]) if len(clips) == 1 else act_title(clips[0])
    if address == "film":
        title = TITLE
    return _make(clips, request, folder / f"{address.replace('/', '-')}.mp4", title, None)[0]


def make_clips(addresses: Sequence[str], request: Request, folder: Path) -> dict[str, Film]:
    """Render each clip of some addresses into a video of its own in ``folder``; the videos by the clips' addresses."""
    asked = dict.fromkeys(clip for address in addresses for clip in find_clips(address))
    with workplace():  # so that they stay in the cache until the videos are whole
        made = _render(list(asked), request)
        return {
            clip.address(): assemble(
                [one],
                [_title(clip)],
                _title(clip),
                folder / f"{clip.address().replace('/', '-')}.mp4",
                soft=request.captions == "soft",
                poster=one,
            )
            for clip, one in zip(made.clips, made.videos, strict=True)
        }


def _make(
    clips: Sequence[type[ExplainerScene]],
    request: Request,
    video: Path,
    title: str,
    poster: str | None,
    *,
    keeps_paintings: bool = False,
) -> tuple[Film, Rendered]:
    asked = [clip.address() for clip in clips]
    if poster is not None and poster not in asked:
        raise UsageError(f"no clip {poster!r} in this film for its poster; it has: {', '.join(asked)}")
    with workplace():  # so that the clips stay in the cache until the film is whole
        made = _render(clips, request, keeps_paintings=keeps_paintings)
        addresses = [clip.address() for clip in made.clips]
        chosen = next(name for name in (poster, POSTER, addresses[-1]) if name and name in addresses)
        film = assemble(
            made.videos,
            [_title(clip) for clip in made.clips],
            title,
            video,
            soft=request.captions == "soft",
            poster=made.videos[addresses.index(chosen)],
        )
    return film, made


def _render(clips: Sequence[type[ExplainerScene]], request: Request, *, keeps_paintings: bool = False) -> Rendered:
    with Bars(QUALITIES[request.quality].fps, quiet=request.quiet) as progress, _cluster(request.cluster) as cluster:
        setting = Setting(str(trace_of(request.bundle, request.sentence, progress.note)), request.theme)
        ready = select_ready(clips, setting.trace, request.bundle, progress.note)
        jobs = [replace(job_of(clip, setting, request), keeps_painting=keeps_paintings) for clip in ready]
        videos = render_clips(jobs, processes_for(request.jobs), progress, force=request.force, elsewhere=cluster)
        return Rendered(tuple(ready), tuple(videos))


def _cluster(address: str | None) -> AbstractContextManager[Elsewhere | None]:
    """The cluster at an address, which has answered; none for this machine."""
    if address is None:
        return nullcontext()
    from studio.rendering.cluster.client import cluster_at

    return cluster_at(address)


def _title(clip: type[ExplainerScene]) -> str:
    return f"{act_title(clip)}: {clip.title}"


def job_of(clip: type[ExplainerScene], setting: Setting, request: Request) -> ClipJob:
    """The work of rendering one clip as asked."""
    return ClipJob(
        clip.address(),
        clip.__module__,
        clip.__qualname__,
        setting,
        QUALITIES[request.quality],
        request.captions == "burned",
        paths.formulas(),
        request.painter,
    )
