"""The table of scores with its margins: Q at the left, its rows level with the table's; K transposed above it."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, VGroup, VMobject

from model.trace import Trace
from scenes.kit.choose import hero_tensor
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of, segments
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import SLANT, Heatmap
from scenes.kit.mobjects.labels import foot, shared_limit
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.tokens import fitting_size
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

ACROSS, DOWN = 1.25, 1.0  # units across a query, and down a key
GAP = 0.12
LARGEST_CELL = 0.5
SLANTED = 0.85  # units for the slanted words above


def products_name(theme: Theme) -> Symbol:
    """QK transposed, each letter in its colour."""
    name = Symbol(r"QK^{\top}", theme, "key")
    name.family_members_with_points()[0].set_color(theme.role("query"))
    return name


class ScoreTable(VGroup):
    """An empty table of scores between the queries and the keys of the followed head."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme = theme
        n, d_k = trace.size("S"), trace.size("K")
        queries, keys, scores = (hero_tensor(trace, name) for name in ("query", "key", "scores"))
        limit = shared_limit(queries, keys)
        side = min((region.height - SLANTED - DOWN - GAP - 0.45) / n.value, LARGEST_CELL)
        self.grid = Heatmap(scores, theme=theme, kind="signed", cell=side, empty=True)
        name = Symbol("Q", theme, "query")
        self.queries = MatrixStrips(
            queries,
            theme,
            "query",
            rows=trace.source,
            length=DOWN,
            pitch=side,
            limit=limit,
            name=name,
            shape=(n, d_k),
        )
        words = self.queries.row_labels
        left = region.left + (words.width + pixels(18) if len(words) else 0.0)
        bottom = region.bottom + 0.45
        size = n.value * side
        self.queries.shift(np.array([left + ACROSS / 2, bottom + size / 2, 0]) - self.queries.box.get_center())
        corner = np.array([left + ACROSS + GAP + size / 2, bottom + size / 2, 0])
        self.grid.shift(corner - self.grid.box.get_center())
        self.keys, self.words = VGroup(), VGroup()
        grid_left, _, _, top = self.grid.box.edges
        type_size = fitting_size(theme, side)
        for j, word in enumerate(trace.source):
            x = grid_left + (j + 0.5) * side
            key = VectorStrip(keys[j], theme, "key", length=DOWN, height=0.92 * side, limit=limit, vertical=True)
            self.keys.add(key.shift([x, top + GAP + DOWN / 2, 0]))
            label = Words(word, theme, size=type_size, role="quiet").on_baseline(0.0, 0.0)
            label.rotate(SLANT, about_point=np.zeros(3))
            self.words.add(label.shift([x + 0.12 * side, top + GAP + DOWN + pixels(12), 0]))
        self.key_name = foot(theme, Symbol(r"K^{\top}", theme, "key"), (d_k, n))
        self.key_name.move_to([grid_left - 0.2 - self.key_name.width / 2, top + GAP + DOWN / 2, 0])
        self.shape = (n, n)
        self.name = self.renamed(products_name(theme))
        self.add(self.queries, self.keys, self.words, self.key_name, self.grid, self.name)
        self.grid.legend.move_to(
            [self.grid.box.get_right()[0] - self.grid.legend.width / 2, self.name.get_center()[1], 0]
        )
        clear = self.name.get_right()[0] + 0.2
        if self.grid.legend.get_left()[0] < clear:
            self.grid.legend.shift((clear - self.grid.legend.get_left()[0]) * RIGHT)

    def renamed(self, name: VMobject) -> VGroup:
        """A name with the table's shape, below the table's left edge."""
        label = foot(self.theme, name, self.shape)
        left = self.grid.box.get_left()[0]
        return label.move_to([left + label.width / 2, self.queries.foot.get_center()[1], 0])

    @property
    def quiet_parts(self) -> list[VMobject]:
        """What stands from the first moment: everything but the legend, which has nothing to explain yet."""
        grid = VGroup(self.grid.box, self.grid.cells, self.grid.lines)
        return [self.queries, self.keys, self.words, self.key_name, grid, self.name]

    def outline_key(self, j: int) -> VMobject:
        """An outline round the key of word ``j``."""
        return outline_of(self.keys[j].box.edges, self.theme.role("key"), margin=pixels(3), width=3)

    def crossing(self, i: int, j: int) -> VGroup:
        """Lines from query ``i`` and key ``j`` that meet in their cell."""
        left, _, _, top = self.grid.box.edges
        x0, x1, y0, y1 = self.grid.edges(slice(i, i + 1), slice(j, j + 1))
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        lines = VGroup()
        if x0 > left:
            lines.add(segments([((left, y), (x0, y))], self.theme.role("query"), 2.5))
        if y1 < top:
            lines.add(segments([((x, top), (x, y1))], self.theme.role("key"), 2.5))
        return lines
