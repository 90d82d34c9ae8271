"""NumberText: the only way to draw a value. It takes a claim, and draws it from a digit atlas on fixed advances."""

from __future__ import annotations

import numpy as np
from manim import ManimColor, Mobject, VGroup, VMobject

from scenes.kit.claims import Claim, as_rounded
from scenes.kit.layout import pixels
from scenes.kit.mobjects.glyphs import glyph
from scenes.kit.theme import Theme

CAP_HEIGHT = 2048 / 2816  # of Inter, in em


def glyph_mobjects(text: str, size: float, color: ManimColor, weight: str = "NORMAL") -> VGroup:
    """The characters of ``text`` as outlines with the baseline at y = 0, starting at x = 0; size in pixels at 1080p."""
    em = pixels(size)
    group, pen = VGroup(), 0.0
    for character in text:
        outline = glyph(character, weight)
        if len(outline.points):
            shape = VMobject(stroke_width=0, fill_color=color, fill_opacity=1.0)
            shape.points = (outline.points + np.array([pen, 0.0, 0.0])) * em
            group.add(shape)
        pen += outline.advance
    return group


class NumberText(VGroup):
    """A value on screen, with the claim it makes.

    Args:
        claim: what the number is and where it comes from.
        theme: colours and sizes.
        spec: Python's format, ``".2f"`` by default, ``"d"`` for counts.
        size: pixels at 1080p; the theme's number size by default.
        role: the role whose colour it takes; ``color`` overrides it, for digits on a cell.
        prefix, suffix: signs without digits set beside the value, such as "≈ " or " %".
    """

    def __init__(
        self,
        claim: Claim,
        theme: Theme,
        *,
        spec: str | None = None,
        size: float | None = None,
        role: str = "ink",
        color: ManimColor | None = None,
        weight: str = "NORMAL",
        prefix: str = "",
        suffix: str = "",
    ) -> None:
        super().__init__()
        if any(character.isdigit() for character in prefix + suffix):
            raise ValueError(f"digits need a claim: {prefix!r}, {suffix!r}")
        self.claim = claim
        self.spec = spec if spec is not None else ("d" if isinstance(claim.value, int) else ".2f")
        self.prefix, self.suffix = prefix, suffix
        self.size = size or theme.sizes.number
        self.weight_name = weight
        self.shade = color or theme.role(role)
        self.add(*glyph_mobjects(self.text, self.size, self.shade, weight))

    @property
    def text(self) -> str:
        """What the claim says it shows now."""
        return f"{self.prefix}{as_rounded(self.claim.value, self.spec)}{self.suffix}"

    @property
    def baseline(self) -> float:
        """The height of the baseline."""
        return float(self.get_bottom()[1]) - self._ink_bottom

    @property
    def _ink_bottom(self) -> float:
        """How far below the baseline the ink reaches, in units (0 or less)."""
        bottom = min((glyph(c, self.weight_name).points[:, 1].min(initial=0.0) for c in self.text), default=0.0)
        return float(bottom * pixels(self.size))

    def on_baseline(self, x: float, y: float, *, align: float = 0.0) -> NumberText:
        """Put the number's baseline at ``y``; ``align`` 0 sets its left edge at ``x``, 0.5 its middle, 1 its right."""
        left = x - align * self.width
        self.move_to([left + self.width / 2, y + self._ink_bottom + self.height / 2, 0])
        return self

    def hand_over(self, other: NumberText) -> None:
        """Take the claim and the form of ``other``, whose shape this mobject now has."""
        self.claim, self.spec = other.claim, other.spec
        self.prefix, self.suffix = other.prefix, other.suffix
        self.size, self.weight_name, self.shade = other.size, other.weight_name, other.shade

    def become(self, mobject: Mobject, **how: bool) -> NumberText:
        """Take another's shape, and its claim if it is a number."""
        super().become(mobject, **how)
        if isinstance(mobject, NumberText):
            self.hand_over(mobject)
        return self
