"""What the rows of the embedding table tell: their flat map, and the two forms of a verb beside each other.

The map is the plane in which the rows differ most (principal components: Pearson 1901).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import DOWN, LEFT, Dot, Line, VGroup
from numpy.typing import NDArray

from model.trace import END, Tensor, Trace, derive
from scenes.kit.claims import Computed
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.axis import Axis
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.scales import Points
from scenes.kit.theme import Theme

Array = NDArray[np.float64]
Pairs = tuple[tuple[int, int], ...]

ENDINGS = ("s", "es")  # of an English verb's third person
LARGE = 64  # pixels: the numbers beside the map
AIR = 0.1  # units between a dot and its word
PARTS = np.linspace(0.0, 1.0, 12)  # of a tie, where no word may stand
OUTER = 0.18  # of the map's width, on either side of it: room for words


def read_rows(words: Sequence[str]) -> tuple[int, ...]:
    """The rows that training has read: words and the end mark, no padding and no reserve."""
    return tuple(row for row, word in enumerate(words) if word == END or not word.startswith("⟨"))


def verb_pairs(words: Sequence[str]) -> Pairs:
    """Rows of words that differ by the ending of the third person alone: (leave, leaves)."""
    return tuple(
        (words.index(word), words.index(word + ending))
        for word in words
        for ending in ENDINGS
        if word + ending in words
    )


def flattened(rows: tuple[int, ...], table: Array) -> Array:
    """Rows (U, D) in the two directions in which they differ most: (rows, 2); the farthest lies at the plus side."""
    centred = table[list(rows)] - table[list(rows)].mean(0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    flat = (left * sizes)[:, :2]
    farthest = np.abs(flat).argmax(0)
    return np.asarray(flat * np.sign(flat[farthest, [0, 1]]))


def share_kept(rows: tuple[int, ...], table: Array) -> float:
    """The share of the rows' variance that the map keeps."""
    centred = table[list(rows)] - table[list(rows)].mean(0)
    variance = np.linalg.svd(centred, compute_uv=False) ** 2
    return float(variance[:2].sum() / variance.sum())


def rows_of(pairs: Pairs, table: Array) -> Array:
    """The rows of all words of the pairs: (2 pairs, D)."""
    return table[[row for pair in pairs for row in pair]]


def beside_each_other(rows: tuple[int, ...], pairs: Pairs, table: Array) -> int:
    """How many forms of verbs have the other form as the row that points most nearly the same way."""
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    found = 0
    for one, other in (*pairs, *(pair[::-1] for pair in pairs)):
        rivals = [row for row in rows if row != one]
        found += rivals[int((unit[rivals] @ unit[one]).argmax())] == other
    return found


class RowDot(Dot):  # type: ignore[misc]
    """A row of the table as a point of the map."""

    def __init__(self, x: Axis, y: Axis, point: Tensor, **style: Any) -> None:
        place = np.array([x.at(float(point.values[0]))[0], y.at(float(point.values[1]))[1], 0.0])
        super().__init__(place, **style)
        self.x, self.y, self.row = x.value_scale, y.value_scale, point

    def encodings(self) -> Iterator[Points]:
        """Its middle stands for both coordinates."""
        yield Points((self,), self.x, self.y, self.row.values[:1], self.row.values[1:])

    def hand_over(self, other: RowDot) -> None:
        """Take the row of ``other``, whose shape this dot now has."""
        self.x, self.y, self.row = self.x.like(other.x), self.y.like(other.y), other.row


class FlatMap:
    """The map in the left part of a region and what was measured in the right one.

    Attributes:
        rows: the rows of the table that are drawn, in the order of ``dots``.
        axes, dots, ties, names: the frame, a dot a row, a hairline a verb, the words that there is room to name.
        share, beside: the claims; facts: both in large type, with words.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.theme, self.words = theme, trace.words["source_vocabulary"]
        self.table = trace["weights/source_embedding"]
        self.rows, self.pairs = read_rows(self.words), verb_pairs(self.words)
        self.flat = derive("rows on the flat map", ("U", "plane"), partial(flattened, self.rows), self.table)
        self.share = Computed("share of variance", partial(share_kept, self.rows), (self.table,))
        side = region.height
        across = side * (1 + 2 * OUTER)
        self.region = Region(region.left, region.left + across, region.bottom, region.top)
        self.axes = self._axes(side)
        self.dots = VGroup(*(self._dot(place) for place in range(len(self.rows))))
        self.ties = VGroup(*(self._tie(pair) for pair in self.pairs))
        self.names = self._names(set(trace.source))
        self.facts = self._facts(Region(self.region.right, region.right, region.bottom, region.top))

    def dot(self, row: int) -> RowDot:
        """The dot of a row of the table."""
        return self.dots[self.rows.index(row)]

    def _axes(self, side: float) -> VGroup:
        """Both of one scale, the points in the middle."""
        low, high = self.flat.values.min(0), self.flat.values.max(0)
        middle, reach = (low + high) / 2, float((high - low).max()) / 2 * 1.08
        x, y = (
            Axis(float(at - reach), float(at + reach), side, self.theme, direction=way, marks=())
            for at, way in zip(middle, ("right", "up"), strict=True)
        )
        corner = self.region.center - np.array([side / 2, side / 2, 0.0])
        return VGroup(x, y).shift(corner)

    def _dot(self, place: int) -> RowDot:
        return RowDot(self.axes[0], self.axes[1], self.flat[place], radius=pixels(5), color=self.theme.role("quiet"))

    def _tie(self, pair: tuple[int, int]) -> Line:
        ends = (self.dot(row).get_center() for row in pair)
        return Line(*ends, stroke_width=2.5, color=self.theme.role("learned"))

    def _names(self, sentence: set[str]) -> VGroup:
        """Names of verbs, then of the sentence's words, where they touch neither dots nor each other."""
        pairs = sorted(self.pairs, key=lambda pair: sentence.isdisjoint(self.words[row] for row in pair))
        verbs = [row for pair in pairs for row in pair]
        others = [row for row in self.rows if self.words[row] in sentence and row not in verbs]
        taken = [self._edges(dot) for dot in self.dots]
        taken += [self._edges(Dot(tie.point_from_proportion(part), radius=0.02)) for tie in self.ties for part in PARTS]
        names = VGroup()
        for row in (*verbs, *others):
            role = "ink" if row in verbs else "quiet"
            name = Words(self.words[row], self.theme, size=self.theme.sizes.small, role=role)
            for spot in self._spots(self.dot(row).get_center(), name):
                name.move_to(spot)
                if self.region.contains(name) and not any(_meet(self._edges(name), box) for box in taken):
                    taken.append(self._edges(name))
                    names.add(name)
                    break
        return names

    @staticmethod
    def _spots(dot: Array, name: Words) -> Iterator[Array]:
        wide, high = name.width / 2 + AIR, name.height / 2 + AIR
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.9), (-0.8, 0.9), (0.8, -0.9), (-0.8, -0.9)):
            yield dot + np.array([x * wide, y * high, 0.0])

    @staticmethod
    def _edges(mobject: Any) -> tuple[float, float, float, float]:
        (left, bottom, _), (right, top, _) = mobject.get_corner([-1, -1, 0]), mobject.get_corner([1, 1, 0])
        return float(left), float(right), float(bottom), float(top)

    def _facts(self, region: Region) -> VGroup:
        forms = Extent(derive("rows of verbs", ("U", "D"), partial(rows_of, self.pairs), self.table))
        self.forms = forms
        self.beside = Computed(
            "nearest is the other form", partial(beside_each_other, self.rows, self.pairs), (self.table,)
        )
        share = NumberText(self.share, self.theme, spec=".0%", size=LARGE, weight="MEDIUM")
        count = on_one_baseline(
            [
                NumberText(self.beside, self.theme, spec=".0f", size=LARGE, weight="MEDIUM"),
                Words("of", self.theme, size=LARGE * 0.6, role="quiet"),
                NumberText(forms, self.theme, size=LARGE, weight="MEDIUM"),
            ],
            gap=pixels(18),
        )
        facts = VGroup(
            self._fact(share, "of the variance lies in", "the two directions", "that are drawn here"),
            self._fact(count, "verb forms have their", "other form as nearest", "neighbour in direction"),
        ).arrange(DOWN, buff=0.7, aligned_edge=LEFT)
        return region.place(facts, 0.0, 0.5, fit=False)

    def _fact(self, number: VGroup, *lines: str) -> VGroup:
        words = [Words(line, self.theme, size=self.theme.sizes.note, role="quiet") for line in lines]
        below = VGroup(*words).arrange(DOWN, buff=0.1, aligned_edge=LEFT)
        return VGroup(number, below).arrange(DOWN, buff=0.2, aligned_edge=LEFT)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    slack = pixels(4)
    return (
        one[0] < other[1] + slack
        and other[0] < one[1] + slack
        and one[2] < other[3] + slack
        and other[2] < one[3] + slack
    )
