"""Manim set up for the studio, and a scene run in it: quiet, without files of its own, frames handed to a sink."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from manim import logger
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from tqdm import tqdm  # type: ignore[import-untyped]

from scenes.kit.narration import Timeline
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import FrameSink, Quality
from studio.painting.formulas import formulas_from
from studio.painting.letters import letters_from
from studio.painting.renderer import SinkRenderer, plain_renderer
from studio.system import paths, workplaces
from studio.system.manim_settings import manim_settings

FAST, MANIM = "fast", "manim"
"""The painters: the studio's own, and Manim's."""
MOST_OUTLINES = 1000  # of words and formulas that a process remembers, some 40 kB each


@contextmanager
def workplace() -> Iterator[Path]:
    """A workplace for sessions; what Manim remembers of outlines, by their files, it forgets when these end."""
    with workplaces.workplace() as folder:
        try:
            yield folder
        finally:
            SVG_HASH_TO_MOB_MAP.clear()


@contextmanager
def manim_session(quality: Quality, formulas: Path, workplace: Path, *, transparent: bool = False) -> Iterator[None]:
    """In the block Manim paints frames of one quality, with formulas from a folder, and leaves no other files.

    Nothing that a user has set Manim to counts.

    Args:
        quality: size and rate of the frames.
        formulas: where typeset formulas are, and new ones go.
        workplace: the folder that outlines of words are kept in, for the next session of this process as well.
        transparent: leave the ground out; frames are premultiplied, as Cairo paints them. Only our own painter can.
    """
    level = logger.level
    logger.setLevel("WARNING")
    tqdm.set_lock(RLock())  # its own would be shared between processes and outlive one that is killed
    outlines = workplace / f"outlines-{os.getpid()}"  # so that no process reads what another has half written
    outlines.mkdir(exist_ok=True)
    if len(SVG_HASH_TO_MOB_MAP) > MOST_OUTLINES:
        SVG_HASH_TO_MOB_MAP.clear()
    settings = {
        "pixel_width": quality.width,
        "pixel_height": quality.height,
        "frame_rate": quality.fps,
        "dry_run": True,
        "disable_caching": True,
        "progress_bar": "none",
        "background_opacity": 0.0 if transparent else 1.0,
        "seed": 0,
        "media_dir": str(outlines),
        "verbosity": "WARNING",
    }
    try:
        with manim_settings(settings), formulas_from(formulas, outlines), letters_from(paths.letters()):
            yield
    finally:
        logger.setLevel(level)


def perform(
    clip: type[ExplainerScene],
    setting: Setting,
    sink: FrameSink | None = None,
    *,
    painter: str = FAST,
    prepare: Callable[[ExplainerScene], None] | None = None,
    timeline: Timeline | None = None,
    begins: Callable[[ExplainerScene], bool] | None = None,
) -> Timeline:
    """Run a clip from an empty stage to its last still, within a session; returns its cues, lines and steps.

    Args:
        clip: the scene to run.
        setting: its trace and theme.
        sink: takes the frames; without one nothing is painted.
        painter: ``FAST``, or ``MANIM``, which leaves all of it to Manim's own renderer and camera.
        prepare: called with the scene before it runs, to watch it.
        timeline: an empty one that is filled while the scene runs, for sinks that follow it.
        begins: asked before each play whether frames are wanted from then on; without it all are. The studio's own
            painter alone asks.
    """
    renderer = plain_renderer(sink) if painter == MANIM and sink is not None else SinkRenderer(sink, begins)
    scene = clip(setting=setting, renderer=renderer)
    if timeline is not None:
        scene.timeline = timeline
    if sink is None or begins is not None:
        # Manim sorts what moves from what rests to paint the latter once; nothing is painted here, or not yet.
        scene.get_moving_and_static_mobjects = lambda animations: ([], [])  # type: ignore[method-assign]
    if prepare is not None:
        prepare(scene)
    scene.render()
    return scene.timeline
