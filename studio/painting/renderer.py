"""The seam to Manim: a renderer that hands each painted frame to a sink, without files in between.

What a frame shows is the scene's affair, how it is painted the camera's, what becomes of it the sink's. A faster
painter takes the place of ``Painter``; a different output is a different sink.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from manim import Scene, logger, tempconfig
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from numpy.typing import NDArray
from tqdm import tqdm  # type: ignore[import-untyped]

from scenes.kit.scene import ExplainerScene, Timeline
from scenes.kit.setting import Setting
from studio.frames.box import Box
from studio.frames.frame import FrameSink, Quality
from studio.painting.fast_mobjects import lean, plain
from studio.painting.formulas import formulas_from
from studio.painting.painter import Painter
from studio.system import workplaces

OURS, MANIM = "fast", "manim"
"""Who paints."""
MOST_OUTLINES = 1000  # of words and formulas that a process remembers, some 40 kB each


class SinkWriter(SceneFileWriter):
    """Stands where Manim's file writer stands; frames go to the sink, nothing to the disk."""

    def __init__(self, sink: FrameSink | None, settings: Any) -> None:
        super().__init__(settings)
        self._sink = sink

    def begin_animation(self, allow_write: bool = False, **_: Any) -> None:
        """Nothing is opened for a single animation."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Nothing is closed after a single animation."""

    def write_frame(self, frame: NDArray[Any], repeat: int = 1, changed: Box | None = None) -> None:
        """Hand the frame on."""
        if self._sink is not None:
            self._sink.write(frame, repeat, changed)


def plain_renderer(sink: FrameSink) -> CairoRenderer:
    """Manim's own renderer and camera; its frames go to the sink."""
    return CairoRenderer(file_writer_class=partial(SinkWriter, sink))  # type: ignore[arg-type]


class SinkRenderer(CairoRenderer):
    """Manim's Cairo renderer without copies of frames and without partial movie files, with a painter of our own.

    Without a sink it skips the animations: the scene runs in a moment and its times are the same.
    """

    camera: Painter

    def __init__(self, sink: FrameSink | None) -> None:
        super().__init__(
            file_writer_class=partial(SinkWriter, sink),  # type: ignore[arg-type]
            camera_class=Painter,
            skip_animations=sink is None,
        )

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        """Paint one frame of an animation and hand it on."""
        self.update_frame(scene, moving_mobjects)
        self.add_frame(self.camera.pixel_array)

    def add_frame(self, frame: NDArray[Any], num_frames: int = 1) -> None:
        """Hand the frame on, and where it has changed."""
        if not self.skip_animations:
            self.time += num_frames / self.camera.frame_rate
            self.file_writer.write_frame(frame, num_frames, self.camera.changed())  # type: ignore[call-arg]

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> Any:
        """Paint what rests during a play once; when nothing is painted, nothing is kept."""
        if self.skip_animations:
            self.static_image = None
            return None
        return super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, scene: Scene, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        """Paint ``mobjects`` over what rests; when all rests, the picture of what rests is the frame.

        Manim would paint everything over that picture a second time, which darkens what is translucent.
        """
        if self.skip_animations:
            return
        if self.static_image is not None:
            self.camera.paint(scene.mobjects if mobjects is None else mobjects, self.static_image)
        else:
            self.camera.paint(mobjects or scene.mobjects, self.camera.background)

    def freeze_current_frame(self, duration: float) -> None:
        """Hand on the frame of a wait once, with the number of times it is shown."""
        self.add_frame(self.camera.pixel_array, num_frames=int(duration * self.camera.frame_rate))

    def still(self, scene: Scene) -> NDArray[Any]:
        """The scene as it stands, painted anew: (height, width, 4) RGBA, borrowed until the next frame."""
        self.static_image = None
        self.camera.paint(scene.mobjects, self.camera.background)
        return self.camera.pixel_array


@contextlib.contextmanager
def manim_for(
    quality: Quality,
    formulas: Path,
    *,
    may_typeset: bool,
    workplace: Path | None = None,
    kept: bool = False,
    painter: str = OURS,
    transparent: bool = False,
) -> Iterator[None]:
    """Configure Manim for this process: frame size and rate, quiet, formulas from ``formulas``, other files elsewhere.

    Each process has its own folder for the outlines of words, so that none reads what another has half written.

    Args:
        quality: size and rate of the frames.
        formulas: where typeset formulas are.
        may_typeset: whether missing ones are typeset.
        workplace: the folder in which this process has its own; one in the cache by default.
        painter: ``OURS``, or ``MANIM``, whose mobjects are left as they are.
        kept: keep the outlines for the next time in this process, which is quicker; they end with ``workplace``.
        transparent: leave the ground out; frames are premultiplied, as Cairo paints them. Only our own painter can.
    """
    logger.setLevel("WARNING")
    plain() if painter == MANIM else lean()
    tqdm.set_lock(RLock())  # its own would be shared between processes and outlive one that is killed
    with _outlines(workplace, kept) as media:
        settings = {
            "pixel_width": quality.width,
            "pixel_height": quality.height,
            "frame_rate": quality.fps,
            "dry_run": True,
            "disable_caching": True,
            "progress_bar": "none",
            "background_opacity": 0.0 if transparent else 1.0,
            "seed": 0,
            "media_dir": str(media),
            "verbosity": "WARNING",
        }
        with tempconfig(settings), formulas_from(formulas, media, may_typeset=may_typeset):
            yield


@contextlib.contextmanager
def _outlines(workplace: Path | None, kept: bool) -> Iterator[Path]:
    """The folder that Manim keeps this process's outlines of words in."""
    if workplace is not None and kept:
        folder = workplace / f"outlines-{os.getpid()}"
        folder.mkdir(exist_ok=True)
        if len(SVG_HASH_TO_MOB_MAP) > MOST_OUTLINES:
            SVG_HASH_TO_MOB_MAP.clear()
        yield folder
        return
    with contextlib.ExitStack() as ending:
        within = ending.enter_context(workplaces.workplace()) if workplace is None else workplace
        try:
            yield Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="outlines-", dir=within)))
        finally:
            SVG_HASH_TO_MOB_MAP.clear()  # Manim remembers each outline by its file's name, and these files end here


def perform(
    clip: type[ExplainerScene],
    setting: Setting,
    sink: FrameSink | None = None,
    *,
    painter: str = OURS,
    prepare: Callable[[ExplainerScene], None] | None = None,
    timeline: Timeline | None = None,
) -> Timeline:
    """Run a clip from an empty stage to its last still, inside ``manim_for``.

    Args:
        clip: the scene to run.
        setting: its trace and theme.
        sink: takes the frames; without one nothing is painted.
        painter: ``OURS`` or ``MANIM``, which leaves all of it to Manim's own renderer and camera.
        prepare: called with the scene before it runs, to watch it.
        timeline: an empty one that is filled while the scene runs, for sinks that follow it.

    Returns:
        The clip's cues, lines and steps.
    """
    renderer = plain_renderer(sink) if painter == MANIM and sink is not None else SinkRenderer(sink)
    scene = clip(setting=setting, renderer=renderer)
    if timeline is not None:
        scene.timeline = timeline
    if prepare is not None:
        prepare(scene)
    scene.render()
    return scene.timeline
