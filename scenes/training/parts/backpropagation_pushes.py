"""Arrows that say which way a number is pushed, and how hard: as long as the number's slope, against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import ManimColor, VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme

FLOOR, REACH = 668, 214  # pixels: the line that pushes start from, and how far the largest sum of them reaches
SHAFT, HEAD, POINT = 46, 84, 44  # pixels: an arrow's shaft and its head across, and the head's length at most
TIP_PART = 0.5  # of a short arrow's length is its head


class Arrow(VMobject):  # type: ignore[misc]
    """A filled upright arrow from one height to another, units; a short one is nearly all head."""

    def __init__(self, x: float, start: float, end: float, colour: ManimColor, width: float = 1.0) -> None:
        super().__init__(stroke_width=0, fill_color=colour, fill_opacity=1.0)
        shaft, head = (pixels(width * across) / 2 for across in (SHAFT, HEAD))
        neck = end - np.sign(end - start) * min(pixels(width * POINT), TIP_PART * abs(end - start))
        corners = [
            [x - shaft, start],
            [x - shaft, neck],
            [x - head, neck],
            [x, end],
            [x + head, neck],
            [x + shaft, neck],
            [x + shaft, start],
        ]
        self.set_points_as_corners([[*corner, 0.0] for corner in (*corners, corners[0])])


class Pushes(VGroup):
    """For each word of a sentence an arrow under it, up for more and down for less, from one quiet line.

    Args:
        pushes: minus the slopes of the words' scores (S).
        sentence: the words, as they stand.

    Attributes:
        line: where arrows start; arrows: one a word.
    """

    def __init__(self, pushes: Tensor, sentence: Sentence, theme: Theme) -> None:
        super().__init__()
        self.pushes, self.theme = pushes, theme
        values = pushes.values.astype(float)
        self.limit = float(values[values > 0].sum()) or 1.0
        self.way = Box(pixels(1), pixels(REACH)).move_to(at(60, FLOOR - REACH / 2))
        y = at(0, FLOOR)[1]
        left, right = at(80, 0)[0], at(1840, 0)[0]
        self.line = Cell(left, right, y - pixels(1.5), y + pixels(1.5), theme.role("thread"))
        self.arrows = VGroup()
        for label, value in zip(sentence.labels, values, strict=True):
            colour = theme.role("ink" if value < 0 else "thread")
            self.arrows.add(Arrow(label.get_center()[0], y, y + self.length(value), colour))
        self.add(self.way, self.line, self.arrows)
        claim_shapes(self)

    def length(self, value: float) -> float:
        """Units that a push of this size is long."""
        return value / self.limit * pixels(REACH)

    def tower(self, places: Sequence[int], x: float) -> Tower:
        """Copies of some arrows tip to tail in one column: those down from the line, those up to it.

        x: units, the middle of the column.
        """
        return Tower(self, places, x)

    def encodings(self) -> Iterator[Lengths]:
        """Each arrow is as long as its push."""
        values = self.pushes.values.astype(float)
        yield Lengths(self.arrows, Scale(upward(self.way), 0.0, 1.0 / self.limit), values, np.zeros(len(values)))

    def hand_over(self, other: Pushes) -> None:
        """Take the pushes of ``other``, whose shape these arrows now have."""
        self.pushes, self.limit = other.pushes, other.limit


class Tower(VGroup):
    """Pushes one on the other between the line and the depth that they reach together."""

    def __init__(self, pushes: Pushes, places: Sequence[int], x: float) -> None:
        super().__init__()
        self.limit, self.way = pushes.limit, pushes.way.copy()
        self.values = pushes.pushes.values.astype(float)[list(places)]
        self.starts = self._starts()
        zero = at(0, FLOOR)[1]
        self.arrows = VGroup(
            *(
                Arrow(x, zero + pushes.length(start), zero + pushes.length(start + value), pushes.arrows[j].get_color())
                for j, start, value in zip(places, self.starts, self.values, strict=True)
            )
        )
        self.add(self.way, self.arrows)
        claim_shapes(self)

    def _starts(self) -> NDArray[np.float64]:
        """Down from the line, one after the other; up from as deep as they reach together."""
        ends = np.cumsum(self.values)
        first = 0.0 if self.values.sum() < 0 else -self.values.sum()
        return first + np.concatenate([[0.0], ends[:-1]])

    def encodings(self) -> Iterator[Lengths]:
        """Each arrow is as long as its push, and starts where the one before it ends."""
        yield Lengths(self.arrows, Scale(upward(self.way), 0.0, 1.0 / self.limit), self.values, self.starts)

    def hand_over(self, other: Tower) -> None:
        """Take the pushes of ``other``, whose shape this tower now has."""
        self.values, self.starts, self.limit = other.values, other.starts, other.limit


__all__ = ["FLOOR", "Arrow", "Pushes", "Tower"]
