"""A word that the model never met: its sentence, its lessons, and the two rows that learn, as recorded."""

from __future__ import annotations

from manim import ManimColor, VGroup, VMobject

from model.trace import Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.beyond_lines import RECORD, written

ENGLISH, FRENCH = 330, 600  # pixels: the middles of the two sentences
ROWS = {"source": 490, "target": 750}  # pixels: the middles of the two rows of numbers
NAMES, START, LENGTH, HEIGHT = 400, 450, 1390, 215  # pixels: the rows' names end, the rows begin; their size
LESSONS, LESSON = 215, (200, 130)  # pixels: the middle of the cards, and their size
PER_ROW = 8


class NewWord:
    """The parts of the picture, each where it belongs."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.trace, self.theme, self.record = trace, theme, trace.scope(RECORD)
        self.new = trace.words[f"{RECORD}/new"]

    def english(self) -> Sentence:
        """The recorded sentence with the new word ringed."""
        words = self.trace.words[f"{RECORD}/sentence"]
        row = Sentence(words, self.trace, self.theme, y=ENGLISH, rest="plain")
        return row.at_once("followed", [i for i, word in enumerate(words) if word == self.new[0]])

    def french(self, moment: str) -> Sentence:
        """What was written ``before`` or ``after``; the new word said, where it is."""
        words = written(self.trace, moment)
        row = Sentence(words, self.trace, self.theme, y=FRENCH, size=46, rest="plain", pictures=False)
        return row.at_once("said", [i for i, word in enumerate(words) if word == self.new[1]])

    def rows(self, moment: str) -> tuple[VectorStrip, VectorStrip]:
        """The new word's rows of both tables ``before`` or ``after``, both on one scale."""
        limit = shared_limit(*(self.record[f"{side}.{when}"] for side in ROWS for when in ("before", "after")))
        strips = [
            VectorStrip(
                self.record[f"{side}.{moment}"],
                self.theme,
                "learned",
                length=pixels(LENGTH),
                height=pixels(HEIGHT),
                limit=limit,
            ).move_to(at(START + LENGTH / 2, y))
            for side, y in ROWS.items()
        ]
        return strips[0], strips[1]

    def names(self) -> tuple[Chip, Chip]:
        """The word before each of its rows."""
        chips = [Chip(word, self.theme, look="followed", size=50) for word in self.new]
        for chip, y in zip(chips, ROWS.values(), strict=True):
            chip.shift(at(NAMES, y) - chip.box.get_right())
        return chips[0], chips[1]

    def lessons(self) -> VGroup:
        """A card a lesson, with the new word in it: the other words are dashes."""
        count = round(self.record["handful"].item())
        return VGroup(*(self._card(place, count) for place in range(count)))

    def _card(self, place: int, count: int) -> VGroup:
        theme, (wide, high) = self.theme, LESSON
        box = plate_of(pixels(wide), pixels(high), ManimColor(theme.panel), radius=pixels(16))
        word = Words(self.new[0], theme, size=40, weight="MEDIUM").on_baseline(0.0, -pixels(2), align=0.5)
        lines = VGroup(*(_dash(-76, end, y, theme) for end, y in ((70, 38), (30, 60))), _dash(-76, 50, -44, theme))
        card = VGroup(box, lines, word)
        shown = min(count, PER_ROW)
        pitch = 1800 / shown
        x = 60 + (place % shown + 0.5) * pitch
        return card.move_to(at(x, LESSONS + (place // shown) * (high + 20)))


def _dash(left: float, right: float, down: float, theme: Theme) -> VMobject:
    """A line of other words, pixels from the middle of a card."""
    y = -pixels(down)
    return Cell(pixels(left), pixels(right), y - pixels(5), y + pixels(5), ManimColor(theme.role("thread")))
