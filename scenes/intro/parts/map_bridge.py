"""The bridge from the side that reads to the one that writes: a lane a word, on which the word's numbers travel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from manim import Animation, ManimColor, Mobject, VGroup, VMobject, linear
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.scales import Thickness
from scenes.kit.theme import Theme

MIDDLE = (960, 450)  # pixels: the middle of the arch, on the level of the blocks' upper edges
INNER, OUTER = 140, 300  # pixels: the middles of the innermost and of the outermost lane
RAIL, FULL = 0.94, 0.84  # of a lane's pitch: the lane, and the thickest dash
LEAST = pixels(1.6)  # the thinnest dash
SHARE = 0.7  # of a number's way along the lane: its dash
QUARTERS = np.linspace(np.pi, 0.0, 5)


class Dash(VMobject):  # type: ignore[misc]
    """One number on its way: a piece of a ring, the thicker the larger the number, whatever its sign.

    Args:
        value: the number; unit: Manim units of thickness of a number of one.
        radius: units; colour: its fill.
    """

    def __init__(self, value: float, unit: float, radius: float, colour: ManimColor) -> None:
        super().__init__(stroke_width=0, fill_color=colour, fill_opacity=1.0)
        self.value, self.unit, self.radius, self.length = value, unit, radius, 1.0

    @property
    def thick(self) -> float:
        """Units across."""
        return max(abs(self.value) * self.unit, LEAST)

    def lie(self, start: float, end: float, middle: NDArray[np.float64]) -> Dash:
        """Lie between two parts of the way from left (0) to right (1) over an arch; what is outside is not seen."""
        start, end = max(start, 0.0), min(end, 1.0)
        if end - start < 1e-4:
            self.points = np.zeros((0, 3))
            return self
        angles = np.pi * (1 - start), np.pi * (1 - end)
        outer, inner = (_bow(self.radius + side * self.thick / 2, *angles) + middle for side in (1, -1))
        self.points = np.concatenate([_edge(inner[0], outer[0]), outer, _edge(outer[3], inner[3]), inner[::-1]])
        self.length = float(2 * self.radius * np.sin((angles[0] - angles[1]) / 2))
        return self

    def encodings(self) -> Iterator[Thickness]:
        """Its thickness at both ends stands for how large its number is."""
        yield Thickness(self, abs(self.value), self.unit / self.length, ends=((15, 4), (12, 7)), least=LEAST)

    def hand_over(self, other: Dash) -> None:
        """Take the number and the place of ``other``, whose shape this dash now has."""
        self.value, self.unit, self.radius, self.length = other.value, other.unit, other.radius, other.length


class Bridge(VGroup):
    """An arch of lanes, the first word's outermost, each with the numbers of its word as dashes.

    Args:
        rows: what crosses (S, D).
        theme: colours.

    Attributes:
        rails: a half ring a word; lanes: the dashes of each word, the first number ahead.
    """

    def __init__(self, rows: Tensor, theme: Theme) -> None:
        super().__init__()
        self.rows, self.theme = rows, theme
        words, self.count = rows.shape
        pitch = (OUTER - INNER) / max(words - 1, 1)
        radii = [pixels(OUTER - pitch * i) for i in range(words)]
        unit = FULL * pixels(pitch) / shared_limit(rows).value
        ink = theme.role("ink")
        self.rails = VGroup(*(rail(radius, RAIL * pixels(pitch), theme) for radius in radii))
        self.lanes = VGroup(
            *(
                VGroup(*(Dash(float(value), unit, radius, ink) for value in row))
                for radius, row in zip(radii, rows.values, strict=True)
            )
        )
        self.progress = 0.0
        self.add(self.rails, self.lanes)
        self.show(0.0)

    def show(self, progress: float) -> Bridge:
        """Let the numbers be so far: 0 before they come, 1 when all are on their way, then round and round."""
        self.progress = progress
        middle, slots = at(*MIDDLE), self.count + 1
        for lane in self.lanes:
            for k, dash in enumerate(lane):
                start = progress - (k + 1) / self.count
                if progress > 1.0:
                    start = (start + 1 / self.count) % (slots / self.count) - 1 / self.count
                dash.lie(start, start + SHARE / self.count, middle)
        return self

    @property
    def round_trip(self) -> float:
        """How far the numbers go until all lie as they did."""
        return (self.count + 1) / self.count


class Flow(Animation):  # type: ignore[misc]
    """The numbers of a bridge go on, evenly, from where they are."""

    def __init__(self, bridge: Bridge, by: float, **kwargs: float) -> None:
        self.start, self.by = bridge.progress, by
        super().__init__(bridge, **{"rate_func": linear, "run_time": 2.0, **kwargs})

    def create_starting_mobject(self) -> Mobject:
        """Nothing: where the numbers are is computed."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[Mobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Show the numbers as far as they are."""
        self.mobject.show(self.start + self.by * self.rate_func(alpha))


def rail(radius: float, width: float, theme: Theme) -> VMobject:
    """The half ring on which a word's numbers travel, units."""
    outer, inner = (
        np.concatenate([_bow(radius + side * width / 2, *ends) for ends in pairwise(QUARTERS)]) for side in (1, -1)
    )
    shape = VMobject(stroke_width=0, fill_color=ManimColor(theme.panel), fill_opacity=1.0)
    shape.points = np.concatenate([_edge(inner[0], outer[0]), outer, _edge(outer[-1], inner[-1]), inner[::-1]])
    shape.points = shape.points + at(*MIDDLE)
    return shape


def _bow(radius: float, start: float, end: float) -> NDArray[np.float64]:
    """The four Bezier points of an arc about the origin between two angles."""
    handle = radius * 4 / 3 * np.tan((end - start) / 4)
    (a, b), (c, d) = (np.cos([start, end]), np.sin([start, end]))
    points = [[a, c, 0], [b, d, 0]]
    first, last = radius * np.array(points)
    return np.array([first, first + handle * np.array([-c, a, 0]), last - handle * np.array([-d, b, 0]), last])


def _edge(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return start + np.linspace(0.0, 1.0, 4)[:, None] * (end - start)
