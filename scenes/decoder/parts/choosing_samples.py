"""Whole sentences drawn at three temperatures, and how many such drawn sentences were right."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from scenes.decoder.parts.choosing_race import Race
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.wavy import wavy
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.kit.translation import compare, without_end

TOPS, PITCH = 216, 234  # pixels: the first row's name, and from row to row
LEFT, RIGHT = 100, 1820  # pixels
DOWN, SIZE, SMALLEST = 92, 50, 34  # pixels from a name to its sentence; of its type
NAMES = ("cold", "plain", "hot")
REFERENCE = "experiments/learning/reference"


class Drawn(VGroup):
    """One temperature: its name and value, a sentence drawn with it, and the share of drawn sentences that are right.

    Attributes:
        name, words, marks, share: its parts; the marks are wavy lines below words that do not belong there.
    """

    def __init__(self, race: Race, which: int, theme: Theme) -> None:
        super().__init__()
        place = race.temperatures[which]
        base = at(0, TOPS + which * PITCH)[1]
        word = Words(NAMES[which], theme, size=54, weight="SEMIBOLD").on_baseline(at(LEFT, 0)[0], base)
        value = NumberText(Measured(race.record["temperature"][place]), theme, spec=".1f", size=44, role="quiet")
        self.name = VGroup(word, value.on_baseline(word.get_right()[0] + pixels(26), base))
        written = without_end(race.sample(place))
        right = compare(written, without_end(race.trace.words[REFERENCE]))
        size = SIZE
        words = row_of(written, theme, size, base - pixels(DOWN))
        while size > SMALLEST and words.get_right()[0] > at(RIGHT, 0)[0]:
            size -= 2
            words = row_of(written, theme, size, base - pixels(DOWN))
        self.words = words
        self.marks = VGroup(*(wavy(label, theme) for label, fits in zip(words, right, strict=True) if not fits))
        exact = Measured(race.record["exact"][place])
        self.share = NumberText(exact, theme, spec=".1%", size=theme.sizes.hero, weight="SEMIBOLD", role="learned")
        self.share.on_baseline(at(RIGHT, 0)[0], base, align=1.0)
        self.add(self.name, self.words, self.marks, self.share)


def row_of(words: Sequence[str], theme: Theme, size: float, base: float, role: str = "ink") -> VGroup:
    """Words side by side from the left on a baseline."""
    x, row = at(LEFT, 0)[0], VGroup()
    for text in words:
        label = Words(text, theme, size=size, weight="MEDIUM", role=role).on_baseline(x, base)
        row.add(label)
        x = label.get_right()[0] + pixels(0.36 * size)
    return row
