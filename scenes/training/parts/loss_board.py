"""A ruler of shares, the curve of their prices over it, a dot that slides on it, and prices as blocks at the left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Animation, DashedLine, Dot, VGroup, VMobject
from numpy.typing import NDArray

from scenes.kit.claims import Claim
from scenes.kit.counts import Bound
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.plot import Curve, Data
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Encoding, Lengths, Points, Scale, across, claim_shapes, upward
from scenes.kit.theme import Theme
from scenes.training.parts.loss_story import curve_of, grid_of

LEFT, RIGHT = 420, 1760  # pixels: shares of nothing and of all
FLOOR, CEILING, DEAREST = 750, 150, 3.9  # pixels: a price of nothing, and the height of the dearest
RULER = (778, 854)  # pixels: upper and lower edge
BLOCKS = (130, 310)  # pixels: left and right edge
POINTS = 240
TONES = {"il": "output", "elle": "elle"}


class PriceDot(Dot):  # type: ignore[misc]
    """A dot on the curve that stands for a share and what it costs."""

    def __init__(self, board: Board, share: Claim, cost: Claim, radius: float = 18) -> None:
        super().__init__(board.point(share.value), radius=pixels(radius), color=board.theme.fill(board.tone))
        self.set_stroke(board.theme.role(board.tone), width=4)
        self.x, self.y, self.share, self.cost = board.x_scale, board.y_scale, share, cost

    def encodings(self) -> Iterator[Encoding]:
        """Its middle stands for both."""
        yield Points((self,), self.x, self.y, np.array([self.share.value]), np.array([self.cost.value]))

    def hand_over(self, other: PriceDot) -> None:
        """Take the values of ``other``, whose shape this dot now has."""
        self.share, self.cost = other.share, other.cost


class Piece(Cell):
    """A piece of the ruler, from one share to another."""

    def __init__(self, board: Board, share: float, start: float, role: str) -> None:
        low, high = at(0, RULER[1])[1], at(0, RULER[0])[1]
        super().__init__(board.across(start), board.across(start + share), low, high, board.theme.fill(role))
        self.board, self.share, self.start = board, share, start

    def take(self, share: float) -> Piece:
        """Become as long as another share."""
        low, high = at(0, RULER[1])[1], at(0, RULER[0])[1]
        self.share = share
        self.reshape(self.board.across(self.start), self.board.across(self.start + share), low, high)
        return self

    def encodings(self) -> Iterator[Encoding]:
        """It is as long as its share."""
        yield Lengths((self,), self.board.x_scale, np.array([self.share]), np.array([self.start]))

    def hand_over(self, other: Piece) -> None:
        """Take the share of ``other``, whose shape this piece now has."""
        self.share, self.start = other.share, other.start


class Board(VGroup):
    """The ruler with its posts, and the curve.

    Args:
        theme: colours and sizes.
        word: the word whose share is followed.
    """

    def __init__(self, theme: Theme, word: str) -> None:
        super().__init__()
        self.theme, self.tone = theme, TONES.get(word, "output")
        self.box = Box(pixels(RIGHT - LEFT), pixels(FLOOR - CEILING))
        self.box.move_to(at((LEFT + RIGHT) / 2, (FLOOR + CEILING) / 2))
        self.x_scale = Scale(across(self.box), 0.0, 1.0)
        self.y_scale = Scale(upward(self.box), 0.0, 1.0 / DEAREST)
        low = float(np.exp(-DEAREST))
        xs, ys = grid_of(low, POINTS), curve_of(low, POINTS, np.zeros(0))
        style = {"stroke_width": 8, "stroke_color": theme.role("ink"), "fill_opacity": 0}
        self.curve = Curve(self.x_scale, self.y_scale, Data(xs, ys), **style)
        self.curve.set_points_as_corners([self.place(x, y) for x, y in zip(xs, ys, strict=True)])
        ground = Cell(at(LEFT, 0)[0], at(RIGHT, 0)[0], at(0, RULER[1])[1], at(0, RULER[0])[1], theme.line, opacity=0.45)
        self.posts = VGroup(*(self._post(x) for x in (LEFT, RIGHT)))
        self.ends = VGroup(*(self._end(value, x) for value, x in ((0, LEFT), (1, RIGHT))))
        self.ruler = VGroup(ground, self.posts, self.ends)
        self.add(self.box, self.ruler, self.curve)

    def across(self, share: float) -> float:
        """Units from the left to a share."""
        return float(at(LEFT + share * (RIGHT - LEFT), 0)[0])

    def up(self, price: float) -> float:
        """The height of a price."""
        return float(at(0, FLOOR - price / DEAREST * (FLOOR - CEILING))[1])

    def place(self, share: float, price: float) -> NDArray[np.float64]:
        """The point of a share and a price."""
        return np.array([self.across(share), self.up(price), 0.0])

    def point(self, share: float) -> NDArray[np.float64]:
        """The point of a share on the curve."""
        return self.place(share, -float(np.log(share)))

    def level(self, share: float) -> DashedLine:
        """A thin dashed line from the blocks to the curve."""
        _, y, _ = self.point(share)
        ends = [at(BLOCKS[1] + 12, 0)[0], y, 0], [self.across(share) - pixels(30), y, 0]
        return DashedLine(*ends, color=self.theme.role("ink"), stroke_width=4)

    def riser(self, share: float) -> Cell:
        """The piece of height between a share's price and that of its half, over the half."""
        x, half = self.across(share / 2), pixels(5)
        return Cell(x - half, x + half, self.point(share)[1], self.point(share / 2)[1], self.theme.role(self.tone))

    def tick(self, share: float) -> Cell:
        """What stays on the ruler where a share ended."""
        x, half = self.across(share), pixels(3)
        low, high = at(0, RULER[1])[1], at(0, RULER[0])[1]
        return Cell(x - half, x + half, low, high, self.theme.role(self.tone))

    def _post(self, x: float) -> Cell:
        middle, half = at(x, 0)[0], pixels(3)
        return Cell(
            middle - half, middle + half, at(0, RULER[1] + 20)[1], at(0, RULER[0] - 20)[1], self.theme.role("ink")
        )

    def _end(self, value: int, x: float) -> NumberText:
        number = NumberText(Bound(value), self.theme, spec=".0f", size=40, role="quiet")
        aside = -28 if value == 0 else 28
        return number.on_baseline(at(x + aside, 0)[0], at(0, 830)[1], align=1.0 if value == 0 else 0.0)


class Blocks(VGroup):
    """Prices one on the other at the left of a board, the first grey, the others in the word's colour, with figures."""

    def __init__(self, board: Board, prices: Sequence[Claim], theme: Theme, word: str) -> None:
        super().__init__()
        self.board = board
        self.values = np.array([price.value for price in prices])
        self.starts = np.concatenate([[0.0], np.cumsum(self.values)[:-1]])
        tone = TONES.get(word, "output")
        self.cells, self.figures = VGroup(), VGroup()
        for place, (price, start) in enumerate(zip(prices, self.starts, strict=True)):
            low, high = board.up(start), board.up(start + price.value)
            fill = theme.role("thread") if place == 0 else theme.fill(tone)
            cell = Cell(at(BLOCKS[0], 0)[0], at(BLOCKS[1], 0)[0], low, high, fill)
            cell.set_stroke(theme.ground, width=5, opacity=1.0)
            ink = theme.ink_on(fill) if place == 0 else theme.ink_of_chip(tone)
            size = 54 if place == 0 else 44
            figure = NumberText(price, theme, spec="+.2f" if place else ".2f", size=size, weight="SEMIBOLD", color=ink)
            middle = cell.get_center()
            self.cells.add(cell)
            self.figures.add(figure.on_baseline(middle[0], middle[1] - pixels(size) * CAP_HEIGHT / 2, align=0.5))
        self.base = Cell(at(BLOCKS[0] - 16, 0)[0], at(BLOCKS[1] + 16, 0)[0], *self._base(), theme.role("ink"))
        self.name = Words("price", theme, size=40, role="quiet")
        self.name.on_baseline(at(sum(BLOCKS) / 2, 0)[0], at(0, FLOOR + 60)[1], align=0.5)
        self.add(self.cells, self.figures, self.base, self.name)
        claim_shapes(self)

    def _base(self) -> tuple[float, float]:
        y = self.board.up(0.0)
        return y - pixels(6), y

    def encodings(self) -> Iterator[Encoding]:
        """Each block is as high as its price, on the ones before it."""
        yield Lengths(self.cells, self.board.y_scale, self.values, self.starts)

    def hand_over(self, other: Blocks) -> None:
        """Take the prices of ``other``, whose shape these blocks now have."""
        self.values, self.starts = other.values, other.starts


class Slide(Animation):  # type: ignore[misc]
    """A dot slides on the curve to another share; its chip and its piece of the ruler go with it."""

    def __init__(self, board: Board, dot: PriceDot, goal: PriceDot, chip: Chip, piece: Piece, **kwargs: object) -> None:
        self.board, self.dot, self.goal, self.chip, self.piece = board, dot, goal, chip, piece
        self.start = dot.share.value
        super().__init__(VGroup(dot, chip, piece), **kwargs)

    def create_starting_mobject(self) -> VMobject:
        """Nothing: places are computed."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[VMobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Put the dot above the share of this moment."""
        share = self.start + (self.goal.share.value - self.start) * self.rate_func(alpha)
        self.dot.move_to(self.board.point(share))
        beside(self.chip, self.dot)
        self.piece.take(share)
        if alpha >= 1:
            self.dot.hand_over(self.goal)


def beside(chip: Chip, dot: Dot) -> Chip:
    """A chip up and right of a dot."""
    chip.move_to(dot.get_center() + np.array([pixels(40) + chip.width / 2, pixels(30), 0.0]))
    return chip


__all__ = ["Blocks", "Board", "Piece", "PriceDot", "Slide", "beside"]
