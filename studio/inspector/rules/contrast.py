"""Whether what is drawn stands out from what is really behind it: text at 4.5:1, marks that carry meaning at 3:1.

What falls back on purpose is excepted: something dimmed that was stronger before, or will be. So a colour is wrong when
it is too pale at its full strength, and something is too pale when it never was strong enough while it was there.
Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from manim import ManimColor
from numpy.typing import NDArray

from scenes.kit.mobjects.picture import Picture
from scenes.kit.theme import contrast_of
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.backdrop import behind, is_covered
from studio.inspector.seen.leaves import FAINTEST, Leaf
from studio.inspector.seen.outlines import Array, inside_each, pieces, stroke_of, within
from studio.inspector.seen.stage import Item, Stage

TEXT, MARK = 4.5, 3.0
STRONG = 0.95  # opacity from which a thing is as strong as it can be
SAMPLES = 4  # points of each outline of a text that are looked at
MARK_SAMPLES = 17
GOLDEN = 0.6180339887  # steps of this part of an outline never fall in step with dots along it
SEEN = 0.5  # part of a mark's edge that must stand out
CARRIERS = ("query", "key", "value", "output", "weight", "learned", "gradient", "focus", "ink", "quiet")
"""Roles whose colours mean something; grounds, panels and lines of tables are decoration."""
ASIDE = 0.03  # Manim units from a mark's edge at which what is round it is looked at
SHORTEST = 1e-4  # Manim units; shorter pieces point nowhere
LEAST = 0.025  # Manim units; a bar of next to nothing has no colour to speak of
SAME = 0.02  # largest difference of a channel between a colour and its role's


def pale_text(stage: Stage) -> Iterator[Finding]:
    """Text at its full strength whose colour is too near to what is behind it."""
    strong = [item for item in stage.texts if item.opacity >= STRONG]
    for item, ratio in zip(strong, text_contrasts(stage, strong), strict=True):
        if ratio < TEXT:
            yield Finding("contrast", f"{item} has {ratio:.1f}:1 to what is behind it, less than {TEXT}:1", (item,))


def pale_marks(stage: Stage) -> Iterator[Finding]:
    """Marks in a role's colour at their full strength that do not stand out from what is round them."""
    carriers = np.array([ManimColor(stage.theme.role(name)).to_rgb() for name in CARRIERS])
    shapes = [item for item in stage.shapes if not (item.in_bands or isinstance(item.owner, Picture))]
    marks = [item for item in shapes if _carries(item.leaves[0], carriers)]  # a picture has natural colours
    if not marks:
        return
    spots, owner = _round_about(stage, marks)
    if not len(spots):
        return
    ground = behind(stage, spots, np.full(len(spots), len(stage.leaves)))
    paint = np.array([_paint(item.leaves[0])[:3] for item in marks])[owner]  # (P, 3)
    ratios = contrast_of(paint, ground)
    pale: dict[tuple[int, type], list[tuple[float, Item]]] = {}
    for place in np.unique(owner):
        item, found = marks[place], ratios[owner == place]
        if (found >= MARK).mean() < SEEN:
            kin = (id(item.owner), type(item.mobject))
            pale.setdefault(kin, []).append((float(np.median(found)), item))
    for kindred in pale.values():
        ratio, item = min(kindred, key=lambda entry: entry[0])
        others = f" (and {len(kindred) - 1} more)" if len(kindred) > 1 else ""
        message = f"{item}{others} has {ratio:.1f}:1 to what is round it, less than {MARK:g}:1"
        yield Finding("contrast", message, (item,))


def _round_about(stage: Stage, marks: list[Item]) -> tuple[Array, NDArray[np.int64]]:
    """Points just outside filled marks and on both sides of lines, where nothing hides the mark.

    Points that lie on a mark of the same kind, such as the next bar of a dense row, are left out.

    Returns:
        The points, (P, 2), and the place among the marks that each belongs to, (P).
    """
    leaves = [item.leaves[0] for item in marks]
    ends = [_some_pieces(leaf) for leaf in leaves]
    owner = np.repeat(np.arange(len(marks)), [len(each) for each in ends])
    start, end = np.concatenate(ends).transpose(1, 0, 2)  # (P, 2) each
    along, middle = end - start, (start + end) / 2
    length = np.hypot(along[:, 0], along[:, 1])
    orders = np.array([leaf.order for leaf in leaves])[owner]
    shown = (length > SHORTEST) & ~is_covered(stage, middle, orders)
    along, middle, owner, length = along[shown], middle[shown], owner[shown], length[shown]
    outward = np.stack([along[:, 1], -along[:, 0]], axis=1) / length[:, None]
    outward *= np.array([np.copysign(1.0, leaf.turn) for leaf in leaves])[owner][:, None]
    reach = ASIDE + np.array([_half_line(leaf) for leaf in leaves])[owner][:, None]
    lines = np.array([leaf.fill[3] < leaf.stroke[3] for leaf in leaves])[owner]
    points = np.concatenate([middle + reach * outward, (middle - reach * outward)[lines]])
    owner = np.concatenate([owner, owner[lines]])
    apart = ~_on_kin(points, owner, marks)
    return points[apart], owner[apart]


def _some_pieces(leaf: Leaf) -> Array:
    """Starts and ends of some of the straight pieces of an outline: (count, 2, 2)."""
    starts, ends = pieces(leaf.outline)
    chosen = _some_of(len(starts))
    return np.stack([starts[chosen], ends[chosen]], axis=1)


@cache
def _some_of(count: int) -> NDArray[np.int64]:
    """Places among ``count`` that are spread evenly, and never in step with dots."""
    return np.unique((GOLDEN * np.arange(MARK_SAMPLES) % 1.0 * count).astype(int))


def _half_line(leaf: Leaf) -> float:
    return stroke_of(leaf.shape) / 2 if leaf.stroke[3] > FAINTEST else 0.0


def _on_kin(points: Array, owner: NDArray[np.int64], marks: list[Item]) -> NDArray[np.bool_]:
    """Whether each point lies on a mark like its own, or on another piece of its own mark: (P)."""
    likes = [(type(mark.owner), type(mark.mobject), _paint(mark.leaves[0]).tobytes()) for mark in marks]
    kin = np.array([likes.index(like) for like in likes])
    found = within(points, np.array([mark.box for mark in marks]))  # (P, M)
    found &= (kin[owner][:, None] == kin) & (owner[:, None] != np.arange(len(marks)))
    on = np.any(found, axis=1)
    leaves = [mark.leaves[0] for mark in marks]
    winding = np.array([not leaf.fills_its_box and leaf.fill[3] >= leaf.stroke[3] for leaf in leaves])[owner]
    on[winding] |= inside_each([leaf.outline for leaf in leaves], owner[winding], points[winding])
    return on


def text_contrasts(stage: Stage, items: list[Item]) -> list[float]:
    """The contrast of each text to what is behind it, as it is drawn, at its palest outline."""
    leaves = [leaf for item in items for leaf in item.leaves if leaf.opacity >= item.opacity * STRONG]
    if not leaves:
        return []
    spots = [_spread(leaf, SAMPLES) for leaf in leaves]
    counts = [len(points) for points in spots]
    ground = behind(stage, np.concatenate(spots), np.repeat([leaf.order for leaf in leaves], counts))  # (P, 3)
    paint = np.repeat([_paint(leaf) for leaf in leaves], counts, axis=0)  # (P, 4)
    drawn = paint[:, 3:] * paint[:, :3] + (1 - paint[:, 3:]) * ground
    ratios = np.minimum.reduceat(contrast_of(drawn, ground), np.cumsum([0, *counts[:-1]]))
    worst = dict.fromkeys(map(id, items), np.inf)
    owners = [id(item) for item in items for leaf in item.leaves if leaf.opacity >= item.opacity * STRONG]
    for owner, ratio in zip(owners, ratios, strict=True):
        worst[owner] = min(worst[owner], float(ratio))
    return [worst[id(item)] for item in items]


class Strength:
    """Remembers how strong each text was at its best: what fell back was read before, or will be."""

    def __init__(self) -> None:
        self._best: dict[int, tuple[float, Item, float, str]] = {}

    def note(self, stage: Stage, where: str) -> None:
        """Look at the texts at the end of a play; one at full strength has its contrast looked at by ``pale_text``."""
        weak = []
        for item in stage.texts:
            if item.opacity >= STRONG:
                self._best[id(item.mobject)] = np.inf, item, stage.time, where
            elif self._ratio(item) < TEXT:
                weak.append(item)
        for item, ratio in zip(weak, text_contrasts(stage, weak), strict=True):
            if ratio > self._ratio(item):
                self._best[id(item.mobject)] = ratio, item, stage.time, where

    def _ratio(self, item: Item) -> float:
        return self._best[id(item.mobject)][0] if id(item.mobject) in self._best else 0.0

    def never_read(self) -> Iterator[tuple[Finding, float, str]]:
        """What was too pale whenever it was there: the finding, the second of its best, and the line that ran."""
        for ratio, item, time, where in self._best.values():
            if ratio < TEXT:
                message = f"{item} is never stronger than {ratio:.1f}:1 to what is behind it, less than {TEXT}:1"
                yield Finding("contrast", message, (item,)), time, where


def _paint(leaf: Leaf) -> Array:
    """What the eye takes for its colour: its fill, or its line where the fill is fainter."""
    return leaf.fill if leaf.fill[3] >= leaf.stroke[3] else leaf.stroke


def _carries(leaf: Leaf, carriers: Array) -> bool:
    paint = _paint(leaf)
    if paint is leaf.fill and min(leaf.box[2:] - leaf.box[:2]) < LEAST:
        return False
    return bool(paint[3] >= STRONG) and bool((np.abs(carriers - paint[:3]).max(axis=1) < SAME).any())


def _spread(leaf: Leaf, count: int) -> Array:
    """Some points of an outline, evenly spread along it: (count or fewer, 2)."""
    points = leaf.outline[:, :-1].reshape(-1, 2)
    return points[_evenly(len(points), count)]


@cache
def _evenly(length: int, count: int) -> NDArray[np.int64]:
    """At most ``count`` places of ``length``, from the first to the last."""
    return np.linspace(0, length - 1, min(count, length)).astype(int)
