"""The share of the largest score over how far it leads: an S-shaped curve, and dots that ride on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from manim import Animation, VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Curve, Data, Plot
from scenes.kit.mobjects.unit import Unit
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Points, claim_shapes
from scenes.kit.spots import Named
from scenes.kit.theme import Theme
from scenes.self_attention.parts.scaling_heap import Grain
from scenes.self_attention.parts.scaling_record import share_at

LEADS = (-4.5, 18.5)
LEFT, RIGHT, TOP, BASE = 160, 1760, 190, 640  # pixels of the curve's frame
PLANK = 170  # pixels from its middle to its end
LABEL = 40  # pixels aside and down from a dot to its label


class NamelessUnit(Unit):
    """One unit of attention, cut among scores of no words: large pieces carry their share alone."""

    def _label(self, word: str, claim: Claim, x: float, wide: float, middle: float, figures: bool) -> None:
        number = NumberText(
            claim, self.theme, size=self.theme.sizes.point, color=self.theme.ink_of_chip(self.role), weight="SEMIBOLD"
        )
        if number.width + pixels(28) <= wide:
            self.figures.add(number.move_to([x + wide / 2, middle, 0]))

    def names(self) -> Iterator[Named]:
        """None of the pieces has a name."""
        return iter(())


class SlopeStage:
    """The curve and where things stand on it."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.plot = Plot(
            theme,
            x=LEADS,
            y=(0.0, 1.0),
            width=pixels(RIGHT - LEFT),
            height=pixels(BASE - TOP),
            x_marks=(),
            y_marks=(),
        )
        self.plot.shift(at(LEFT, BASE) - self.plot.x_axis.line.get_start())
        leads = np.linspace(*LEADS, 185)
        shares = Tensor("share by lead", ("lead",), share_at(leads))
        self.curve = self.plot.draw("share", leads, shares, role="query", stroke_width=9)
        size = theme.sizes.label
        self.names = VGroup(
            Words("its share", theme, size=size, role="quiet").on_baseline(at(LEFT + 24, 0)[0], at(0, TOP + 24)[1]),
            Words("how far the largest score leads", theme, size=size, role="quiet").on_baseline(
                at(RIGHT, 0)[0], at(0, BASE + 44)[1], align=1.0
            ),
        )

    def rider(self, lead: float, length: Claim, *, above: bool) -> Rider:
        """A dot on the curve, named by the length of its lists, right below it or left above it."""
        return Rider(self, lead, length, above=above)


class Rider(VGroup):
    """A dot at a lead on the curve, the curve's slope there as a plank, and the length of its lists.

    ``show(lead)`` puts all of it elsewhere on the curve.
    """

    def __init__(self, stage: SlopeStage, lead: float, length: Claim, *, above: bool) -> None:
        super().__init__()
        self.aside = pixels(LABEL) * np.array([-1.0, 1.0, 0.0] if above else [1.0, -1.0, 0.0])
        theme, self.plot = stage.theme, stage.plot
        x, y = self.plot.x_axis.value_scale, self.plot.y_axis.value_scale
        self.x, self.y = x, y
        style = {"stroke_width": 12, "stroke_color": theme.role("ink"), "fill_opacity": 0}
        self.plank = Curve(x, y, self._tangent(lead), **style)
        self.dot = Grain(np.zeros(3), pixels(19), theme.role("ink"))
        self.label = NumberText(length, theme, spec=".0f", size=theme.sizes.point, weight="SEMIBOLD")
        self.add(self.plank, self.dot, self.label)
        self.show(lead)
        claim_shapes(self)

    def show(self, lead: float) -> Rider:
        """Stand at this lead."""
        self.lead = lead
        self.share = float(share_at(np.array([lead]))[0])
        here = self.plot.point(lead, self.share)
        tangent = self._tangent(lead)
        ends = [self.plot.point(px, py) for px, py in zip(tangent.x, tangent.y, strict=True)]
        self.plank.set_points_as_corners(np.array(ends))
        self.plank.data = tangent
        self.dot.shift(here - self.dot.get_center())
        self.label.shift(here + self.aside - self.label.get_center())
        return self

    def to(self, lead: float, **kwargs: Any) -> Ride:
        """Ride along the curve to another lead."""
        return Ride(self, lead, **kwargs)

    def encodings(self) -> Iterator[Points]:
        """The dot's middle stands for the lead and the share."""
        yield Points((self.dot,), self.x, self.y, np.array([self.lead]), np.array([self.share]))

    def hand_over(self, other: Rider) -> None:
        """Take the place of ``other``, whose shape this rider now has."""
        self.lead, self.share = other.lead, other.share

    def _tangent(self, lead: float) -> Data:
        """The two ends of the plank: as long on the screen wherever it lies."""
        share = float(share_at(np.array([lead]))[0])
        slope = share * (1 - share)
        wide, high = self.plot.x_axis, self.plot.y_axis
        per_x, per_y = wide.length / (wide.high - wide.low), high.length / (high.high - high.low)
        reach = pixels(PLANK) / float(np.hypot(per_x, slope * per_y))
        return Data(np.array([lead - reach, lead + reach]), np.array([share - slope * reach, share + slope * reach]))


class Ride(Animation):  # type: ignore[misc]
    """A rider on its way along the curve."""

    def __init__(self, rider: Rider, to: float, **kwargs: Any) -> None:
        super().__init__(rider, **kwargs)
        self.start, self.end = rider.lead, to

    def begin(self) -> None:
        """Start from where the rider is when the animation begins."""
        self.start = self.mobject.lead
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Stand where the rider is at this moment."""
        self.mobject.show(self.start + (self.end - self.start) * self.rate_func(alpha))
