"""Names and shapes at the edge of a matrix, and the legend of a scale of colours.

Shapes are numbers of this sentence, so they are claims; a symbol such as Q is any mobject, or words.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import RIGHT, ManimColor, Mobject, VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim, Computed, negate
from scenes.kit.counts import Bound
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.scales import Gradient, Shades, claim_shapes
from scenes.kit.theme import Theme

STOPS = 16  # of a legend's gradient, evenly spaced
LEGEND_WIDTH, LEGEND_HEIGHT = 1.5, pixels(16)
GAP = pixels(20)
FOOT_HEIGHT = pixels(44)


def shape_label(theme: Theme, *sizes: Claim, size: float | None = None, role: str = "quiet") -> VGroup:
    """``12 × 8`` from the lengths of the axes, rows first, as claims (``trace.size("S")``, ``trace.size("K")``)."""
    size = size or theme.sizes.note
    parts: list[Words | NumberText] = []
    for claim in sizes:
        if parts:
            parts.append(Words("×", theme, size=size, role=role))
        parts.append(NumberText(claim, theme, size=size, role=role))
    return on_one_baseline(parts, gap=pixels(0.4 * size))


def name_label(name: Mobject | str, theme: Theme, *, role: str = "ink") -> Mobject:
    """A matrix's name: a symbol of a formula as it is, or words."""
    if isinstance(name, Mobject):
        return name
    return Words(name, theme, size=theme.sizes.label, role=role, weight="MEDIUM")


def foot(theme: Theme, name: Mobject | str | None, shape: tuple[Claim, ...] | None, *, role: str = "ink") -> VGroup:
    """Name and shape on one baseline, for the lower edge of a matrix; empty when there is neither.

    Its height does not depend on the letters, so matrices side by side stay level.
    """
    parts: list[Mobject] = []
    x = 0.0
    if name is not None:
        mark = name_label(name, theme, role=role)
        mark.shift([-mark.get_left()[0], -getattr(mark, "baseline", mark.get_bottom()[1]), 0.0])
        parts.append(mark)
        x = mark.width + pixels(22)
    if shape is not None:
        parts.append(shape_label(theme, *shape).shift([x, 0.0, 0.0]))
    if not parts:
        return VGroup()
    group = VGroup(*parts)
    return VGroup(Box(group.width, FOOT_HEIGHT).move_to([group.get_center()[0], pixels(10), 0]), group)


def shared_limit(*tensors: Tensor) -> Computed:
    """The largest magnitude among tensors: the common limit of scales that are to be compared."""

    def largest(*arrays: np.ndarray) -> float:
        return max((float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in arrays), default=0.0)

    return Computed("largest magnitude", largest, tensors)


class Legend(VGroup):
    """A bar of a scale's colours between the numbers of its ends; ``zero`` marks the middle of a diverging one.

    Args:
        shades: the scale.
        low, high: the numbers of its ends.
    """

    def __init__(
        self,
        shades: Shades,
        low: NumberText,
        high: NumberText,
        *,
        width: float = LEGEND_WIDTH,
    ) -> None:
        super().__init__()
        self.shades = shades
        bar = Cell(0.0, width, -LEGEND_HEIGHT / 2, LEGEND_HEIGHT / 2, self._colour(0.0))
        bar.set_fill([self._colour(stop / STOPS) for stop in range(STOPS + 1)]).set_sheen_direction(RIGHT)
        low.move_to([-GAP / 2 - low.width / 2, 0, 0])
        high.move_to([width + GAP / 2 + high.width / 2, 0, 0])
        self.bar, self.low, self.high = bar, low, high
        self.add(bar, low, high)
        claim_shapes(self)
        self.center()

    def encodings(self) -> Iterator[Gradient]:
        """The bar runs evenly from the low end of the scale to the high one."""
        high = self.shades.limit if self.shades.kind == "signed" else 1.0
        yield Gradient(
            self.bar, np.linspace(-high if self.shades.kind == "signed" else 0.0, high, STOPS + 1), self.shades
        )

    def hand_over(self, other: Legend) -> None:
        """Take the scale of ``other``, whose shape this legend now has."""
        self.shades = other.shades

    def _colour(self, part: float) -> ManimColor:
        """The colour a part of the way from the low end."""
        theme = self.shades.theme
        return theme.weight(part) if self.shades.kind == "weight" else theme.signed(2 * part - 1)


def weight_legend(theme: Theme) -> Legend:
    """The scale of shares, from 0 to 1."""
    ends = [NumberText(Bound(value), theme, size=theme.sizes.note, role="quiet") for value in (0, 1)]
    return Legend(Shades(theme, "weight"), *ends)


def signed_legend(theme: Theme, limit: Claim, *, spec: str = "+.1f", width: float = LEGEND_WIDTH) -> Legend:
    """The diverging scale, from minus the limit to plus the limit."""
    size = theme.sizes.note
    low = NumberText(negate(limit), theme, spec=spec, size=size, role="quiet")
    high = NumberText(limit, theme, spec=spec, size=size, role="quiet")
    return Legend(Shades(theme, "signed", limit.value), low, high, width=width)
