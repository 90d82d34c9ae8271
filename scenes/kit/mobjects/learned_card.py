"""A learned matrix as bars on a green card: something that numbers pass through."""

from __future__ import annotations

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.mosaic import BarField
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.theme import Theme

MARGIN, RADIUS = pixels(14), pixels(12)  # of the card round its bars: both sides together; its corners


class LearnedCard(BarField):
    """A matrix (rows, columns) as bars cut into a green card; cards of one shape of matrix turn into each other.

    Args:
        tensor: two axes, rows first.
        theme: colours.
        width, height: units of the bars; the card is a little larger.
        limit: the magnitude that reaches half a row's height.
    """

    def __init__(self, tensor: Tensor, theme: Theme, *, width: float, height: float, limit: Claim | float) -> None:
        super().__init__(tensor, theme, "learned", width=width, height=height, limit=limit)
        self.bars.set_fill(theme.ink_of_chip("learned"))
        self.remove(self.baselines)
        self.card = plate_of(width + MARGIN, height + MARGIN, theme.fill("learned"), radius=RADIUS)
        self.add_to_back(self.card)
