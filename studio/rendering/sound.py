"""What is heard in a video: the lines of its clips by the voice that was asked for, found out beside the painting."""

from __future__ import annotations

from collections.abc import Sequence

from studio.encoding.sound import Sound
from studio.frames.frame import QUALITIES
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.progress import Bars
from studio.rendering.rehearsal import rehearse
from studio.request.options import Request
from studio.voice.cast import Cast, cast_for
from studio.voice.narrate import Said, narrate


def cast_of(request: Request) -> Cast | None:
    """Who speaks; a film that is silent for want of a voice says so. Raises UsageError with one line."""
    return cast_for(request.voice, Bars(QUALITIES[request.quality].fps, quiet=request.quiet).note)


def note_problems(
    jobs: Sequence[ClipJob], cast: Cast | None, progress: Bars, first: int | None = None, last: int | None = None
) -> None:
    """Say, a line each, what keeps the voice from lines, before anything is painted: clips are run without that.

    ``first`` and ``last`` are the lines that are wanted of a clip, from 1; all by default.
    """
    if cast is None or not cast.knows_lines:
        return
    for facts in rehearse(jobs):
        for utterance in facts.speech:
            wanted = (first or 1) <= utterance.number <= (last or len(facts.speech))
            if wanted and (problem := cast.problem_with(facts.address, utterance)):
                progress.note(problem)


def sound_of(clips: Sequence[ClipFacts], cast: Cast | None, request: Request) -> Sound | None:
    """The sound of a video of these clips; None when it is silent."""
    if cast is None:
        return None
    with Bars(QUALITIES[request.quality].fps, quiet=request.quiet) as bars:
        return sound_beside(clips, cast, bars)


def sound_beside(clips: Sequence[ClipFacts], cast: Cast | None, bars: Bars, *, longer: float = 0.0) -> Sound | None:
    """The same, with a progress that is there already, and silence for some seconds at the end."""
    if cast is None:
        return None
    said, frames = [], 0
    for clip in clips:
        begun = frames / clip.fps
        said.append(Said(clip.address, tuple(line.moved(begun) for line in clip.speech)))
        frames += clip.frames
    narration = narrate(said, frames / clips[0].fps + longer, cast, bars.spoken)
    return None if narration is None else narration.sound
