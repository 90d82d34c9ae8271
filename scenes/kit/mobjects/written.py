"""What a model wrote, on one baseline, wrong words quiet and underlined; and which words are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from manim import Line, VGroup

from model.trace import END
from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

UNDERLINE = pixels(9)  # below the baseline


def without_end(words: Sequence[str]) -> tuple[str, ...]:
    """The words before the end token."""
    return tuple(word for word in words if word != END)


def compare(words: Sequence[str], reference: Sequence[str]) -> tuple[bool, ...]:
    """Which words belong to the longest matching runs with the reference."""
    blocks = SequenceMatcher(None, list(words), list(reference), autojunk=False).get_matching_blocks()
    inside = {place for block in blocks for place in range(block.a, block.a + block.size)}
    return tuple(place in inside for place in range(len(words)))


def marked_words(words: Sequence[str], right: Sequence[bool], theme: Theme, size: float, width: float) -> VGroup:
    """The words on one baseline from x = 0, wrong ones quiet and underlined; smaller if ``width`` asks for it."""
    row, x = VGroup(), 0.0
    for word, good in zip(words, right, strict=True):
        label = Words(word, theme, size=size, role="ink" if good else "quiet").on_baseline(x, 0.0)
        row.add(label)
        if not good:
            ends = ([label.get_left()[0], -UNDERLINE, 0], [label.get_right()[0], -UNDERLINE, 0])
            row.add(Line(*ends, stroke_width=2.5, color=theme.role("ink")))
        x += label.width + pixels(size) * (0.07 if word.endswith("'") else 0.36)  # qu'il is written as one
    if row.width > width and size > theme.sizes.small:
        return marked_words(words, right, theme, max(size - 2, theme.sizes.small), width)
    return row
