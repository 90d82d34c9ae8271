"""The cheapest shapes of the film: upright rectangles of four corners, an unseen box, grid lines, outlines.

Manim's Rectangle costs several times as much to build; a heat map has up to 256 cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ManimColor, RoundedRectangle, VMobject
from numpy.typing import NDArray

from scenes.kit.layout import pixels
from scenes.kit.spots import Spot

Point = Sequence[float] | NDArray[np.float64]  # (x, y)
_EDGE = np.linspace(0.0, 1.0, 4)


def corners(left: float, right: float, bottom: float, top: float) -> NDArray[np.float64]:
    """The 16 Bezier points of an upright rectangle, from the upper left corner clockwise."""
    ring = np.array([[left, top, 0], [right, top, 0], [right, bottom, 0], [left, bottom, 0], [left, top, 0]], float)
    return np.concatenate([ring[i] + np.outer(_EDGE, ring[i + 1] - ring[i]) for i in range(4)])


class Cell(VMobject):  # type: ignore[misc]
    """A filled upright rectangle without an outline."""

    def __init__(
        self, left: float, right: float, bottom: float, top: float, color: ManimColor, opacity: float = 1.0
    ) -> None:
        super().__init__(stroke_width=0, stroke_opacity=0, fill_color=color, fill_opacity=opacity)
        self.points = corners(left, right, bottom, top)

    def reshape(self, left: float, right: float, bottom: float, top: float) -> Cell:
        """Take other edges."""
        self.points = corners(left, right, bottom, top)
        return self


class Box(VMobject):  # type: ignore[misc]
    """A rectangle that is never drawn: it holds the place and size of a mobject whose marks vary."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(stroke_width=0)
        VMobject.set_fill(self, opacity=0.0)
        VMobject.set_stroke(self, opacity=0.0)
        VMobject.set_stroke(self, opacity=0.0, background=True)
        self.points = corners(-width / 2, width / 2, -height / 2, height / 2)

    def set_fill(self, *args: Any, **kwargs: Any) -> Box:
        """Do nothing: a box stays unseen."""
        return self

    def set_stroke(self, *args: Any, **kwargs: Any) -> Box:
        """Do nothing: a box stays unseen."""
        return self

    def set_opacity(self, *args: Any, **kwargs: Any) -> Box:
        """Do nothing: a box stays unseen."""
        return self

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, right, bottom, top as they are now."""
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])


def segments(pairs: Sequence[tuple[Point, Point]], color: ManimColor, width: float = 1.0) -> VMobject:
    """Straight lines in one mobject, each from a point (x, y) to another."""
    lines = VMobject(stroke_color=color, stroke_width=width, fill_opacity=0)
    ends = np.zeros((len(pairs), 2, 3))
    ends[:, :, :2] = np.asarray(pairs, dtype=float)
    lines.points = (ends[:, :1] + _EDGE[None, :, None] * (ends[:, 1:] - ends[:, :1])).reshape(-1, 3)
    return lines


class Outline(RoundedRectangle):  # type: ignore[misc]
    """A rounded outline; ``spot`` says what it goes round, if that is a part of a tensor."""

    spot: Spot | None = None

    def hand_over(self, other: Outline) -> None:
        """Point at what ``other`` points at, whose shape this outline now has."""
        self.spot = other.spot


def outline_of(
    edges: tuple[float, float, float, float],
    color: ManimColor,
    *,
    margin: float = pixels(6),
    width: float = 4.0,
    spot: Spot | None = None,
) -> Outline:
    """A rounded outline round the given left, right, bottom and top, ``margin`` units outside them, round ``spot``."""
    left, right, bottom, top = edges
    outline = Outline(
        corner_radius=min(pixels(8), (right - left) / 2, (top - bottom) / 2),
        width=right - left + 2 * margin,
        height=top - bottom + 2 * margin,
        stroke_color=color,
        stroke_width=width,
        fill_opacity=0,
    )
    outline.spot = spot
    return outline.move_to([(left + right) / 2, (bottom + top) / 2, 0])
