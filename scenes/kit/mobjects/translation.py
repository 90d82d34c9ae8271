"""Translation: French words as written, the wrong ones underlined."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from manim import Line, VGroup

from model.trace import END
from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

UNDERLINE = pixels(9)  # below the baseline
SPACE, ELIDED = 0.36, 0.1  # of the em: between words, and behind an apostrophe


def without_end(words: Sequence[str]) -> tuple[str, ...]:
    """The words before the end token."""
    return tuple(word for word in words if word != END)


def compare(words: Sequence[str], reference: Sequence[str]) -> tuple[bool, ...]:
    """Which words belong to the longest matching runs with the reference."""
    blocks = SequenceMatcher(None, list(words), list(reference), autojunk=False).get_matching_blocks()
    inside = {place for block in blocks for place in range(block.a, block.a + block.size)}
    return tuple(place in inside for place in range(len(words)))


class Translation(VGroup):
    """Words on one baseline from x = 0.

    Args:
        words: as written; an end token is left out.
        theme, size, role, weight: as of Words.
        wrong_role: the role of wrong words; by default that of all.
        right: for each word whether it is; wrong ones are underlined. ``compare(words, reference)`` tells.
        width: units that the row may take; the type shrinks to fit, not below the theme's smallest.

    Attributes:
        labels: the words; marks: the lines below the wrong ones.
    """

    def __init__(
        self,
        words: Sequence[str],
        theme: Theme,
        *,
        right: Sequence[bool] | None = None,
        size: float | None = None,
        role: str = "ink",
        wrong_role: str | None = None,
        weight: str = "NORMAL",
        width: float = float("inf"),
    ) -> None:
        super().__init__()
        self.texts = without_end(words)
        size = size or theme.sizes.label
        self.labels, self.marks = VGroup(), VGroup()
        self._set(theme, size, role, weight)
        if self.labels.width > width and size > theme.sizes.small:
            self._set(theme, max(theme.sizes.small, int(size * width / self.labels.width)), role, weight)
        for label, fits in zip(self.labels, right or [True] * len(self.texts), strict=True):
            if not fits:
                label.set_color(theme.role(wrong_role or role))
                ends = ([label.get_left()[0], -UNDERLINE, 0], [label.get_right()[0], -UNDERLINE, 0])
                self.marks.add(Line(*ends, stroke_width=3, color=theme.role("ink")))
        self.add(self.labels, self.marks)

    def _set(self, theme: Theme, size: float, role: str, weight: str) -> None:
        self.labels.submobjects = []
        x = 0.0
        for word in self.texts:
            label = Words(word, theme, size=size, role=role, weight=weight).on_baseline(x, 0.0)
            self.labels.add(label)
            x = float(label.get_right()[0]) + pixels(size) * (ELIDED if word.endswith("'") else SPACE)
