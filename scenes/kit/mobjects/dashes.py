"""Dashes: a path in pieces, as one shape."""

from __future__ import annotations

import numpy as np
from manim import DashedVMobject, VMobject

DASH = 0.14


def dashes(path: VMobject) -> VMobject:
    """A path in dashes, as one shape in the path's colours."""
    count = max(2, round(path.get_arc_length() / DASH))
    pieces = DashedVMobject(path, num_dashes=count, dashed_ratio=0.55)
    shape = VMobject(fill_opacity=0.0).match_style(path)
    shape.points = np.concatenate([piece.points for piece in pieces])
    return shape
