"""Where the stage is, and boxes on it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import DL, UR, ImageMobject, Mobject

from scenes.kit.layout import at
from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import LIVE, Stage

LEFT, TOP, RIGHT, BOTTOM = 60, 135, 1860, 898
"""Pixels of a 1080-line frame between which a clip shows what it shows."""
STAGE: Array = np.array([*at(LEFT, BOTTOM)[:2], *at(RIGHT, TOP)[:2]])
"""The same as left, bottom, right, top in Manim units."""
WIDTH, HEIGHT = float(STAGE[2] - STAGE[0]), float(STAGE[3] - STAGE[1])
AREA = WIDTH * HEIGHT


def bounds(boxes: Iterable[Array]) -> Array | None:
    """The box round some boxes as far as it lies on the stage; None when nothing of it does."""
    every = np.array(list(boxes)).reshape(-1, 4)
    if not len(every):
        return None
    low = np.maximum(every[:, :2].min(axis=0), STAGE[:2])
    high = np.minimum(every[:, 2:].max(axis=0), STAGE[2:])
    return np.concatenate([low, high]) if (low < high).all() else None


def area(box: Array) -> float:
    """How large a box is."""
    return float((box[2] - box[0]) * (box[3] - box[1]))


def meet(one: Array, two: Array) -> bool:
    """Whether two boxes have a place in common."""
    return bool((one[:2] < two[2:]).all() and (two[:2] < one[2:]).all())


def live_boxes(stage: Stage) -> dict[int, Array]:
    """The boxes of outlines and images on the stage that are not faint, by the identity of what is drawn."""
    boxes = {
        id(leaf.shape): leaf.box
        for item in stage.items
        if not item.in_bands
        for leaf in item.leaves
        if leaf.opacity >= LIVE
    }
    return boxes | {id(image): box_of(image) for image in stage.of_kind(ImageMobject) if opacity_of(image) >= LIVE}


def box_of(mobject: Mobject) -> Array:
    """Left, bottom, right, top of a mobject, in Manim units."""
    return np.array([*mobject.get_corner(DL)[:2], *mobject.get_corner(UR)[:2]])


def opacity_of(image: ImageMobject) -> float:
    """How strong an image's strongest pixel is."""
    return float(image.pixel_array[..., 3].max()) / 255
