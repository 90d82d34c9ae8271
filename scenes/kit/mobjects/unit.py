"""Unit: one unit of attention as a bar of fixed length between two posts, cut into the shares of the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Line, VGroup

from model.tokens import Token
from model.trace import Tensor
from scenes.kit.claims import Claim, row_sum
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.bars import as_claims
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, across, as_array, claim_shapes
from scenes.kit.spots import Named
from scenes.kit.theme import Theme

LEFT, RIGHT, HEIGHT = 160, 1760, 110  # pixels
CUT = 4  # pixels between two pieces
AIR = 14  # pixels that a word needs free at each side
POST = 26  # pixels that a post stands out above and below


class Unit(VGroup):
    """Shares that add up to one, side by side in one colour, each with its word where there is room.

    Args:
        words: one a share.
        row: the shares (S).
        y: pixels from the frame's top to the bar's middle.
        role: the colour of the pieces; "query" for attention.
        left, right, height: pixels.
        figures: whether pieces with room for it carry their share in figures, beside the word.
    """

    def __init__(
        self,
        words: Sequence[str],
        row: Tensor,
        theme: Theme,
        *,
        y: float,
        role: str = "query",
        left: float = LEFT,
        right: float = RIGHT,
        height: float = HEIGHT,
        figures: bool = True,
    ) -> None:
        super().__init__()
        self.theme, self.role, self.row = theme, role, row
        self.claims = as_claims(row)
        self.box = Box(pixels(right - left), pixels(height)).move_to(at((left + right) / 2, y))
        self.pieces, self.names_of, self.figures = VGroup(), VGroup(), VGroup()
        x, _, low, high = self.box.edges
        total = sum(claim.value for claim in self.claims)
        for word, claim in zip(words, self.claims, strict=True):
            wide = claim.value / total * self.box.width
            gap = min(pixels(CUT), wide / 3)
            self.pieces.add(Cell(x + gap / 2, x + wide - gap / 2, low, high, theme.fill(role)))
            self._label(word, claim, x, wide, (low + high) / 2, figures)
            x += wide
        self.posts = VGroup(*(self._post(end) for end in (0, 1)))
        self.whole = NumberText(row_sum(row), theme, spec=".0f", role="quiet")
        self.whole.next_to(self.posts[1], buff=pixels(18))
        self.add(self.box, self.pieces, self.names_of, self.figures, self.posts, self.whole)
        claim_shapes(self)

    def piece(self, j: int) -> Cell:
        """The piece of the ``j``-th word."""
        return self.pieces[j]

    def encodings(self) -> Iterator[Lengths]:
        """Each piece is as long as its share of the unit, but for the cuts."""
        shares = as_array(claim.value for claim in self.claims)
        parts = shares / shares.sum()
        cuts = np.minimum(CUT / (self.box.width / pixels(1)), parts / 3)
        starts = np.concatenate([[0.0], np.cumsum(parts)[:-1]])
        yield Lengths(self.pieces, Scale(across(self.box), 0.0, 1.0), parts - cuts, starts + cuts / 2)

    def names(self) -> Iterator[Named]:
        """Each word names the share of its piece."""
        for label, claim, piece in zip(self.names_of, self.claims, self.pieces, strict=True):
            yield Named(label, claim, piece, upright=False)

    def hand_over(self, other: Unit) -> None:
        """Take the shares of ``other``, whose shape this unit now has."""
        self.claims, self.row = other.claims, other.row

    def _label(self, word: str, claim: Claim, x: float, wide: float, middle: float, figures: bool) -> None:
        ink, size = self.theme.ink_of_chip(self.role), self.theme.sizes.sentence
        base = middle - pixels(size) * CAP_HEIGHT / 2
        text = word.strip("⟨⟩")
        label = Words(text, self.theme, size=size, color=ink, weight="MEDIUM")
        if label.width > wide - 2 * pixels(AIR):
            smaller = max(self.theme.sizes.small, int(size * (wide - 2 * pixels(AIR)) / label.width))
            label = Words(text, self.theme, size=smaller, color=ink, weight="MEDIUM")
        label.token = word if isinstance(word, Token) else None
        number = NumberText(claim, self.theme, size=size, color=ink, weight="SEMIBOLD")
        both = label.width + pixels(24) + number.width
        if figures and both <= wide - 2 * pixels(AIR):
            start = x + (wide - both) / 2
            self.figures.add(number.on_baseline(start + label.width + pixels(24), base))
            label.on_baseline(start, base)
        else:
            label.on_baseline(x + wide / 2, base, align=0.5)
        if label.width > wide - 2 * pixels(AIR):
            label.set_opacity(0.0)
        self.names_of.add(label)

    def _post(self, end: int) -> Line:
        left, right, low, high = self.box.edges
        x = (left, right)[end]
        return Line(
            [x, low - pixels(POST), 0], [x, high + pixels(POST), 0], stroke_width=4, color=self.theme.role("ink")
        )
