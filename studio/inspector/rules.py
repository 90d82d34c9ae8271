"""The rules that look at one moment, and when each is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studio.inspector import layout, truth
from studio.inspector.findings import Finding
from studio.inspector.stage import Stage


@dataclass(frozen=True)
class Rule:
    """A check of one moment, and when it is asked.

    Attributes:
        check: says what is wrong with a stage.
        within: asked at points within plays too, not only at their ends.
        lasting: what is found within plays counts only when it stays, for things in motion may cross.
    """

    check: Callable[[Stage], Iterator[Finding]]
    within: bool = False
    lasting: bool = False


RULES = (
    Rule(layout.outside, within=True),
    Rule(layout.in_caption_band, within=True),
    Rule(layout.text_over_text, within=True, lasting=True),
    Rule(layout.too_small),
    Rule(layout.too_many_digits),
    Rule(truth.numbers),
)
