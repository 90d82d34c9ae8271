"""Takes the stills of a clip while the inspector runs it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.kit.narration import Cue
from scenes.kit.scene import ExplainerScene
from studio.frames.captions import draw_caption
from studio.frames.frame import Quality
from studio.inspector.pictures.stills import Still
from studio.inspector.problems import Mark, Step
from studio.painting.renderer import SinkRenderer

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

    @property
    def chosen(self) -> list[Still]:
        """The stills that make the storyboard."""
        return [still for still in self.stills if still.chosen]

    def __call__(self, scene: ExplainerScene, step: Step, marks: list[Mark]) -> None:
        """Look at the scene at the end of a step, or within a play where something is wrong."""
        numbers = {number for number, _ in marks}
        spoken = scene.timeline.lines
        ended = len(spoken) > self._lines_done and step.end >= spoken[-1].start + spoken[-1].line.duration - SLACK
        chosen = ended or bool(numbers - self._pictured)
        if not (chosen or self._every_step):
            return
        cues = self._cues(scene, step) or ([self._last_cue] if chosen else [])
        self._pictured |= numbers
        if ended:
            self._lines_done = len(spoken)
        what = f"line {len(spoken)}" if ended else "within a play" if _is_within(scene, step) else step.kind
        text = spoken[-1].line.text if ended else ""
        frame = self._paint(scene)
        for cue in cues:
            time = step.end if cue is None else min(step.end, cue.end)
            last = chosen and cue is cues[-1]
            picture = self._picture(scene, frame, cue)
            self.stills.append(Still(time, picture, what, step.where, text, marks, last))
            self._last_cue = cue

    def take_poster(self, scene: ExplainerScene) -> None:
        """Picture the last still of a scene that has ended, unless nothing has moved since the last picture."""
        moves = [end for _, end, moved in scene.timeline.steps if moved]
        pictured = [still.time for still in self.chosen]
        if not pictured or (moves and moves[-1] > pictured[-1] + SLACK):
            picture = self._picture(scene, self._paint(scene), None)
            self.stills.append(Still(scene.timeline.end, picture, "poster"))

    def _paint(self, scene: ExplainerScene) -> NDArray[np.uint8]:
        renderer = scene.renderer
        assert isinstance(renderer, SinkRenderer)
        return renderer.still(scene)

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
        layer = draw_caption(cue.text, self._quality, scene.theme.ink)
        before = layer.blend(frame)
        picture = frame[:, :, :3].copy()
        layer.restore(frame, before)
        return picture


def _is_within(scene: ExplainerScene, step: Step) -> bool:
    """Whether a play is still going on: it is not among the scene's steps yet."""
    return step.end > scene.clock + SLACK
