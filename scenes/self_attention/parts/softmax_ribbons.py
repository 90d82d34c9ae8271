"""What leads from one cut of a ruler to another: the ruler as it was, in outline, and ribbons between the pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup, VMobject

from model.trace import Tensor
from scenes.kit.mobjects.unit import Unit
from scenes.kit.theme import Theme

BEFORE_Y, BEFORE_HIGH = 250, 84  # pixels: the ruler as it was
STRONG, WEAK = 0.65, 0.25  # opacity of the largest piece's ribbon, and of the others


def outlined(words: Sequence[str], shares: Tensor, theme: Theme) -> Unit:
    """A ruler of these shares in outline, as a thing that was there before."""
    before = Unit(words, shares, theme, y=BEFORE_Y, height=BEFORE_HIGH)
    for piece in before.pieces:
        piece.set_fill(opacity=0.0).set_stroke(theme.role("query"), width=3, opacity=1.0)
    for label in (*before.names_of, *before.figures):
        label.set_color(theme.role("ink"))
    before.remove(before.whole, before.posts)
    return before


def ribbons_between(before: Unit, after: Unit, theme: Theme) -> VGroup:
    """From each piece of the ruler as it was to the piece that its word has now."""
    largest = int(before.row.values.argmax())
    ribbons = VGroup()
    for j, (above, below) in enumerate(zip(before.pieces, after.pieces, strict=True)):
        ribbons.add(ribbon(above, below).set_fill(theme.role("thread"), opacity=STRONG if j == largest else WEAK))
    return ribbons


def ribbon(above: VMobject, below: VMobject) -> VMobject:
    """What leads from the lower edge of one piece to the upper edge of another, curved at its sides; not filled yet."""
    left, right, y = above.get_left()[0], above.get_right()[0], above.get_bottom()[1]
    under_left, under_right, under_y = below.get_left()[0], below.get_right()[0], below.get_top()[1]
    middle = (y + under_y) / 2
    shape = VMobject(stroke_width=0)
    shape.points = np.array(
        [
            *_straight((left, y), (right, y)),
            *((right, y, 0), (right, middle, 0), (under_right, middle, 0), (under_right, under_y, 0)),
            *_straight((under_right, under_y), (under_left, under_y)),
            *((under_left, under_y, 0), (under_left, middle, 0), (left, middle, 0), (left, y, 0)),
        ],
        dtype=float,
    )
    return shape


def _straight(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float, float]]:
    """Four points of a straight curve."""
    return [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t, 0.0) for t in (0, 1 / 3, 2 / 3, 1)]
