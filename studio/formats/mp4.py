"""Clips become one mp4, as the film does; what was recorded or encoded before is used again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from studio.encoding.h264 import ClipEncoder
from studio.encoding.sound import Sound
from studio.formats.composition import Composition
from studio.formats.stretches import Stretch
from studio.frames.counted import Counted
from studio.rendering.clip import ClipFacts, ClipJob, FinishedClip
from studio.rendering.join import Video, join
from studio.rendering.recordings import find_recording
from studio.rendering.store import CLIP, POSTER, find_clip, keep_clip
from studio.request.options import Request
from studio.system.workplaces import workplace

Tell = Callable[[str, int, int], None]
"""Hears a clip's address, how many of its frames are encoded, and of how many."""


def make_mp4(
    jobs: Sequence[ClipJob],
    clip_of: Callable[[ClipJob, Path], FinishedClip],
    sound_of: Callable[[Sequence[ClipFacts]], Sound | None],
    title: str,
    video: Path,
    *,
    soft: bool,
) -> Video:
    """Make ``video`` of the clips of ``jobs``, with captions, poster and chapters.

    Args:
        jobs: the clips.
        clip_of: makes one of them, in an empty folder of its own when it is not kept.
        sound_of: gives what is heard beside them.
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
        sound = sound_of([clip.facts for clip in clips])
        return join(clips, titles, title, video, soft=soft, poster=clips[-1], sound=sound)


def can_be_encoded(job: ClipJob, request: Request) -> bool:
    """Whether a clip is not kept as it is wanted, but its recording is."""
    if request.force or find_clip(job.key) is not None:
        return False
    return find_recording(job.recording()) is not None


def encode_clip(
    job: ClipJob, stretch: Stretch, composition: Composition, folder: Path, tell: Tell, *, whole: bool
) -> FinishedClip:
    """A stretch of a recording as a clip in a folder of its own; the whole is kept for the film as well."""
    frames = composition.frames([stretch])
    facts = stretch.facts
    starts = [round(line * facts.fps) for line in facts.lines]
    with ClipEncoder(folder / CLIP, composition.shown, starts) as encoder:
        poster = composition.pour([stretch], Counted(encoder, lambda done: tell(job.address, done, frames)))
    poster.save(folder / POSTER)
    facts = replace(facts, frames=encoder.frames)
    return keep_clip(folder, facts, job.key) if whole else FinishedClip(facts, folder / CLIP, folder / POSTER)
