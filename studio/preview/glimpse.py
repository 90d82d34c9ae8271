"""A first look at a clip while it is rendered: a few seconds from what was edited on, streamed as they are painted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

from scenes.kit.narration import Timeline
from scenes.kit.scene import ExplainerScene
from studio.encoding.h264 import STREAM, ClipEncoder
from studio.frames.captions import CaptionedSink
from studio.frames.frame import Frame, FrameSink
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import manim_session, perform
from studio.preview.edits import Edit
from studio.rendering.clip import ClipJob

LENGTH = 12.0
"""Seconds of the clip that are shown; by then there is the whole."""


class _EnoughError(Exception):
    """All that was to be shown has been painted."""


def show_glimpse(
    job: ClipJob, edits: Sequence[Edit], said: Sequence[str], file: Path, begun: Callable[[float], None]
) -> None:
    """Paint some seconds of a clip into a file that can be played while it grows; nothing, when no edit is met.

    Args:
        job: the clip.
        edits: what was edited; without any, the clip is shown from its beginning.
        said: the lines of the clip as they were before, in order.
        file: an mp4 file in fragments.
        begun: told of the time in the clip, in seconds, from which it is shown, when the first frame has been painted.
    """
    search = _Search(edits, said, job.load())
    timeline = Timeline()
    with ExitStack() as ending:
        encoder = ending.enter_context(ClipEncoder(file, job.quality, options=STREAM))
        sink: FrameSink = _Beginning(encoder, search, begun, round(LENGTH * job.quality.fps))
        if job.burned:
            sink = _Captioned(sink, timeline, job, search)
        outlines = ending.enter_context(TemporaryDirectory(dir=file.parent))
        ending.enter_context(fast_mobjects())
        ending.enter_context(manim_session(job.quality, job.formulas, Path(outlines)))
        ending.enter_context(search)
        try:
            perform(job.load(), job.setting, sink, timeline=timeline, begins=search.is_found)
        except _EnoughError:
            return


class _Beginning:
    """A FrameSink that tells of its first frame, and ends the scene once it has had enough of them."""

    def __init__(self, inner: FrameSink, search: _Search, begun: Callable[[float], None], most: int) -> None:
        self._inner, self._search, self._begun, self._left = inner, search, begun, most
        self._is_first = True

    def write(self, frame: Frame) -> None:
        """Hand a frame on."""
        self._inner.write(frame._replace(repeats=min(frame.repeats, self._left)))
        if self._is_first:
            self._begun(self._search.time)
            self._is_first = False
        self._left -= frame.repeats
        if self._left <= 0:
            raise _EnoughError


class _Captioned(CaptionedSink):
    """Captions by the clip's own time, though the frames before the search's end never come."""

    def __init__(self, inner: FrameSink, timeline: Timeline, job: ClipJob, search: _Search) -> None:
        super().__init__(inner, timeline.cues, job.quality, job.setting.theme.ink)
        self._search = search

    def write(self, frame: Frame) -> None:
        """Pass the frame on."""
        if not self._frame:
            self._frame = round(self._search.time * self._quality.fps)
        super().write(frame)


class _Search:
    """Runs along with a scene, within a block, until it comes to what was edited.

    That is a line that is not as it was; or a play in a function with the edit, no earlier than the edit; or the first
    play after a function with the edit has run that stands elsewhere, which takes watching each call. What runs before
    the first play cannot be told to belong to one.

    Attributes:
        time: the scene's time at which it was found, in seconds.
    """

    def __init__(self, edits: Sequence[Edit], said: Sequence[str], clip: type[ExplainerScene]) -> None:
        self.time = 0.0
        self._looks_elsewhere = any(edit.file != sys.modules[clip.__module__].__file__ for edit in edits)
        self._edits = {edit.file: edit for edit in edits}
        self._said = said
        self._met = self._begun = False

    def __enter__(self) -> _Search:
        if self._looks_elsewhere:
            sys.setprofile(self._watch)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def is_found(self, scene: ExplainerScene) -> bool:
        """Whether what is played now was edited; asked before each play."""
        self.time = scene.clock
        found = not self._edits or self._is_said_otherwise(scene) or self._is_played() or (self._met and self._begun)
        self._met, self._begun = False, True
        if found:
            sys.setprofile(None)
        return found

    def _is_said_otherwise(self, scene: ExplainerScene) -> bool:
        lines = scene.timeline.lines
        place = len(lines) - 1
        return bool(lines and place < len(self._said) and lines[-1].line.text.split() != self._said[place].split())

    def _is_played(self) -> bool:
        """Whether a play of an edited function is on its way, and is not over before the edit."""
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            edit = self._edits.get(frame.f_code.co_filename)
            if edit is not None and _holds(frame.f_code, edit) and _last_line(frame) >= edit.first:
                return True
            frame = frame.f_back
        return False

    def _watch(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename in self._edits:
            code, edit = frame.f_code, self._edits[frame.f_code.co_filename]
            self._met = self._met or (_holds(code, edit) and not _plays(frame))


def _plays(frame: FrameType) -> bool:
    """Whether a function is a method of a scene: its plays are looked at one by one."""
    return isinstance(frame.f_locals.get("self"), ExplainerScene)


def _holds(code: CodeType, edit: Edit) -> bool:
    """Whether the edit is in the function, and not only in one that it defines."""
    last = max((line for _, _, line in code.co_lines() if line is not None), default=code.co_firstlineno)
    return code.co_name != "<module>" and code.co_firstlineno <= edit.last and edit.first <= last


def _last_line(frame: FrameType) -> int:
    """The last line of the statement's part that runs."""
    positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    return positions[1] or frame.f_lineno
