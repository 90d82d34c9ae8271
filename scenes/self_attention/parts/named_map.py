"""The names of a map's followed row and column: the word that asks at the left, the one that answers above."""

from __future__ import annotations

from manim import VGroup

from model.trace import Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.theme import Theme

NAME, HEAD = 40, 52  # pixels: type of the chips, size of a picture over a column
CLEAR, AIR = 22, 14  # pixels between a chip and the map, between a picture and what is below or above it


class MapNames(VGroup):
    """Chips at a map's followed row and column, and the pictures of nouns over their columns.

    Args:
        shown: the map, where it stands.
        trace, theme: words and pictures; colours and sizes.
        row, column: those that are followed.
    """

    def __init__(self, shown: Heatmap | DiscMap, trace: Trace, theme: Theme, row: int, column: int) -> None:
        super().__init__()
        left, _, _, top = shown.box.edges
        _, _, low, high = shown.edges(rows=slice(row, row + 1))
        cell = (high - low) / pixels(1)
        self.asks = Chip(trace.source[row], theme, look="asks", size=NAME)
        middle = (low + high) / 2
        self.asks.shift([left - pixels(CLEAR) - self.asks.get_right()[0], middle - self.asks.box.get_center()[1], 0])
        self.pictures = VGroup()
        head = min(HEAD, cell)
        for j, word in enumerate(trace.source):
            picture = picture_of(word, trace, size=head)  # type: ignore[arg-type]
            if picture is not None:
                self.pictures.add(picture.move_to([_middle(shown, j), top + pixels(AIR + head / 2), 0]))
        self.answers = Chip(trace.source[column], theme, look="answers", size=NAME)
        above = top + pixels(AIR + head + AIR if len(self.pictures) else AIR)
        x = max(_middle(shown, column), left + self.answers.width / 2)
        self.answers.shift([x - self.answers.box.get_center()[0], above - self.answers.get_bottom()[1], 0])
        self.add(self.asks, self.pictures, self.answers)


def _middle(shown: Heatmap | DiscMap, column: int) -> float:
    """Where a column stands, from left to right."""
    left, right, _, _ = shown.edges(columns=slice(column, column + 1))
    return (left + right) / 2
