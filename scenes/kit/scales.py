"""What drawn shapes stand for: values in lengths, places, thicknesses and colours, each with its scale.

A mobject that encodes values in its shapes says so: ``encodings()`` names the shapes, the values and the scale, and
nothing of where the shapes are. The inspector measures the shapes as drawn and compares. A scale holds on to something
that is drawn (or would be: a Box), so that moving and scaling both alike changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np
from manim import Line, Polygon, VMobject
from numpy.typing import NDArray

from scenes.kit.theme import Theme

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Way:
    """A straight way between two points of a shape's outline, such as a lower edge from left to right.

    Attributes:
        shape: whose outline.
        start, end: places of the two points among the outline's.
        aside: the way turned to its left, as long as it is: up from a line to the right.
    """

    shape: VMobject
    start: int = 0
    end: int = -1
    aside: bool = False


def across(box: VMobject) -> Way:
    """Along a box's lower edge, left to right."""
    return Way(box, 8, 12) if isinstance(box, Polygon) else Way(box, 12, 8)


def upward(box: VMobject) -> Way:
    """Along a box's left edge, from its foot."""
    return Way(box, 8, 4) if isinstance(box, Polygon) else Way(box, 12, 0)


def downward(box: VMobject) -> Way:
    """Along a box's left edge, from its top."""
    return Way(box, 4, 8) if isinstance(box, Polygon) else Way(box, 0, 12)


def along(line: Line) -> Way:
    """Along a line."""
    return Way(line)


@dataclass(frozen=True, eq=False)
class Scale:
    """Where values stand on a way.

    Attributes:
        way: the way.
        zero: the part of it at which the value zero stands (on a logarithmic scale: one), the same for all or each.
        unit: the part of it that a step of one takes (on a logarithmic scale: a factor of ten).
        log: whether equal ratios are equal distances.
    """

    way: Way
    zero: float | Array
    unit: float
    log: bool = False

    def like(self, other: Scale) -> Scale:
        """Another's scale on the same way, which now has the other's shape."""
        return replace(other, way=self.way)

    def part(self, values: Array) -> Array:
        """The parts of the way at which values stand."""
        steps = np.log10(np.maximum(values, 1e-300)) if self.log else values
        return np.asarray(self.zero + self.unit * steps, dtype=float)


@dataclass(frozen=True, eq=False)
class Lengths:
    """Bars, each from where it starts to its start plus its value: upright shapes, or the closed pieces of one shape.

    A bar of less than ``least`` is drawn so long, so that a zero can be seen.
    """

    shapes: Sequence[VMobject]
    scale: Scale
    values: Array
    starts: Array
    least: float = 0.0


@dataclass(frozen=True, eq=False)
class Points:
    """Points (x, y): the middles of as many shapes, or the corners of one line, or ``corners`` among them."""

    shapes: Sequence[VMobject]
    x: Scale
    y: Scale
    xs: Array
    ys: Array
    corners: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Thickness:
    """A thread as thick as its value.

    Attributes:
        shape: the thread.
        value: what it stands for.
        unit: the thickness of one, as a part of the thread's length; of a stroke, in Manim units.
        ends: two points at either end among those of its outline, across it; none when it is a stroke.
        least: a thinner thread is drawn so thick, in the same unit as the thickness, so that it can be seen.
    """

    shape: VMobject
    value: float
    unit: float
    ends: tuple[tuple[int, int], tuple[int, int]] | None = None
    least: float = 0.0


@dataclass(frozen=True)
class Shades:
    """A scale of colours: "weight" from 0 to 1, or "signed" between minus and plus the limit.

    ``step`` is the distance between two shades, as a part of the limit, where there are only so many.
    """

    theme: Theme
    kind: str
    limit: float = 1.0
    step: float = 0.0

    def parts(self, values: Array) -> Array:
        """Values as parts of the limit, between -1 and 1; not finite where there is no value."""
        parts = np.asarray(values, dtype=float) / (1.0 if self.kind == "weight" else self.limit or 1.0)
        return np.clip(parts, 0.0 if self.kind == "weight" else -1.0, 1.0)

    def explains(self, other: Shades) -> bool:
        """Whether a legend of this scale can be read for the other."""
        same = self.kind == other.kind and self.theme.name == other.theme.name
        return same and (self.kind == "weight" or abs(self.limit - other.limit) <= 1e-6 * abs(other.limit))


@dataclass(frozen=True, eq=False)
class Colours:
    """Colours that stand for values.

    Attributes:
        shapes: coloured shapes; without a box as many as there are values, in their order.
        values: one axis; with a box two, rows first.
        shades: the scale.
        box: each closed piece of the shapes is a cell of the box's grid, and stands for the value of its place there.
    """

    shapes: Sequence[VMobject]
    values: Array
    shades: Shades
    box: VMobject | None = None


@dataclass(frozen=True, eq=False)
class Areas:
    """Discs whose areas stand for values: each closed piece of the shapes is the disc of the cell that it stands in.

    Attributes:
        shapes: the discs, several in one shape or each for itself.
        values: (rows, columns).
        box: whose grid has the cells.
        full: the diameter of a value of one, as a part of a cell's width.
    """

    shapes: Sequence[VMobject]
    values: Array
    box: VMobject
    full: float


@dataclass(frozen=True, eq=False)
class Gradient:
    """A legend's bar, which runs through the colours of a scale: one colour for each of the values."""

    shape: VMobject
    values: Array
    shades: Shades


Encoding = Lengths | Points | Thickness | Colours | Areas | Gradient


@runtime_checkable
class Encodes(Protocol):
    """A mobject whose shapes stand for values."""

    def encodings(self) -> Iterable[Encoding]:
        """What its shapes stand for now."""

    def hand_over(self, other: Any) -> None:
        """Take the values and scales of ``other``, of the same class, whose shape this mobject now has."""


def as_array(values: Iterable[float]) -> Array:
    """Values as an array in double precision."""
    return np.fromiter(values, dtype=float)


@dataclass(frozen=True, eq=False)
class StandsFor:
    """On a shape: whose values it encodes, wherever it stands. A copy of the shape alone says the same of itself."""

    owner: VMobject

    def __deepcopy__(self, memo: dict[int, Any]) -> StandsFor:
        """A shape that is copied with its owner belongs to the owner's copy."""
        copied = memo.get(id(self.owner))
        return self if copied is None else StandsFor(copied)


def claim_shapes(owner: Any) -> None:
    """Let each shape that encodes a value know whose value it is: to be called when the shapes have been made."""
    for encoding in owner.encodings():
        shapes = (encoding.shape,) if isinstance(encoding, Thickness | Gradient) else encoding.shapes
        for shape in shapes:
            if shape is not owner:
                shape.stands_for = StandsFor(owner)
