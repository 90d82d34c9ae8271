"""Clips painted once, whatever they become; and the part of a painting that some lines of narration take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import Cue
from studio.frames.box import Box
from studio.frames.frame import FrameSink
from studio.frames.threaded import Behind
from studio.painting.renderer import manim_for, perform
from studio.rendering.clip import ClipFacts, ClipJob, painting_of
from studio.rendering.pool import Progress
from studio.rendering.recording import PaintingWriter
from studio.rendering.recordings import PAINTING, keep, kept
from studio.rendering.worker import facts_of
from studio.system.errors import StudioError, UsageError
from studio.system.workplaces import workplace

REPORT = 20
"""Frames from one report to the next."""


@dataclass(frozen=True)
class Part:
    """Frames of a painting: from ``start`` to before ``stop``; the facts are theirs, in seconds from the first."""

    painting: Path
    facts: ClipFacts
    start: int
    stop: int


def painted(
    job: ClipJob,
    progress: Progress,
    *,
    transparent: bool = False,
    lines: tuple[int | None, int | None] = (None, None),
    force: bool = False,
) -> Part:
    """A clip's painting, or the part of it from one line of narration to another, both included; painted if need be.

    Raises:
        UsageError: the clip has no such lines; nothing has been painted then.
        StudioError: it cannot be painted.
    """
    painting = painting_of(job, transparent=transparent)
    facts = None if force else kept(painting)
    if facts is not None:
        progress.planned(1, 0)
        return part_of(painting, facts, *lines)
    progress.planned(0, 1)
    with workplace() as folder:
        with manim_for(job.quality, job.formulas, may_typeset=True, workplace=folder, kept=True):
            facts = facts_of(job, perform(job.load(), job.setting))
        part = part_of(painting, facts, *lines)
        progress.rehearsed(facts)
        _paint(job, facts, folder / PAINTING, progress, folder, transparent)
        keep(folder / PAINTING, painting)
    progress.finished(job.address)
    return part


def _paint(job: ClipJob, expected: ClipFacts, path: Path, progress: Progress, folder: Path, transparent: bool) -> None:
    writer = PaintingWriter(path, job.quality)
    try:
        with (
            Behind(writer, job.quality) as behind,
            manim_for(
                job.quality,
                job.formulas,
                may_typeset=False,
                workplace=folder,
                kept=True,
                painter=job.painter,
                transparent=transparent,
            ),
        ):
            told = Told(behind, lambda frames: progress.painted(job.address, frames))
            facts = facts_of(job, perform(job.load(), job.setting, told, painter=job.painter))
        if facts != expected or writer.frames != expected.frames:
            raise StudioError(f"{job.address}: took {writer.frames} frames, {expected.frames} were expected; run again")
        writer.finish(facts)
    except BaseException:
        writer.abort()
        raise


def part_of(painting: Path, facts: ClipFacts, first: int | None, last: int | None) -> Part:
    """The part from one line to another; raises UsageError when the clip has no such line."""
    number = len(facts.lines)
    for line in (first, last):
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
    return Part(painting, replace(facts, frames=stop - start, lines=spoken, cues=cues), start, stop)


def no_such_line(address: str, number: int, line: int) -> UsageError:
    """Say how many lines there are, and where they can be seen."""
    lines = "1 line" if number == 1 else f"{number} lines"
    return UsageError(
        f"{address} has {lines} of narration, no line {line}; "
        f"to see them: python render.py inspect {address} --timeline"
    )


class Told:
    """A FrameSink that passes frames on and tells now and then how many there were."""

    def __init__(self, inner: FrameSink, tell: Callable[[int], None]) -> None:
        self._inner = inner
        self._tell = tell
        self._frames = self._told = 0

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Pass a frame on."""
        self._inner.write(frame, repeats, changed)
        self._frames += repeats
        if self._frames - self._told >= REPORT:
            self._tell(self._frames)
            self._told = self._frames
