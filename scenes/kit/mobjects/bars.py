"""BarChart: bars with words and values, such as the top five probabilities or the scores before a softmax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import RIGHT, Line, Mobject, Rectangle, VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim, Measured
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, Way, as_array, claim_shapes
from scenes.kit.spots import Named
from scenes.kit.theme import Theme

LEAST = pixels(2)  # a bar of zero is still a line
PAD = pixels(12)


def as_claims(values: Tensor | Sequence[Claim]) -> tuple[Claim, ...]:
    """The entries of a one-dimensional tensor as Measured claims; claims stay as they are."""
    if isinstance(values, Tensor):
        if len(values.axes) != 1:
            raise ValueError(f"{values.origin} has axes {values.axes}; a row of values has one")
        return tuple(Measured(values[place]) for place in range(values.shape[0]))
    return tuple(values)


class BarChart(VGroup):
    """Bars to the right, one below the other, each with its words at the foot and its value at the tip.

    Bars of negative values go to the left. Each bar's length is ``length`` units at ``limit``.

    Args:
        labels: the words, one a bar; Mobjects (a Symbol, a token) are taken as they are.
        values: a one-dimensional Tensor, or claims.
        limit: the value of a bar of full length; the largest magnitude by default.
        spec: the format of the values, whole per cent by default; None draws no values.
        role: the colour of the bars; ``roles`` gives each bar its own.

    Example: ``BarChart(words, probabilities[order], theme, limit=1.0)``.
    """

    def __init__(
        self,
        labels: Sequence[str | Mobject],
        values: Tensor | Sequence[Claim],
        theme: Theme,
        *,
        limit: float | None = None,
        role: str = "weight",
        roles: Sequence[str] | None = None,
        length: float = 4.0,
        thickness: float = 0.34,
        gap: float = 0.2,
        spec: str | None = ".0%",
        size: float | None = None,
    ) -> None:
        super().__init__()
        claims = as_claims(values)
        if len(labels) != len(claims):
            raise ValueError(f"{len(labels)} labels for {len(claims)} values")
        self.theme, self.claims, self.spec = theme, claims, spec
        self.limit = limit or max((abs(claim.value) for claim in claims), default=0.0) or 1.0
        self.size = size or theme.sizes.label
        self.length, self.thickness = length, thickness
        self.roles = tuple(roles or [role] * len(claims))
        self.pitch = thickness + gap
        self.labels = VGroup(
            *(Words(label, theme, size=self.size) if isinstance(label, str) else label for label in labels)
        )
        last = (len(claims) - 1) * self.pitch
        ends = np.array([[0, self.pitch / 2, 0], [0, -last - self.pitch / 2, 0]])
        self.axis = Line(*ends, stroke_width=2, color=theme.role("quiet"))
        self.bars, self.numbers = self._marks(claims)
        self._set_labels()
        self.add(self.bars, self.axis, self.labels, self.numbers)
        claim_shapes(self)
        self.center()

    def row(self, place: int) -> VGroup:
        """A bar with its label and its value."""
        return VGroup(self.labels[place], self.bars[place], *self.numbers[place : place + 1])

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for its claim's value."""
        unit = self.length / (self.pitch * len(self.claims)) / self.limit
        scale = Scale(Way(self.axis, aside=True), 0.0, unit)
        values = as_array(claim.value for claim in self.claims)
        yield Lengths(self.bars, scale, values, np.zeros(len(values)), least=LEAST / self.length * self.limit)

    def names(self) -> Iterator[Named]:
        """Each label names the claim of its bar."""
        for label, claim, bar in zip(self.labels, self.claims, self.bars, strict=True):
            yield Named(label, claim, bar)

    def hand_over(self, other: BarChart) -> None:
        """Take the values and the scale of ``other``, whose shape this chart now has."""
        self.claims, self.spec, self.limit, self.roles = other.claims, other.spec, other.limit, other.roles
        self.length, self.thickness, self.pitch = other.length, other.thickness, other.pitch

    def _marks(self, claims: Sequence[Claim]) -> tuple[VGroup, VGroup]:
        """Bars and values round the origin: the first bar's foot is the origin."""
        bars, numbers = VGroup(), VGroup()
        for place, (claim, role) in enumerate(zip(claims, self.roles, strict=True)):
            reach = min(max(claim.value / self.limit, -1.0), 1.0) * self.length
            size = max(abs(reach), LEAST)
            down = place * self.pitch
            bar = Rectangle(
                width=size,
                height=self.thickness,
                stroke_width=0,
                fill_color=self.theme.role(role),
                fill_opacity=1.0,
            )
            bars.add(bar.move_to([np.copysign(size / 2, reach), -down, 0]))
            if self.spec is not None:
                numbers.add(self._number(claim, reach, down))
        return bars, numbers

    def _number(self, claim: Claim, reach: float, down: float) -> NumberText:
        number = NumberText(claim, self.theme, spec=self.spec, size=self.size)
        cap = pixels(self.size) * CAP_HEIGHT
        tip = reach + (PAD if reach >= 0 else -PAD)
        return number.on_baseline(tip, -down - cap / 2, align=0.0 if reach >= 0 else 1.0)

    def _set_labels(self) -> None:
        """Words stand right-aligned before the lowest tip, level with their bars."""
        low = min([0.0, *(mark.get_left()[0] for mark in (*self.bars, *self.numbers))])
        low -= PAD if low < 0 else 0.0
        cap = pixels(self.size) * CAP_HEIGHT
        for place, label in enumerate(self.labels):
            down = place * self.pitch
            if isinstance(label, Words):
                label.on_baseline(low - PAD, -down - cap / 2, align=1.0)
            else:
                label.move_to([low - PAD, -down, 0], aligned_edge=RIGHT)
