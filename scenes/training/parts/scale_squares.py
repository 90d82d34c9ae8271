"""Three machines as squares of one size; in the second and third the one before is a speck, true in area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from manim import Line, Polygon, VGroup

from model.trace import Trace
from scenes.kit.claims import Claim, Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.scales import Lengths, Scale, across, claim_shapes
from scenes.kit.theme import Theme
from scenes.training.parts.scale_lines import BASE, BILLIONS, HOURS, NAMED, PARTS, PROCESSORS, YEAR

SIDE, TOP, LEFTS = 480, 300, (60, 720, 1380)  # pixels
NAME, COUNT, NOTE = 215, 282, 840  # pixels: baselines
PLACES = ((0.5, 0.5), (0.42, 0.42), (0.42, 0.42))  # of a square: where the speck's lower left corner is
MILLION, BILLION = 1e6, 1e9


class Square(VGroup):
    """A machine as a square, with its name and its count of numbers above; ``speck`` is the one before, in its scale.

    Args:
        place: 0 for this model, 1 for the one of 2017, 2 for GPT-3.
        part: the number of the one before as part of this one's; None for the first.
    """

    def __init__(self, place: int, name: VGroup, count: NumberText, part: float | None, theme: Theme) -> None:
        super().__init__()
        self.part = part
        left = LEFTS[place]
        x, low = at(left, 0)[0], at(0, TOP + SIDE)[1]
        side = pixels(SIDE)
        self.ground = Cell(x, x + side, low, low + side, theme.role("thread"))
        self.caption = VGroup(
            name.shift([x - name.get_left()[0], at(0, NAME)[1], 0]), count.on_baseline(x, at(0, COUNT)[1])
        )
        self.speck = VGroup()
        self.across, self.up = PLACES[place]
        if part is not None:
            wide = np.sqrt(part) * side
            a, b = x + self.across * side, low + self.up * side
            self.speck = Cell(a, a + wide, b, b + wide, theme.role("ink"))
        self.add(self.ground, self.caption, self.speck)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """The speck's sides are to the square's as the roots of their numbers."""
        if self.part is None:
            return
        side = np.sqrt(np.array([self.part]))
        yield Lengths((self.speck,), Scale(across(self.ground), 0.0, 1.0), side, np.array([self.across]))

    def hand_over(self, other: Square) -> None:
        """Take the part of ``other``."""
        self.part = other.part


class Squares:
    """The three squares, the cones between them, and what stands below the second."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.theme = theme
        total = Measured(trace[f"{PARTS}/total"])
        base, giant = float(BASE.value) * MILLION, float(BILLIONS.value) * BILLION
        look: dict[str, Any] = {"size": 64, "weight": "SEMIBOLD"}
        self.ours = Square(0, self._row("ours"), NumberText(total, theme, spec=",.0f", **look), None, theme)
        self.paper = Square(
            1,
            self._row("Transformer,", YEAR),
            NumberText(BASE, theme, spec=".0f", suffix=" million", **look),
            total.value / base,
            theme,
        )
        self.giant = Square(
            2,
            self._row("GPT-", NAMED, gap=2),
            NumberText(BILLIONS, theme, spec=".0f", suffix=" billion", **look),
            base / giant,
            theme,
        )
        self.cones = (self._cone(self.ours, self.paper), self._cone(self.paper, self.giant))
        self.note = on_one_baseline(
            [
                NumberText(HOURS, theme, spec=".0f", size=40),
                Words("hours on", theme, size=40),
                NumberText(PROCESSORS, theme, spec=".0f", size=40),
                Words("processors", theme, size=40),
            ],
            pixels(14),
        )
        self.note.shift([at(LEFTS[1], 0)[0] - self.note.get_left()[0], at(0, NOTE)[1], 0])

    def _row(self, text: str, claim: Claim | None = None, gap: float = 12) -> VGroup:
        parts: list[Words | VGroup] = [Words(text, self.theme, size=44, role="quiet")]
        if claim is not None:
            parts.append(NumberText(claim, self.theme, spec=".0f", size=44, role="quiet"))
        return on_one_baseline(parts, pixels(gap))

    def _cone(self, one: Square, other: Square) -> VGroup:
        """From a square's right edge to its speck in the next."""
        right, high, low = one.ground.get_right()[0], one.ground.get_top()[1], one.ground.get_bottom()[1]
        x, top, foot = other.speck.get_left()[0], other.speck.get_top()[1], other.speck.get_bottom()[1]
        ink = self.theme.role("ink")
        inside = Polygon([right, high, 0], [x, top, 0], [x, foot, 0], [right, low, 0], stroke_width=0)
        inside.set_fill(ink, opacity=0.16)
        edges = VGroup(
            Line([right, high, 0], [x, top, 0], stroke_width=3, color=ink),
            Line([right, low, 0], [x, foot, 0], stroke_width=3, color=ink),
        )
        return VGroup(inside, edges)
