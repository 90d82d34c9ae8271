"""Outlines of many mobjects turned into Cairo paths at once: one pass of NumPy in place of a call for each curve."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOVE, CURVE, CLOSE = 0, 2, 3
"""Cairo's numbers for the kinds of path elements."""
RELATIVE = 1e-5
CLOSE_BY = float(VMobject().tolerance_for_point_equality)
"""How near two corners are that Manim takes for one, relative to where they are and in Manim units."""


def cairo_paths(outlines: Sequence[Array]) -> list[Array]:
    """Each outline as Cairo's path data: rows of 16 bytes, a header before the corners of each element.

    An outline is Manim's points, (4 curves, 3): cubic curves one after another. A new part of it begins wherever a
    curve does not start where the last one ended; a part that ends where it began is closed.

    Returns:
        For each outline an array (rows, 2) of what ``cairo_append_path`` takes.
    """
    counts = [len(points) // 4 for points in outlines]
    if not sum(counts):
        return [np.empty((0, 2)) for _ in outlines]
    curves = np.concatenate([points[: 4 * count, :2] for points, count in zip(outlines, counts, strict=True)])
    curves = curves.reshape(-1, 4, 2)  # (C, 4, 2)
    stops = np.cumsum(counts)
    first, closed = _parts(curves, (stops - counts)[np.array(counts) > 0])
    rows = 4 + 2 * first + closed
    ends = np.cumsum(rows)
    begins = ends - rows
    data = np.empty((ends[-1], 2))
    _fill(data, curves, begins, first, (ends - 1)[closed])
    bounds = np.concatenate([[0], ends])[np.concatenate([[0], stops])]
    return [data[start:stop] for start, stop in pairwise(bounds)]


def _parts(curves: Array, starts: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Which curves begin a part, and which close one."""
    first = np.zeros(len(curves), dtype=bool)
    first[1:] = ~_close(curves[:-1, 3], curves[1:, 0])
    first[starts] = True
    last = np.append(first[1:], True)
    began = np.maximum.accumulate(np.where(first, np.arange(len(curves)), 0))
    return first, last & _close(curves[began, 0], curves[:, 3])


def _close(one: Array, two: Array) -> NDArray[np.bool_]:
    return np.all(np.abs(one - two) <= CLOSE_BY + RELATIVE * np.abs(two), axis=1)  # type: ignore[no-any-return]


def _fill(data: Array, curves: Array, begins: NDArray[Any], first: NDArray[Any], closings: NDArray[Any]) -> None:
    """Write all elements: a header is a kind and a number of rows, two int32 in the memory of a row."""
    headers = data.view(np.int32)  # (rows, 4)
    moves = begins[first]
    headers[moves, :2] = (MOVE, 2)
    data[moves + 1] = curves[first, 0]
    bends = begins + 2 * first
    headers[bends, :2] = (CURVE, 4)
    for corner in (1, 2, 3):
        data[bends + corner] = curves[:, corner]
    headers[closings, :2] = (CLOSE, 1)
