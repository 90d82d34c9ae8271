"""RowArcs: one word's attention as arcs over its sentence, each as thick as its weight, the largest in figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import CapStyleType, CubicBezier, ManimColor, VGroup

from model.trace import Tensor
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.arcs import STROKES, WordArc
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.scales import Thickness
from scenes.kit.theme import Theme

WHOLE, SMALLER = 30, 16  # pixels of a weight of one; where two sentences stand
LEAST = 2  # pixels of the thinnest
EDGE = 6  # pixels that the edge of a pale arc adds
FAINT = 0.02  # a smaller share is a thread at rest
RISE, SLOPE = 60, 0.15  # pixels that an arc rises, and more for each pixel of its distance
HEADROOM = 150  # pixels from the frame's top: no arc rises above


def bow(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, ...]:
    """The four corners of an arc between two points above a row: the farther, the higher."""
    rise = pixels(RISE) + SLOPE * abs(end[0] - start[0])
    top = min(max(min(start[1], end[1]) + rise, max(start[1], end[1]) + pixels(34)), at(0, HEADROOM)[1])
    handle = (top - (start[1] + end[1]) / 8) * 4 / 3
    return start, np.array([start[0], handle, 0]), np.array([end[0], handle, 0]), end


def drop(top: np.ndarray) -> tuple[np.ndarray, ...]:
    """The four corners of a drop that stands on a point: a word looking at itself."""
    aside, up = np.array([pixels(46), 0, 0]), np.array([0, pixels(76), 0])
    return top, top - aside + up, top + aside + up, top


class ShareArc(WordArc):
    """An arc from the word that asks to one that answers, as thick as its weight, at least two pixels."""

    def __init__(self, weight: Tensor, corners: tuple[np.ndarray, ...], *, whole: float, theme: Theme) -> None:
        super().__init__(weight, (corners[0], corners[-1]))
        self.points = np.array(corners)
        self.whole, share = whole, weight.item()
        width = max(whole * share, LEAST)
        role = theme.fill("query") if share >= FAINT else theme.role("thread")
        self.set_stroke(role, width=STROKES * pixels(width))
        self.cap_style = CapStyleType.ROUND

    def encodings(self) -> Iterator[Thickness]:
        """Its stroke stands for its weight."""
        yield Thickness(self, self.weight.item(), pixels(self.whole), least=pixels(LEAST))

    def hand_over(self, other: WordArc) -> None:
        """Take the weight and the scale of ``other``, whose shape this arc now has."""
        super().hand_over(other)
        if isinstance(other, ShareArc):
            self.whole = other.whole


def share_arc(weight: Tensor, corners: tuple[np.ndarray, ...], *, whole: float, theme: Theme) -> VGroup:
    """An arc as thick as its weight, ``whole`` pixels at one, before the edge that a pale colour needs."""
    thread = ShareArc(weight, corners, whole=whole, theme=theme)
    if theme.fill("query") == theme.role("query") or weight.item() < FAINT:
        return VGroup(thread)
    edge = CubicBezier(*corners, stroke_color=theme.role("query"))
    edge.set_stroke(width=thread.get_stroke_width() + STROKES * pixels(EDGE))
    edge.cap_style = CapStyleType.ROUND
    return VGroup(edge, thread)


class RowArcs(VGroup):
    """All arcs of one row of weights over its sentence, the thinnest behind.

    Args:
        row: the weights (S) of the word that asks.
        asks: its place.
        sentence: the words, on the stage.
        whole: pixels of a weight of one.
        spec: Python's format of the largest share, which stands above its arc; None leaves it out.

    Example: ``RowArcs(weights[10], 10, sentence, theme)``.
    """

    def __init__(
        self,
        row: Tensor,
        asks: int,
        sentence: Sentence,
        theme: Theme,
        *,
        whole: float = WHOLE,
        spec: str | None = ".2f",
    ) -> None:
        super().__init__()
        self.row, self.asks, self.theme, self.whole = row, asks, theme, whole
        self.largest = int(row.values.argmax())
        self.arcs: dict[int, VGroup] = {}
        for j in np.argsort(row.values, kind="stable"):
            arc = self._arc(int(j), sentence, whole)
            self.arcs[int(j)] = arc
            self.add(arc)
        self.figure = VGroup()
        if spec is not None:
            number = NumberText(Measured(row[self.largest]), theme, spec=spec, size=theme.sizes.point)
            self.figure = self._on_a_plate(number)
            self.add(self.figure)

    def arc(self, j: int) -> VGroup:
        """The arc to the ``j``-th word: an edge where the theme needs one, and the thread."""
        return self.arcs[j]

    def _arc(self, j: int, sentence: Sentence, whole: float) -> VGroup:
        start, end = sentence.top(self.asks), sentence.top(j)
        corners = drop(start) if j == self.asks else bow(start, end)
        return share_arc(self.row[j], corners, whole=whole, theme=self.theme)

    def _on_a_plate(self, number: NumberText) -> VGroup:
        """The figure above its arc's top, or below it where there is no room; no thread runs through it."""
        thread = self.arcs[self.largest][-1]
        middle = thread.point_from_proportion(0.5)
        half = pixels(max(self.whole * self.row[self.largest].item(), LEAST)) / 2 + number.height / 2
        above = middle[1] + half + pixels(18)
        room = at(0, 140)[1] - number.height / 2
        number.move_to([middle[0], above if above <= room else middle[1] - half - pixels(18), 0])
        wide, high = number.width / 2 + pixels(12), number.height / 2 + pixels(8)
        x, y, _ = number.get_center()
        return VGroup(Cell(x - wide, x + wide, y - high, y + high, ManimColor(self.theme.ground)), number)
