"""Stills: a clip as it stands at its end or at the end of a line of narration, painted alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import Line
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Said
from studio.formats.composition import Composition
from studio.formats.stretches import no_such_line
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.renderer import SinkRenderer
from studio.painting.session import manim_session, perform, workplace
from studio.rendering.clip import ClipJob
from studio.system.files import appearing


def make_stills(jobs: Sequence[ClipJob], composition: Composition, line: int | None, files: Sequence[Path]) -> None:
    """Paint a still of each clip into its file, without captions; of the end of a line, or of the clip's end.

    Raises UsageError when a clip has no such line.
    """
    for job, file in zip(jobs, files, strict=True):
        with (
            workplace() as folder,
            fast_mobjects(),
            manim_session(composition.painted, job.formulas, folder, transparent=composition.transparent),
        ):
            still = composition.picture(_still(job, line))
        with appearing(file) as temporary:
            still.save(temporary)


def _still(job: ClipJob, line: int | None) -> NDArray[np.uint8]:
    """The clip's frame, (height, width, 4) RGBA, premultiplied, within a session."""
    scenes: list[ExplainerScene] = []

    def prepare(scene: ExplainerScene) -> None:
        scenes.append(scene)
        if line is not None:
            _end_after(scene, line)

    try:
        perform(job.load(), job.setting, prepare=prepare)
    except _Said:
        pass
    else:
        if line is not None:
            raise no_such_line(job.address, len(scenes[0].timeline.lines), line)
    renderer = scenes[0].renderer
    assert isinstance(renderer, SinkRenderer)
    return renderer.still(scenes[0])


class _Said(Exception):
    """The line has been said: the clip need not go on."""


def _end_after(scene: ExplainerScene, line: int) -> None:
    """Make a scene end when it has said so many lines."""
    voice = scene.voice

    @contextmanager
    def until(words: Said) -> Iterator[Line]:
        with voice(words) as spoken:
            yield spoken
        if len(scene.timeline.lines) == line:
            raise _Said

    scene.voice = until  # type: ignore[method-assign]
