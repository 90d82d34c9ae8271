"""Spreads: the mean of a row's numbers and one deviation to either side, over its bars or in small for every word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from manim import ManimColor, VGroup
from numpy.typing import NDArray

from model.formulas.blocks import EPSILON, layer_norm
from model.trace import Tensor, derive
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme

Array = NDArray[np.float64]

HALF_TICK = 0.009  # of the box's height: half the thickness of a mean's line


def as_is(rows: Array) -> Array:
    """The numbers themselves."""
    return rows


def centred(rows: Array) -> Array:
    """Each row less its mean. (..., D) -> (..., D)."""
    return np.asarray(rows - rows.mean(-1, keepdims=True))


def normal(rows: Array) -> Array:
    """Each row to mean zero and deviation one: LayerNorm without gain and bias. (..., D) -> (..., D)."""
    return layer_norm(rows, np.ones(rows.shape[-1]), np.zeros(rows.shape[-1]))


def mean_after(step: Callable[[Array], Array], rows: Array) -> Array:
    """The mean of each row after a step. (..., D) -> (...)."""
    return np.asarray(step(rows).mean(-1))


def deviation_after(step: Callable[[Array], Array], rows: Array) -> Array:
    """The deviation of each row after a step, as LayerNorm measures it. (..., D) -> (...)."""
    changed = step(rows)
    return np.asarray(np.sqrt(changed.var(-1) + (EPSILON if step is not normal else 0.0)))


class Spreads(VGroup):
    """For each row of a matrix a bar from one deviation below its mean to one above, and a line at the mean.

    Args:
        rows: (S, D), what enters the norm; step: what has been done to it so far.
        theme: colours.
        width, height: units of the whole; ``limit``: the value at its upper edge, minus that at the lower.
        fill: of its slot, how wide a bar is; opacity: of the bars.
    """

    def __init__(
        self,
        rows: Tensor,
        step: Callable[[Array], Array],
        theme: Theme,
        *,
        width: float,
        height: float,
        limit: float,
        fill: float = 0.34,
        opacity: float = 1.0,
    ) -> None:
        super().__init__()
        self.limit, name = limit, f"{step.__name__} {rows.origin}"
        self.means = derive(f"means of {name}", rows.axes[:1], lambda x: mean_after(step, x), rows)
        self.deviations = derive(f"deviations of {name}", rows.axes[:1], lambda x: deviation_after(step, x), rows)
        self.box = Box(width, height)
        count = rows.shape[0]
        pitch, unit = width / count, height / 2 / limit
        self.bars, self.ticks = VGroup(), VGroup()
        for place in range(count):
            middle, half = -width / 2 + (place + 0.5) * pitch, fill * pitch / 2
            mean, deviation = float(self.means.values[place]), float(self.deviations.values[place])
            low, high = (mean - deviation) * unit, (mean + deviation) * unit
            self.bars.add(Cell(middle - half, middle + half, low, high, ManimColor(theme.role("ink")), opacity=opacity))
            edge = HALF_TICK * height
            color = ManimColor(theme.ground)
            self.ticks.add(Cell(middle - half, middle + half, mean * unit - edge, mean * unit + edge, color))
        self.add(self.box, self.bars, self.ticks)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Bars reach one deviation to either side of the mean; ticks are centred on it."""
        scale = Scale(upward(self.box), 0.5, 0.5 / self.limit)
        means, deviations = (tensor.values.astype(float) for tensor in (self.means, self.deviations))
        yield Lengths(self.bars, scale, 2 * deviations, means - deviations)
        edge = HALF_TICK * 2 * self.limit
        yield Lengths(self.ticks, scale, np.full(len(means), 2 * edge), means - edge)

    def hand_over(self, other: Spreads) -> None:
        """Take the values of ``other``, whose shape these spreads now have."""
        self.means, self.deviations, self.limit = other.means, other.deviations, other.limit


__all__ = ["Spreads", "as_is", "centred", "deviation_after", "mean_after", "normal"]
