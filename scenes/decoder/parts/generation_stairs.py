"""Rows that are computed at each step: a full triangle, or with what was kept a staircase of one row a step."""

from __future__ import annotations

import numpy as np
from manim import Arrow, Line, RoundedRectangle, VGroup

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LEFT, RIGHT, TOP, BOTTOM = 330, 1740, 206, 890  # pixels: all cells
WIDEST, HIGHEST = 150, 76  # pixels: the pitch of columns and of rows, at most
CELL = 0.86, 0.74  # of the pitches
HEAD = 176  # pixels: baseline of the heading
FIGURE, ARROW, WITH_WORDS = 150, 100, 56  # pixels
DRAWER = 96  # pixels across
KEPT = 7  # pixels: thickness of what is kept


class Stairs:
    """Steps to the right, words downwards; a cell is a row of the decoder that a step computes.

    Attributes:
        words, heading: what the rows and the columns are; new, repeated: cells of each step.
        keys, values: lines from where a row was computed to the last step, in the drawer.
    """

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.trace, self.theme = trace, theme
        self.reads = trace.words["main.decoder_rows"]
        self.count = len(self.reads)
        self.wide = min((RIGHT - LEFT) / self.count, WIDEST)
        self.high = min((BOTTOM - TOP) / self.count, HIGHEST)
        self.words = VGroup(*(self._word(row) for row in range(self.count)))
        self.heading = Words("each new word is a step to the right", theme, size=34, role="quiet")
        self.heading.on_baseline(at(LEFT, 0)[0], at(0, HEAD)[1])
        self.steps = [VGroup(*(self._cell(step, row) for row in range(step + 1))) for step in range(self.count)]
        self.keys, self.values = (VGroup(*self._lines(side)) for side in (-1, 1))
        self.drawer = self._drawer()

    @property
    def new(self) -> VGroup:
        """The cells that are computed for the first time."""
        return VGroup(*(cells[-1] for cells in self.steps))

    @property
    def repeated(self) -> VGroup:
        """All other cells."""
        return VGroup(*(cell for cells in self.steps for cell in cells[:-1]))

    def middle(self, step: float, row: float) -> np.ndarray:
        """The middle of a cell."""
        return at(LEFT + (step + 0.5) * self.wide, TOP + (row + 0.5) * self.high)

    def totals(self) -> tuple[NumberText, Arrow, NumberText]:
        """The rows of all steps in the empty corner: without a drawer, an arrow, and with it."""
        without, kept = (self._total(name, role) for name, role in (("without", "quiet"), ("with", "output")))
        x, y = at(LEFT + 10, self._foot - 100)[:2]
        without.on_baseline(x, y)
        middle = y + pixels(0.36 * FIGURE)
        start = np.array([without.get_right()[0] + pixels(34), middle, 0.0])
        end = start + np.array([pixels(ARROW), 0.0, 0.0])
        arrow = Arrow(start, end, buff=0, stroke_width=8, color=self.theme.role("ink"))
        return without, arrow, kept.on_baseline(end[0] + pixels(34), y)

    def _total(self, name: str, role: str) -> NumberText:
        claim = Measured(self.trace[f"search/greedy.rows_{name}_cache"])
        return NumberText(claim, self.theme, spec=".0f", size=FIGURE, role=role, weight="SEMIBOLD")

    def name(self) -> Words:
        """What the drawer is called, below the numbers."""
        label = Words("key-value cache", self.theme, size=WITH_WORDS, weight="SEMIBOLD")
        return label.on_baseline(*at(LEFT + 10, self._foot - 8)[:2])

    @property
    def _foot(self) -> float:
        """Pixels from the top: the lower edge of all cells, and of what stands in the empty corner."""
        return max(TOP + self.count * self.high, TOP + 0.9 * (BOTTOM - TOP))

    # -- parts ------------------------------------------------------------------------------------------------

    def _word(self, row: int) -> Words:
        text = self.reads[row]
        label = Words(text.strip("⟨⟩"), self.theme, size=max(30.0, min(36.0, 0.62 * self.high)), role="ink")
        label.token = text  # type: ignore[assignment]
        x, y = at(LEFT - 24, TOP + (row + 0.5) * self.high)[:2]
        return label.on_baseline(x, y - 0.32 * pixels(label.size), align=1.0)

    def _cell(self, step: int, row: int) -> RoundedRectangle:
        role = "output" if step == row else "thread"
        cell = plate_of(
            pixels(CELL[0] * self.wide), pixels(CELL[1] * self.high), self.theme.fill(role), radius=pixels(9)
        )
        return cell.move_to(self.middle(step, row))

    def _lines(self, side: int) -> list[Line]:
        """What is kept of each row: from its cell to the drawer."""
        role, end = ("key" if side < 0 else "value"), LEFT + self.count * self.wide + 24
        made = []
        for row in range(self.count):
            y = TOP + (row + 0.5) * self.high + side * 0.17 * self.high
            start = LEFT + (row + 0.5 + CELL[0] / 2) * self.wide + 2
            made.append(Line(at(start, y), at(end, y), stroke_width=KEPT, color=self.theme.fill(role)))
        return made

    def _drawer(self) -> VGroup:
        """A drawer of wood, from the side, as high as all rows."""
        left = LEFT + self.count * self.wide + 24
        low, high = TOP + self.count * self.high, TOP
        body = plate_of(pixels(DRAWER), pixels(low - high + 16), self.theme.thing("wood"), radius=pixels(12)).move_to(
            at(left + DRAWER / 2, (low + high) / 2)
        )
        handle = plate_of(pixels(18), pixels(130), self.theme.thing("grain"), radius=pixels(9)).move_to(
            at(left + 0.62 * DRAWER, (low + high) / 2)
        )
        return VGroup(body, handle)
