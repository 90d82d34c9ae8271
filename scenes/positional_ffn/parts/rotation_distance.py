"""The dot products of all pairs of places over their distance: a dot for every pair, a point for every distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from manim import UR, AnimationGroup, Dot, FadeIn, VGroup, VMobject

from model.formulas import FORMULAS
from model.trace import derive
from scenes.kit.claims import Claim
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.scales import Encoding, Points
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.rotation_places import Places
from scenes.positional_ffn.parts.rotation_table import PositionTable

FINE = 12  # points of the curve for each word


def steps(count: int) -> np.ndarray:
    """Distances between ``count`` places, in fine steps."""
    return np.linspace(0.0, count - 1, FINE * (count - 1) + 1)


def all_products(table: np.ndarray) -> np.ndarray:
    """The dot product of every two places, each with itself too. (S, D) -> (pairs,)"""
    return np.asarray((table @ table.T)[np.triu_indices(len(table))])


class PairDot(Dot):  # type: ignore[misc]
    """A dot that stands for the product of two places, over their distance."""

    def __init__(self, plot: Plot, step: int, claim: Claim, **style: Any) -> None:
        super().__init__(plot.point(step, claim.value), **style)
        self.x, self.y = plot.x_axis.value_scale, plot.y_axis.value_scale
        self.step, self.claim = step, claim

    def encodings(self) -> Iterator[Encoding]:
        """Its middle stands for both."""
        yield Points((self,), self.x, self.y, np.array([float(self.step)]), np.array([self.claim.value]))

    def hand_over(self, other: PairDot) -> None:
        """Take the place of ``other``, whose shape this dot now has."""
        self.x, self.y = self.x.like(other.x), self.y.like(other.y)
        self.step, self.claim = other.step, other.claim


class DistancePlot:
    """A plot of PE(p) . PE(p + k) over k: measured dots, the formula's curve, one value written out."""

    def __init__(self, places: Places, theme: Theme, region: Region) -> None:
        self.places, self.theme = places, theme
        self.last = places.count - 1
        most = places.hands.value
        self.plot = Plot(
            theme,
            x=(0, self.last),
            y=(0, most),
            width=region.width - 1.3,
            height=region.height - 0.9,
            x_name="words apart",
            y_name="dot product",
        )
        self.plot.shift([region.right - 0.15 - self.plot.get_right()[0], region.top - 0.1 - self.plot.get_top()[1], 0])
        self.curve = self._curve()
        self.dots = [self._dots(step) for step in range(self.last + 1)]
        value = places.product(places.first)
        self.value = value
        self.label = NumberText(value, theme, size=theme.sizes.note, weight="MEDIUM")
        self.label.next_to(self.plot.point(places.step, value.value), UR, buff=0.12)
        count = Extent(derive("products of all pairs", ("pair",), all_products, places.table), 1)
        size = theme.sizes.note
        self.pairs = on_one_baseline(
            [NumberText(count, theme, size=size), Words("pairs of places", theme, size=size, role="quiet")],
            gap=pixels(10),
        )
        self.pairs.move_to(self.plot.point(0.6 * self.last, 0.25 * most))

    @property
    def axes(self) -> VGroup:
        """Both axes."""
        return VGroup(self.plot.x_axis, self.plot.y_axis)

    def out_of(self, table: PositionTable, step: int) -> AnimationGroup:
        """Every dot of one distance moves out of the two rows that it is the product of."""
        moves = []
        for start, dot in enumerate(self.dots[step]):
            _, right, _, top = table.edges(start)
            _, _, bottom, _ = table.edges(start + step)
            moves.append(FadeIn(dot, target_position=[right, (top + bottom) / 2, 0]))
        return AnimationGroup(*moves)

    def _curve(self) -> VMobject:
        """The formula's value at fine steps, for as many positions and columns as the table has."""

        def product(table: np.ndarray) -> np.ndarray:
            return FORMULAS["position_product"].evaluate(step=steps(len(table)), d_model=table.shape[1])

        values = derive("sum of cosines", ("k",), product, self.places.table)
        return self.plot.draw("product", steps(self.places.count), values, stroke_width=3)

    def _dots(self, step: int) -> VGroup:
        starts = range(self.places.count - step)
        claims = [self.places.product(start, step) for start in starts]
        style = {"radius": pixels(9), "color": self.theme.role("ink")}
        return VGroup(*(PairDot(self.plot, step, claim, **style) for claim in claims))
