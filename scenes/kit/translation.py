"""Translations compared with what they should be, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from model.trace import END


def without_end(words: Sequence[str]) -> tuple[str, ...]:
    """The words before the end token."""
    return tuple(word for word in words if word != END)


def compare(words: Sequence[str], reference: Sequence[str]) -> tuple[bool, ...]:
    """Which words belong to the longest matching runs with the reference."""
    blocks = SequenceMatcher(None, list(words), list(reference), autojunk=False).get_matching_blocks()
    inside = {place for block in blocks for place in range(block.a, block.a + block.size)}
    return tuple(place in inside for place in range(len(words)))
