"""Which threads and words are lit, the thread that one would suppose, and beads on their way."""

from __future__ import annotations

import numpy as np
from manim import Animation, Create, DashedVMobject, FadeOut, LaggedStart, ManimColor, VGroup, VMobject

from scenes.decoder.parts.cross_attention_reading import Reading
from scenes.decoder.parts.cross_attention_rows import Rows
from scenes.decoder.parts.cross_attention_threads import way
from scenes.kit.claims import Measured
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.theme import Theme

BESIDE, ABOVE = pixels(14), pixels(40)  # of a figure: from the thread, and above its middle
BEADS = 5  # on a long way


class Lights:
    """The threads that are lit, by their places (row, column).

    Args:
        rows: the sentences and the threads between them.
        reading: whose weights.
        theme: colours and sizes.
    """

    def __init__(self, rows: Rows, reading: Reading, theme: Theme) -> None:
        self.rows, self.reading, self.theme = rows, reading, theme
        self.lit: dict[tuple[int, int], VGroup] = {}

    @property
    def threads(self) -> list[VGroup]:
        """Those that are lit now."""
        return list(self.lit.values())

    def on(self, row: int) -> Animation:
        """All threads of a step light up, from the word that asks."""
        return self.on_all([(row, j) for j in self.reading.drawn(row)])

    def on_all(self, places: list[tuple[int, int]]) -> Animation:
        """Threads light up one after the other, the thinnest first."""
        fresh = {place: self.rows.threads.lit(*place) for place in places}
        fresh = dict(sorted(fresh.items(), key=lambda pair: self.reading.share(*pair[0])))
        self.lit |= fresh
        return LaggedStart(*(Create(thread) for thread in fresh.values()), lag_ratio=0.1)

    def off(self) -> list[Animation]:
        """All words rest, and no thread is lit."""
        rows, moves = self.rows, [FadeOut(thread) for thread in self.threads]
        ends = len(rows.french.texts) - 1, len(rows.english.texts) - 1
        self.lit = {}
        return [*moves, rows.french.act("rests", *range(ends[0])), rows.english.act("rests", *range(ends[1]))]

    def supposed(self, row: int) -> VMobject:
        """A dashed thread to the noun that one would expect: nothing measured."""
        threads = self.rows.threads
        path = VMobject(stroke_color=self.theme.role("ink"), stroke_width=5)
        path.set_points(list(way(threads.feet[row], threads.heads[self.reading.referent])))
        return DashedVMobject(path, num_dashes=26, dashed_ratio=0.55)

    def figure(self, row: int, column: int) -> VGroup:
        """A share beside its thread, on a plate that keeps other threads off it."""
        number = NumberText(Measured(self.reading.weights[row, column]), self.theme, size=self.theme.sizes.point)
        thread, threads = self.lit[row, column][-1], self.rows.threads
        y = float(thread.point_from_proportion(0.5)[1]) + ABOVE
        points = np.array([thread.point_from_proportion(part) for part in np.linspace(0.0, 1.0, 60)])
        near = points[np.abs(points[:, 1] - y) < number.height]
        wide, high = number.width / 2 + pixels(12), number.height / 2 + pixels(8)
        leans_right = threads.heads[column][0] > threads.feet[row][0]
        x = near[:, 0].min() - wide - BESIDE if leans_right else near[:, 0].max() + wide + BESIDE
        plate = Cell(x - wide, x + wide, y - high, y + high, ManimColor(self.theme.ground))
        return VGroup(plate, number.move_to([x, y, 0]))

    def waiting(self, path: VMobject) -> list[VMobject]:
        """Beads at the start of a way."""
        return [self.rows.bead().move_to(path.get_start()) for _ in range(BEADS)]

    def under_way(self, path: VMobject, count: int = BEADS) -> list[VMobject]:
        """Beads spread along a way."""
        return [self.rows.bead().move_to(path.point_from_proportion((k + 0.5) / count)) for k in range(count)]
