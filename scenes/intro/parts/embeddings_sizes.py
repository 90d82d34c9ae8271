"""A row of the table, the place that will be added to it, and the row times sqrt(d_model): all on one scale."""

from __future__ import annotations

import numpy as np
from manim import LEFT, Mobject, VGroup
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.claims import Computed
from scenes.kit.counts import Reckoned
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

NAMES, NUMBERS = 1.5, 1.45  # units at the left for names, at the right for sizes
ROOT = r"\sqrt{d_{\mathrm{model}}}\;"


def typical(numbers: NDArray[np.float64]) -> float:
    """The root mean square of a row's numbers."""
    return float(np.sqrt((numbers**2).mean()))


class Sizes:
    """The parts of the comparison.

    Attributes:
        alone: the table's row as large as it can be drawn; row, place, scaled: strips on one scale.
        names, numbers: beside each of the three strips; head: above the numbers.
        small, wave, large, factor: the claims.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region, entry: int, place: int) -> None:
        self.theme = theme
        head, *lines = region.rows(0.35, 1.0, 1.0, 1.0, gap=0.1)
        entries = trace["weights/source_embedding"][entry]
        wave, scaled = trace["main/encoder.position"][place], trace["main/encoder.embedding"][place]
        limit = float(max(np.abs(tensor.values).max() for tensor in (entries, wave, scaled)))
        self.small, self.wave, self.large = (
            Computed("root mean square", typical, (row,)) for row in (entries, wave, scaled)
        )
        self.factor = Reckoned("square root", np.sqrt, (trace.size("D"),))
        self.left, self.length = region.left + NAMES, region.width - NAMES - NUMBERS
        self.alone = self._strip(entries, "learned", lines[0], None)
        self.row = self._strip(entries, "learned", lines[0], limit)
        self.place = self._strip(wave, "quiet", lines[1], limit)
        self.scaled = self._strip(scaled, "ink", lines[2], limit)
        words = Words("its place,", theme, size=theme.sizes.note, role="quiet")
        later = Words("added later", theme, size=theme.sizes.note, role="quiet")
        marks = [Symbol("E_{w_i}", theme, "learned", 38), VGroup(words, later), Symbol("x_i", theme, "ink", 38)]
        marks[1].arrange(np.array([0.0, -1.0, 0.0]), buff=0.08, aligned_edge=LEFT)
        self.names = [self._beside(mark, strip) for mark, strip in zip(marks, self.strips, strict=True)]
        claims = (self.small, self.wave, self.large)
        self.numbers = [self._number(claim, strip) for claim, strip in zip(claims, self.strips, strict=True)]
        x = self.numbers[0].get_right()[0]
        self.head = Words("root mean square", theme, size=theme.sizes.small, role="quiet")
        self.head.on_baseline(x, head.bottom + 0.08, align=1.0)

    @property
    def strips(self) -> tuple[VectorStrip, VectorStrip, VectorStrip]:
        """The three strips, top to bottom."""
        return self.row, self.place, self.scaled

    def _strip(self, tensor: Tensor, role: str, region: Region, limit: float | None) -> VectorStrip:
        strip = VectorStrip(tensor, self.theme, role, length=self.length, height=region.height, limit=limit)
        return strip.shift([self.left + self.length / 2, region.center[1], 0])

    def _beside(self, mark: Mobject, strip: VectorStrip) -> Mobject:
        return mark.next_to(strip.box, LEFT, buff=0.3)

    def _number(self, claim: Computed, strip: VectorStrip) -> NumberText:
        size = 38
        number = NumberText(claim, self.theme, size=size, weight="MEDIUM")
        _, right, bottom, top = strip.box.edges
        return number.on_baseline(right + NUMBERS, (bottom + top) / 2 - pixels(size) * CAP_HEIGHT / 2, align=1.0)
