"""Outlines that are drawn: in what order, of what curves, in what paint, and which an opaque one hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import VMobject

from studio.inspector.seen.outlines import Array, boxes_of, flatten_all, lengths_of, stroke_of, turns_of

FAINTEST = 0.04
"""Fainter than this counts as invisible."""
OPAQUE = 0.98
"""A fill as strong as this hides what is behind it."""
FULL = 0.97
"""A shape that fills so much of its box is taken for its box."""


@dataclass(frozen=True, eq=False)
class Leaf:
    """One outline that is drawn: its place in the order of drawing, its curves, its paint."""

    shape: VMobject
    order: int
    outline: Array
    """Points on its curves, (C, STEPS + 1, 2), in Manim units."""
    fill: Array
    """Red, green, blue, opacity of its fill, the mean where it is a gradient."""
    stroke: Array
    """Red, green, blue, opacity of its line; opacity 0 where the line has no width."""
    box: Array
    """Left, bottom, right, top of what is drawn, half its line included."""
    turn: float
    """The area that it encloses, with a sign: plus where it runs anticlockwise."""
    thickness: float
    """How thick its filled parts are on average, in Manim units: of a hairline, its width."""
    fills_its_box: bool
    """Whether it is an upright rectangle, or so nearly one that its box may stand for it."""

    @property
    def opacity(self) -> float:
        """How much of it is seen: its fill's or its line's opacity, whichever is stronger."""
        return max(float(self.fill[3]), float(self.stroke[3]))

    @property
    def is_plate(self) -> bool:
        """Whether it hides whatever lies behind its box."""
        return self.fills_its_box and bool(self.fill[3] >= OPAQUE)


def drawn(shapes: Sequence[VMobject]) -> dict[int, Leaf]:
    """The outlines that can be seen, by the identity of their mobject, in Manim's order of drawing.

    A mobject that is in the scene twice is drawn at its last place; a higher z-index is drawn later.
    """
    last = {id(shape): place for place, shape in enumerate(shapes)}
    single = [shape for place, shape in enumerate(shapes) if last[id(shape)] == place]
    painted = [(shape, *_paint(shape)) for shape in sorted(single, key=lambda shape: shape.z_index)]
    seen = [entry for entry in painted if max(entry[1][3], entry[2][3]) > FAINTEST and len(entry[0].points) >= 4]
    outlines = flatten_all([shape.points for shape, _, _ in seen])
    boxes, turns = boxes_of(outlines), turns_of(outlines)
    full = np.abs(turns) >= FULL * np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    thickness = 2 * np.abs(turns) / np.maximum(lengths_of(outlines), 1e-9)
    half = np.array([stroke_of(shape) / 2 if stroke[3] > FAINTEST else 0.0 for shape, _, stroke in seen])
    boxes = boxes + half.reshape(-1, 1) * np.array([-1.0, -1.0, 1.0, 1.0])
    leaves = [
        Leaf(shape, order, outline, fill, stroke, boxes[order], turns[order], thickness[order], bool(full[order]))
        for order, ((shape, fill, stroke), outline) in enumerate(zip(seen, outlines, strict=True))
    ]
    return {id(leaf.shape): leaf for leaf in _uncovered(leaves)}


def _paint(shape: VMobject) -> tuple[Array, Array]:
    """Fill and line of an outline: red, green, blue, opacity each."""
    fill, stroke = shape.fill_rgbas, shape.stroke_rgbas
    fill = fill[0] if len(fill) == 1 else fill.mean(axis=0) if len(fill) else np.zeros(4)
    stroke = stroke[0] if len(stroke) == 1 else stroke.mean(axis=0) if len(stroke) else np.zeros(4)
    if not shape.stroke_width:
        stroke = np.array([*stroke[:3], 0.0])
    return np.asarray(fill, dtype=float), np.asarray(stroke, dtype=float)


def _uncovered(leaves: list[Leaf]) -> list[Leaf]:
    """The outlines that no plate drawn later hides whole."""
    plates = [leaf for leaf in leaves if leaf.is_plate]
    if not plates:
        return leaves
    over = np.array([plate.box for plate in plates]).T  # (4, N)
    left, bottom, right, top = np.array([leaf.box for leaf in leaves]).T[:, :, None]  # (M, 1) each
    hidden = (over[0] <= left) & (over[1] <= bottom) & (over[2] >= right) & (over[3] >= top)  # (M, N)
    hidden &= np.array([plate.order for plate in plates]) > np.array([leaf.order for leaf in leaves])[:, None]
    return [leaf for leaf, gone in zip(leaves, np.any(hidden, axis=1), strict=True) if not gone]
