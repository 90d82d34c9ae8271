"""TokenColumn: the words of a sentence, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

X_HEIGHT = 0.30  # of the em: half of it above the baseline looks like the middle of a word in lower case


class TokenColumn(VGroup):
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
        super().__init__()
        self.theme, self.text_size = theme, size
        self.labels = VGroup(*(Words(word, theme, size=size, role=role) for word in words))
        width = max(label.width for label in self.labels)
        for i, label in enumerate(self.labels):
            y = ((len(self.labels) - 1) / 2 - i) * pitch
            label.on_baseline(width / 2, y - X_HEIGHT * pixels(size), align=1.0)
        self.box = Box(width, pitch * len(self.labels))
        self.add(self.box, self.labels)

    def middle(self, i: int) -> np.ndarray:
        """The point at the height of word ``i`` in the middle of the column's width."""
        left, right, bottom, top = self.box.edges
        return np.array([(left + right) / 2, top - (i % len(self.labels) + 0.5) * (top - bottom) / len(self.labels), 0])


def fitting_size(theme: Theme, pitch: float) -> float:
    """The size of type for lines ``pitch`` units apart: at most the label size, at least the smallest."""
    return float(min(theme.sizes.label, max(theme.sizes.small, int(pitch * 135 * 0.66))))
