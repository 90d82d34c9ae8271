"""The rules that look at one moment, and when each is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studio.inspector.rules import (
    beside,
    contrast,
    crossings,
    fields,
    labels,
    layout,
    likeness,
    pointing,
    scales,
    sources,
    truth,
    typeset,
)
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import Stage
from studio.inspector.staging import axes, sizes


@dataclass(frozen=True)
class Rule:
    """A check of one moment, and when it is asked.

    Attributes:
        check: says what is wrong with a stage.
        within: asked at points within plays too, not only at their ends.
        crossing: what is found within plays counts only when it stays, for things in motion may cross.
        passing: what is found at the end of a play counts only when it stays, too.
    """

    check: Callable[[Stage], Iterator[Finding]]
    within: bool = False
    crossing: bool = False
    passing: bool = False


RULES = (
    Rule(layout.outside, within=True),
    Rule(layout.in_caption_band, within=True),
    Rule(layout.text_over_text, within=True, crossing=True),
    Rule(crossings.line_through_text, within=True, crossing=True),
    Rule(layout.too_small),
    Rule(contrast.pale_text),
    Rule(contrast.pale_marks, passing=True),
    Rule(layout.too_many_digits),
    Rule(truth.numbers),
    Rule(truth.words),
    Rule(truth.bare_digits),
    Rule(truth.pictures),
    Rule(fields.fields),
    Rule(fields.texts_on_fields),
    Rule(sources.claims),
    Rule(typeset.formula),
    Rule(typeset.evaluations),
    Rule(typeset.code),
    Rule(labels.labels),
    Rule(beside.nouns),
    Rule(beside.ordinals),
    Rule(beside.marks),
    Rule(pointing.outlines),
    Rule(pointing.arcs),
    Rule(likeness.pictures),
    Rule(scales.drawn_values),
    Rule(scales.legends, passing=True),
    Rule(sizes.small_type),
    Rule(axes.aligned_axes),
)
