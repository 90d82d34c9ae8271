"""Cheaper copies, families, updates and changes of colour of mobjects, in a block. The frames are the same.

Manim copies each attribute of a mobject through ``copy.deepcopy``, which spends most of its time finding out how to
copy numbers, words and arrays. Here those are copied directly, and what never changes is shared: the parsed outline of
an SVG, and colours. Families are walked without a generator for each member, and what is alike at both ends of an
animation is not computed anew in between.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import numpy as np
from manim import ManimColor, Mobject, Polygram, VMobject
from manim.constants import CapStyleType, LineJointType
from svgelements import Path as Outline  # type: ignore[import-untyped]

from model.tokens import Token
from scenes.kit.theme import Theme

PLAIN_FAMILY = Mobject.get_family
PLAIN_UPDATE = Mobject.update
PLAIN_ROUND_CORNERS = Polygram.round_corners
PLAIN_RGBAS = VMobject.generate_rgbas_array
"""Manim's own ways."""
BETWEEN = (
    "fill_rgbas",
    "stroke_rgbas",
    "background_stroke_rgbas",
    "stroke_width",
    "background_stroke_width",
    "sheen_direction",
    "sheen_factor",
)
"""The attributes that ``VMobject.interpolate_color`` changes."""
UNCHANGING = frozenset(
    {
        *(int, float, str, bool, type(None), bytes, complex, np.float64, FunctionType),
        *(ManimColor, Outline, CapStyleType, LineJointType, Theme, Token),
    }
)
"""Kinds of attributes that are not changed in place, so that a copy may share them."""
ROUNDED: dict[tuple[bytes, object], np.ndarray] = {}
"""The points of shapes whose corners were rounded, by their points before and by how."""
MOST_ROUNDED = 2000


@contextmanager
def fast_mobjects() -> Iterator[None]:
    """Make mobjects cheap in the block, in this process; within another such block nothing changes."""
    replaced = {
        (Outline, "__deepcopy__"): _itself,
        (ManimColor, "__deepcopy__"): _itself,
        (Polygram, "round_corners"): _round_corners,
        (Mobject, "__deepcopy__"): _copy,
        (Mobject, "get_family"): _family,
        (Mobject, "family_members_with_points"): _family_with_points,
        (Mobject, "update"): _update,
        (VMobject, "generate_rgbas_array"): _rgbas,
        (VMobject, "interpolate_color"): _interpolate_colours,
    }
    before = {(kind, name): vars(kind).get(name) for kind, name in replaced}
    for (kind, name), ours in replaced.items():
        setattr(kind, name, ours)
    try:
        yield
    finally:
        for (kind, name), theirs in before.items():
            if theirs is None:
                delattr(kind, name)
            else:
                setattr(kind, name, theirs)


def _itself(shared: Any, memo: dict[int, Any]) -> Any:
    return shared


def _copy(mobject: Mobject, memo: dict[int, Any]) -> Mobject:
    """A mobject's deep copy, as ``Mobject.__deepcopy__`` makes it."""
    result: Mobject = object.__new__(type(mobject))
    memo[id(mobject)] = result
    attributes = vars(result)
    for name, value in vars(mobject).items():
        kind = type(value)
        if kind in UNCHANGING:
            pass
        elif kind is np.ndarray and value.dtype != object:
            value = memo[id(value)] if id(value) in memo else memo.setdefault(id(value), value.copy())
        elif kind is list and name == "submobjects":
            value = [memo[id(part)] if id(part) in memo else copy.deepcopy(part, memo) for part in value]
        elif kind in (list, dict) and not value:
            value = kind()
        else:
            value = copy.deepcopy(value, memo)
        attributes[name] = value
    result.original_id = str(id(mobject))
    return result


def _round_corners(
    polygram: Polygram,
    radius: Any = 0.5,
    evenly_distribute_anchors: bool = False,
    components_per_rounded_corner: int = 2,
) -> Polygram:
    """Round corners as Manim does; of a shape that was rounded before in the same way, the points are remembered."""
    how = (
        radius if isinstance(radius, int | float) else tuple(radius),
        evenly_distribute_anchors,
        components_per_rounded_corner,
    )
    before = polygram.points.tobytes(), how
    if before in ROUNDED:
        polygram.points = ROUNDED[before].copy()
        return polygram
    PLAIN_ROUND_CORNERS(polygram, radius, evenly_distribute_anchors, components_per_rounded_corner)
    if len(ROUNDED) > MOST_ROUNDED:
        ROUNDED.clear()
    ROUNDED[before] = polygram.points.copy()
    return polygram


def _family(mobject: Mobject, recurse: bool = True) -> list[Mobject]:
    """The family in Manim's order; where a member is in it twice, or in itself, Manim's own way."""
    found: list[Mobject] = []
    try:
        _gather(mobject, found.append)
    except RecursionError:
        return PLAIN_FAMILY(mobject)
    return found if len(set(found)) == len(found) else PLAIN_FAMILY(mobject)


def _gather(mobject: Mobject, take: Callable[[Mobject], None]) -> None:
    take(mobject)
    for part in mobject.submobjects:
        _gather(part, take)


def _family_with_points(mobject: Mobject) -> list[Mobject]:
    return [member for member in mobject.get_family() if len(member.points)]


def _update(mobject: Mobject, dt: float = 0, recursive: bool = True) -> Mobject:
    """Run updaters; where there are none, nothing but looking for them."""
    if mobject.updating_suspended:
        return mobject
    if mobject.updaters:
        PLAIN_UPDATE(mobject, dt, recursive=False)
    if recursive:
        for part in mobject.submobjects:
            if part.submobjects or part.updaters:
                part.update(dt, recursive)
    return mobject


def _rgbas(mobject: VMobject, color: Any, opacity: Any) -> np.ndarray:
    """Red, green, blue and opacity of one colour, straight; of several, or with a sheen, Manim's own way."""
    if type(color) is not ManimColor or mobject.sheen_factor or not isinstance(opacity, float | int | None):
        return PLAIN_RGBAS(mobject, color, opacity)
    rgbas = np.empty((1, 4))
    rgbas[0, :3] = color._internal_value[:3]
    rgbas[0, 3] = opacity or 0.0
    return rgbas


def _interpolate_colours(mobject: VMobject, one: VMobject, two: VMobject, alpha: float) -> VMobject:
    """Colours and widths between those of two mobjects; what these have in common is taken as it is."""
    for name in BETWEEN:
        start, end = getattr(one, name), getattr(two, name)
        if type(start) is np.ndarray and type(end) is np.ndarray:
            if alpha == 1.0 or (start.shape == end.shape and start.tobytes() == end.tobytes()):
                value = end.copy()
            else:
                value = (1 - alpha) * start + alpha * end
        else:
            value = end if alpha == 1.0 or start == end else (1 - alpha) * start + alpha * end
        setattr(mobject, name, value)
    return mobject
