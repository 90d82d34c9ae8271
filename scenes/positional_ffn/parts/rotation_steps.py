"""Two equal steps from two starts: arcs over the sentence, a row of clocks for each, wedges that travel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    CapStyleType,
    CubicBezier,
    Dot,
    ManimColor,
    Polygon,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    rotate_vector,
)

from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.row_arcs import bow
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.rotation_dials import Dials
from scenes.positional_ffn.parts.rotation_places import Places

SHOWN = 4  # clocks of a row; dots stand for the others
XS, ROWS, RADIUS = (590, 900, 1210, 1520), (452, 756), 124  # pixels
FULL_RADIUS, FULL_COLUMNS, FULL_ROWS, FULL_PITCH, FULL_LEFT = 92, 8, (440, 690), 218, 197  # pixels: all the clocks
LARGE_XS, LARGE_Y, LARGE_RADIUS = (290, 710, 1130, 1550), 590, 190  # pixels: the fastest ones alone
SENTENCE_Y, DOTS_X, NAMES_RIGHT = 258, 1740, 380
ARC, HEAD = 7, 28  # pixels: thickness of an arc, length of its head


def row_of(places: Places, theme: Theme, y: float) -> Dials:
    """The fastest clocks in a row, their middles ``y`` pixels from the top."""
    return Dials(places.speeds[:SHOWN], theme, [at(x, y) for x in XS], radius=pixels(RADIUS))


def large_row(places: Places, theme: Theme) -> Dials:
    """The fastest clocks alone on the stage."""
    middles = [at(x, LARGE_Y) for x in LARGE_XS]
    return Dials(places.speeds[:SHOWN], theme, middles, radius=pixels(LARGE_RADIUS), width=14.0, role="place")


def all_clocks(places: Places, theme: Theme) -> list[Dials]:
    """Every clock, in two rows from the fastest to the slowest."""
    count = len(places.speeds)
    wide = max(-(-count // len(FULL_ROWS)), 1)
    made = []
    for line, y in enumerate(FULL_ROWS):
        speeds = places.speeds[line * wide : (line + 1) * wide]
        if speeds:
            middles = [at(FULL_LEFT + FULL_PITCH * place, y) for place in range(len(speeds))]
            made.append(Dials(speeds, theme, middles, radius=pixels(FULL_RADIUS), width=9.0, role="place"))
    return made


def and_so_on(theme: Theme, y: float) -> VGroup:
    """Three dots: there are more."""
    colour = theme.role("quiet")
    return VGroup(*(Dot(at(DOTS_X + 36 * k, y), radius=pixels(9), color=colour) for k in range(3)))


def _arrowhead(tip: np.ndarray, back: np.ndarray) -> Polygon:
    """A solid head whose tip is here, widening backwards along a way."""
    aside = np.array([-back[1], back[0], 0]) * 0.45
    return Polygon(tip, *(tip + pixels(HEAD) * (back + sign * aside) for sign in (1, -1)), stroke_width=0)


class Hop(VGroup):
    """An arc in the colour of places from one word of a sentence to another, with the number of words between them."""

    def __init__(self, sentence: Sentence, start: int, places: Places, theme: Theme) -> None:
        super().__init__()
        colour = theme.role("place")
        one, two = sentence.top(start), sentence.top(start + places.step)
        corners = bow(one, two + np.array([0, pixels(HEAD), 0]))
        self.line = CubicBezier(*corners, stroke_color=colour, stroke_width=ARC)
        self.line.cap_style = CapStyleType.ROUND
        tip = np.array([two[0], two[1] + pixels(4), 0])
        self.head = _arrowhead(tip, np.array([0, 1, 0]))
        self.head.set_fill(colour, opacity=1.0)
        number = NumberText(places.step_claim, theme, prefix="+", size=50, weight="SEMIBOLD", role="place")
        middle = self.line.point_from_proportion(0.5)
        number.move_to(middle)
        wide, high = number.width / 2 + pixels(10), number.height / 2 + pixels(6)
        x, y, _ = middle
        self.number = VGroup(Cell(x - wide, x + wide, y - high, y + high, ManimColor(theme.ground)), number)
        self.add(self.line, self.head, self.number)


class Ends(VGroup):
    """Left of a row of clocks: the word where a step starts, above the one where it ends."""

    def __init__(self, places: Places, start: int, theme: Theme, y: float) -> None:
        super().__init__()
        words = places.trace.source
        self.one = self._word(words[start], theme, y - 62, role="quiet")
        self.two = self._word(words[start + places.step], theme, y + 62, role="ink")
        x = at(NAMES_RIGHT + 26, 0)[0]
        top, low = at(0, y - 46)[1], at(0, y + 46)[1]
        aside = pixels(54)
        colour = theme.role("place")
        self.turn = CubicBezier(
            np.array([x, top, 0]),
            np.array([x + aside, top, 0]),
            np.array([x + aside, low, 0]),
            np.array([x + pixels(HEAD), low, 0]),
            stroke_color=colour,
            stroke_width=ARC,
        )
        tip = np.array([x, low, 0])
        self.head = _arrowhead(tip, np.array([1, 0, 0]))
        self.head.set_fill(colour, opacity=1.0)
        self.add(self.one, self.two, self.turn, self.head)

    @staticmethod
    def _word(text: str, theme: Theme, y: float, role: str) -> VGroup:
        if text.startswith("⟨"):
            chip = Chip(text, theme, look="mark", size=30)
            chip.shift(at(NAMES_RIGHT, y) - chip.box.get_right())
            return chip
        size: float = 44
        word = Words(text, theme, size=size, role=role, weight="MEDIUM")
        while word.width > pixels(NAMES_RIGHT - 64) and size > theme.sizes.small:
            size -= 2
            word = Words(text, theme, size=size, role=role, weight="MEDIUM")
        return VGroup(word.on_baseline(at(NAMES_RIGHT, 0)[0], at(0, y + 15)[1], align=1.0))


class Travel:
    """How the wedges of one row lift off, turn and drop into the clocks of another."""

    def __init__(self, above: Dials, below: Dials, theme: Theme, by: float) -> None:
        """``by``: words between the two starts."""
        self.above, self.below = above, below
        self.turns = [-dial.speed * by for dial in above.dials]
        self.shapes = [wedge.points.copy() for wedge in above.wedges[-1]]
        style = {"stroke_width": 0, "fill_color": theme.fill("place"), "fill_opacity": 1.0}
        self.flying = VGroup(*(VMobject(**style).set_points(points) for points in self.shapes))

    def place(self, flying: VGroup, alpha: float) -> None:
        """Put all wedges where they are at a moment between 0 and 1."""
        for shape, points, turn, one, two in zip(
            flying, self.shapes, self.turns, self.above.dials, self.below.dials, strict=True
        ):
            whole = (turn + np.pi) % (2 * np.pi) - np.pi  # the short way round
            moved = rotate_vector((points - one.middle).T, whole * alpha)
            shape.set_points(np.asarray(moved).T + one.middle + alpha * (two.middle - one.middle))


def swing(rows: Sequence[tuple[Dials, int]], step: int) -> UpdateFromAlphaFunc:
    """All hands go back to where their step began, and take it once more; wedges close and open with them."""

    def place(_: VGroup, alpha: float) -> None:
        for row, start in rows:
            now = start + step * abs(1 - 2 * alpha)
            row.show(now)
            row.stretch_wedges(start, now)

    return UpdateFromAlphaFunc(VGroup(*(row for row, _ in rows)), place)


def equals(theme: Theme) -> VGroup:
    """A sign between the clocks of two rows."""
    y = sum(ROWS) / 2 - 6
    return VGroup(*(Words("=", theme, size=56, weight="SEMIBOLD").move_to(at(x, y)) for x in XS))
