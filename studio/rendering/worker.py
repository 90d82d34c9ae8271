"""What runs in a process of its own: the rehearsal of clips, which typesets formulas, and the painting of one clip.

A worker imports no torch. It reports to its parent through a connection, and leaves its files in a workplace that the
parent chose, so that nothing is lost or half-finished when it dies.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.kit.narration import TICKS
from scenes.kit.scene import Timeline
from studio.encoding.h264 import ClipEncoder
from studio.frames.box import Box
from studio.frames.captions import CaptionedSink
from studio.frames.frame import FrameSink
from studio.frames.threaded import Behind
from studio.painting.renderer import manim_for, perform
from studio.rendering.clip import ClipFacts, ClipJob, painting_of
from studio.rendering.fingerprint import are_unchanged
from studio.rendering.recording import Both, PaintingWriter
from studio.rendering.recordings import PAINTING, keep
from studio.rendering.store import CLIP, POSTER
from studio.system.errors import StudioError, full_disk_in_one_line, in_one_line

FRAMES_PER_REPORT = 20


class _Reporter:
    """A FrameSink that passes frames on, tells the parent how many, and keeps the last one."""

    def __init__(self, inner: FrameSink, connection: Connection) -> None:
        self.frames = 0
        self.last: NDArray[np.uint8] | None = None
        self._inner = inner
        self._connection = connection
        self._reported = 0

    def write(self, frame: NDArray[np.uint8], repeats: int = 1, changed: Box | None = None) -> None:
        """Pass a frame on."""
        self._inner.write(frame, repeats, changed)
        self.frames += repeats
        self.last = frame  # borrowed; the painter leaves it as it is after the last frame
        if self.frames - self._reported >= FRAMES_PER_REPORT:
            self._connection.send(("frames", self.frames))
            self._reported = self.frames


class _LineStarts:
    """The frames with which lines of narration begin, as far as the scene has run."""

    def __init__(self, timeline: Timeline, fps: int) -> None:
        self._timeline = timeline
        self._fps = fps

    def __contains__(self, frame: object) -> bool:
        return any(round(spoken.start * self._fps) == frame for spoken in self._timeline.lines)


def rehearse(jobs: list[ClipJob], workplace: Path, connection: Connection) -> None:
    """Run clips without painting: their formulas are typeset, their lengths and captions reported one by one."""
    for job in jobs:
        with _failures_reported(connection, job.address), full_disk_in_one_line():
            with manim_for(job.quality, job.formulas, may_typeset=True, workplace=workplace):
                timeline = perform(job.load(), job.setting)
            connection.send(("facts", job.address, facts_of(job, timeline)))
        gc.collect()  # a scene and its mobjects refer to each other
    connection.send(("done",))


def paint(
    job: ClipJob, files: Mapping[str, str], expected: ClipFacts | None, workplace: Path, connection: Connection
) -> None:
    """Paint and encode one clip into ``workplace``.

    Args:
        job: the clip.
        files: what ``fingerprint.files_of`` its module were when the render began.
        expected: what its rehearsal found; None for a clip by itself, which typesets its formulas while it is painted.
        workplace: an empty folder.
        connection: to the parent.
    """
    with _failures_reported(connection, job.address), full_disk_in_one_line():
        timeline = Timeline()
        encoder = ClipEncoder(workplace / CLIP, job.quality, _LineStarts(timeline, job.quality.fps))
        painting = PaintingWriter(workplace / PAINTING, job.quality) if job.keeps_painting else None
        try:
            sink: FrameSink = encoder
            if job.burned:
                sink = CaptionedSink(encoder, timeline.cues, job.quality, job.setting.theme.ink)
            if painting is not None:
                sink = Both(sink, painting)
            with (
                Behind(sink, job.quality) if job.behind else contextlib.nullcontext(sink) as taker,
                manim_for(
                    job.quality,
                    job.formulas,
                    may_typeset=expected is None,
                    workplace=workplace,
                    painter=job.painter,
                ),
            ):
                reporter = _Reporter(taker, connection)
                perform(job.load(), job.setting, reporter, painter=job.painter, timeline=timeline)
            facts = facts_of(job, timeline)
            _check(files, facts, expected or facts, encoder.frames)
            encoder.finish()
            if painting is not None:
                painting.finish(facts)
        except BaseException:
            encoder.abort()
            if painting is not None:
                painting.abort()
            raise
        if reporter.last is not None:
            Image.fromarray(reporter.last[:, :, :3]).save(workplace / POSTER)
        if painting is not None:
            keep(workplace / PAINTING, painting_of(job, transparent=False))
        connection.send(("done", facts))


def _check(files: Mapping[str, str], facts: ClipFacts, expected: ClipFacts, frames: int) -> None:
    """Raise StudioError when what was painted is not what was asked for."""
    if not are_unchanged(files):
        raise StudioError("its files were changed while it rendered; run again")
    if facts != expected or frames != expected.frames:
        raise StudioError(f"took {frames} frames, {expected.frames} were expected: a clip must run the same each time")
    if "torch" in sys.modules:
        raise StudioError("the clip imports torch; scenes read tensors from the trace")


def facts_of(job: ClipJob, timeline: Timeline) -> ClipFacts:
    """What is known of a clip that has run."""
    clip = job.load()
    frames = round(timeline.end * TICKS) * job.quality.fps // TICKS
    lines = tuple(spoken.start for spoken in timeline.lines)
    return ClipFacts(job.address, clip.title, clip.idea, job.quality.fps, frames, lines, tuple(timeline.cues))


class _failures_reported:  # reads as a sentence in a with statement
    """Send any failure to the parent as one line and the whole traceback."""

    def __init__(self, connection: Connection, address: str) -> None:
        self._connection = connection
        self._address = address

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> bool:
        if error is None or not isinstance(error, Exception):
            return False
        line = str(error) if isinstance(error, StudioError) else in_one_line(error)
        with contextlib.suppress(OSError):  # the parent is gone
            self._connection.send(("failed", f"{self._address}: {line}", "".join(traceback.format_exception(error))))
        return True
