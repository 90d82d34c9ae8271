"""Whether something happens while somebody speaks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
from manim import ImageMobject

from scenes.kit.narration import Spoken
from studio.inspector.seen.leaves import Leaf
from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import Stage
from studio.inspector.staging.frame import AREA, STAGE, box_of

LONGEST = 4.0  # seconds
LEAST = 0.001  # of the stage: less is no change
PAINT = 0.02  # of red, green, blue or opacity
IMAGE_STEP = 2  # pixels of an image, of which each such one is compared
GAP = 0.1  # seconds between two lines that are spoken in one breath
SLACK = 1e-6


class Stillness:
    """Remembers from when to when nothing changed on the stage."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self._before: Stage | None = None
        self._images: dict[int, tuple[bytes, Array]] = {}
        self._since = 0.0

    def note(self, stage: Stage, *, resting_since: float | None = None) -> None:
        """Look at the stage: within a play, at its end, or at the end of a wait that began at ``resting_since``."""
        before, self._before = self._before, stage
        images, self._images = self._images, images_of(stage)
        if not changed(before, stage) and not images_changed(images, self._images):
            return
        last = before.time if before is not None else 0.0
        self.spans.append((self._since, last))
        self._since = stage.time if resting_since is None else resting_since

    def end(self, time: float) -> None:
        """The clip has ended."""
        self.spans.append((self._since, time))

    def found(self, lines: list[Spoken]) -> Iterator[tuple[float, float]]:
        """From when to when for too long nothing changed while lines were spoken."""
        for start, end in self.spans:
            for begun, done in in_one_breath(lines):
                first, last = max(start, begun), min(end, done)
                if last - first > LONGEST + SLACK:
                    yield first, last


def in_one_breath(lines: list[Spoken]) -> list[tuple[float, float]]:
    """From when to when somebody speaks; lines that follow one another at once are one."""
    spans: list[tuple[float, float]] = []
    for spoken in lines:
        start, end = spoken.start, spoken.start + spoken.line.duration
        if spans and start <= spans[-1][1] + GAP:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def changed(before: Stage | None, now: Stage) -> bool:
    """Whether at least a thousandth of the stage looks different, by the boxes of outlines."""
    was = {id(leaf.shape): leaf for leaf in before.leaves} if before is not None else {}
    left = LEAST * AREA
    for leaf in now.leaves:
        old = was.pop(id(leaf.shape), None)
        if old is None or not _alike(old, leaf):
            left -= _on_stage(leaf)
            if left <= 0:
                return True
    return sum(map(_on_stage, was.values())) >= left


def images_of(stage: Stage) -> dict[int, tuple[bytes, Array]]:
    """What each image shows, in brief, and where, by its identity."""
    return {
        id(image): (hashlib.blake2b(image.pixel_array[::IMAGE_STEP, ::IMAGE_STEP].tobytes()).digest(), box_of(image))
        for image in stage.of_kind(ImageMobject)
    }


def images_changed(before: Mapping[int, tuple[bytes, Array]], now: Mapping[int, tuple[bytes, Array]]) -> bool:
    """Whether any image has come, gone, moved, or shows something else."""
    return before.keys() != now.keys() or any(
        before[key][0] != shown or not np.array_equal(before[key][1], box) for key, (shown, box) in now.items()
    )


def _alike(one: Leaf, two: Leaf) -> bool:
    same = one.outline.tobytes() == two.outline.tobytes() or np.array_equal(one.outline, two.outline)
    return bool(same and np.abs(one.fill - two.fill).max() < PAINT and np.abs(one.stroke - two.stroke).max() < PAINT)


def _on_stage(leaf: Leaf) -> float:
    sides = np.minimum(leaf.box[2:], STAGE[2:]) - np.maximum(leaf.box[:2], STAGE[:2])
    return float(np.prod(np.maximum(sides, 0.0)))
