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
MANY = 24
"""Points from which on an outline is asked by itself."""
TOUCHING = 1e-5
"""Manim units; nearer ends of two curves are one."""
STROKE_UNITS = 0.01
"""Manim units a point of stroke width is drawn wide (Camera.cairo_line_width_multiple)."""


def flatten(points: Array) -> Array:
    """Points on the curves of an outline, curve by curve: (4 C, 3) to (C, STEPS + 1, 2)."""
    whole = len(points) // 4 * 4
    curves = points[:whole, :2].reshape(-1, 4, 2)  # (C, 4, 2)
    return np.einsum("tk,ckd->ctd", BASIS, curves)  # (C, STEPS + 1, 2)


def flatten_all(outlines: Sequence[Array]) -> list[Array]:
    """Points on the curves of several outlines at once: of each (4 C, 3) its (C, STEPS + 1, 2)."""
    if not outlines:
        return []
    counts = [len(points) // 4 for points in outlines]
    curves = np.concatenate([points[: 4 * count, :2] for points, count in zip(outlines, counts, strict=True)])
    flat = np.matmul(BASIS, curves.reshape(-1, 4, 2))  # (all C, STEPS + 1, 2)
    return np.split(flat, np.cumsum(counts)[:-1])


def _joined(outlines: Sequence[Array]) -> tuple[Array, NDArray[np.int64]]:
    """All points of several flattened outlines, (P, 2), and where each begins."""
    lengths = [outline.shape[0] * outline.shape[1] for outline in outlines]
    return np.concatenate([outline.reshape(-1, 2) for outline in outlines]), np.cumsum([0, *lengths[:-1]])


def boxes_of(outlines: Sequence[Array]) -> Array:
    """Left, bottom, right, top of each of several flattened outlines: (N, 4)."""
    if not outlines:
        return np.zeros((0, 4))
    points, starts = _joined(outlines)
    return np.concatenate([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)], axis=1)


def turns_of(outlines: Sequence[Array]) -> Array:
    """The area that each of several closed outlines encloses, by the shoelace formula: plus if anticlockwise, (N)."""
    if not outlines:
        return np.zeros(0)
    points, starts = _joined(outlines)
    x, y = points[:, 0], points[:, 1]
    # The last point of an outline meets the first of the next: those terms are taken away, and the closing one put in.
    product = np.zeros(len(points))
    product[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    ends = np.append(starts[1:], len(points)) - 1
    product[ends] = x[ends] * y[starts] - x[starts] * y[ends]
    areas: Array = np.add.reduceat(product, starts) / 2
    return areas


def lengths_of(outlines: Sequence[Array]) -> Array:
    """How long each of several flattened outlines is: (N)."""
    if not outlines:
        return np.zeros(0)
    curves = np.concatenate(outlines)  # (C, STEPS + 1, 2)
    along = np.diff(curves, axis=1)
    starts = np.cumsum([0, *(len(outline) for outline in outlines[:-1])])
    lengths: Array = np.add.reduceat(np.hypot(along[..., 0], along[..., 1]).sum(axis=1), starts)
    return lengths


def within(points: Array, boxes: Array) -> NDArray[np.bool_]:
    """Whether each point (P, 2) lies in each box (N, 4): (P, N)."""
    x, y = points[:, :1], points[:, 1:]
    found: NDArray[np.bool_] = (x >= boxes[:, 0]) & (x <= boxes[:, 2]) & (y >= boxes[:, 1]) & (y <= boxes[:, 3])
    return found


def inside(outline: Array, points: Array) -> NDArray[np.bool_]:
    """Whether each of the points (P, 2) lies within a flattened outline, by the even-odd rule: (P)."""
    starts, ends = outline[:, :-1].reshape(-1, 2), outline[:, 1:].reshape(-1, 2)  # (E, 2)
    x, y = points[:, :1], points[:, 1:]
    straddles = (starts[:, 1] > y) != (ends[:, 1] > y)  # (P, E)
    rise = np.where(ends[:, 1] == starts[:, 1], 1.0, ends[:, 1] - starts[:, 1])
    crossing = starts[:, 0] + (y - starts[:, 1]) / rise * (ends[:, 0] - starts[:, 0])
    crossed: NDArray[np.bool_] = (straddles & (x < crossing)).sum(axis=1) % 2 == 1
    return crossed


def inside_each(outlines: Sequence[Array], which: NDArray[np.int64], points: Array) -> NDArray[np.bool_]:
    """Whether each of the points (P, 2) lies within its own flattened outline, that at ``which`` (P): (P)."""
    found = np.zeros(len(points), dtype=bool)
    asked = np.bincount(which, minlength=len(outlines))
    for place in np.flatnonzero(asked >= MANY):
        own = np.flatnonzero(which == place)
        found[own] = inside(outlines[int(place)], points[own])
    others = np.flatnonzero(asked[which] < MANY)
    found[others] = _inside_all(outlines, which[others], points[others])
    return found


def _inside_all(outlines: Sequence[Array], which: NDArray[np.int64], points: Array) -> NDArray[np.bool_]:
    """The same in one pass, which is faster for a few points each."""
    if not len(points):
        return np.zeros(0, dtype=bool)
    places, which = np.unique(which, return_inverse=True)
    starts, ends = (np.concatenate(side) for side in zip(*(pieces(outlines[i]) for i in places), strict=True))  # (E, 2)
    counts = np.array([outlines[place].shape[0] * STEPS for place in places])
    edges = counts[which]  # (P)
    firsts = np.cumsum(edges) - edges
    # The edges of the first point's outline, then those of the second's, and so on.
    edge = np.arange(edges.sum()) - np.repeat(firsts - (np.cumsum(counts) - counts)[which], edges)
    x, y = np.repeat(points, edges, axis=0).T
    (left, low), (right, high) = starts[edge].T, ends[edge].T
    rise = np.where(high == low, 1.0, high - low)
    crossed = ((low > y) != (high > y)) & (x < left + (y - low) / rise * (right - left))
    odd: NDArray[np.bool_] = np.add.reduceat(crossed.astype(np.int64), firsts) % 2 == 1
    return odd


def pieces(outline: Array) -> tuple[Array, Array]:
    """The straight pieces of a flattened outline: their starts and ends, (E, 2) each."""
    return outline[:, :-1].reshape(-1, 2), outline[:, 1:].reshape(-1, 2)


def subpaths_of(points: Array) -> int:
    """How many pieces an outline has (4 C, 3): a curve that does not begin where the one before ends begins another."""
    whole = points[: len(points) // 4 * 4]
    apart = np.abs(whole[4::4] - whole[3:-1:4]).max(axis=1, initial=0.0) > TOUCHING
    return int(bool(len(whole)) + np.count_nonzero(apart))


def stroke_of(shape: VMobject) -> float:
    """How wide the outline's line is drawn, in Manim units."""
    return float(shape.get_stroke_width()) * STROKE_UNITS
