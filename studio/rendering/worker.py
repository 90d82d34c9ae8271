"""What renders one clip, in a process of its own: the scene is run, its frames painted, captioned and encoded.

A worker imports no torch. It tells its parent how far it is, and leaves its files in a workplace that the parent chose,
so that nothing is lost or half-finished when it dies.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from scenes.kit.narration import TICKS, Timeline
from studio.encoding.h264 import ClipEncoder
from studio.frames.captions import CaptionedSink
from studio.frames.counted import Counted
from studio.frames.frame import FrameSink
from studio.frames.threaded import Threaded
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import FAST, manim_session, perform
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.fingerprint import are_unchanged
from studio.rendering.messages import Done, Failed, Painted
from studio.rendering.recording import Both, RecordingWriter
from studio.rendering.recordings import keep_recording
from studio.rendering.store import CLIP, POSTER
from studio.system.errors import StudioError, full_disk_in_one_line
from studio.voice.utterance import lexicon_digest, utterances_of

RECORDING = "recording"
"""The name of a recording in the workplace of a worker."""


def work(job: ClipJob, files: Mapping[str, str], workplace: Path, connection: Connection) -> None:
    """Render a clip, and send ``messages`` about it."""
    try:
        with full_disk_in_one_line(workplace):
            facts = render_clip(job, files, workplace, lambda frames: connection.send(Painted(frames)))
        connection.send(Done(facts))
    except Exception as error:
        with contextlib.suppress(OSError):  # the parent is gone
            connection.send(Failed.of(job.address, error))


def render_clip(job: ClipJob, files: Mapping[str, str], workplace: Path, tell: Callable[[int], None]) -> ClipFacts:
    """Paint and encode a clip into ``workplace``: its video, its poster, and its recording where that is to be kept.

    Args:
        job: the clip.
        files: what ``fingerprint.files_of`` its module were when the render began.
        workplace: an empty folder.
        tell: hears now and then how many frames are painted.
    """
    timeline = Timeline()
    with ExitStack() as ending:
        starts = _LineStarts(timeline, job.quality.fps)
        sink: FrameSink = ending.enter_context(ClipEncoder(workplace / CLIP, job.quality, starts))
        if job.burned:
            sink = CaptionedSink(sink, timeline.cues, job.quality, job.setting.theme.ink)
        recording = None
        if job.keeps_recording:
            recording = ending.enter_context(RecordingWriter(workplace / RECORDING, job.quality))
            sink = Both(sink, recording)
        counted = Counted(sink, tell)
        facts = paint(job, counted, workplace, timeline)
        if not are_unchanged(files):
            raise StudioError("its files were changed while it rendered; run again")
        if "torch" in sys.modules:
            raise StudioError("the clip imports torch; scenes read tensors from the trace")
        if recording is not None:
            recording.finish(facts)
    if recording is not None:
        keep_recording(workplace / RECORDING, job.recording())
    if counted.last is not None:
        Image.fromarray(counted.last[:, :, :3]).save(workplace / POSTER)
    return facts


def paint(
    job: ClipJob, sink: Counted, workplace: Path, timeline: Timeline | None = None, *, transparent: bool = False
) -> ClipFacts:
    """Run a clip and hand its frames to ``sink``, whole and in order; returns what is known of it then.

    Args:
        job: the clip.
        sink: takes the frames, in a thread of its own where a core is free for that.
        workplace: a folder for files of the moment.
        timeline: an empty one that is filled while the clip runs, for sinks that follow it.
        transparent: leave the ground out.

    Raises StudioError when the clip has other frames than its times say.
    """
    with (
        fast_mobjects() if job.painter == FAST else contextlib.nullcontext(),
        Threaded(sink, job.quality) if job.threaded else contextlib.nullcontext(sink) as taker,
        TemporaryDirectory(dir=workplace) as outlines,  # which are no part of the clip
        manim_session(job.quality, job.formulas, Path(outlines), transparent=transparent),
    ):
        timeline = perform(job.load(), job.setting, taker, painter=job.painter, timeline=timeline)
    facts = facts_of(job, timeline)
    if sink.frames != facts.frames:
        raise StudioError(f"took {sink.frames} frames, {facts.frames} were expected; run again")
    return facts


def facts_of(job: ClipJob, timeline: Timeline) -> ClipFacts:
    """What is known of a clip that has run."""
    clip = job.load()
    frames = round(timeline.end * TICKS) * job.quality.fps // TICKS
    lines = tuple(spoken.start for spoken in timeline.lines)
    speech, cues = utterances_of(timeline), tuple(timeline.cues)
    return ClipFacts(job.address, clip.title, clip.idea, job.quality.fps, frames, lines, cues, speech, lexicon_digest())


class _LineStarts:
    """The frames with which lines of narration begin, as far as the scene has run."""

    def __init__(self, timeline: Timeline, fps: int) -> None:
        self._timeline = timeline
        self._fps = fps

    def __contains__(self, frame: object) -> bool:
        return any(round(spoken.start * self._fps) == frame for spoken in self._timeline.lines)
