"""Where the stage is, and boxes on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from scenes.kit.layout import at
from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import LIVE, Leaf, Stage

LEFT, TOP, RIGHT, BOTTOM = 60, 135, 1860, 898
"""Pixels of a 1080-line frame between which a clip of the second cut shows what it shows."""
STAGE: Array = np.array([*at(LEFT, BOTTOM)[:2], *at(RIGHT, TOP)[:2]])
"""The same as left, bottom, right, top in Manim units."""
WIDTH, HEIGHT = float(STAGE[2] - STAGE[0]), float(STAGE[3] - STAGE[1])
AREA = WIDTH * HEIGHT


def bounds(leaves: Iterable[Leaf]) -> Array | None:
    """The box of some outlines as far as it lies on the stage; None when nothing of it does."""
    boxes = np.array([leaf.box for leaf in leaves]).reshape(-1, 4)
    if not len(boxes):
        return None
    low = np.maximum(boxes[:, :2].min(axis=0), STAGE[:2])
    high = np.minimum(boxes[:, 2:].max(axis=0), STAGE[2:])
    return np.concatenate([low, high]) if (low < high).all() else None


def area(box: Array) -> float:
    """How large a box is."""
    return float((box[2] - box[0]) * (box[3] - box[1]))


def meet(one: Array, two: Array) -> bool:
    """Whether two boxes have a place in common."""
    return bool((one[:2] < two[2:]).all() and (two[:2] < one[2:]).all())


def live_leaves(stage: Stage, shapes: Collection[int] | None = None) -> dict[int, Leaf]:
    """The outlines on the stage that are not faint, by the identity of their shapes; only some, if so wanted."""
    return {
        id(leaf.shape): leaf
        for item in stage.items
        if not item.in_bands
        for leaf in item.leaves
        if leaf.opacity >= LIVE and (shapes is None or id(leaf.shape) in shapes)
    }
