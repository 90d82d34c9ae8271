"""Chevrons: the form of a gradient. They point and move against the wires, from the output back."""

from __future__ import annotations

import numpy as np
from manim import Animation, VGroup, VMobject, linear

from scenes.kit.layout import pixels
from scenes.kit.theme import Theme

SIZE = pixels(11)  # half of a chevron's height
STEP = pixels(24)  # from one to the next
WIDTH = 5.0
TRAIN = 4  # chevrons that travel together


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


class RunBack(Animation):  # type: ignore[misc]
    """A train of chevrons runs along the corners of a way and is gone."""

    def __init__(self, corners: list[np.ndarray], theme: Theme, **kwargs: object) -> None:
        self.theme = theme
        self.corners = np.array([[*corner[:2], 0.0] for corner in corners])
        self.lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self.corners, axis=0), axis=1))])
        train = VGroup(*(chevron(theme, self.corners[0], np.array([-1.0, 0, 0])) for _ in range(TRAIN)))
        super().__init__(train, introducer=True, remover=True, **{"rate_func": linear, **kwargs})

    def create_starting_mobject(self) -> VMobject:
        """Nothing: places are computed."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[VMobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Put each chevron where it is now, unseen before the start and behind the end."""
        total = self.lengths[-1]
        head = self.rate_func(alpha) * (total + (TRAIN - 1) * STEP)
        for place, mark in enumerate(self.mobject):
            gone = head - place * STEP
            inside = float(np.clip(gone, 0.0, total))
            part = int(np.clip(np.searchsorted(self.lengths, inside, side="right") - 1, 0, len(self.corners) - 2))
            way = self.corners[part + 1] - self.corners[part]
            unit = way / max(float(np.linalg.norm(way)), 1e-9)
            point = self.corners[part] + (inside - self.lengths[part]) * unit
            mark.set_points(chevron(self.theme, point, way).points)
            mark.set_stroke(opacity=1.0 if 0.0 < gone < total else 0.0)
