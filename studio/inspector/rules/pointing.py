"""Whether outlines and arcs go round, and lead to, what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scenes.kit.mobjects.arcs import WordArc
from scenes.kit.mobjects.cells import Outline
from scenes.kit.spots import Entries, Shows, Spot
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.labels import LISTS, token_of
from studio.inspector.rules.measure import measure
from studio.inspector.seen.stage import Item, Stage

REACH = 1.0  # Manim units from an arc's end to the middle of its word


def spots(stage: Stage) -> Iterator[tuple[Item, Spot]]:
    """The visible things that point at entries of tensors, and at which."""
    for item in stage.shapes:
        if isinstance(item.mobject, Outline | WordArc) and item.mobject.spot is not None:
            yield item, item.mobject.spot


def outlines(stage: Stage) -> Iterator[Finding]:
    """Outlines that do not go round what they say."""
    marked = [(item, spot) for item, spot in spots(stage) if isinstance(item.mobject, Outline)]
    if not marked:
        return
    shown = [entries for owner in stage.of_kind(Shows) for entries in owner.entries()]
    for item, spot in marked:
        for axis, indices in ((0, spot.rows), (1, spot.columns)):
            if indices is None:
                continue
            found = [entries for entries in shown if _is_on(item, entries) and _is_axis_of(spot, axis, entries)]
            if found and not any(_goes_round(item, indices, entries) for entries in found):
                message = f"an outline goes round other entries than {list(indices)} of {spot.tensor.name}"
                yield Finding("wrong outline", message, (item,))


def _is_axis_of(spot: Spot, axis: int, entries: Entries) -> bool:
    """Whether entries on the stage are those of a spot's axis: of its tensor, or of one that took its place."""
    letter = spot.tensor.axes[axis]
    return (
        entries.axis == axis
        and entries.tensor.axes[entries.axis] == letter
        and entries.tensor.shape == spot.tensor.shape
    )


def _is_on(item: Item, entries: Entries) -> bool:
    """Whether the middle of an outline lies on the box whose entries these are."""
    low, high = entries.way.shape.points.min(axis=0), entries.way.shape.points.max(axis=0)
    left, bottom, right, top = item.box
    x, y = (left + right) / 2, (bottom + top) / 2
    return bool(low[0] <= x <= high[0] and low[1] <= y <= high[1])


def _goes_round(item: Item, indices: Sequence[int], entries: Entries) -> bool:
    """Whether an outline encloses just these entries: its edges lie nearer to their edges than half an entry."""
    count = entries.tensor.shape[entries.axis]
    ends = measure(entries.way, np.asarray(item.mobject.points)[:, :2])[0] * count
    return bool(abs(min(ends) - min(indices)) < 0.5 and abs(max(ends) - max(indices) - 1) < 0.5)


def arcs(stage: Stage) -> Iterator[Finding]:
    """Arcs that do not lead from the word that asks to the word that answers."""
    drawn = [item for item in stage.shapes if isinstance(item.mobject, WordArc)]
    words = [(item, token) for item in stage.texts if drawn and (token := token_of(item.mobject)) is not None]
    for item in drawn:
        named = [(letter, place) for letter, (place,) in item.mobject.spot.chosen if letter in LISTS]
        points = item.mobject.points
        for what, (letter, place), end in zip(("begins", "ends"), named[-2:], (points[0], points[-1]), strict=False):
            near = [(_away(word, end), token) for word, token in words if _is_of(token.of, letter)]
            distance, token = min(near, key=lambda pair: pair[0], default=(np.inf, None))
            if token is not None and distance < REACH and token.place != place:
                message = f"an arc {what} at “{token}”, {token.origin}, its weight at place {place}"
                yield Finding("wrong arc", message, (item,))


def _is_of(words: str, letter: str) -> bool:
    return words.rpartition(".")[2] in LISTS[letter]


def _away(word: Item, end: Sequence[float]) -> float:
    """How far a point lies from a word, sideways first of all: an arc stands above its words, or below them."""
    left, bottom, right, top = word.box
    return float(np.hypot((left + right) / 2 - end[0], 0.3 * ((bottom + top) / 2 - end[1])))
