"""Five small pictures that the film ends on: a unit, a step, a clock, a mask, a price. Schematic."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import UP, Arc, Circle, CubicBezier, Dot, Line, ManimColor, VGroup, VMobject

from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import corners
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

NAMES = ("one unit", "one step", "clocks", "a mask", "a price")
WIDE, HIGH, PITCH, Y = 328, 440, 360, 510  # pixels: a card, from card to card, their middle
CUTS = (0.0, 0.5, 0.72, 0.9, 1.0)  # of a unit: where it is cut
GRID = 5


def cards(theme: Theme) -> VGroup:
    """Five cards side by side, each with its picture and its name."""
    drawn = (_unit(theme), _step(theme), _clock(theme), _mask(theme), _price(theme))
    row = VGroup()
    for place, (picture, name) in enumerate(zip(drawn, NAMES, strict=True)):
        x = 960 + (place - 2) * PITCH
        box = plate_of(pixels(WIDE), pixels(HIGH), ManimColor(theme.panel), radius=pixels(28)).move_to(at(x, Y))
        words = Words(name, theme, size=50, weight="SEMIBOLD").on_baseline(at(x, 0)[0], at(0, Y + 170)[1], align=0.5)
        row.add(VGroup(box, picture.move_to(at(x, Y - 50)), words))
    return row


def _unit(theme: Theme) -> VGroup:
    """A bar cut into pieces between two posts."""
    wide, high = pixels(240), pixels(100)
    pieces = VMobject(stroke_width=0, fill_color=theme.fill("query"), fill_opacity=1.0)
    gap = pixels(3)
    pieces.points = np.concatenate([corners(a * wide + gap, b * wide - gap, 0, high) for a, b in pairwise(CUTS)])
    ink = theme.role("ink")
    posts = VGroup(
        *(Line([x, -pixels(24), 0], [x, high + pixels(24), 0], stroke_width=6, color=ink) for x in (0, wide))
    )
    return VGroup(pieces, posts)


def _step(theme: Theme) -> VGroup:
    """One arc over a row of dots."""
    dots = VGroup(*(Dot([pixels(48 * k), 0, 0], radius=pixels(13), color=theme.role("thread")) for k in range(6)))
    dots[0].set_color(theme.role("key"))
    dots[-1].set_color(theme.fill("query"))
    start, end = (dot.get_top() + pixels(10) * UP for dot in (dots[-1], dots[0]))
    up = np.array([0, pixels(150), 0])
    arc = CubicBezier(start, start + up, end + up, end, stroke_color=theme.fill("query"), stroke_width=12)
    return VGroup(dots, arc)


def _clock(theme: Theme) -> VGroup:
    """A clock with one hand, and the wedge that it has passed."""
    radius = pixels(95)
    face = Circle(radius=radius, stroke_color=theme.role("place"), stroke_width=9, fill_opacity=0)
    way = Arc(
        radius=0.78 * radius, start_angle=np.pi / 2, angle=-2.1, stroke_color=theme.role("place"), stroke_width=16
    )
    tip = 0.78 * radius * np.array([np.cos(np.pi / 2 - 2.1), np.sin(np.pi / 2 - 2.1), 0])
    return VGroup(face, way, Line([0, 0, 0], tip, stroke_color=theme.role("ink"), stroke_width=10))


def _mask(theme: Theme) -> VGroup:
    """A triangle of cells: what has been written may be read."""
    cell = pixels(42)
    below, above = (VMobject(stroke_width=0, fill_color=colour, fill_opacity=1.0) for colour in _mask_colours(theme))
    for shape, open_cells in ((below, True), (above, False)):
        shape.points = np.concatenate(
            [
                corners(
                    j * cell + pixels(3), (j + 1) * cell - pixels(3), -(i + 1) * cell + pixels(3), -i * cell - pixels(3)
                )
                for i in range(GRID)
                for j in range(GRID)
                if (j <= i) == open_cells
            ]
        )
    return VGroup(above, below)


def _mask_colours(theme: Theme) -> tuple[ManimColor, ManimColor]:
    return theme.solid("decoder")[1], ManimColor(theme.line)


def _price(theme: Theme) -> VGroup:
    """A curve that falls to nothing: the price of a share."""
    shares = np.linspace(0.06, 1.0, 40)
    wide, high = pixels(230), pixels(190)
    price = -np.log(shares) / -np.log(shares[0])
    curve = VMobject(stroke_color=theme.fill("learned"), stroke_width=12)
    curve.set_points_smoothly(np.column_stack([shares * wide, price * high, np.zeros(len(shares))]))
    ink = theme.role("ink")
    axes = VGroup(
        Line([0, 0, 0], [wide, 0, 0], stroke_width=6, color=ink),
        Line([0, 0, 0], [0, high, 0], stroke_width=6, color=ink),
    )
    return VGroup(axes, curve)
