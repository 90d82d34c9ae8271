"""Words: Pango text in the shipped faces, set on a baseline. Never digits: those need a claim and NumberText."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import ManimColor, Mobject, Text, VGroup

from model.tokens import Token
from scenes.kit.layout import pixels
from scenes.kit.mobjects.glyphs import font_size, ink_bottom, is_in_face
from scenes.kit.mobjects.letters import Style, compose
from scenes.kit.theme import CODE_FACE, TEXT_FACE, Theme

X_HEIGHT = 0.30  # of the em: half of it above the baseline looks like the middle of a word in lower case


def spread(mobject: Mobject) -> float:
    """How far a mobject's outlines spread from their middle: grows with the size, whatever the slant."""
    points = np.concatenate([part.points for part in mobject.family_members_with_points()] or [np.zeros((0, 3))])
    return float(np.linalg.norm(points - points.mean(axis=0))) if len(points) else 0.0


class Words(Text):
    """One run of words.

    Args:
        text: what to set; digits raise ValueError unless ``code`` says that it is source code. A Token is remembered:
            the words then claim to be that word of the sentence.
        theme: colours and sizes.
        size: pixels at 1080p; the theme's label size by default.
        role: the role whose colour it takes.
        weight: NORMAL, MEDIUM or SEMIBOLD.
        code: set in the monospaced face.
    """

    def __init__(
        self,
        text: str,
        theme: Theme,
        *,
        size: float | None = None,
        role: str = "ink",
        color: ManimColor | None = None,
        weight: str = "NORMAL",
        code: bool = False,
    ) -> None:
        if not code and any(character.isdigit() for character in text):
            raise ValueError(f"digits need a claim, use NumberText: {text!r}")
        face = CODE_FACE if code else f"{TEXT_FACE}, {CODE_FACE}"  # Inter has no ⟨ ⟩; never a font of this machine
        size = size or theme.sizes.label
        compose(self, str(text), Style(face, font_size(size), weight))  # in place of Text's own __init__
        self.size = size
        self.is_code = code
        self.shade = color or theme.role(role)
        self.token = text if isinstance(text, Token) else None
        self.set_color(self.shade)
        # The face may lack a character, such as an angle bracket, so one that it has tells where the baseline is.
        self.reference = next((i for i, character in enumerate(text) if is_in_face(character, weight, code)), None)
        self.ink_bottom = 0.0 if self.reference is None else ink_bottom(text[self.reference], weight, code)
        self._spread = spread(self)

    def hand_over(self, other: Words) -> None:
        """Say what ``other`` says, whose shape this mobject now has."""
        for name in ("text", "original_text", "font", "weight", "_font_size"):  # Manim's own
            setattr(self, name, getattr(other, name))
        self.size, self.shade, self.is_code, self._spread = other.size, other.shade, other.is_code, other._spread
        self.reference, self.ink_bottom, self.token = other.reference, other.ink_bottom, other.token

    def become(self, mobject: Mobject, **how: bool) -> Words:
        """Take another's shape, and what it says if it is words."""
        super().become(mobject, **how)
        if isinstance(mobject, Words):
            self.hand_over(mobject)
        return self

    @property
    def drawn_size(self) -> float:
        """The size of the letters as they stand now, in pixels of a 1080-line frame, slanted or not."""
        return self.size * spread(self) / self._spread if self._spread else self.size

    @property
    def baseline(self) -> float:
        """The height of the baseline."""
        known = self if self.reference is None else self[self.reference]
        return float(known.get_bottom()[1]) - self.ink_bottom * pixels(self.size)

    def on_baseline(self, x: float, y: float, *, align: float = 0.0) -> Words:
        """Put the baseline at ``y``; ``align`` 0 sets the left edge at ``x``, 0.5 the middle, 1 the right edge."""
        self.shift(np.array([x - align * self.width - self.get_left()[0], y - self.baseline, 0.0]))
        return self


def on_one_baseline(parts: Iterable[Words | VGroup], gap: float) -> VGroup:
    """Words and numbers in a row from left to right on one baseline, ``gap`` units apart."""
    group, x = VGroup(), 0.0
    for part in parts:
        part.on_baseline(x, 0.0)  # type: ignore[union-attr]
        x += part.width + gap
        group.add(part)
    return group


def fitting_size(theme: Theme, pitch: float) -> float:
    """The size of type for lines ``pitch`` units apart: at most the label size, at least the smallest."""
    return float(min(theme.sizes.label, max(theme.sizes.small, int(pitch * 135 * 0.66))))
