"""Rectangles of pixels in a frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """Pixels from ``left`` to before ``right`` and from ``top`` to before ``bottom``; empty, and false, without any."""

    left: int
    top: int
    right: int
    bottom: int

    def __bool__(self) -> bool:
        return self.left < self.right and self.top < self.bottom

    @property
    def slices(self) -> tuple[slice, slice]:
        """The rows and columns of an array of pixels."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return around((self, other))

    def meets(self, other: Box) -> bool:
        """Whether they share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


NOTHING = Box(0, 0, 0, 0)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all."""
    some = [box for box in boxes if box]
    if not some:
        return NOTHING
    left, top, right, bottom = zip(*some, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))
