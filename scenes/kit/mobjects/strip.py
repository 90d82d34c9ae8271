"""VectorStrip: a vector as a row of bars, up for plus and down for minus; hue never carries the sign."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator

import numpy as np
from manim import ManimColor, VGroup
from numpy.typing import NDArray

from model.trace import Tensor, derive
from scenes.kit.claims import Claim, Computed, Measured
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.scales import Lengths, Scale, across, claim_shapes, upward
from scenes.kit.theme import Theme

PITCH = 0.42  # units of a cell by default
BAR = 0.72  # of the pitch
HAIR = pixels(2)  # thickness of the baseline


class VectorStrip(VGroup):
    """A vector of 8 or 32 numbers as bars on a quiet baseline.

    Args:
        tensor: one axis.
        theme: colours and sizes.
        role: the colour of the bars.
        length: units along the vector, ``PITCH`` a number by default; height: units across, for plus and minus.
        limit: the magnitude that reaches half of ``height``; share one between strips that are to be compared
            (``shared_limit(q, k)``). By default the vector's own largest.
        vertical: numbers run downwards; bars point right for plus, left for minus.
        starts: where each bar begins, in the vector's unit, zero by default: for sums tip to tail.
        claim: makes the claim of entry ``i`` when the entries are not measured but worked out.
    """

    def __init__(
        self,
        tensor: Tensor,
        theme: Theme,
        role: str = "ink",
        *,
        length: float | None = None,
        height: float = 0.72,
        limit: Claim | float | None = None,
        vertical: bool = False,
        starts: NDArray[np.float64] | None = None,
        claim: Callable[[int], Claim] | None = None,
    ) -> None:
        super().__init__()
        if len(tensor.shape) != 1:
            raise ValueError(f"{tensor.name}: a strip needs one axis, has {tensor.axes}")
        self.theme, self.tensor, self.role, self.vertical = theme, tensor, role, vertical
        self.claim_of = claim
        largest = limit if limit is not None else shared_limit(tensor)
        self.limit = float(largest if isinstance(largest, (int, float)) else largest.value) or 1.0
        count = tensor.shape[0]
        self.starts = np.zeros(count) if starts is None else np.asarray(starts, dtype=float)
        along = length or PITCH * count
        self.box = Box(height, along) if vertical else Box(along, height)
        color = theme.role(role)
        self.baseline = Cell(*self._hair(), color=ManimColor(theme.quiet), opacity=0.8)
        self.bars = VGroup(*(Cell(0, 1, 0, 1, color) for _ in range(count)))
        for i, bar in enumerate(self.bars):
            bar.reshape(*self.bar_edges(i))
        self.add(self.box, self.baseline, self.bars)
        claim_shapes(self)

    # -- parts ------------------------------------------------------------------------------------------------

    @property
    def values(self) -> NDArray[np.float64]:
        """The numbers, in double precision."""
        return self.tensor.values.astype(np.float64)

    @property
    def tips(self) -> NDArray[np.float64]:
        """Where each bar ends, in the vector's unit."""
        return self.starts + self.values

    def bar(self, i: int) -> Cell:
        """The bar of entry ``i``."""
        return self.bars[i]

    def claim(self, i: int) -> Claim:
        """What entry ``i`` claims to be: measured, unless the strip was worked out from others."""
        return self.claim_of(i) if self.claim_of else Measured(self.tensor[i])

    def slot(self, i: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of entry ``i``'s cell, where the strip stands now."""
        left, right, bottom, top = self.box.edges
        count = len(self.starts)
        i %= count
        if self.vertical:
            pitch = (top - bottom) / count
            return left, right, top - (i + 1) * pitch, top - i * pitch
        pitch = (right - left) / count
        return left + i * pitch, left + (i + 1) * pitch, bottom, top

    def slot_center(self, i: int) -> np.ndarray:
        """The middle of entry ``i``'s cell, on the baseline."""
        left, right, bottom, top = self.slot(i)
        return np.array([(left + right) / 2, (bottom + top) / 2, 0.0])

    def bar_edges(self, i: int) -> tuple[float, ...]:
        """Left, right, bottom and top of the bar of entry ``i``."""
        start, tip = float(self.starts[i]), float(self.tips[i])
        left, right, bottom, top = self.slot(i)
        low, high = min(start, tip) / self.limit / 2, max(start, tip) / self.limit / 2
        if self.vertical:
            middle, width, room = (left + right) / 2, right - left, (top - bottom) * (1 - BAR) / 2
            return middle + low * width, middle + high * width, bottom + room, top - room
        middle, height, room = (bottom + top) / 2, top - bottom, (right - left) * (1 - BAR) / 2
        return left + room, right - room, middle + low * height, middle + high * height

    # -- what is drawn ------------------------------------------------------------------------------------------

    @property
    def value_scale(self) -> Scale:
        """Where values stand across the strip: zero in the middle, the limit at either edge."""
        return Scale(across(self.box) if self.vertical else upward(self.box), 0.5, 0.5 / self.limit)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for its entry."""
        yield Lengths(self.bars, self.value_scale, self.values, self.starts)

    def hand_over(self, other: VectorStrip) -> None:
        """Take the values and the scale of ``other``, whose shape this strip now has."""
        self.tensor, self.starts, self.claim_of = other.tensor, other.starts, other.claim_of
        self.limit, self.vertical, self.role = other.limit, other.vertical, other.role

    # -- other strips made from this one ------------------------------------------------------------------------

    def like(
        self,
        tensor: Tensor,
        *,
        role: str | None = None,
        starts: NDArray[np.float64] | None = None,
        claim: Callable[[int], Claim] | None = None,
    ) -> VectorStrip:
        """Another vector of the same length, drawn here with the same size and limit, without labels."""
        if tensor.shape != self.tensor.shape:
            raise ValueError(f"{tensor.name}: shape {tensor.shape} does not fit {self.tensor.shape}")
        left, right, bottom, top = self.box.edges
        strip = VectorStrip(
            tensor,
            self.theme,
            role or self.role,
            length=top - bottom if self.vertical else right - left,
            height=right - left if self.vertical else top - bottom,
            limit=self.limit,
            vertical=self.vertical,
            starts=starts,
            claim=claim,
        )
        return strip.shift([(left + right) / 2, (bottom + top) / 2, 0])

    def copy_scaled(self, share: Tensor) -> VectorStrip:
        """The strip times one measured number: bars at ``share`` of their height, in the same place."""
        entries = self.tensor
        name = f"{share.origin} times {entries.origin}"
        product = derive(name, entries.axes, operator.mul, share, entries)
        return self.like(product, claim=lambda i: Computed("product", operator.mul, (share, entries[i])))

    def copy_stacked_on(self, *previous: VectorStrip) -> VectorStrip:
        """A copy whose bars begin where those of the last of ``previous`` end, in its place: one step of a sum."""
        under = previous[-1]
        strip = self.like(self.tensor, starts=under.tips, claim=self.claim_of)
        strip.limit = under.limit
        strip.shift(under.box.get_center() - strip.box.get_center())
        for i, bar in enumerate(strip.bars):
            bar.reshape(*strip.bar_edges(i))
        return strip

    def digits(
        self, *, spec: str = "+.1f", size: float | None = None, gap: float = pixels(8), above: bool = False
    ) -> VGroup:
        """The numbers below (or above) a horizontal strip, right of a vertical one, in the strip's colour."""
        size = size or self.theme.sizes.small
        numbers = VGroup()
        for i in range(len(self.starts)):
            number = NumberText(self.claim(i), self.theme, spec=spec, size=size, role=self.role)
            left, right, bottom, top = self.slot(i)
            if self.vertical:
                number.move_to([right + gap + number.width / 2, (bottom + top) / 2, 0])
            elif above:
                number.move_to([(left + right) / 2, top + gap + number.height / 2, 0])
            else:
                number.move_to([(left + right) / 2, bottom - gap - number.height / 2, 0])
            numbers.add(number)
        return numbers

    # -- drawing ----------------------------------------------------------------------------------------------

    def _hair(self) -> tuple[float, float, float, float]:
        left, right, bottom, top = self.box.edges
        if self.vertical:
            return (left + right - HAIR) / 2, (left + right + HAIR) / 2, bottom, top
        return left, right, (bottom + top - HAIR) / 2, (bottom + top + HAIR) / 2


class LoneBar(Cell):
    """A bar beside a strip, on its scale: for one number that belongs to it, such as the sum of its bars.

    Args:
        strip: gives the scale; claim: the number.
        x: the middle of the bar; width: units.
    """

    def __init__(self, strip: VectorStrip, claim: Claim, x: float, width: float, color: ManimColor) -> None:
        self.value_scale, self.claim = strip.value_scale, claim
        _, _, bottom, top = strip.box.edges
        zero, tip = (bottom + (top - bottom) * float(self.value_scale.part(np.array(v))) for v in (0.0, claim.value))
        super().__init__(x - width / 2, x + width / 2, min(zero, tip), max(zero, tip), color)

    def encodings(self) -> Iterator[Lengths]:
        """The bar stands for its number."""
        yield Lengths((self,), self.value_scale, np.array([self.claim.value]), np.zeros(1))

    def hand_over(self, other: LoneBar) -> None:
        """Take the number of ``other``, whose shape this bar now has."""
        self.value_scale, self.claim = self.value_scale.like(other.value_scale), other.claim


def product_strip(first: VectorStrip, second: VectorStrip, *, limit: Claim | float) -> VectorStrip:
    """The products of two strips entry by entry, drawn where ``first`` stands: the terms of a dot product."""
    one, two = first.tensor, second.tensor
    product = derive(f"{one.origin} times {two.origin}", one.axes, operator.mul, one, two)
    strip = first.like(product, role="ink", claim=lambda i: Computed("product", operator.mul, (one[i], two[i])))
    strip.limit = float(limit if isinstance(limit, (int, float)) else limit.value) or 1.0
    for i, bar in enumerate(strip.bars):
        bar.reshape(*strip.bar_edges(i))
    return strip
