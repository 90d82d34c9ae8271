"""Lines and edges that run through text: a wire, a grid line, the side of a panel or of a bar."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenes.kit.theme import contrast_of
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.layout import near
from studio.inspector.seen.backdrop import behind
from studio.inspector.seen.leaves import FAINTEST, Leaf
from studio.inspector.seen.outlines import Array, pieces
from studio.inspector.seen.stage import LIVE, Item, Stage

SHRINK = 0.02  # Manim units by which a letter may be touched
LEVEL = 0.7  # of their height that two letters of one line overlap
WIDEST = 0.6  # of the height of a text: a gap between letters or words
VISIBLE = 1.25  # contrast from which a line or an edge is seen


def line_through_text(stage: Stage) -> Iterator[Finding]:
    """Texts that a visible line or edge crosses, in front of them or behind."""
    texts = [item for item in stage.settled(stage.texts) if item.opacity >= LIVE]
    for text, shape in near(texts, stage.settled(stage.shapes)):
        leaf = shape.leaves[0]
        if leaf.stroke[3] > LIVE / 2:
            kind, paint = "a line of", leaf.stroke
        elif leaf.fill[3] > FAINTEST:
            kind, paint = "an edge of", leaf.fill
        else:
            continue
        spots = _crossings(leaf, text)
        spots = spots[~stage.hidden(spots, np.full(len(spots), leaf.order))] if len(spots) else spots
        if len(spots) and _stands_out(stage, leaf, paint, spots):
            yield Finding("line through text", f"{kind} {shape} runs through {text}", (text, shape))


def _crossings(leaf: Leaf, text: Item) -> Array:
    """Points of an outline that lie within the letters' boxes, drawn in a little: (P, 2)."""
    boxes = _without_gaps(text.boxes) + SHRINK * np.array([1.0, 1.0, -1.0, -1.0])
    starts, ends = pieces(leaf.outline)
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    meets = (low[:, 0] <= boxes[:, 2:3]) & (high[:, 0] >= boxes[:, :1])  # (L, E)
    meets &= (low[:, 1] <= boxes[:, 3:]) & (high[:, 1] >= boxes[:, 1:2])
    letters, edges = np.nonzero(meets)
    if not len(letters):
        return np.zeros((0, 2))
    # A piece whose box meets a letter's box may still pass its corner by: look at points along it.
    along = np.linspace(0.0, 1.0, 9)[:, None, None]
    points = starts[edges] + along * (ends[edges] - starts[edges])  # (9, M, 2)
    within = ((points > boxes[letters, :2]) & (points < boxes[letters, 2:])).all(axis=2)
    result: Array = points[within]
    return result


def _without_gaps(boxes: Array) -> Array:
    """The boxes of letters, each drawn out to the next one on its line: a line between two letters runs through both.

    Letters of a slanted word stand one above the other and keep their boxes.
    """
    here, after = boxes[:-1], boxes[1:]
    height = np.minimum(here[:, 3] - here[:, 1], after[:, 3] - after[:, 1])
    level = np.minimum(here[:, 3], after[:, 3]) - np.maximum(here[:, 1], after[:, 1]) > LEVEL * height
    gap = after[:, 0] - here[:, 2]
    joined = level & (gap > 0) & (gap < WIDEST * np.maximum(height, boxes[:, 3].max() - boxes[:, 1].min()))
    wider = boxes.copy()
    wider[:-1, 2] = np.where(joined, after[:, 0] + 2 * SHRINK, here[:, 2])
    return wider


def _stands_out(stage: Stage, leaf: Leaf, paint: Array, spots: Array) -> bool:
    """Whether the line or edge can be seen there against what is behind it."""
    ground = behind(stage, spots, np.full(len(spots), leaf.order))
    drawn = paint[3] * paint[:3] + (1 - paint[3]) * ground
    return bool(contrast_of(drawn, ground).max() >= VISIBLE)
