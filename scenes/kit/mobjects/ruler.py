"""Ruler: one unit of attention as a bar of fixed length, cut into shares. Its length never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import AnimationGroup, Rectangle, Transform, VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.bars import as_claims
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Colours, Encoding, Lengths, Scale, Shades, across, as_array, claim_shapes
from scenes.kit.spots import Named
from scenes.kit.theme import Theme

AIR = pixels(10)  # a label needs this much free at each side
DROP = pixels(12)


class Ruler(VGroup):
    """Shares that add up to one, side by side, in the colours of attention weights.

    A segment carries its word and, below, its share; where either does not fit it is hidden, not squeezed.

    Args:
        labels: the words, one a share.
        shares: a one-dimensional Tensor that sums to one, or claims that do.
        length, height: units; ``spec`` None draws no shares.

    Example: ``r = Ruler(words, head["weights"][2], theme)``; ``scene.play(r.to(cooler))``.
    """

    def __init__(
        self,
        labels: Sequence[str],
        shares: Tensor | Sequence[Claim],
        theme: Theme,
        *,
        length: float = 12.0,
        height: float = 0.6,
        spec: str | None = ".2f",
        size: float | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.spec, self.words = theme, spec, tuple(labels)
        self.size = size or theme.sizes.note
        self.length, self.high = length, height
        self.frame = Rectangle(width=length, height=height, stroke_width=2, color=theme.role("quiet"))
        self.claims = as_claims(shares)
        self.segments, self.labels, self.numbers = self._cut(self.claims)
        self.add(self.segments, self.frame, self.labels, self.numbers)
        claim_shapes(self)

    def to(self, shares: Tensor | Sequence[Claim]) -> AnimationGroup:
        """Redistribute the same length among the same words."""
        claims = as_claims(shares)
        parts = self._cut(claims)
        self.claims = claims
        scale = self.frame.width / self.length
        pairs = []
        for old, new in zip((self.segments, self.labels, self.numbers), parts, strict=True):
            new.scale(scale, about_point=np.zeros(3)).shift(self.frame.get_center())
            pairs += list(zip(old, new, strict=True))
        return AnimationGroup(*(Transform(old, new) for old, new in pairs))

    def encodings(self) -> Iterator[Encoding]:
        """Each segment's length stands for its share, and so does its colour."""
        shares = as_array(claim.value for claim in self.claims)
        parts = shares / shares.sum()
        starts = np.concatenate([[0.0], np.cumsum(parts)[:-1]])
        yield Lengths(self.segments, Scale(across(self.frame), 0.0, 1.0), parts, starts)
        yield Colours(self.segments, shares, Shades(self.theme, "weight"), legend=False)

    def names(self) -> Iterator[Named]:
        """Each word names the share of its segment."""
        for label, claim, segment in zip(self.labels, self.claims, self.segments, strict=True):
            yield Named(label, claim, segment, upright=False)

    def hand_over(self, other: Ruler) -> None:
        """Take the shares of ``other``, whose shape this ruler now has."""
        self.claims, self.words, self.length = other.claims, other.words, other.length

    def _cut(self, claims: Sequence[Claim]) -> tuple[VGroup, VGroup, VGroup]:
        """Segments, words and numbers round the origin."""
        total = sum(claim.value for claim in claims)
        if len(claims) != len(self.words) or abs(total - 1.0) > 1e-3:
            raise ValueError(f"{len(claims)} shares for {len(self.words)} words, which add up to {total:g}, not one")
        segments, labels, numbers = VGroup(), VGroup(), VGroup()
        left, taken = -self.length / 2, -np.inf
        for word, claim in zip(self.words, claims, strict=True):
            width = claim.value / total * self.length
            fill = self.theme.weight(claim.value)
            middle = left + width / 2
            segments.add(
                Rectangle(
                    width=max(width, 1e-4),
                    height=self.high,
                    stroke_width=1,
                    stroke_color=self.theme.cell_line,
                    fill_color=fill,
                    fill_opacity=1.0,
                ).move_to([middle, 0, 0])
            )
            label = Words(word, self.theme, size=self.size, color=self.theme.ink_on(fill))
            label.on_baseline(middle, -pixels(self.size) * CAP_HEIGHT / 2, align=0.5)
            labels.add(label if label.width + 2 * AIR <= width else label.set_opacity(0.0))
            if self.spec is not None:
                number = NumberText(claim, self.theme, spec=self.spec, size=self.size)
                number.on_baseline(middle, -self.high / 2 - DROP - pixels(self.size) * CAP_HEIGHT, align=0.5)
                fits = number.width + AIR <= width and number.get_left()[0] > taken
                taken = number.get_right()[0] if fits else taken
                numbers.add(number if fits else number.set_opacity(0.0))
            left += width
        return segments, labels, numbers
