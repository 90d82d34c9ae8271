"""What is really behind a point of the picture: the fills painted below it, one over another, on the ground.

Texts and hairlines count as nothing here: there are rules of their own for text over text and for lines through text.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ManimColor
from numpy.typing import NDArray

from studio.inspector.seen.leaves import FAINTEST, OPAQUE, Leaf
from studio.inspector.seen.outlines import Array, inside_each, within
from studio.inspector.seen.stage import Stage


def behind(stage: Stage, points: Array, orders: Array) -> Array:
    """The colour below each point, as the eye sees it.

    Args:
        stage: the moment.
        points: (P, 2), in Manim units.
        orders: (P), the place in the order of drawing below which things count, one for each point.

    Returns:
        Red, green and blue from 0 to 1: (P, 3).
    """
    colour = np.tile(np.asarray(ManimColor(stage.theme.ground).to_rgb(), dtype=float), (len(points), 1))  # (P, 3)
    fills = _touching([leaf for leaf in stage.grounds if leaf.fill[3] > FAINTEST], points)
    if not fills or not len(points):
        return colour
    fills.sort(key=lambda leaf: leaf.order)
    over = _contains(fills, points) & (np.array([leaf.order for leaf in fills]) < orders[:, None])  # (P, N)
    paints = np.array([leaf.fill for leaf in fills])  # (N, 4)
    opaque = over & (paints[:, 3] >= OPAQUE)
    last = np.where(opaque.any(axis=1), len(fills) - 1 - opaque[:, ::-1].argmax(axis=1), -1)  # (P)
    colour[last >= 0] = paints[last[last >= 0], :3]
    clear = over & (paints[:, 3] < OPAQUE) & (np.arange(len(fills)) > last[:, None])
    for place in np.flatnonzero(clear.any(axis=0)):
        part = paints[place, 3]
        colour[clear[:, place]] = (1 - part) * colour[clear[:, place]] + part * paints[place, :3]
    return colour


def is_covered(stage: Stage, points: Array, orders: Array) -> NDArray[np.bool_]:
    """Whether something opaque that is drawn later lies over each point (P, 2), whatever its form: (P)."""
    over = _touching([leaf for leaf in stage.grounds if leaf.fill[3] >= OPAQUE], points)
    if not over:
        return np.zeros(len(points), dtype=bool)
    found = _contains(over, points) & (np.array([leaf.order for leaf in over]) > orders[:, None])
    return np.any(found, axis=1)


def _touching(leaves: Sequence[Leaf], points: Array) -> list[Leaf]:
    """The outlines whose boxes reach the region that the points span."""
    if not len(points):
        return []
    low, high = points.min(axis=0), points.max(axis=0)
    left, bottom, right, top = np.array([leaf.box for leaf in leaves]).reshape(-1, 4).T
    near = (left <= high[0]) & (bottom <= high[1]) & (right >= low[0]) & (top >= low[1])
    return [leaf for leaf, meets in zip(leaves, near, strict=True) if meets]


def _contains(leaves: Sequence[Leaf], points: Array) -> NDArray[np.bool_]:
    """Whether each point lies within each outline: (P, N)."""
    found = within(points, np.array([leaf.box for leaf in leaves]))  # (P, N)
    asked, place = np.nonzero(found & np.array([not leaf.fills_its_box for leaf in leaves]))
    found[asked, place] = inside_each([leaf.outline for leaf in leaves], place, points[asked])
    return found
