"""Chips: words that act stand in a rounded box whose fill and edge say what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from manim import ManimColor, RoundedRectangle, VGroup

from model.tokens import Token
from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

SIDE, RADIUS, RING = pixels(20), pixels(16), 5.0
RISE, FALL = 0.98, 0.40  # em above and below the baseline
END, MARK_SIZE = "end", 30


@dataclass(frozen=True)
class Look:
    """What a chip says: the role that fills it, the role of its ring, and the role of its word where that is bare."""

    fill: str | None = None
    ring: str | None = None
    word: str = "ink"


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "rests": Look(word="quiet"),
        "plain": Look(),
        "asks": Look(fill="query", ring="query"),
        "answers": Look(ring="key"),
        "said": Look(fill="output", ring="output"),
        "il": Look(fill="output", ring="output"),
        "elle": Look(fill="elle", ring="elle"),
        "wrong il": Look(ring="output"),
        "wrong elle": Look(ring="elle"),
        "followed": Look(ring="ink"),
        "mark": Look(ring="quiet", word="quiet"),
    }
)
"""What a word in a chip does: it rests, stands plain, asks, answers, is said, is *il* or *elle*, rightly or (hollow)
wrongly, is followed, or is no word but a mark, such as the end."""


class Chip(VGroup):
    """A word in its chip: ``box`` behind, ``word`` before it; ``look`` names one of ``LOOKS``."""

    def __init__(self, text: str, theme: Theme, *, look: str = "plain", size: float | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.word = Words(text.strip("⟨⟩"), theme, size=size or theme.sizes.sentence, weight="MEDIUM")
        self.word.token = text if isinstance(text, Token) else None
        self.box = chip_box(self.word)
        self.add(self.box, self.word)
        dress(self.box, self.word, look, theme)

    def take(self, look: str) -> Chip:
        """Take another look, at once."""
        dress(self.box, self.word, look, self.theme)
        return self


def chip_box(word: Words, most: float = SIDE) -> RoundedRectangle:
    """The box that hugs a word, not yet seen: one height for all words of a size, at most so wide at the sides."""
    em = pixels(word.size)
    box = RoundedRectangle(
        corner_radius=min(RADIUS, 0.45 * em),
        width=word.width + 2 * min(most, 0.4 * em),
        height=(RISE + FALL) * em,
        stroke_width=0,
        fill_opacity=0,
    )
    return box.move_to([word.get_center()[0], word.baseline + (RISE - FALL) / 2 * em, 0])


def dress(box: RoundedRectangle, word: Words, look: str, theme: Theme) -> None:
    """Give a box and its word the colours of a look."""
    wears = LOOKS[look]
    ground = ManimColor(theme.ground)
    box.set_fill(theme.fill(wears.fill) if wears.fill else ground, opacity=1.0 if wears.fill else 0.0)
    ring = wears.ring is not None
    box.set_stroke(theme.role(wears.ring or "ink"), width=RING if ring else 0, opacity=1.0 if ring else 0.0)
    word.set_color(theme.ink_of_chip(wears.fill) if wears.fill else theme.role(wears.word))
