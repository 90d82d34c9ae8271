"""Wires: lines round corners with a tip, for something to travel along; and dimming that keeps hidden parts hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DashedVMobject, ManimColor, Triangle, VGroup, VMobject

from scenes.kit.mobjects.cells import Point
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.words import Words

Corners = Sequence[Point]

WIDTH = 2.5
TIP = 0.085  # units
DASH = 0.14


def path_through(corners: Corners) -> VMobject:
    """A line through corners, not visible: a path to travel."""
    path = VMobject(stroke_width=0, stroke_opacity=0.0, fill_opacity=0.0)
    return path.set_points_as_corners([np.array([x, y, 0.0]) for x, y in corners])


def tip(corners: Corners, colour: ManimColor) -> Triangle:
    """The arrow head at the end of a line."""
    end, before = np.array([*corners[-1], 0.0]), np.array([*corners[-2], 0.0])
    way = (end - before) / np.linalg.norm(end - before)
    head = Triangle(stroke_width=0, fill_color=colour, fill_opacity=1.0).scale_to_fit_height(TIP * 1.3)
    return head.rotate(np.arctan2(way[1], way[0]) - np.pi / 2).move_to(end - way * TIP * 0.6)


def dashes(path: VMobject) -> VMobject:
    """A path in dashes, as one shape."""
    count = max(2, round(path.get_arc_length() / DASH))
    pieces = DashedVMobject(path, num_dashes=count, dashed_ratio=0.55)
    shape = VMobject(fill_opacity=0.0).match_style(path)
    shape.points = np.concatenate([piece.points for piece in pieces])
    return shape


def wire(corners: Corners, colour: ManimColor, *, shown: Corners | None = None, dashed: bool = False) -> VGroup:
    """A wire: first the path to travel, then what is seen of it.

    Args:
        corners: the whole path.
        shown: the part that is drawn, where another wire draws the rest.
        dashed: dashes without a tip.
    """
    seen = path_through(shown or corners).set_stroke(colour, WIDTH, opacity=1.0)
    if dashed:
        return VGroup(path_through(corners), dashes(seen))
    return VGroup(path_through(corners), seen, tip(corners, colour))


def with_opacity(mobject: VGroup, opacity: float, words: float) -> VGroup:
    """A copy whose strokes and fills, where there are any, have this opacity; its words and symbols their own."""
    copy: VGroup = mobject.copy()
    text = {id(part) for item in copy.get_family() if isinstance(item, Words | Symbol) for part in item.get_family()}
    for part in copy.family_members_with_points():
        share = words if id(part) in text else opacity
        part.set_fill(opacity=share if part.get_fill_opacity() > 0 else 0, family=False)
        part.set_stroke(opacity=share if part.get_stroke_opacity() > 0 else 0, family=False)
    return copy
