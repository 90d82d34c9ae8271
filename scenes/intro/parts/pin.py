"""A pin: the place of a word, from one, in the colour of places, with its tip at the word."""

from __future__ import annotations

import numpy as np
from manim import Circle, Polygon, VGroup

from model.trace import Tensor
from scenes.kit.counts import Nth
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.theme import Theme

RADIUS = 21  # pixels
TIP = ((-1.75, 0, 0), (-0.9, 0.44, 0), (-0.9, -0.44, 0))  # radii from the middle


def pin(row: Tensor, theme: Theme, middle: np.ndarray) -> VGroup:
    """A pin that points to its left; ``row`` is the word's row of a tensor whose rows are the sentence's words."""
    radius, color = pixels(RADIUS), theme.role("place")
    head = Circle(radius=radius, stroke_width=0, fill_color=color, fill_opacity=1.0).move_to(middle)
    corners = (middle + radius * np.array(corner) for corner in TIP)
    tip = Polygon(*corners, stroke_width=0, fill_color=color, fill_opacity=1.0)
    number = NumberText(
        Nth(row, "S"), theme, size=theme.sizes.small, color=theme.ink_of_chip("place"), weight="SEMIBOLD"
    )
    return VGroup(tip, head, number.move_to(middle))
