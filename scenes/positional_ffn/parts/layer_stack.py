"""The stack: our layers side by side on one straight way, and below them as many as the first Transformer had."""

from __future__ import annotations

from manim import RoundedRectangle, VGroup

from model.trace import Trace
from scenes.kit.claims import Claim
from scenes.kit.counts import Nth
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.layer_neighbours import OWN, Neighbours

LEFT, RIGHT = 60, 1860  # pixels
OURS, HIGH = 350, 330  # pixels: the middle of our layers, and their height
STRIP = (270, 200)  # pixels: width and height of a row between layers
THEIRS, LOW = 730, 150  # pixels: the middle of theirs, and their height
NAMED = 330  # pixels: where theirs begin


class Stack:
    """Our layers as panels, the word's row before, between and behind them; theirs as plain panels below.

    Attributes:
        way: the straight line; panels, rows: in order; theirs: with the line through them; named: what these are.
    """

    def __init__(self, trace: Trace, theme: Theme, found: Neighbours, paper: Claim, year: Claim) -> None:
        self.theme, self.found = theme, found
        count = len(found.places) - 1
        wide = STRIP[0] + 40
        panel = (RIGHT - LEFT - (count + 1) * wide) / count
        starts = [LEFT + wide + k * (panel + wide) for k in range(count)]
        self.way = segments([(at(LEFT, OURS)[:2], at(RIGHT, OURS)[:2])], theme.role("thread"), 9.0)
        self.panels = VGroup(*(self._panel(trace, layer, x, panel) for layer, x in enumerate(starts)))
        limit = max(float(abs(found.row(OWN, stop).values).max()) for stop in range(count + 1))
        self.rows = [
            self._row(found.row(OWN, stop).values.shape, stop, LEFT + wide / 2 + stop * (panel + wide), limit)
            for stop in range(count + 1)
        ]
        self.chip = Chip(found.word, theme, look="followed", size=48)
        self.chip.shift(at(LEFT + wide / 2, OURS - HIGH / 2 + 10) - self.chip.box.get_center())
        self.theirs = self._theirs(int(paper.value))
        self.named = VGroup(
            Phrase("in {year:d}", theme, year=year, size=40, role="quiet", value_role="quiet").on_baseline(
                at(LEFT, 0)[0], at(0, THEIRS - 14)[1]
            ),
            Phrase("{count} layers", theme, count=paper, size=48, weight="SEMIBOLD").on_baseline(
                at(LEFT, 0)[0], at(0, THEIRS + 46)[1]
            ),
        )

    def _solid(self, x: float, y: float, width: float, height: float) -> RoundedRectangle:
        fill, edge = self.theme.solid("encoder")
        box = plate_of(pixels(width), pixels(height), fill, radius=pixels(18), edge=edge, edge_width=5)
        return box.move_to(at(x, y))

    def _panel(self, trace: Trace, layer: int, left: float, width: float) -> VGroup:
        number = Nth(trace[f"main/encoder.{layer}.norm2.output"])
        name = Phrase("layer {number}", self.theme, number=number, size=54, weight="SEMIBOLD")
        x = left + width / 2
        return VGroup(self._solid(x, OURS, width, HIGH), name.move_to(at(x, OURS)))

    def _row(self, shape: tuple[int, ...], stop: int, x: float, limit: float) -> VGroup:
        """The word's row on a card at a place of the way."""
        card = plate_of(
            pixels(STRIP[0]),
            pixels(STRIP[1]),
            self.theme.panel,
            radius=pixels(14),
            edge=self.theme.role("ink"),
            edge_width=4,
        ).move_to(at(x, OURS))
        strip = VectorStrip(
            self.found.row(OWN, stop),
            self.theme,
            length=pixels(STRIP[0] - 24),
            height=pixels(STRIP[1] - 20),
            limit=limit,
        )
        return VGroup(card, strip.shift(at(x, OURS) - strip.box.get_center()))

    def _theirs(self, count: int) -> VGroup:
        pitch = (RIGHT - NAMED) / count
        way = segments([(at(NAMED - 20, THEIRS)[:2], at(RIGHT, THEIRS)[:2])], self.theme.role("thread"), 9.0)
        panels = VGroup(*(self._solid(NAMED + (k + 0.5) * pitch, THEIRS, 0.76 * pitch, LOW) for k in range(count)))
        return VGroup(way, panels)
