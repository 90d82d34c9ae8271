"""The detective at her table: a notepad with a question, boxes with a label outside and something inside.

An analogy: the words on the cards are ours, and its things have their natural colours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Circle, CubicBezier, ManimColor, Polygon, RoundedRectangle, Triangle, VGroup, VMobject

from model.trace import Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.drawing import Drawing
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

TOP, FRONT, FOOT = 575, 818, 842  # pixels: the table's far edge, its near edge, and its side's
PAD = (130, 610, 628, 800)  # pixels: left, right, top and bottom of the notepad
LARGE, SMALL = (470, 350), (210, 160)  # pixels: width and height of a box's front
INSIDE = 300  # pixels of the picture in the large box
RISE = 235  # pixels that it comes out
STEP, HEAD_ROOM = 24, 54  # pixels between the dots of a path; from the last of them to its end
LABEL, FAR_LABEL, QUESTION = 62, 34, 62  # pixels of type


def slab(corners: Sequence[tuple[float, float]], colour: ManimColor) -> Polygon:
    """A flat shape with these corners, in pixels."""
    return Polygon(*(at(*corner) for corner in corners), stroke_width=0, fill_color=colour, fill_opacity=1.0)


def sheet(left: float, right: float, top: float, bottom: float, colour: ManimColor, radius: float) -> RoundedRectangle:
    """A rounded rectangle with these edges, all in pixels."""
    shape = plate_of(pixels(right - left), pixels(bottom - top), colour, radius=pixels(radius))
    return shape.move_to(at((left + right) / 2, (top + bottom) / 2))


class Table(VGroup):
    """The table, and the detective behind it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        she = Drawing("detective", size=425)
        she.move_to(at(350, TOP - 425 / 2 + 4))
        top = slab([(165, TOP), (1755, TOP), (1860, FRONT), (60, FRONT)], theme.thing("table"))
        side = sheet(60, 1860, FRONT - 2, FOOT, theme.thing("edge"), 8)
        self.add(she, top, side)


class Notepad(VGroup):
    """A notepad; ``said`` holds the words of the question, of which one is a word of the sentence.

    Args:
        before, word, after: the question's parts.
    """

    def __init__(self, before: str, word: str, after: str, theme: Theme) -> None:
        super().__init__()
        left, right, top, bottom = PAD
        paper = sheet(left, right, top, bottom, theme.thing("paper"), 12)
        paper.set_stroke(theme.thing("binding"), width=3)
        binding = sheet(left, right, top, top + 32, theme.thing("binding"), 12)
        holes = VGroup(
            *(
                Circle(radius=pixels(7), stroke_width=0, fill_color=theme.thing("table"), fill_opacity=1.0).move_to(
                    at(x, top + 16)
                )
                for x in np.linspace(left + 42, right - 42, 9)
            )
        )
        size = QUESTION
        while (words := _in_a_row((before, word, after), theme, size)).width > pixels(right - left - 60):
            size -= 2
        words.shift(at((left + right) / 2, 0) * [1, 0, 0] - words.get_center() * [1, 0, 0])
        words.shift([0, at(0, (top + bottom) / 2 + 38)[1] - words[0].baseline, 0])
        self.said, self.word = words, words[1]
        self.add(paper, binding, holes, words)

    @property
    def edge(self) -> np.ndarray:
        """Where a path leaves it: the middle of its right edge."""
        return at(PAD[1] + 16, PAD[3] - 32)


def _in_a_row(parts: tuple[str, str, str], theme: Theme, size: float) -> VGroup:
    row, x = VGroup(), 0.0
    for text in parts:
        words = Words(text, theme, size=size, color=theme.thing("pen"), weight="SEMIBOLD")
        x += 0.0 if text == "?" else pixels(0.28 * size)
        row.add(words.on_baseline(x, 0.0))
        x += words.width + (pixels(4) if text != "?" else 0.0)
    return row


class LabelledBox(VGroup):
    """A box on the table, closed: a dark inside, two flaps and a front; its label and its contents come later.

    Args:
        label: what the card on its front says.
        middle, foot: pixels: the middle of its front from the left, and its lower edge from the top.
        contents: what is in it, hidden behind the front; nothing in the boxes that stay closed.
    """

    def __init__(
        self, label: str, theme: Theme, *, middle: float, foot: float, contents: VMobject | None = None
    ) -> None:
        super().__init__()
        self.theme = theme
        near = contents is not None
        wide, high = LARGE if near else SMALL
        self.left, self.right, self.top = middle - wide / 2, middle + wide / 2, foot - high
        self.lid, tilt = (64, 38) if near else (32, 22)
        box, shade = theme.thing("box" if near else "far box"), theme.thing("shade" if near else "far shade")
        back = [(self.left + tilt, self.top - self.lid), (self.right - tilt, self.top - self.lid)]
        self.inside = slab([(self.left, self.top), *back, (self.right, self.top)], theme.thing("inside"))
        seam = [(middle, back[0][1]), (middle, self.top)]
        self.flaps = VGroup(
            slab([(self.left, self.top), back[0], *seam], shade),
            slab([(self.right, self.top), back[1], *seam], shade),
        )
        front = sheet(self.left, self.right, self.top, foot, box, 6)
        rim = sheet(self.left, self.right, self.top, self.top + (20 if near else 10), shade, 4)
        self.plate = Chip(label, theme, size=LABEL if near else FAR_LABEL)
        self.plate.word.set_color(theme.thing("pen"))
        self.plate.box.set_fill(theme.thing("paper"), 1.0)
        self.plate.box.set_stroke(theme.role("key"), width=8 if near else 4, opacity=1.0)
        self.plate.move_to(at(middle, (self.top + foot) / 2 + (8 if near else 6)))
        self.contents = contents.move_to(at(middle, self.top + 30 + INSIDE / 2)) if contents is not None else VGroup()
        self.add(self.inside, self.flaps, front, rim)

    def put_in(self) -> None:
        """Lay the contents behind the front, where nobody sees them yet."""
        self.insert(1, self.contents)

    def open_flaps(self) -> VGroup:
        """Where the flaps stand when the box is open, each corner where it came from."""
        shade = self.theme.thing("shade")
        left, right, top, lid = self.left, self.right, self.top, self.lid
        return VGroup(
            slab([(left, top), (left + 34, top - lid), (left - 56, top - 118), (left - 92, top - 62)], shade),
            slab([(right, top), (right - 34, top - lid), (right + 56, top - 118), (right + 92, top - 62)], shade),
        )

    @property
    def doorstep(self) -> np.ndarray:
        """Where a path from the left meets the box, level with its label."""
        return np.array([at(self.left - 14, 0)[0], self.plate.get_center()[1], 0.0])


def contents_of(place: int, trace: Trace, theme: Theme) -> VMobject:
    """What is in the box of a noun: its picture, or a card with the word where there is none."""
    token = trace.source[place]
    picture = picture_of(token, trace, size=INSIDE)  # type: ignore[arg-type]
    if picture is not None:
        return picture
    chip = Chip(token, theme, look="plain", size=64)
    chip.box.set_fill(theme.fill("value"), 1.0)
    chip.word.set_color(theme.ink_on(theme.fill("value")))
    return chip


def path(start: np.ndarray, end: np.ndarray, theme: Theme) -> VGroup:
    """Round dots from one point to another, the way of something that flies, with a solid head; it stays low first."""
    aside = np.array([end[0] - start[0], 0, 0])
    curve = CubicBezier(start, start + 0.75 * aside, end - 0.3 * aside, end)
    fine = np.array([curve.point_from_proportion(part) for part in np.linspace(0, 1, 400)])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    stops = np.arange(0.0, along[-1] - pixels(HEAD_ROOM), pixels(STEP))
    places = [np.array([np.interp(stop, along, fine[:, axis]) for axis in range(3)]) for stop in stops]
    dots = VGroup(*(_dot(place, theme) for place in places))
    return VGroup(*dots, _head(end, end - curve.point_from_proportion(0.97), "query", theme))


def _rim(theme: Theme, role: str) -> ManimColor:
    """What sets a mark off from wood and cardboard: the edge of a pale fill, else the ground."""
    return theme.role(role) if theme.fill(role) != theme.role(role) else ManimColor(theme.ground)


def _dot(point: np.ndarray, theme: Theme) -> VGroup:
    rim, dot = (
        Circle(radius=pixels(radius), fill_color=colour, fill_opacity=1.0, stroke_width=0)
        for radius, colour in ((9.5, _rim(theme, "query")), (6.5, theme.fill("query")))
    )
    return VGroup(rim, dot).move_to(point)


def _head(tip: np.ndarray, direction: np.ndarray, role: str, theme: Theme) -> VGroup:
    """A solid arrowhead of 28 pixels with its tip at a point."""
    angle = float(np.arctan2(direction[1], direction[0]))
    along = direction / max(float(np.linalg.norm(direction)), 1e-9)
    rim, head = (
        Triangle(fill_color=colour, fill_opacity=1.0, stroke_width=0)
        .rotate(angle - np.pi / 2, about_point=np.zeros(3))
        .scale(pixels(size) / 1.5, about_point=np.zeros(3))
        for size, colour in ((54, _rim(theme, role)), (30, theme.fill(role)))
    )
    return VGroup(rim, head).shift(tip - pixels(20) * along)


class Term(VGroup):
    """What a thing of the analogy is called: the plain word, the machine's own word in a chip below, an arrow."""

    def __init__(
        self,
        plain: str,
        term: str,
        theme: Theme,
        *,
        left: float,
        base: float,
        pointer: tuple[tuple[float, float], ...],
    ) -> None:
        super().__init__()
        self.plain = Words(plain, theme, size=44, role="quiet").on_baseline(*at(left, base)[:2])
        self.chip = term_chip(term, theme, size=64)
        self.chip.shift(at(left - 4, base + 64) - self.chip.box.get_left())
        corners = [at(*corner) for corner in pointer]
        rim, line = (
            CubicBezier(*corners, stroke_color=colour, stroke_width=width)
            for colour, width in ((ManimColor(theme.ground), 15), (theme.role(term), 7))
        )
        head = _head(corners[-1], corners[-1] - line.point_from_proportion(0.95), term, theme)
        head[1].set_fill(theme.role(term))
        self.lines, self.head = VGroup(rim, line), head
        self.pointer = VGroup(self.lines, head)
        self.add(self.plain, self.chip, self.pointer)


def term_chip(term: str, theme: Theme, *, size: float) -> Chip:
    """ "query", "key" or "value" in a chip filled in its colour."""
    chip = Chip(term, theme, size=size)
    chip.box.set_fill(theme.fill(term), 1.0).set_stroke(theme.role(term), width=4, opacity=1.0)
    chip.word.set_color(theme.ink_on(theme.fill(term)))
    return chip
