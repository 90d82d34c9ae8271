"""The wavy line under what is wrong, the only wavy thing of the film."""

from __future__ import annotations

import numpy as np
from manim import VMobject

from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme


def wavy(word: Words, theme: Theme) -> VMobject:
    """A wavy line in ink below a word, as wide as it is."""
    line = VMobject(stroke_color=theme.role("ink"), stroke_width=5)
    left, right, low = word.get_left()[0], word.get_right()[0], word.baseline - pixels(14)
    xs = np.linspace(left, right, max(2 * round((right - left) / pixels(14)) + 1, 5))
    ys = low + pixels(5) * np.where(np.arange(len(xs)) % 2, 1.0, -1.0)
    line.set_points_smoothly(np.column_stack([xs, ys, np.zeros(len(xs))]))
    return line
