"""DiscMap: attention weights as discs in quiet cells, the area of each its weight. Rows ask, columns answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import ManimColor, VGroup, VMobject
from numpy.typing import NDArray

from model.tokens import Token
from model.trace import END, Tensor, Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, Outline, corners, outline_of
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Areas, across, claim_shapes, downward
from scenes.kit.spots import Entries, Spot
from scenes.kit.theme import Theme

FULL = 0.92  # of a cell's side: the diameter of a weight of one
ROOM = 0.9  # of a cell's side: its quiet ground
FAINT = 1e-4  # a smaller weight is a disc that nobody can see
CIRCLE = 0.5522847498  # handle of a quarter of a circle, in radii
HEAD = 48  # pixels of a picture over a column


class DiscMap(VGroup):
    """Weights as discs.

    Args:
        weights: (S, S), rows first.
        theme: colours and sizes.
        side: units of the whole map.
        asks: the row that is followed: its discs have the query's colour.
        lit: the cells (S, S) whose discs have that colour instead, such as a diagonal.
        words, trace: name the rows, and put pictures over the columns of nouns; without them there is neither.
        size: pixels of the rows' words.
    """

    def __init__(
        self,
        weights: Tensor,
        theme: Theme,
        *,
        side: float,
        asks: int | None = None,
        lit: NDArray[np.bool_] | None = None,
        words: Sequence[str] | None = None,
        trace: Trace | None = None,
        size: float | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.weights, self.asks = theme, weights, asks
        down, wide = weights.shape
        self.cell = side / max(down, wide)
        self.box = Box(wide * self.cell, down * self.cell)
        others = np.ones(weights.shape, dtype=bool) if lit is None else ~lit
        if asks is not None and lit is None:
            others[asks] = False
        self.ground = self._shape(np.ones(weights.shape, dtype=bool), self._square, theme.panel)
        self.discs = self._shape(others, self._disc, theme.role("thread"))
        self.followed = self._shape(~others, self._disc, theme.fill("query"))
        self.row_labels, self.pictures = VGroup(), VGroup()
        if words is not None:
            self._name(words, trace, size or theme.sizes.small)
        self.add(self.box, self.ground, self.discs, self.followed, self.row_labels, self.pictures)
        claim_shapes(self)

    # -- parts ------------------------------------------------------------------------------------------------

    def edges(self, rows: slice = slice(None), columns: slice = slice(None)) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of some cells, where the map stands now."""
        left, right, low, high = self.box.edges
        down, wide = self.weights.shape
        first, last, _ = columns.indices(wide)
        top, under, _ = rows.indices(down)
        across_, high_ = (right - left) / wide, (high - low) / down
        return left + first * across_, left + last * across_, high - under * high_, high - top * high_

    def ring(self, i: int) -> Outline:
        """A ring round a row, in the query's colour."""
        return outline_of(
            self.edges(rows=slice(i, i + 1)),
            self.theme.role("query"),
            margin=pixels(3),
            width=4.0,
            spot=Spot(self.weights, (i,), None),
        )

    def middle(self, i: int, j: int) -> NDArray[np.float64]:
        """The middle of the cell of row ``i`` and column ``j``."""
        left, right, low, high = self.edges(slice(i, i + 1), slice(j, j + 1))
        return np.array([(left + right) / 2, (low + high) / 2, 0.0])

    # -- what it claims ---------------------------------------------------------------------------------------

    def encodings(self) -> Iterator[Areas]:
        """Each disc's area stands for its weight."""
        yield Areas((self.discs, self.followed), self.weights.values.astype(np.float64), self.box, FULL)

    def entries(self) -> Iterator[Entries]:
        """Rows run down, columns to the right."""
        yield Entries(self.weights, 0, downward(self.box), tuple(self.row_labels))
        yield Entries(self.weights, 1, across(self.box))

    def hand_over(self, other: DiscMap) -> None:
        """Take the weights of ``other``, whose shape this map now has."""
        self.weights, self.asks = other.weights, other.asks

    # -- drawing ----------------------------------------------------------------------------------------------

    def _shape(self, cells: NDArray[np.bool_], piece: Any, colour: Any) -> VMobject:
        """All pieces of one colour as one mobject."""
        shape = VMobject(stroke_width=0, fill_color=ManimColor(colour), fill_opacity=1.0)
        pieces = [points for i, j in np.argwhere(cells) if (points := piece(int(i), int(j))) is not None]
        shape.points = np.concatenate(pieces) if pieces else np.zeros((0, 3))
        return shape

    def _square(self, i: int, j: int) -> NDArray[np.float64]:
        x, y, _ = self.middle(i, j)
        half = ROOM * self.cell / 2
        return corners(x - half, x + half, y - half, y + half)

    def _disc(self, i: int, j: int) -> NDArray[np.float64] | None:
        weight = float(self.weights.values[i, j])
        if weight < FAINT:
            return None
        return self.middle(i, j) + disc(FULL * self.cell / 2 * float(np.sqrt(weight)))

    def _name(self, words: Sequence[str], trace: Trace | None, size: float) -> None:
        left, _, _, high = self.box.edges
        for i, word in enumerate(words):
            label = Words(word.strip("⟨⟩"), self.theme, size=size, role="quiet")
            label.token = word if isinstance(word, Token) else None
            y = self.middle(i, 0)[1]
            self.row_labels.add(label.on_baseline(left - pixels(20), y - 0.3 * pixels(size), align=1.0))
            picture = None
            if trace is not None and isinstance(word, Token) and word != END:
                picture = picture_of(word, trace, size=min(HEAD, int(self.cell / pixels(1))))
            if picture is not None:
                column = self.middle(0, i)[0]
                self.pictures.add(picture.move_to([column, high + picture.height / 2 + pixels(8), 0]))


def disc(radius: float) -> NDArray[np.float64]:
    """The 16 Bezier points of a disc about the origin."""
    turn = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [1, 0]], dtype=float)
    points = []
    for start, end in pairwise(turn):
        points += [start, start + CIRCLE * end, end + CIRCLE * start, end]
    flat = np.array(points) * radius
    return np.column_stack([flat, np.zeros(len(flat))])
