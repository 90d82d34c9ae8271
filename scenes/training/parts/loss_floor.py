"""The plots of the loss: what a word costs over its share, and the corner near certainty, magnified."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, UR, Line, Mobject, Rectangle, VGroup, VMobject

from model.trace import Trace
from scenes.kit.claims import Claim, Measured
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.wires import dashes
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.training.parts.loss_prices import PriceDot, asked_shares, grid, marked_point, plain_prices, smoothed_prices
from scenes.training.parts.loss_vocabulary import VocabularyBars

NEAR, LAST = 0.7, 1 - 1e-4  # the magnified corner begins at this share; curves end at that one
STEP = 0.2  # the corner is so many nats high, or a multiple of it
MARKS = 0.55  # units at the left of a plot for its marks
PLAIN, SMOOTHED = "plain", "smoothed"


def named(name: Words | Symbol, claim: Claim, theme: Theme, *, size: float = 26) -> VGroup:
    """A name and its value on one baseline."""
    return on_one_baseline([name, NumberText(claim, theme, size=size, weight="MEDIUM")], gap=pixels(12))


def price_plot(record: Trace, theme: Theme, region: Region) -> Plot:
    """-ln p over p, with room for what the untrained model pays; the smoothed loss is drawn later."""
    top = float(np.ceil(record["start"].item()))
    plot = Plot(
        theme,
        x=(0.0, 1.0),
        y=(0.0, top),
        width=region.width - 1.1,
        height=region.height - 1.1,
        x_name="probability of the right word",
        y_name="price of the word",
        y_marks=tuple(range(int(top) + 1)),
    )
    plot.shift([region.left - plot.get_left()[0], region.bottom - plot.get_bottom()[1], 0])
    shares = grid(float(np.exp(-top)), LAST, record["vocabulary"])
    plot.draw(PLAIN, shares, plain_prices(shares), stroke_width=4)
    return plot


def draw_smoothed(plot: Plot, record: Trace) -> VMobject:
    """The curve of the smoothed loss, not yet shown with the plot: it waits to be created."""
    low = float(np.exp(-plot.y_axis.high))
    shares = grid(max(low, plot.x_axis.low), LAST, record["vocabulary"])
    costs = smoothed_prices(shares, record["vocabulary"], record["smoothing"])
    curve = plot.draw(SMOOTHED, shares, costs, stroke_width=4, role="ink")
    plot.curve_group.remove(curve)
    return curve


class Target(VGroup):
    """What smoothing asks for: nearly all for the right word, a crumb for each of the others.

    Attributes:
        bars: the shares of all words; foot: their symbol and shape.
        asked, crumbs: the right word's share, and that of each other word.
    """

    def __init__(self, record: Trace, word: str, place: int, theme: Theme, region: Region) -> None:
        super().__init__()
        shares = asked_shares(place, record["vocabulary"], record["smoothing"])
        self.bars = VocabularyBars(shares, place, theme, width=region.width - 0.2, height=region.height - 0.45)
        region.place(self.bars, 0.5, 1.0)
        left, right, bottom, _ = self.bars.box.edges
        self.asked = named(Words(word, theme, size=26), Measured(record["asked"]), theme)
        tip = self.bars.above(place)
        side = 1.0 if tip[0] < (left + right) / 2 else -1.0
        self.asked.move_to(tip + np.array([side * 0.17, -0.15, 0]), aligned_edge=LEFT * side)
        number = NumberText(Measured(record["crumb"]), theme, spec=".4f", size=26, weight="MEDIUM")
        others = Words("for each other word", theme, size=26, role="quiet")
        self.crumbs = on_one_baseline([number, others], gap=pixels(14))
        edge, away = (right, RIGHT) if side > 0 else (left, LEFT)
        self.crumbs.move_to([edge, bottom + 0.3, 0], aligned_edge=away)
        mark = Symbol("q_w", theme, size=26)
        shape = shape_label(theme, Extent(shares), Extent(shares, 1), size=22)
        self.foot = VGroup(mark, shape).arrange(RIGHT, buff=pixels(16)).next_to(self.bars.line, DOWN, buff=0.12)
        self.add(self.bars, self.asked, self.crumbs, self.foot)


class Corner(VGroup):
    """The corner of the plot near certainty, magnified: the floor, and what -ln p is there.

    Attributes:
        plot: the axes with both curves; frame: round them.
        lowest, level, mark: where the smoothed loss is least, a dashed line to it, H(q) and its value.
        plain, drop, cost: -ln p at the same share, a dashed line down to it, its value.
    """

    def __init__(self, record: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.record, self.theme = record, theme
        shares = grid(NEAR, LAST, record["vocabulary"])
        smoothed = smoothed_prices(shares, record["vocabulary"], record["smoothing"])
        self.plot = Plot(
            theme,
            x=(NEAR, 1.0),
            y=(0.0, STEP * float(np.ceil(smoothed.values.max() / STEP))),
            width=region.width - MARKS - 0.5,
            height=region.height - 0.75,
            y_marks=(0.0, 0.5, 1.0),
        )
        start = self.plot.x_axis.line.get_start()
        self.plot.shift([region.left + MARKS + 0.1 - start[0], region.bottom + 0.55 - start[1], 0])
        self.plot.draw(PLAIN, shares, plain_prices(shares), stroke_width=4, role="quiet")
        self.plot.draw(SMOOTHED, shares, smoothed, stroke_width=4, role="ink")
        self.frame = Rectangle(width=region.width, height=region.height, stroke_width=2, color=theme.line)
        self.frame.move_to(region.center)
        self.names = VGroup(
            self._name(Words("smoothed loss", theme, size=24), SMOOTHED),
            self._name(Symbol(r"-\ln p_{y}", theme, "quiet", size=24), PLAIN),
        )
        self._mark_floor()

    def dot(self, share: Claim, cost: Claim) -> PriceDot:
        """A dot on the magnified plot."""
        return PriceDot(self.plot, share, cost, radius=pixels(8), color=self.theme.role("ink"))

    def end(self) -> tuple[PriceDot, VGroup]:
        """Where the trained model stands, and its name and price."""
        mark = marked_point(self.plot, self.record["end.right"], self.record["end"], self.theme)
        label = named(Words("trained", self.theme, size=26), Measured(self.record["end"]), self.theme)
        return mark, label.next_to(mark, UP, buff=0.2)

    def lens(self, plot: Plot) -> Rectangle:
        """The part of another plot that this one magnifies, outlined."""
        low, high = plot.point(NEAR, 0.0), plot.point(1.0, self.plot.y_axis.high)
        width, height = (high - low)[:2]
        shape = Rectangle(width=width, height=height, stroke_width=2.5, color=self.theme.role("quiet"))
        return shape.move_to((low + high) / 2)

    def rays(self, lens: Mobject) -> VGroup:
        """Hairlines from the outlined part to the frame."""
        pairs = [(lens.get_corner(corner), self.frame.get_corner(corner * [-1, 1, 1])) for corner in (UR, RIGHT - UP)]
        return VGroup(*(Line(*pair, stroke_width=1.5, color=self.theme.line) for pair in pairs))

    def _name(self, name: Words | Symbol, curve: str) -> Words | Symbol:
        """A curve's name above its left end."""
        start = self.plot.on_curve(curve, NEAR)
        return name.next_to(start, UR, buff=0.1).shift([0.05, 0, 0])

    def _mark_floor(self) -> None:
        record, theme = self.record, self.theme
        asked, floor, plain = (Measured(record[name]) for name in ("asked", "floor", "floor.plain"))
        self.lowest, self.plain = self.dot(asked, floor), self.dot(asked, plain)
        foot = self.plot.point(NEAR, floor.value)
        lines = [
            dashes(Line(*ends, stroke_width=2, color=theme.role("quiet")))
            for ends in (
                (foot, self.lowest.get_center()),
                (self.lowest.get_center(), self.plain.get_center()),
            )
        ]
        self.level, self.drop = lines
        words = Words("floor", theme, size=26, role="quiet")
        self.mark = on_one_baseline([words, *named(Symbol("H(q)", theme, size=28), floor, theme)], gap=pixels(12))
        self.mark.next_to(foot, DOWN, buff=0.14).align_to(foot, LEFT).shift([0.15, 0, 0])
        self.cost = NumberText(plain, theme, size=26, weight="MEDIUM")
        self.cost.next_to(
            self.drop.get_center() + (self.plain.get_center() - self.drop.get_center()) / 2, LEFT, buff=0.12
        )
