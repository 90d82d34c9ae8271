"""Cheaper mobjects in this process: copies, families, updates and changes of colour. The frames are the same.

Manim copies each attribute of a mobject through ``copy.deepcopy``, which spends most of its time finding out how to
copy numbers, words and arrays. Here those are copied directly, and what never changes is shared: the parsed outline of
an SVG, and colours. Families are walked without a generator for each member, and what is alike at both ends of an
animation is not computed anew in between.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import ManimColor, Mobject, VMobject
from svgelements import Path as Outline  # type: ignore[import-untyped]

PLAIN_COPY = Mobject.__deepcopy__
PLAIN_FAMILY = Mobject.get_family
PLAIN_FAMILY_WITH_POINTS = Mobject.family_members_with_points
PLAIN_UPDATE = Mobject.update
PLAIN_COLOURS = VMobject.interpolate_color
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
UNCHANGING = (int, float, str, bool, type(None), bytes, complex)


def lean() -> None:
    """Make mobjects cheap, in this process."""
    for kind in (Outline, ManimColor):
        kind.__deepcopy__ = _itself
    Mobject.__deepcopy__ = _copied  # type: ignore[method-assign]
    Mobject.get_family = _family  # type: ignore[method-assign]
    Mobject.family_members_with_points = _family_with_points  # type: ignore[method-assign]
    Mobject.update = _update  # type: ignore[method-assign]
    VMobject.interpolate_color = _colours_between  # type: ignore[method-assign]


def plain() -> None:
    """Give mobjects Manim's own ways back, in this process."""
    for kind in (Outline, ManimColor):
        if "__deepcopy__" in vars(kind):
            del kind.__deepcopy__
    Mobject.__deepcopy__ = PLAIN_COPY  # type: ignore[method-assign]
    Mobject.get_family = PLAIN_FAMILY  # type: ignore[method-assign]
    Mobject.family_members_with_points = PLAIN_FAMILY_WITH_POINTS  # type: ignore[method-assign]
    Mobject.update = PLAIN_UPDATE  # type: ignore[method-assign]
    VMobject.interpolate_color = PLAIN_COLOURS  # type: ignore[method-assign]


def _itself(shared: Any, memo: dict[int, Any]) -> Any:
    return shared


def _copied(mobject: Mobject, memo: dict[int, Any]) -> Mobject:
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
        elif kind is list and not value:
            value = []
        else:
            value = copy.deepcopy(value, memo)
        attributes[name] = value
    result.original_id = str(id(mobject))
    return result


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


def _colours_between(mobject: VMobject, one: VMobject, two: VMobject, alpha: float) -> VMobject:
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
