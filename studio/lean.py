"""Cheaper copies of mobjects in this process: ``Transform.begin`` and the fades copy all that they move.

Manim copies each attribute of a mobject through ``copy.deepcopy``, which spends most of its time finding out how to
copy numbers, words and arrays. Here those are copied directly, and what never changes is shared: the parsed outline of
an SVG, and colours. The frames are the same.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from manim import ManimColor, Mobject
from svgelements import Path as Outline  # type: ignore[import-untyped]

PLAIN_COPY = Mobject.__deepcopy__
"""Manim's own way."""
UNCHANGING = (int, float, str, bool, type(None), bytes, complex)


def copy_lean() -> None:
    """Make copies of mobjects cheap, in this process."""
    for kind in (Outline, ManimColor):
        kind.__deepcopy__ = _itself
    Mobject.__deepcopy__ = _copied  # type: ignore[method-assign]


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
