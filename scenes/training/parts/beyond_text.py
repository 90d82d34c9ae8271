"""Plain text that asks and answers: a sentence with a word hidden, and pages of which it is one line. Schematic."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
from manim import DashedVMobject, VGroup, VMobject

from model.trace import END, Trace
from scenes.kit.choose import places_of
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import corners
from scenes.kit.mobjects.chips import chip_box
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.beyond_sides import Edges, solid

CARDS: dict[str, Edges] = {"encoder": (60, 1860, 145, 505), "decoder": (60, 1860, 538, 898)}
WORDS = {"encoder": 425, "decoder": 818}  # pixels: the middles of the words
TASKS = {"encoder": "hide a word", "decoder": "hide the next word"}
CARD: Edges = (60, 1860, 145, 680)  # the block that has read the pages
PAGE: Edges = (90, 1830, 175, 650)
LINES, ACROSS, DOWN = 9, 8, 6  # lines of a page, pages side by side and one above the other
LETTER = 21  # pixels of a letter
STEP = 29  # words from one to the next in the lists, which are in alphabetical order
STRIDE = 17  # words by which a page is ahead of the one before
AIR = pixels(16)


class Gap(VGroup):
    """A block as wide as the stage with the sentence on it, in which one word is hidden.

    Attributes:
        words: the sentence; hidden: the place of the word; blank: the empty chip with its question mark.
    """

    def __init__(self, half: str, trace: Trace, theme: Theme) -> None:
        super().__init__()
        self.box = solid(half, CARDS[half], theme)
        spoken = tuple(word for word in trace.source if word != END)
        self.words = Sentence(spoken, trace, theme, y=WORDS[half], rest="plain")
        self.hidden = len(spoken) - 1 if half == "decoder" else places_of(trace, "noun")[0]
        label = self.words.word(self.hidden)
        self.words.at_once("followed", [self.hidden])
        frame = chip_box(label).set_stroke(theme.role("ink"), width=5, opacity=1.0)
        mark = Words("?", theme, size=self.words.size, weight="SEMIBOLD").move_to(label)
        self.blank = VGroup(DashedVMobject(frame, num_dashes=26, dashed_ratio=0.55), mark)
        left, _, top, _ = CARDS[half]
        self.task = Words(TASKS[half], theme, size=40).on_baseline(at(left + 36, 0)[0], at(0, top + 62)[1])

    @property
    def answer(self) -> VGroup:
        """The hidden word with its chip and its picture."""
        return self.words.acting(self.hidden)

    @property
    def others(self) -> list[VGroup]:
        """The words that may be read, left to right, each with its picture."""
        return [self.words.acting(i) for i in range(len(self.words.labels)) if i != self.hidden]


class Page(VGroup):
    """A sheet of text as lines of dashes, each as long as a word of the machine's own lists.

    Args:
        place: which of many pages: each begins at another word.
    """

    def __init__(self, trace: Trace, theme: Theme, place: int = 0) -> None:
        super().__init__()
        left, right, top, bottom = PAGE
        sheet = plate_of(pixels(right - left), pixels(bottom - top), theme.thing("paper"), radius=pixels(20))
        self.sheet = sheet.move_to(at((left + right) / 2, (top + bottom) / 2))
        known = [word for name in ("source", "target") for word in trace.words[f"{name}_vocabulary"] if word.isalpha()]
        letters = iter(len(known[k * STEP % len(known)]) for k in count(place * STRIDE))
        pitch = (bottom - top - 60) / LINES
        self.lines = VGroup(
            *(
                self._line(letters, left + 40, right - 40, top + 30 + pitch * (place + 0.5), theme)
                for place in range(LINES)
            )
        )
        self.add(self.sheet, self.lines)

    def _line(self, letters: Iterator[int], left: float, right: float, y: float, theme: Theme) -> VMobject:
        shape = VMobject(stroke_width=0, fill_color=theme.thing("grain"), fill_opacity=1.0)
        pieces, x, half = [], left, pixels(9)
        low, high = at(0, y)[1] - half, at(0, y)[1] + half
        while x < right - 40:
            end = min(x + LETTER * next(letters), right)
            pieces.append(corners(at(x, 0)[0], at(end, 0)[0], low, high))
            x = end + 26
        shape.points = np.concatenate(pieces)
        return shape

    def at_once(self) -> VGroup:
        """The page as few shapes, for many of it."""
        ink = VMobject(stroke_width=0, fill_color=self.lines[0].get_fill_color(), fill_opacity=1.0)
        ink.points = np.concatenate([line.points for line in self.lines])
        return VGroup(self.sheet.copy(), ink)


def many_pages(trace: Trace, theme: Theme) -> VGroup:
    """Pages in a grid where the one page stood; the first is the upper left one."""
    left, right, top, bottom = PAGE
    pages = VGroup()
    wide, high = (right - left) / ACROSS, (bottom - top) / DOWN
    for place in range(ACROSS * DOWN):
        page = Page(trace, theme, place).at_once().scale(0.92 / max(ACROSS, DOWN))
        page.stretch_to_fit_height(pixels(0.88 * high)).stretch_to_fit_width(pixels(0.94 * wide))
        x, y = left + (place % ACROSS + 0.5) * wide, top + (place // ACROSS + 0.5) * high
        pages.add(page.move_to(at(x, y)))
    return pages
