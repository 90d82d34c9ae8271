"""The one translation of two sentences, its wrong words, and how many sentences come out right."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.picture import HERO
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.order_bag import line_of, pictures_over
from scenes.positional_ffn.parts.order_blind import EXPERIMENT, Pair, clauses

UPPER, LOWER = (100, 730), (50, 826)  # pixels: size and baseline of the translation's lines
FEW, FEW_SIZE, FEW_LOWER = 5, 132, 812  # so few words may be as large; the baseline of the reason below them
FEW_PICTURE = 92  # pixels of the pictures over them
ALONE = 156  # pixels of words that have no reason
ROOM, MIDDLE = 1740, 960
RISE, RISE_FEW, RISE_ALONE = 150, 124, 80  # pixels that it goes up for the bars; where it is large; without a reason
LENGTH, THICK, BETWEEN = 1000, 72, 22  # pixels of the bars
BARS = (960, 806)  # pixels: their middle


class Translation(VGroup):
    """What the model without places writes of both: first clause large, the reason below it.

    Attributes:
        rise: pixels that it goes up to make room for the bars.
    """

    def __init__(self, pair: Pair, trace: Trace, theme: Theme) -> None:
        super().__init__()
        first, second = clauses(pair.blind[0])
        self.theme = theme
        (size, base), (lower, below), self.rise, picture = UPPER, LOWER, RISE, HERO
        if not second:
            size, self.rise = ALONE, RISE_ALONE
        elif len(first) <= FEW:
            size, below, self.rise, picture = FEW_SIZE, FEW_LOWER, RISE_FEW, FEW_PICTURE
        self.upper = line_of(first, theme, middle=MIDDLE, base=base, size=size, room=ROOM, role="ink")
        self.lower = VGroup()
        if second:
            self.lower = line_of(second, theme, middle=MIDDLE, base=below, size=lower, room=ROOM, role="quiet")
        self.pictures = pictures_over(self.upper, trace, largest=picture)
        self.add(self.upper, self.lower, self.pictures)

    @property
    def words(self) -> list[Words]:
        """Every word in its order."""
        return [*self.upper, *self.lower]

    def wrong(self, places: tuple[int, ...]) -> VGroup:
        """A wavy line under the words at these places."""
        return VGroup(*(wavy(self.words[place], self.theme) for place in places))


def wavy(word: Words, theme: Theme) -> VMobject:
    """The wavy line under what is wrong."""
    line = VMobject(stroke_color=theme.role("ink"), stroke_width=6)
    left, right, low = word.get_left()[0], word.get_right()[0], word.baseline - pixels(0.32 * word.size)
    xs = np.linspace(left, right, max(2 * round((right - left) / pixels(16)) + 1, 5))
    ys = low + pixels(5) * np.where(np.arange(len(xs)) % 2, 1.0, -1.0)
    line.set_points_smoothly(np.column_stack([xs, ys, np.zeros(len(xs))]))
    return line


def right_sentences(trace: Trace, theme: Theme) -> BarChart:
    """The shares of new sentences that come out right, without places and with them."""
    record = trace.scope(EXPERIMENT)
    chart = BarChart(
        ("without places", "with places"),
        (Measured(record["exact"]), Measured(record["exact.whole"])),
        theme,
        limit=1.0,
        roles=("quiet", "learned"),
        length=pixels(LENGTH),
        thickness=pixels(THICK),
        gap=pixels(BETWEEN),
        spec=".0%",
        size=46,
    )
    chart.bars[1].set_fill(theme.fill("learned"))
    return chart.move_to(at(*BARS))
