"""Chevrons: the form of a gradient. They point against the wires, from the output back."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.layout import pixels
from scenes.kit.theme import Theme

SIZE = pixels(11)  # half of a chevron's height
STEP = pixels(24)  # from one to the next
WIDTH = 5.0


def chevron(theme: Theme, point: np.ndarray, way: np.ndarray, scale: float = 1.0) -> VMobject:
    """One chevron with its tip at ``point``, pointing along ``way``."""
    ahead = way / max(float(np.linalg.norm(way)), 1e-9)
    aside = np.array([-ahead[1], ahead[0], 0.0])
    back = point - scale * SIZE * 0.7 * ahead
    mark = VMobject(stroke_color=theme.role("gradient"), stroke_width=WIDTH * scale, fill_opacity=0)
    return mark.set_points_as_corners([back + scale * SIZE * aside, point, back - scale * SIZE * aside])


def chevrons(theme: Theme, start: np.ndarray, end: np.ndarray, *, scale: float = 1.0, step: float = STEP) -> VGroup:
    """A row of chevrons from ``start`` to ``end``, as many as fit, centred, pointing to the end."""
    way = np.asarray(end, dtype=float) - start
    length = float(np.linalg.norm(way))
    count = max(1, int(length / (step * scale)))
    first = (length - (count - 1) * step * scale) / 2
    unit = way / max(length, 1e-9)
    shift = scale * SIZE * 0.35  # a chevron's middle stands where it belongs, not its tip
    return VGroup(
        *(chevron(theme, start + (first + k * step * scale + shift) * unit, way, scale) for k in range(count))
    )
