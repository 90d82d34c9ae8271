"""Stretches of recordings: the whole of a clip, or some lines of its narration; clips are painted where need be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from scenes.kit.narration import Cue
from studio.frames.counted import Counted
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.pool import Progress
from studio.rendering.recording import RecordingWriter
from studio.rendering.recordings import find_recording, keep_recording
from studio.rendering.rehearsal import in_words_of_now, run_unpainted
from studio.rendering.worker import RECORDING, paint
from studio.system.errors import UsageError
from studio.system.workplaces import workplace

Lines = tuple[int | None, int | None]
"""The first and the last line of narration, from 1; None for the clip's beginning and end."""
WHOLE: Lines = (None, None)


@dataclass(frozen=True)
class Stretch:
    """Frames of a recording: from ``start`` to before ``stop``; the facts are theirs, in seconds from the first."""

    recording: Path
    facts: ClipFacts
    start: int
    stop: int


def record_stretch(
    job: ClipJob, progress: Progress, *, transparent: bool = False, lines: Lines = WHOLE, force: bool = False
) -> Stretch:
    """A stretch of a clip's recording; the clip is painted when its recording is not kept, or not wanted (``force``).

    Raises:
        UsageError: the clip has no such lines; nothing has been painted then.
        StudioError: it cannot be painted.
    """
    recording = job.recording(transparent=transparent)
    facts = None if force else find_recording(recording)
    if facts is not None:
        progress.planned(1, {})
        return cut_stretch(recording, in_words_of_now(job, facts), lines)
    with workplace() as folder:
        if lines != WHOLE:
            cut_stretch(recording, run_unpainted(job), lines)  # whether the clip has these lines
        progress.planned(0, {job.address: None})
        with RecordingWriter(folder / RECORDING, job.quality) as writer:
            counted = Counted(writer, lambda frames: progress.painted(job.address, frames))
            facts = paint(job, counted, folder, transparent=transparent)
            writer.finish(facts)
        keep_recording(folder / RECORDING, recording)
    progress.finished(facts)
    return cut_stretch(recording, facts, lines)


def cut_stretch(recording: Path, facts: ClipFacts, lines: Lines) -> Stretch:
    """The stretch of a recording that some lines take; raises UsageError when the clip has no such line."""
    first, last = lines
    number = len(facts.lines)
    for line in lines:
        if line is not None and line > number:
            raise no_such_line(facts.address, number, line)
    begin = 0.0 if first is None else facts.lines[first - 1]
    end = facts.duration if last is None or last == number else facts.lines[last]
    start, stop = round(begin * facts.fps), round(end * facts.fps)
    if start >= stop:
        raise UsageError(f"nothing is shown in these lines of {facts.address}")
    cues = tuple(
        Cue(max(cue.start, begin) - begin, min(cue.end, end) - begin, cue.text)
        for cue in facts.cues
        if cue.end > begin and cue.start < end
    )
    spoken = tuple(line - begin for line in facts.lines if begin <= line < end)
    speech = tuple(line.moved(-begin) for line in facts.speech if begin <= line.start < end)
    part = replace(facts, frames=stop - start, lines=spoken, cues=cues, speech=speech)
    return Stretch(recording, part, start, stop)


def no_such_line(address: str, number: int, line: int) -> UsageError:
    """Say how many lines there are, and where they can be seen."""
    lines = "1 line" if number == 1 else f"{number} lines"
    return UsageError(
        f"{address} has {lines} of narration, no line {line}; "
        f"to see them: python render.py inspect {address} --timeline"
    )
