"""The detective's table: a notepad with a question, boxes with a label and contents, a magnifying glass.

A picture for the idea of query, key and value; it holds words of the sentence and no numbers.
"""

from __future__ import annotations

import numpy as np
from manim import Arc, Circle, Line, ManimColor, Polygon, RoundedRectangle, VGroup

from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

EDGE = 3.0  # width of outlines
PAD_WIDTH, PAD_HEIGHT = 2.6, 3.3
BOX_WIDTH, BOX_HEIGHT, LID_HEIGHT = 3.0, 2.0, 0.48
CARD_WIDTH, CARD_HEIGHT = 0.62, 1.3
RISES = (0.62, 0.9, 0.5, 0.78)  # how far each sheet comes out of its box
LENS = 0.7


def _rounded(width: float, height: float, fill: str, edge: ManimColor, *, radius: float = 0.1) -> RoundedRectangle:
    return RoundedRectangle(
        corner_radius=radius,
        width=width,
        height=height,
        stroke_color=edge,
        stroke_width=EDGE,
        fill_color=ManimColor(fill),
        fill_opacity=1.0,
    )


class Notepad(VGroup):
    """A ruled notepad with a word and a question mark on it, in the query's colour."""

    def __init__(self, word: str, theme: Theme) -> None:
        super().__init__()
        color, line = theme.role("query"), ManimColor(theme.line)
        self.sheet = _rounded(PAD_WIDTH, PAD_HEIGHT, theme.panel, color, radius=0.14)
        top = PAD_HEIGHT / 2
        self.rings = VGroup(
            *(
                Line([x, top - 0.16, 0], [x, top + 0.16, 0], stroke_color=color, stroke_width=5)
                for x in np.linspace(-0.78, 0.78, 7) * PAD_WIDTH / 2
            )
        )
        self.rules = VGroup(*self._rules(line, np.linspace(top - 1.15, -top + 0.4, 4)))
        self.word = Words(word, theme, role="query", size=theme.sizes.title, weight="MEDIUM")
        self.word.on_baseline(0.0, top - 1.05, align=0.5)
        if self.word.width > 0.84 * PAD_WIDTH:
            self.word.scale(0.84 * PAD_WIDTH / self.word.width)
        self.mark = Words("?", theme, role="query", size=140, weight="MEDIUM").move_to([0.0, -0.55, 0.0])
        self.rules[1:].set_stroke(opacity=0.5)
        self.add(self.sheet, self.rings, self.rules, self.word, self.mark)

    def _rules(self, color: ManimColor, heights: np.ndarray) -> list[Line]:
        """Ruled lines: whole under the word, and with a gap in the middle where the question mark stands."""
        side, gap = 0.4 * PAD_WIDTH, 0.16 * PAD_WIDTH
        spans = [(-side, side, heights[0])]
        spans += [span for y in heights[1:] for span in ((-side, -gap, y), (gap, side, y))]
        return [Line([left, y, 0], [right, y, 0], stroke_color=color, stroke_width=2) for left, right, y in spans]


class FileBox(VGroup):
    """A box with a lid, a label on its front, and contents that are not seen until it is ``opened``.

    Parts, from the back: ``cards`` (the contents), ``front``, ``plate`` with ``word``, ``handle``, ``lid``.
    """

    def __init__(self, word: str, theme: Theme) -> None:
        super().__init__()
        edge = theme.role("quiet")
        self.cards = VGroup(*(self._card(place, theme) for place in range(len(RISES))))
        self.front = _rounded(BOX_WIDTH, BOX_HEIGHT, theme.panel, edge, radius=0.06)
        self.plate = _rounded(0.78 * BOX_WIDTH, 0.74, theme.ground, theme.role("key"), radius=0.08)
        self.plate.move_to([0, 0.05, 0])
        self.word = Words(word, theme, role="key", size=theme.sizes.title, weight="MEDIUM")
        if self.word.width > 0.9 * self.plate.width:
            self.word.scale(0.9 * self.plate.width / self.word.width)
        self.word.on_baseline(0.0, 0.05 - 0.15 * pixels(self.word.size) * 2, align=0.5)
        self.handle = Line([-0.22, -0.55, 0], [0.22, -0.55, 0], stroke_color=edge, stroke_width=7)
        self.lid = _rounded(BOX_WIDTH + 0.2, LID_HEIGHT, theme.panel, edge, radius=0.06)
        self.lid.move_to([0, BOX_HEIGHT / 2 + LID_HEIGHT / 2 - 0.08, 0])
        self.add(self.cards, self.front, self.plate, self.word, self.handle, self.lid)

    def opened(self) -> FileBox:
        """A copy with its lid off, its contents risen above the rim and its label lit: the target of a change."""
        other = self.copy()
        other.lid.shift([0.12, 1.12, 0]).rotate(-0.12)
        for card, rise in zip(other.cards, RISES, strict=True):
            card.shift([0.0, rise, 0.0])
        other.plate.set_stroke(width=2.5 * EDGE)
        return other

    @staticmethod
    def _card(place: int, theme: Theme) -> VGroup:
        """A sheet with lines on it, standing in the box."""
        sheet = _rounded(CARD_WIDTH, CARD_HEIGHT, theme.panel, ManimColor(theme.ground), radius=0.06)
        sheet.set_fill(theme.role("value"), 1.0)
        lines = VGroup(
            *(
                Line([-0.2, y, 0], [0.2, y, 0], stroke_color=ManimColor(theme.ground), stroke_width=2.5)
                for y in (0.42, 0.28, 0.14)
            )
        )
        card = VGroup(sheet, lines)
        return card.move_to([(place - 1.5) * 1.04 * CARD_WIDTH, (BOX_HEIGHT - CARD_HEIGHT) / 2 - 0.12, 0])


class Magnifier(VGroup):
    """A magnifying glass."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ink = theme.role("ink")
        low = LENS * np.sqrt(0.5)
        handle = Polygon(
            *np.array([[-0.07, 0, 0], [0.07, 0, 0], [0.1, -0.75, 0], [-0.1, -0.75, 0]]),
            stroke_width=0,
            fill_color=ink,
            fill_opacity=1.0,
        )
        handle.rotate(np.pi / 4, about_point=np.zeros(3)).shift([low, -low, 0])
        glass = Circle(radius=LENS, stroke_color=ink, stroke_width=6, fill_opacity=0.0)
        shine = Arc(radius=0.78 * LENS, start_angle=0.6 * np.pi, angle=0.25 * np.pi, stroke_color=ink, stroke_width=3)
        self.glass = glass
        self.add(handle, glass, shine.set_stroke(opacity=0.6))

    def over(self, point: np.ndarray) -> Magnifier:
        """Centre the glass on a point; works with ``.animate``."""
        return self.shift(point - self.glass.get_center())


class DetectiveTable(VGroup):
    """A notepad, two boxes on a shelf and what they stand for, spread over a region.

    Args:
        asks: the word on the notepad.
        other, answers: the words on the labels; the second is the one that fits.
        terms: three words below: what stands on the notepad, on a label, in a box.
    """

    def __init__(
        self, asks: str, other: str, answers: str, terms: tuple[str, str, str], theme: Theme, region: Region
    ) -> None:
        super().__init__()
        self.theme = theme
        self.pad, self.glass = Notepad(asks, theme), Magnifier(theme)
        self.boxes = VGroup(FileBox(other, theme), FileBox(answers, theme))
        self.floor = region.at(0, 0.27)[1]
        bases = (self.pad.sheet, *(box.front for box in self.boxes))
        for thing, base, across in zip((self.pad, *self.boxes), bases, (0.13, 0.525, 0.81), strict=True):
            x, y = region.at(across, 0)[0], self.floor + pixels(3) - base.get_bottom()[1]
            thing.shift([x - base.get_center()[0], y, 0])
        ends = [(region.at(across, 0)[0], self.floor) for across in (0.39, 0.945)]
        self.shelf = segments([(ends[0], ends[1])], theme.role("quiet"), 3.0)
        self.glass.over(self.pad.mark.get_center())
        self.terms = self.called(terms)
        self.note = Words("schematic", theme, size=theme.sizes.small, role="quiet")
        region.place(self.note, 1.0, 0.0)
        self.add(self.shelf, self.pad, self.boxes, self.note)

    def called(self, terms: tuple[str, str, str]) -> VGroup:
        """Words under notepad and boxes, in the colours of query, key and value."""
        things = (self.pad, *self.boxes)
        words = VGroup()
        for text, role, thing in zip(terms, ("query", "key", "value"), things, strict=True):
            word = Words(text, self.theme, role=role, size=40, weight="MEDIUM")
            words.add(word.on_baseline(thing.get_center()[0], self.floor - 0.65, align=0.5))
        return words

    def taken(self) -> VGroup:
        """Where the contents of the second box arrive: beside the notepad."""
        cards = VGroup(*(card.copy() for card in self.boxes[1].cards)).scale(0.75).arrange(buff=0.06)
        pad_right, box_left = self.pad.get_right()[0], self.boxes[0].lid.get_left()[0]
        return cards.move_to([(pad_right + box_left) / 2, self.pad.sheet.get_top()[1] - cards.height / 2, 0])
