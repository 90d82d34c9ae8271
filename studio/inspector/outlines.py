"""Geometry of outlines as Cairo draws them: cubic Bezier curves, flattened to points on the curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEPS = 4  # straight pieces that a curve is cut into
_T = np.linspace(0.0, 1.0, STEPS + 1)[:, None]
BASIS = np.concatenate([(1 - _T) ** 3, 3 * (1 - _T) ** 2 * _T, 3 * (1 - _T) * _T**2, _T**3], axis=1)  # (STEPS + 1, 4)
STROKE_UNITS = 0.01
"""Manim units a point of stroke width is drawn wide (Camera.cairo_line_width_multiple)."""


def flatten(points: Array) -> Array:
    """Points on the curves of an outline, curve by curve: (4 C, 3) to (C, STEPS + 1, 2)."""
    whole = len(points) // 4 * 4
    curves = points[:whole, :2].reshape(-1, 4, 2)  # (C, 4, 2)
    return np.einsum("tk,ckd->ctd", BASIS, curves)  # (C, STEPS + 1, 2)


def boxes_of(outlines: Sequence[Array]) -> Array:
    """Left, bottom, right, top of each of several flattened outlines: (N, 4)."""
    if not outlines:
        return np.zeros((0, 4))
    points = np.concatenate([outline.reshape(-1, 2) for outline in outlines])
    starts = np.cumsum([0, *(outline.shape[0] * outline.shape[1] for outline in outlines[:-1])])
    return np.concatenate([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)], axis=1)


def area(outline: Array) -> float:
    """The area that a flattened outline of one closed path encloses, by the shoelace formula."""
    ring = outline[:, :-1].reshape(-1, 2)
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def inside(outline: Array, points: Array) -> NDArray[np.bool_]:
    """Whether each of the points (P, 2) lies within a flattened outline, by the even-odd rule: (P)."""
    starts, ends = outline[:, :-1].reshape(-1, 2), outline[:, 1:].reshape(-1, 2)  # (E, 2)
    x, y = points[:, :1], points[:, 1:]
    straddles = (starts[:, 1] > y) != (ends[:, 1] > y)  # (P, E)
    rise = np.where(ends[:, 1] == starts[:, 1], 1.0, ends[:, 1] - starts[:, 1])
    crossing = starts[:, 0] + (y - starts[:, 1]) / rise * (ends[:, 0] - starts[:, 0])
    crossed: NDArray[np.bool_] = (straddles & (x < crossing)).sum(axis=1) % 2 == 1
    return crossed


def pieces(outline: Array) -> tuple[Array, Array]:
    """The straight pieces of a flattened outline: their starts and ends, (E, 2) each."""
    return outline[:, :-1].reshape(-1, 2), outline[:, 1:].reshape(-1, 2)


def stroke_of(shape: VMobject) -> float:
    """How wide the outline's line is drawn, in Manim units."""
    return float(shape.get_stroke_width()) * STROKE_UNITS
