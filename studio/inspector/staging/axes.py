"""Whether scales can be trusted by eye: none changes under marks that stand, and no axis of dimensions lies under an
axis of words as if it had words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from manim import VMobject

from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Areas, Colours, Encodes, Lengths, Points, Way
from scenes.kit.spots import Entries, Shows
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.labels import LISTS
from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import LIVE, Item, Stage
from studio.inspector.staging.frame import live_boxes

SAME = 0.01  # of a scale: a step so small is none
ALIGNED = 0.02  # of a row of words, or of its pitch
EVEN = 0.05  # of the pitch of words that stand evenly
FEWEST = 4  # words that make a row
BASELINE = 0.05  # Manim units
LEAST = 0.02  # Manim units, or of a scale of colours: what is smaller says nothing of its scale


class Standing:
    """Remembers by which scale each mark was drawn, and how it looked."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[VMobject, float, Array]] = {}

    def note(self, stage: Stage) -> Iterator[Finding]:
        """Marks that have stood as they were since the last look, though their scale is another one now."""
        known, self._known = self._known, {}
        seen = live_boxes(stage)
        told: set[int] = set()
        for owner in stage.of_kind(Encodes):
            for shape, unit, look in _marks(owner):
                if id(shape) not in seen:
                    continue
                self._known[id(shape)] = shape, unit, look
                _, before, looked = known.get(id(shape), (shape, unit, look))
                if id(owner) in told or abs(unit - before) <= SAME * abs(before) or not _same(look, looked):
                    continue
                told.add(id(owner))
                name = type(owner).__name__
                message = f"the scale of the {name} changed by a factor of {unit / before:.2f} while its marks stood"
                yield Finding("scale under marks", message)


def _marks(owner: Encodes) -> Iterator[tuple[VMobject, float, Array]]:
    """Each mark of a mobject with how much a value of one takes, and how the mark looks."""
    for encoding in owner.encodings():
        if isinstance(encoding, Lengths):
            unit, shapes = encoding.scale.unit * _length(encoding.scale.way), encoding.shapes
        elif isinstance(encoding, Points):
            unit, shapes = encoding.y.unit * _length(encoding.y.way), encoding.shapes
        elif isinstance(encoding, Areas):
            unit, shapes = encoding.full * encoding.box.width / max(encoding.values.shape[1], 1), encoding.shapes
        elif isinstance(encoding, Colours) and encoding.box is None and encoding.shades.kind == "signed":
            parts = encoding.shades.parts(encoding.values)
            for shape, part in zip(encoding.shapes, parts, strict=False):
                if np.isfinite(part) and abs(part) > LEAST:
                    yield shape, encoding.shades.limit, np.asarray(shape.fill_rgbas, dtype=float).copy()
            continue
        else:
            continue
        for shape in shapes:
            if len(shape.points) and max(np.ptp(shape.points[:, :2], axis=0)) > LEAST:
                yield shape, unit, shape.points.copy()


def _length(way: Way) -> float:
    start, end = way.shape.points[way.start, :2], way.shape.points[way.end, :2]
    return float(np.hypot(*(end - start)))


def _same(one: Array, two: Array) -> bool:
    return one.shape == two.shape and bool(np.abs(one - two).max(initial=0.0) < 1e-3)


# -- words and dimensions ------------------------------------------------------------------------------------------


def aligned_axes(stage: Stage) -> Iterator[Finding]:
    """Axes of dimensions that lie under a row of words from end to end, or at the words' own distance."""
    rows = word_rows(stage)
    if not rows:
        return
    seen = live_boxes(stage)
    for shown in stage.of_kind(Shows):
        if not any(id(part) in seen for part in shown.get_family()):
            continue
        for entries in shown.entries():
            if entries.tensor.axes[entries.axis] in LISTS:
                continue
            for row in rows:
                how = _aligned(entries, row)
                if how:
                    words = f"the words {row[0].text!r} to {row[-1].text!r}"
                    axis = f"the axis {entries.tensor.axes[entries.axis]} of the {type(shown).__name__}"
                    yield Finding("aligned axes", f"{axis} {how} {words}, as if each of its entries were a word's")


def word_rows(stage: Stage) -> list[list[Item]]:
    """Words of the sentence that stand on one line, left to right, at least four of them."""
    words = [
        (item.mobject.baseline, item)
        for item in stage.texts
        if isinstance(item.mobject, Words) and item.mobject.token is not None and item.opacity >= LIVE
    ]
    rows: list[list[Item]] = []
    below = -math.inf
    for baseline, item in sorted(words, key=lambda word: word[0]):
        if baseline - below > BASELINE:
            rows.append([])
        rows[-1].append(item)
        below = baseline
    return [sorted(row, key=lambda item: float(item.box[0])) for row in rows if len(row) >= FEWEST]


def _aligned(entries: Entries, row: list[Item]) -> str:
    """How an axis is aligned under a row of words: what is said of it; nothing when it is not."""
    way, count = entries.way, entries.tensor.shape[entries.axis]
    ends = sorted((way.shape.points[way.start, :2], way.shape.points[way.end, :2]), key=lambda point: float(point[0]))
    (left, y), (right, y_too) = ends
    length = float(right - left)
    if way.aside or abs(y_too - y) > 0.01 * length or length < LEAST or count < FEWEST:
        return ""
    first, last = float(row[0].box[0]), float(row[-1].box[2])
    if y > row[0].box[1] or min(right, last) - max(left, first) < 0.5 * min(length, last - first):
        return ""  # it does not lie under them
    if max(abs(left - first), abs(right - last)) <= ALIGNED * (last - first):
        return "ends where end"
    middles = [float(item.box[0] + item.box[2]) / 2 for item in row]
    steps = np.array([after - before for before, after in pairwise(middles)])
    pitch = float(steps.mean())
    if np.abs(steps - pitch).max() <= EVEN * pitch and abs(length / count - pitch) <= ALIGNED * pitch:
        return "has the pitch of"
    return ""
