"""Clips become one mp4, as the film does; what was painted or encoded before is used again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from studio.assemble import Film, assemble
from studio.encoder import ClipEncoder
from studio.formats.material import Look
from studio.formats.paint import Part, Told
from studio.formats.sinks import steps_back
from studio.frames import FrameSink
from studio.plan import CLIP, POSTER, FinishedClip, finish, finished
from studio.worker import ClipJob
from studio.workplaces import workplace


def make_mp4(
    jobs: Sequence[ClipJob],
    part_of: Callable[[ClipJob], Part],
    look: Look,
    title: str,
    video: Path,
    *,
    whole: bool,
    soft: bool,
    force: bool,
    tell: Callable[[str, int, int], None],
) -> Film:
    """Make ``video`` of the clips of ``jobs``, with captions, poster and chapters.

    Args:
        jobs: the clips.
        part_of: paints a clip, unless that is done, and says which part of it is wanted.
        look: how it looks.
        title: for players.
        video: the file.
        whole: whether the clips are wanted as the film has them, so that they serve there too.
        soft: whether captions are a track that players can switch on.
        force: encode again what is kept.
        tell: hears a clip's address, how many frames of it are encoded, and of how many.
    """
    with workplace() as folder:
        clips = []
        for number, job in enumerate(jobs):
            clip = finished(job.key) if whole and not force else None
            if clip is None:
                own = folder / str(number)
                own.mkdir()
                clip = _encoded(job, part_of(job), look, own, tell)
                if whole:
                    clip = finish(own, clip.facts, job.key)
            clips.append(clip)
        titles = [f"{title}" if len(clips) == 1 else clip.facts.title for clip in clips]
        return assemble(clips, titles, title, video, soft=soft, poster=clips[-1])


def _encoded(job: ClipJob, part: Part, look: Look, folder: Path, tell: Callable[[str, int, int], None]) -> FinishedClip:
    """A part of a painting as a clip of the film, in a folder of its own."""
    frames = part.facts.frames + (steps_back(look.shown) if look.loop else 0)
    encoder = ClipEncoder(folder / CLIP, look.shown, [round(line * part.facts.fps) for line in part.facts.lines])
    sink: FrameSink = Told(encoder, lambda done: tell(job.address, done, frames))
    try:
        poster = look.pour([part], sink)
        encoder.finish()
    except BaseException:
        encoder.abort()
        raise
    poster.save(folder / POSTER)
    return FinishedClip(replace(part.facts, frames=encoder.frames), folder / CLIP, folder / POSTER)
