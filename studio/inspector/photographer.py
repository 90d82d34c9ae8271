"""Takes the stills of a clip while the inspector runs it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import Cue
from scenes.kit.scene import ExplainerScene
from studio.camera import SinkRenderer
from studio.captions import overlay
from studio.frames import Quality
from studio.inspector.problems import Mark, Step
from studio.inspector.storyboard import Still

SLACK = 1e-6


class Photographer:
    """Takes a still at the end of each line of narration, where a problem first shows, and of the poster.

    Args:
        quality: the size of the stills.
        with_captions: draw the captions on them.
        every_step: take one at the end of each play and for each caption as well.
    """

    def __init__(self, quality: Quality, *, with_captions: bool = True, every_step: bool = False) -> None:
        self.stills: list[Still] = []
        self._quality = quality
        self._with_captions = with_captions
        self._every_step = every_step
        self._pictured: set[int] = set()
        self._lines_done = 0
        self._last_cue: Cue | None = None

    def __call__(self, scene: ExplainerScene, step: Step, marks: list[Mark]) -> None:
        """Look at the scene at the end of a step."""
        numbers = {number for number, _ in marks}
        lines = scene.timeline.lines
        spoken = lines[-1] if lines else None
        ended = (
            spoken is not None
            and len(lines) > self._lines_done
            and step.end >= spoken.start + spoken.line.duration - SLACK
        )
        if ended:
            self._lines_done = len(lines)
        if not (ended or numbers - self._pictured or self._every_step):
            return
        self._pictured |= numbers
        cues = self._cues(scene, step)
        if not cues:
            return
        renderer = scene.renderer
        assert isinstance(renderer, SinkRenderer)
        frame = renderer.still(scene)
        for cue in cues:
            time = step.end if cue is None else min(step.end, cue.end)
            note = f"line {len(lines)}  {step.where}" if ended else step.where
            self.stills.append(Still(time, self._picture(scene, frame, cue), note, marks))
            self._last_cue = cue

    def _cues(self, scene: ExplainerScene, step: Step) -> list[Cue | None]:
        """The captions to picture at the end of a step: the last one, or all new ones of a wait."""
        cues = [cue for cue in scene.timeline.cues if cue.start < step.end - SLACK and cue.end > step.start + SLACK]
        if not self._every_step:
            return [cues[-1] if cues and cues[-1].end >= step.end - SLACK else None]
        if step.kind == "wait":
            # The picture of the first has been taken at the end of the play before.
            new: list[Cue | None] = [cue for cue in cues if cue is not self._last_cue or not self.stills]
            return new if cues or self._last_cue is None else [None]
        seen: list[Cue | None] = [cue for cue in cues if cue.end >= step.end - SLACK]
        return seen[:1] or [None]

    def _picture(self, scene: ExplainerScene, frame: NDArray[np.uint8], cue: Cue | None) -> NDArray[np.uint8]:
        if cue is None or not self._with_captions:
            return frame[:, :, :3].copy()
        layer = overlay(cue.text, self._quality, scene.theme.ink)
        before = layer.blend(frame)
        picture = frame[:, :, :3].copy()
        layer.restore(frame, before)
        return picture
