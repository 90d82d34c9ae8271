"""The numbers that are left once more, large: the one that has a name, and marks of question over others."""

from __future__ import annotations

from manim import VGroup, VMobject

from model.trace import Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.feed_forward_column import WIDE, wide_strip
from scenes.positional_ffn.parts.feed_forward_lights import block_over
from scenes.positional_ffn.parts.feed_forward_neurons import WordNeuron

FLOOR, CEILING = 850, 330  # pixels: zero, and how high the largest number reaches
APART = 46  # pixels at least from mark to mark
MARK, NAME = 40, 54  # pixels of a question mark, of the name


class Names:
    """A word's numbers above the floor, the name of one of them, and the question marks over those that have none."""

    def __init__(self, trace: Trace, theme: Theme, found: WordNeuron) -> None:
        self.theme, self.found = theme, found
        hidden = trace[f"main/{found.neuron.block}.hidden"][found.rows[0]]
        unit = (FLOOR - CEILING) / max(float(hidden.values.max()), 1e-3)
        self.strip = wide_strip(hidden, theme, FLOOR, unit)
        self.floor: VMobject = segments(
            [(at(WIDE[0] - 16, FLOOR)[:2], at(WIDE[1] + 16, FLOOR)[:2])], theme.role("ink"), 7.0
        )
        self.block = block_over(theme, FLOOR)
        self.name = Chip(found.called, theme, look="followed", size=NAME)
        self._over(self.name, found.neuron.unit)
        self.marks = VGroup(*(self._mark(i) for i in self._nameless()))

    def _nameless(self) -> list[int]:
        """Places of numbers without a name that have room for a mark, the largest first."""
        values, pitch = self.strip.values, (WIDE[1] - WIDE[0]) / len(self.strip.values)
        own = self.found.neuron.unit
        taken = [own]
        for i in map(int, (-values).argsort()):
            near = [abs(i - j) * pitch for j in taken if j != own]
            apart = min(near, default=APART) >= APART and abs(i - own) * pitch >= 2 * APART
            if values[i] > 0 and apart:
                taken.append(i)
        return taken[1:]

    def _mark(self, place: int) -> Words:
        mark = Words("?", self.theme, size=MARK, weight="SEMIBOLD")
        self._over(mark, place)
        return mark

    def _over(self, mark: VMobject, place: int) -> None:
        bar = self.strip.bar(place)
        highest = max(
            self.strip.bar(j).get_top()[1] for j in range(place - 2, place + 3) if 0 <= j < len(self.strip.bars)
        )
        mark.move_to([bar.get_center()[0], highest + pixels(16) + mark.height / 2, 0])
