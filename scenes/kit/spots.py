"""What labels, outlines and arcs point at: entries of a tensor, by axis and place.

A mark that points at something says so and holds on to a ``Spot``; a mobject that shows a tensor says by ``Entries``
where those of an axis stand. Whether a mark stands where it says is measured by the inspector.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from manim import Mobject, VMobject

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.scales import Way


@dataclass(frozen=True, eq=False)
class Spot:
    """Entries of a tensor: for each of its axes their indices, or None for all of them.

    ``Spot(weights, (5,), None)`` is row 5 of a matrix, ``Spot(weights, (5,), (1,))`` one of its entries, and so is
    ``Spot(weights[5, 1])``.
    """

    tensor: Tensor
    rows: tuple[int, ...] | None = None
    columns: tuple[int, ...] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Spot:
        return self

    @property
    def chosen(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The axes of which only some entries are meant: their letters, and the entries' places in the whole tensor."""
        if not self.tensor.axes:
            return tuple((letter, (place,)) for letter, place in self.tensor.fixed)
        return tuple(
            (letter, tuple(int(places[index]) for index in indices))
            for letter, places, indices in zip(
                self.tensor.axes, self.tensor.places, (self.rows, self.columns), strict=False
            )
            if indices is not None
        )


@dataclass(frozen=True, eq=False)
class Entries:
    """Where the entries of one axis of a tensor stand: in slots of one size along a way, and what names them.

    Attributes:
        tensor: whose entries.
        axis: which of its axes, from 0.
        way: from the first entry to the last.
        labels: texts beside the entries, in their order; as many as there are, or none.
        by_foot: labels stand on their first letter, slanted; else their middle is level with the entry.
    """

    tensor: Tensor
    axis: int
    way: Way
    labels: Sequence[Mobject] = ()
    by_foot: bool = False


@runtime_checkable
class Shows(Protocol):
    """A mobject that shows a tensor and knows where its entries stand."""

    def entries(self) -> Iterable[Entries]:
        """Where the entries of its axes stand now."""


@dataclass(frozen=True, eq=False)
class Named:
    """A text that names a value drawn as a shape: beside a bar, or on a piece of a ruler.

    Attributes:
        label: the text.
        claim: the value.
        shape: what is drawn of it.
        upright: label and shape share a height, else a place from left to right.
    """

    label: Mobject
    claim: Claim
    shape: VMobject
    upright: bool = True


@runtime_checkable
class Names(Protocol):
    """A mobject that names values which it draws."""

    def names(self) -> Iterable[Named]:
        """Its texts with their values, as they stand now."""
