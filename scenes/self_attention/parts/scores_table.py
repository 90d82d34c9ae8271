"""The table of scores as a hero: rows ask, columns answer; the followed row and column are named."""

from __future__ import annotations

from manim import VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell, segments
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.theme import Theme
from scenes.self_attention.parts.named_map import MapNames

SIDE, LEFT, TOP = 610, 330, 275  # pixels
LEGEND = (1560, 862)  # pixels: its middle


class ScoreTable:
    """An empty table of scores, its followed row and column named.

    Args:
        trace, theme: words and pictures; colours and sizes.
        scores: (S, S), rows ask.
        row, column: those that are followed.
    """

    def __init__(self, trace: Trace, theme: Theme, scores: Tensor, row: int, column: int) -> None:
        self.theme, self.row, self.column = theme, row, column
        self.grid = Heatmap(scores, theme=theme, kind="signed", cell=pixels(SIDE) / scores.shape[0], empty=True)
        self.grid.shift(at(LEFT + SIDE / 2, TOP + SIDE / 2) - self.grid.box.get_center())
        self.grid.legend.move_to(at(*LEGEND))
        self.names = MapNames(self.grid, trace, theme, row, column)

    @property
    def ground(self) -> VGroup:
        """The map's cells and lines."""
        return VGroup(self.grid.box, self.grid.cells, self.grid.lines)

    def landing(self) -> Cell:
        """The followed cell in the colour of its score, by itself."""
        edges = self.grid.edges(slice(self.row, self.row + 1), slice(self.column, self.column + 1))
        colour = self.grid.colour(self.row, self.column)
        assert colour is not None
        return Cell(*edges, colour)

    def crossing(self) -> VGroup:
        """Lines from the word that asks and from the one that answers, which meet in their cell."""
        left, _, _, top = self.grid.box.edges
        x0, x1, y0, y1 = self.grid.edges(slice(self.row, self.row + 1), slice(self.column, self.column + 1))
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        lines = VGroup()
        if x0 > left:
            lines.add(self._line((left, y), (x0, y), "query"))
        if y1 < top:
            lines.add(self._line((x, top), (x, y1), "key"))
        return lines

    def _line(self, start: tuple[float, float], end: tuple[float, float], role: str) -> VMobject:
        return segments([(start, end)], self.theme.role(role), 6.0)
