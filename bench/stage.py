"""One stage of the work on one clip, in a process of its own: ``python -m bench.stage STAGE PAINTER ADDRESS QUALITY``.

It prints what it took as JSON: wall and processor seconds from an empty stage to the last frame, without starting
Python and importing Manim. Stages: ``scene``, in which each frame's mobjects are computed and none is painted;
``paint``, whose frames go nowhere; ``render``, whose frames are encoded as in a film.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from manim.renderer.cairo_renderer import CairoRenderer
from numpy.typing import NDArray

from scenes.kit.setting import Setting
from studio.encoding.h264 import ClipEncoder
from studio.frames.frame import QUALITIES, Frame, FrameSink
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.renderer import SinkRenderer, plain_renderer
from studio.painting.session import FAST, MANIM, manim_session, perform
from studio.request.clips import find_clips
from studio.system import paths


class Counter:
    """A FrameSink that counts, and hands on if it is given somewhere to."""

    def __init__(self, inner: FrameSink | None = None) -> None:
        self.frames = 0
        self._inner = inner

    def write(self, frame: Frame) -> None:
        """Count a frame."""
        self.frames += frame.repeats
        if self._inner is not None:
            self._inner.write(frame)


class _Unpainted:
    """What makes a renderer hand on its empty picture as each frame, without a copy."""

    camera: Any

    def update_frame(self, *_: Any, **__: Any) -> None:
        """Paint nothing."""

    def get_frame(self) -> NDArray[Any]:
        """The picture as it is."""
        return self.camera.pixel_array


class _UnpaintedOurs(_Unpainted, SinkRenderer):
    pass


class _UnpaintedManims(_Unpainted, CairoRenderer):
    pass


def stage(name: str, painter: str, address: str, quality: str) -> dict[str, float]:
    """Run a stage; returns its frames, wall seconds and processor seconds."""
    (clip,) = find_clips(address)
    setting = Setting()
    size = QUALITIES[quality]
    _ = setting.trace  # read before the clock starts
    with (
        tempfile.TemporaryDirectory() as folder,
        fast_mobjects() if painter == FAST else nullcontext(),
        manim_session(size, paths.formulas(), Path(folder)),
    ):
        sink = Counter()
        wall, processor = time.perf_counter(), time.process_time()
        if name == "scene":
            clip(setting=setting, renderer=_unpainted(painter, sink)).render()
        elif name == "paint":
            perform(clip, setting, sink, painter=painter)
        else:
            with ClipEncoder(Path(folder, "clip.mp4"), size) as encoder:
                sink = Counter(encoder)
                perform(clip, setting, sink, painter=painter)
        return {
            "frames": sink.frames,
            "wall": round(time.perf_counter() - wall, 3),
            "processor": round(time.process_time() - processor, 3),
        }


def _unpainted(painter: str, sink: FrameSink) -> CairoRenderer:
    if painter != MANIM:
        return _UnpaintedOurs(sink)
    writer = plain_renderer(sink)._file_writer_class
    return _UnpaintedManims(file_writer_class=writer)


if __name__ == "__main__":
    print(json.dumps(stage(*sys.argv[1:])))
