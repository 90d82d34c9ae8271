"""Tower: products piled up, each half query and half key; what is negative is taken off again from the top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from manim import ManimColor, VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell, outline_of, segments
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme

SEAM = 4.0  # stroke of the ground's colour between two pieces
HOLLOW = 3.0  # stroke of what is taken off


@dataclass(frozen=True)
class Stand:
    """Where a pile stands, in pixels: its sides, and from the frame's top its foot and the most that it reaches."""

    left: float
    right: float
    base: float
    top: float


class Tower(VGroup):
    """The terms of a dot product as one pile.

    Args:
        terms: the products (K).
        theme: colours.
        stand: where it stands; the positive products fill it, whatever is taken off again.
        like: another pile on whose scale this one is drawn.
    """

    def __init__(self, terms: Tensor, theme: Theme, stand: Stand, *, like: Tower | None = None) -> None:
        super().__init__()
        self.theme, self.terms = theme, terms
        self.order = pile_order(terms.values)
        self.starts = _starts(terms.values.astype(np.float64), self.order)
        values = terms.values.astype(np.float64)
        self.low, self.high = min(0.0, float(values.sum())), max(float(values[values > 0].sum()), 1e-6)
        if like is not None:
            self.low, self.high = like.low, like.high
        self.box = Box(pixels(stand.right - stand.left), pixels(stand.base - stand.top))
        self.box.move_to(at((stand.left + stand.right) / 2, (stand.base + stand.top) / 2))
        self.ground_line = self._line(0.0, wide=pixels(26), role="quiet")
        self.query_halves, self.key_halves = VGroup(), VGroup()
        for i, value in enumerate(values):
            for half, role in enumerate(("query", "key")):
                (self.query_halves, self.key_halves)[half].add(self._half(i, value, half, role))
        self.pieces = VGroup(*(VGroup(self.query_halves[i], self.key_halves[i]) for i in self.order))
        self.add(self.box, self.ground_line, self.pieces)
        claim_shapes(self)

    def piece(self, i: int) -> VGroup:
        """Both halves of the ``i``-th product."""
        return VGroup(self.query_halves[i], self.key_halves[i])

    def level(self, value: float) -> VMobject:
        """A level line across the pile at a value."""
        return self._line(value, wide=pixels(36), role="ink")

    def outline(self) -> VMobject:
        """The pile's edge, for when it has shrunk: what was there before."""
        left, right, _, _ = self.box.edges
        edges = (left, right, self.height_of(0.0), self.height_of(float(self.terms.values.sum())))
        return outline_of(edges, self.theme.role("quiet"), margin=0.0, width=HOLLOW)

    def encodings(self) -> Iterator[Lengths]:
        """Each half is as long as its product, from where the pile ended before it."""
        span = self.high - self.low
        scale = Scale(upward(self.box), -self.low / span, 1.0 / span)
        values = self.terms.values.astype(np.float64)
        yield Lengths(self.query_halves, scale, values, self.starts)
        yield Lengths(self.key_halves, scale, values, self.starts)

    def hand_over(self, other: Tower) -> None:
        """Take the products of ``other``, whose shape this pile now has."""
        self.terms, self.order, self.starts = other.terms, other.order, other.starts
        self.low, self.high = other.low, other.high
        stands = [self.order.index(i) for i in range(len(self.order))]  # a piece stands where the other's order has it
        self.query_halves, self.key_halves = (VGroup(*(self.pieces[k][half] for k in stands)) for half in (0, 1))

    # -- drawing ----------------------------------------------------------------------------------------------

    def height_of(self, value: float) -> float:
        """The height at which a value stands."""
        _, _, bottom, top = self.box.edges
        return bottom + (value - self.low) / (self.high - self.low) * (top - bottom)

    def _half(self, i: int, value: float, half: int, role: str) -> Cell:
        left, right, _, _ = self.box.edges
        middle = (left + right) / 2
        low, high = sorted(self.height_of(float(v)) for v in (self.starts[i], self.starts[i] + value))
        near, far = (left, middle) if half == 0 else (middle, right)
        ground = ManimColor(self.theme.ground)
        cell = Cell(near, far, low, high, self.theme.fill(role) if value >= 0 else ground)
        if value >= 0 and self.theme.fill(role) == self.theme.role(role):
            return cell.set_stroke(ground, width=SEAM, opacity=1.0)
        return cell.set_stroke(self.theme.role(role), width=HOLLOW, opacity=1.0)

    def _line(self, value: float, *, wide: float, role: str) -> VMobject:
        left, right, _, _ = self.box.edges
        y = self.height_of(value)
        return segments([((left - wide, y), (right + wide, y))], self.theme.role(role), 5.0)


def pile_order(terms: NDArray[np.floating]) -> tuple[int, ...]:
    """The places of the products as they are piled: what is positive first, then what takes away; each in order."""
    places = range(len(terms))
    return (*(i for i in places if terms[i] >= 0), *(i for i in places if terms[i] < 0))


def _starts(terms: NDArray[np.float64], order: tuple[int, ...]) -> NDArray[np.float64]:
    """Where each product begins: where the one before it on the pile ended. terms (K) -> (K)."""
    starts, so_far = np.zeros(len(terms)), 0.0
    for i in order:
        starts[i], so_far = so_far, so_far + terms[i]
    return starts
