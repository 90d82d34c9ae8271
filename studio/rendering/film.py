"""From a request to videos: clips are selected, rendered, and joined into a film, an act, or one video each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

from scenes.cards import CARDS, with_cards
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from scenes.kit.titles import FILM
from studio.encoding.sound import Sound
from studio.frames.frame import QUALITIES
from studio.rendering.clip import ClipJob, FinishedClip
from studio.rendering.join import Video, join
from studio.rendering.pool import Elsewhere, render_clips
from studio.rendering.progress import Bars
from studio.rendering.rehearsal import in_words_of_now
from studio.rendering.sound import cast_of, note_problems, sound_of
from studio.rendering.transitions import make_transitions
from studio.request.addresses import file_name
from studio.request.clips import act_title, find_clips, select_ready
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system import paths
from studio.system.errors import UsageError
from studio.system.processes import processes_for
from studio.system.workplaces import workplace
from studio.voice.cast import Cast

Scenes = Sequence[type[ExplainerScene]]

POSTER = "self_attention/mixing"
"""The clip whose last still is the film's poster, when the film has it and no other is asked for."""


@dataclass(frozen=True)
class RenderedClips:
    """The clips that the trace has everything for, and their videos in the cache, in the same order.

    Attributes:
        clips: the clips; among those of a whole film, its cards.
        videos: one a clip.
        transitions: what is seen between them, one less than there are clips; none where they follow without.
    """

    clips: tuple[type[ExplainerScene], ...]
    videos: tuple[FinishedClip, ...]
    transitions: tuple[FinishedClip, ...] = ()

    @property
    def pieces(self) -> tuple[FinishedClip, ...]:
        """All that the film is made of, in order."""
        between = chain.from_iterable(zip_longest(self.videos, self.transitions))
        return tuple(piece for piece in between if piece is not None)

    @property
    def chapters(self) -> tuple[str | None, ...]:
        """What each piece is called as a chapter; None for what belongs to the chapter before it."""
        names = {video: None if clip in CARDS else video_title([clip]) for clip, video in self._pairs}
        return tuple(names.get(piece) for piece in self.pieces)

    @property
    def without_cards(self) -> RenderedClips:
        """The clips alone."""
        told = [pair for pair in self._pairs if pair[0] not in CARDS]
        return RenderedClips(tuple(clip for clip, _ in told), tuple(video for _, video in told))

    @property
    def _pairs(self) -> list[tuple[type[ExplainerScene], FinishedClip]]:
        return list(zip(self.clips, self.videos, strict=True))


def make_film(
    acts: Sequence[str], request: Request, out: Path, poster: str | None = None, *, short: bool = False
) -> Video:
    """Render the whole film, its short cut, or some of its acts in the order given; files go to ``out``."""
    clips = select_clips(acts, poster, short=short)
    with workplace():  # so that the clips stay in the cache until the film is whole
        file = out / f"{film_name(acts, short=short)}{request.suffix}.mp4"
        return _make_video(clips, request, file, poster=poster)


def make_clip(address: str, request: Request, file: Path) -> Video:
    """Render one clip, or the clips of an act as one video, into the mp4 ``file``."""
    clips = find_clips(address)
    title = FILM if address == "film" else video_title(clips)
    with workplace():
        return _make_video(clips, request, file, title=title)


def make_clips(addresses: Sequence[str], request: Request, folder: Path) -> dict[str, tuple[Video, Sound | None]]:
    """Render each clip of some addresses into a video of its own in ``folder``.

    Returns them by the clips' addresses, each with its sound, so that a part of it can be encoded again.
    """
    asked = dict.fromkeys(clip for address in addresses for clip in find_clips(address))
    with workplace():
        cast = cast_of(request)
        rendered = render(list(asked), request, cast=cast)
        made = {}
        for clip, video in zip(rendered.clips, rendered.videos, strict=True):
            file = folder / f"{file_name(clip.address())}.mp4"
            one = RenderedClips((clip,), (video,))
            title = video_title([clip])
            sound = sound_of([video.facts], cast, request)
            film = join_rendered(one, file, title=title, soft=request.captions == "soft", sound=sound)
            made[clip.address()] = film, sound
        return made


def _make_video(clips: Scenes, request: Request, file: Path, *, title: str = FILM, poster: str | None = None) -> Video:
    """Render clips and join them, each melting into the next, with the voice that is asked for."""
    cast = cast_of(request)
    rendered = with_transitions(render(clips, request, cast=cast), request)
    sound = sound_of([piece.facts for piece in rendered.pieces], cast, request)
    return join_rendered(rendered, file, title=title, poster=poster, soft=request.captions == "soft", sound=sound)


def with_transitions(rendered: RenderedClips, request: Request) -> RenderedClips:
    """The same clips, each melting into the next."""
    made = make_transitions(rendered.videos, QUALITIES[request.quality], processes_for(request.jobs))
    return replace(rendered, transitions=made)


def select_clips(acts: Sequence[str], poster: str | None, *, short: bool) -> list[type[ExplainerScene]]:
    """The clips of some acts in the order given, or of the whole film with its cards; only the short cut's if asked.

    Raises UsageError when there are none, or the clip ``poster`` is not among them.
    """
    for act in acts:
        if "/" in act:
            raise UsageError(f"{act} is a clip; a film is made of acts, for one clip use: python render.py clip {act}")
    clips = [clip for act in acts or ["film"] for clip in find_clips(act) if clip.short or not short]
    if not clips:
        raise UsageError("no clip of these acts belongs to the short cut")
    addresses = [clip.address() for clip in clips]
    if poster is not None and poster not in addresses:
        raise UsageError(f"no clip {poster!r} in this film for its poster; it has: {', '.join(addresses)}")
    return clips if acts and "film" not in acts else with_cards(clips)


def render(
    clips: Scenes, request: Request, *, keep_recordings: bool = False, cast: Cast | None = None
) -> RenderedClips:
    """Render what is missing of the clips that the bundle has everything for; the others are left out with a line.

    With ``keep_recordings`` the clips that are rendered leave what other formats are made of. Before that, a ``cast``
    that can speak certain lines only is asked for all of them, and what it cannot is said.
    """
    with Bars(QUALITIES[request.quality].fps, quiet=request.quiet) as progress, _cluster(request.cluster) as cluster:
        setting = Setting(str(trace_of(request.bundle, request.sentence, progress.note)), request.theme)
        ready = select_ready(clips, setting.trace, request.bundle, progress.note)
        jobs = [job_of(clip, setting, request, keep_recording=keep_recordings) for clip in ready]
        note_problems(jobs, cast, progress)
        videos = render_clips(jobs, processes_for(request.jobs), progress, force=request.force, elsewhere=cluster)
        if cast is not None:
            videos = [
                replace(video, facts=in_words_of_now(job, video.facts)) for job, video in zip(jobs, videos, strict=True)
            ]
        return RenderedClips(tuple(ready), tuple(videos))


def join_rendered(
    rendered: RenderedClips,
    file: Path,
    *,
    soft: bool,
    title: str = FILM,
    poster: str | None = None,
    sound: Sound | None = None,
) -> Video:
    """Join rendered clips into the video ``file``, with chapters; the last still of the clip ``poster`` is beside it.

    Without a poster it is that of the film, or the last clip's; without ``sound`` it is silent.
    """
    told = rendered.without_cards
    addresses = [clip.address() for clip in told.clips]
    chosen = next(name for name in (poster, POSTER, addresses[-1]) if name and name in addresses)
    last_still = told.videos[addresses.index(chosen)]
    return join(rendered.pieces, rendered.chapters, title, file, soft=soft, poster=last_still, sound=sound)


def job_of(clip: type[ExplainerScene], setting: Setting, request: Request, *, keep_recording: bool = False) -> ClipJob:
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
        keep_recording,
    )


def video_title(clips: Scenes) -> str:
    """What a video of one clip, or of the clips of one act, is called: ``Self-attention: Softmax``."""
    return f"{act_title(clips[0])}: {clips[0].title}" if len(clips) == 1 else act_title(clips[0])


def film_name(acts: Sequence[str], *, short: bool) -> str:
    """What the files of a film of these acts are called: ``film``, ``intro-training-short``."""
    name = "-".join(acts) if acts and "film" not in acts else "film"
    return f"{name}{'-short' * short}"


def _cluster(address: str | None) -> AbstractContextManager[Elsewhere | None]:
    """The cluster at an address, which has answered; none for this machine."""
    if address is None:
        return nullcontext()
    from studio.rendering.cluster.client import cluster_at

    return cluster_at(address)
