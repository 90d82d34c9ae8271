"""How drawn shapes are measured: along a way, piece by piece, and their colours on a scale of colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import ManimColor, VMobject
from numpy.typing import NDArray

from scenes.kit.mobjects.cells import Box
from scenes.kit.scales import Array, Shades, Way, across, upward
from scenes.kit.theme import oklab, oklab_of

SHADE = 0.02  # of a scale of colours: less than can be told apart
BESIDE = 0.03  # of Oklab: how far a colour may lie from its scale
RISE = 1e-3  # of Oklab: a step back so small is none
Places = NDArray[np.intp]


def measure(way: Way, points: Array) -> tuple[Array, float]:
    """How far along a way points (P, 2) lie, as parts of it, and its length.

    Along an edge of a box that leans, points are level with the way where the box's other edge would carry them.
    """
    start, end = way.shape.points[way.start, :2], way.shape.points[way.end, :2]
    course = end - start
    if way.aside:
        course = np.array([-course[1], course[0]])
    length = float(np.hypot(*course))
    level = _level(way)
    turn = 0.0 if level is None else float(course[0] * level[1] - course[1] * level[0])
    if level is None or abs(turn) < 1e-9:
        return (points - start) @ course / max(length, 1e-9) ** 2, length
    away = points - start
    return (away[:, 0] * level[1] - away[:, 1] * level[0]) / turn, length


def _level(way: Way) -> Array | None:
    """The other edge of a box that meets an edge where its way starts; None for other ways, and for upright boxes."""
    if not isinstance(way.shape, Box) or way.aside:
        return None
    ends = way.shape.points[[0, 4, 8, 12], :2]  # the corners, clockwise
    first, last = way.start // 4 % 4, way.end // 4 % 4
    other = next(place % 4 for place in (first - 1, first + 1) if place % 4 != last)
    course, level = ends[last] - ends[first], ends[other] - ends[first]
    leans = abs(float(course @ level)) > 1e-6 * float(np.hypot(*course) * np.hypot(*level))
    return np.asarray(level) if leans else None


def pieces(points: Array, shapes: Places) -> Places:
    """Where each closed piece begins among the points (4 C, 2) of outlines whose first points are at ``shapes``."""
    begins = np.zeros(len(points) // 4, dtype=bool)
    begins[1:] = (np.abs(points[3:-1:4] - points[4::4]) > 1e-6).any(axis=1)
    begins[shapes // 4] = True
    return np.asarray(4 * np.flatnonzero(begins))


def join_outlines(shapes: Sequence[VMobject]) -> tuple[Array, Places]:
    """The points of several outlines one after the other (P, 2), and where each begins."""
    outlines = [shape.points for shape in shapes]
    starts = np.cumsum([0, *(len(outline) for outline in outlines[:-1])]).astype(np.intp)
    return np.concatenate(outlines)[:, :2], starts


def aside(points: Array, corners: Array) -> Array:
    """How far points (P, 2) lie from the line through corners (C, 2): (P)."""
    starts, courses = corners[:-1], np.diff(corners, axis=0)
    out = points[:, None] - starts  # (P, C - 1, 2)
    parts = np.clip((out * courses).sum(axis=2) / np.maximum((courses**2).sum(axis=1), 1e-12), 0.0, 1.0)
    return np.asarray(np.linalg.norm(out - parts[..., None] * courses, axis=2).min(axis=1))


def cells(shapes: Sequence[VMobject], box: VMobject, grid: tuple[int, ...]) -> tuple[Places, Places, Places]:
    """Row and column of the box's grid that each closed piece stands in, by its middle, and the shape it belongs to."""
    points, starts = join_outlines(shapes)
    of_shape = pieces(points, starts)
    low, high = np.minimum.reduceat(points, of_shape), np.maximum.reduceat(points, of_shape)
    solid = (high - low).min(axis=1) > 1e-6  # what was aligned to more pieces has some without an area
    middles = ((low + high) / 2)[solid]
    of = (np.searchsorted(starts, of_shape, side="right") - 1)[solid]
    down, wide = grid
    columns = np.floor(measure(across(box), middles)[0] * wide).astype(np.intp)
    rows = down - 1 - np.floor(measure(upward(box), middles)[0] * down).astype(np.intp)
    return rows, columns, of


def discs(shapes: Sequence[VMobject], box: VMobject) -> Array:
    """The width of each closed piece of outlines as a part of a box's, in the order that ``cells`` has them."""
    points, starts = join_outlines(shapes)
    of_shape = pieces(points, starts)
    low, high = np.minimum.reduceat(points, of_shape), np.maximum.reduceat(points, of_shape)
    solid = (high - low).min(axis=1) > 1e-6
    parts = measure(across(box), points)[0]
    return np.asarray((np.maximum.reduceat(parts, of_shape) - np.minimum.reduceat(parts, of_shape))[solid])


@dataclass(frozen=True, eq=False)
class Ramp:
    """A scale of colours as three points of Oklab: its middle (or low end) and its ends."""

    middle: Array
    ends: tuple[Array, ...]

    @classmethod
    def of(cls, shades: Shades) -> Ramp:
        """The measure of a scale, from the theme's ends."""
        theme = shades.theme
        ends = (theme.scale[1],) if shades.kind == "weight" else (theme.positive, theme.negative)
        return cls(oklab(ManimColor(theme.scale[0])), tuple(oklab(ManimColor(end)) for end in ends))

    def read(self, lab: Array) -> tuple[Array, Array]:
        """What part of the limit colours (N, 3) say, and how far each lies beside the scale."""
        parts, beside = [], []
        for end, sign in zip(self.ends, (1.0, -1.0), strict=False):
            way = end - self.middle
            part = (lab - self.middle) @ way / (way @ way)
            beside.append(np.linalg.norm(lab - self.middle - np.clip(part, 0, 1)[:, None] * way, axis=1))
            parts.append(sign * part)
        nearest = np.argmin(beside, axis=0)
        return np.choose(nearest, parts), np.choose(nearest, beside)

    def in_order(self, lab: Array, parts: Array) -> bool:
        """Whether colours (N, 3) rise with their values: in lightness away from zero, in hue from minus to plus."""
        order = np.argsort(parts, kind="stable")
        lab, parts = lab[order], parts[order]
        lightness = (lab[:, 0] - self.middle[0]) * np.sign(self.ends[0][0] - self.middle[0])
        rising = [lightness[parts >= 0], -lightness[parts <= 0]]  # each side of zero by itself
        if len(self.ends) == 2:
            hue = (self.ends[0] - self.ends[1])[1:]
            rising.append(lab[:, 1:] @ hue / np.linalg.norm(hue))
        return all(bool((row[1:] - row[:-1] > -RISE).all()) for row in rising)


_RAMPS: dict[tuple[object, ...], Ramp] = {}


def _ramp(shades: Shades) -> Ramp:
    theme = shades.theme
    key = (shades.kind, theme.scale, theme.positive, theme.negative)
    if key not in _RAMPS:
        _RAMPS[key] = Ramp.of(shades)
    return _RAMPS[key]


def judge(shades: Shades, rgb: Array, values: Array) -> tuple[int | None, float, bool]:
    """The place of the colour that is furthest from its value, if any is wrong; what it says; whether order is kept."""
    ramp, parts, lab = _ramp(shades), shades.parts(values), oklab_of(rgb)
    said, beside = ramp.read(lab)
    off = np.maximum(np.abs(said - parts) - SHADE - shades.step / 2, beside - BESIDE)
    off = np.where(np.isfinite(off), off, np.inf)
    worst = int(off.argmax())
    if off[worst] > 0:
        return worst, float(said[worst] * (1.0 if shades.kind == "weight" else shades.limit)), True
    return None, 0.0, ramp.in_order(lab, parts)
