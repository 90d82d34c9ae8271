"""Clips become one mp4, as the film does; what was painted or encoded before is used again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from studio.encoding.h264 import ClipEncoder
from studio.formats.composition import Look
from studio.formats.parts import Part, Told
from studio.rendering.clip import ClipJob, FinishedClip, painting_of
from studio.rendering.join import Film, assemble
from studio.rendering.recordings import kept
from studio.rendering.store import CLIP, POSTER, finish, finished
from studio.request.options import Request
from studio.system.workplaces import workplace

Tell = Callable[[str, int, int], None]
"""Hears a clip's address, how many of its frames are encoded, and of how many."""


def make_mp4(
    jobs: Sequence[ClipJob], clip_of: Callable[[ClipJob, Path], FinishedClip], title: str, video: Path, *, soft: bool
) -> Film:
    """Make ``video`` of the clips of ``jobs``, with captions, poster and chapters.

    Args:
        jobs: the clips.
        clip_of: makes one of them, in an empty folder of its own when it is not kept.
        title: for players.
        video: the file.
        soft: whether captions are a track that players can switch on.
    """
    with workplace() as folder:
        clips = []
        for number, job in enumerate(jobs):
            (folder / str(number)).mkdir()
            clips.append(clip_of(job, folder / str(number)))
        titles = [title] if len(clips) == 1 else [clip.facts.title for clip in clips]
        return assemble(clips, titles, title, video, soft=soft, poster=clips[-1])


def can_be_encoded(job: ClipJob, request: Request) -> bool:
    """Whether a clip is not kept as it is wanted, but its painting is."""
    if request.force or finished(job.key) is not None:
        return False
    return kept(painting_of(job, transparent=False)) is not None


def encoded(job: ClipJob, part: Part, look: Look, folder: Path, tell: Tell, *, whole: bool) -> FinishedClip:
    """A part of a painting as a clip of the film, in a folder of its own; the whole is kept for the film as well."""
    frames = look.frames([part])
    encoder = ClipEncoder(folder / CLIP, look.shown, [round(line * part.facts.fps) for line in part.facts.lines])
    try:
        poster = look.pour([part], Told(encoder, lambda done: tell(job.address, done, frames)))
        encoder.finish()
    except BaseException:
        encoder.abort()
        raise
    poster.save(folder / POSTER)
    facts = replace(part.facts, frames=encoder.frames)
    return finish(folder, facts, job.key) if whole else FinishedClip(facts, folder / CLIP, folder / POSTER)
