"""TokenRow and TokenColumn: the words of a sentence, side by side or one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ManimColor, RoundedRectangle, VGroup

from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

X_HEIGHT = 0.30  # of the em: half of it above the baseline looks like the middle of a word in lower case
ROW_WIDTH = 13.2


class Tokens(VGroup):
    """Words of a sentence with optional pills behind them; the base of TokenRow and TokenColumn."""

    def __init__(self, words: Sequence[str], theme: Theme, role: str, size: float) -> None:
        super().__init__()
        self.theme, self.texts, self.text_size = theme, tuple(words), size
        self.labels = VGroup(*(Words(word, theme, size=size, role=role) for word in words))
        self.pills = VGroup()

    def word(self, i: int) -> Words:
        """The ``i``-th word, from 0; negative counts from the end."""
        return self.labels[i]

    def pill(self, i: int) -> RoundedRectangle:
        """The outline round the ``i``-th word; IndexError without ``pills=True``."""
        return self.pills[i]

    def _pill(self, width: float, height: float) -> RoundedRectangle:
        return RoundedRectangle(
            corner_radius=min(height / 3, pixels(12)),
            width=width,
            height=height,
            stroke_color=ManimColor(self.theme.line),
            stroke_width=2,
            fill_color=ManimColor(self.theme.panel),
            fill_opacity=1.0,
        )


class TokenColumn(Tokens):
    """The words of a sentence from top to bottom, ``pitch`` units apart.

    Args:
        words: the tokens.
        theme, role, size: colours by role, pixels at 1080p (what the pitch allows by default, at most the label size).
        pitch: units from one baseline to the next.
    """

    def __init__(
        self,
        words: Sequence[str],
        theme: Theme,
        *,
        role: str = "ink",
        size: float | None = None,
        pitch: float = 0.36,
    ) -> None:
        size = size or fitting_size(theme, pitch)
        super().__init__(words, theme, role, size)
        width = max(label.width for label in self.labels)
        for i, label in enumerate(self.labels):
            y = ((len(self.labels) - 1) / 2 - i) * pitch
            label.on_baseline(width / 2, y - X_HEIGHT * pixels(size), align=1.0)
        self.box = Box(width, pitch * len(self.labels))
        self.add(self.box, self.pills, self.labels)

    def middle(self, i: int) -> np.ndarray:
        """The point at the height of word ``i`` in the middle of the column's width."""
        left, right, bottom, top = self.box.edges
        return np.array([(left + right) / 2, top - (i % len(self.labels) + 0.5) * (top - bottom) / len(self.labels), 0])


def fitting_size(theme: Theme, pitch: float) -> float:
    """The size of type for lines ``pitch`` units apart: at most the label size, at least the smallest."""
    return float(min(theme.sizes.label, max(theme.sizes.small, int(pitch * 135 * 0.66))))
