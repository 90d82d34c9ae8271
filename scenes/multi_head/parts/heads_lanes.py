"""What the heads of one layer do with one sentence, and where it stands on the stage: one lane a head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from manim import Mobject, RoundedRectangle, VGroup, VMobject

from model.trace import Size, Tensor, Trace, derive
from scenes.kit.choose import hero, hero_input, places_of
from scenes.kit.claims import Computed, Measured
from scenes.kit.counts import Nth
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label, shared_limit, signed_legend, weight_legend
from scenes.kit.mobjects.mosaic import BarField, Mosaic
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

SPEAKING = ("noun", "adjective", "verb", "predicate", "pronoun")
WIDTHS = (1.7, 2.0, 1.06, 1.0, 2.1)  # of a lane's columns: copy, door, shares, report, what it looks at
HIGH = 0.86  # of a lane's height
DOOR = 0.62  # of a lane's height, for the matrices on a door
AIR = pixels(6)  # between a wire and what it joins


@dataclass(frozen=True)
class Layer:
    """The heads of the followed layer and the word whose row is followed through them."""

    trace: Trace

    @cached_property
    def number(self) -> int:
        """The layer that the film follows, from 0."""
        return hero(self.trace).layer

    @property
    def heads(self) -> Size:
        """How many heads there are."""
        return self.trace.size("H")

    @property
    def x(self) -> Tensor:
        """The layer's input (S, D)."""
        return hero_input(self.trace)

    def tensor(self, name: str) -> Tensor:
        """``weights`` (H, S, S), ``mixed`` (H, S, K), ``concat`` or ``output`` (S, D)."""
        return self.trace[f"main/encoder.{self.number}.self_attn.{name}"]

    def parameter(self, name: str) -> Tensor:
        """``w_q``, ``w_k``, ``w_v`` (D, H, K) or ``w_o`` (H, K, D)."""
        return self.trace[f"weights/encoder.{self.number}.self_attn.{name}"]

    @cached_property
    def contributions(self) -> np.ndarray:
        """What each head adds to each word's vector (H, S, D), in double precision."""
        mixed, w_o = (t.values.astype(np.float64) for t in (self.tensor("mixed"), self.parameter("w_o")))
        return np.einsum("hsk,hkd->hsd", mixed, w_o)

    @cached_property
    def loudness(self) -> np.ndarray:
        """The lengths of the contributions (H, S)."""
        return np.linalg.norm(self.contributions, axis=2)

    @cached_property
    def row(self) -> int:
        """The word with meaning to which the second loudest head says most: several heads have a say."""
        return max(places_of(self.trace, *SPEAKING), key=lambda row: float(np.sort(self.loudness[:, row])[-2]))

    @cached_property
    def column(self) -> int:
        """The column of the followed row where the second largest contribution is largest."""
        return int(np.sort(np.abs(self.contributions[:, self.row]), axis=0)[-2].argmax())

    def favourite(self, head: int) -> int:
        """The place that the followed word weighs most in a head."""
        return int(self.tensor("weights").values[head, self.row].argmax())

    @cached_property
    def two(self) -> tuple[int, int]:
        """The loudest head, and the loudest other one that weighs another word most, where there is one."""
        order = (-self.loudness[:, self.row]).argsort(kind="stable")
        first, words = int(order[0]), self.trace.source
        others = [int(head) for head in order[1:]]
        differ = [h for h in others if words[self.favourite(h)] != words[self.favourite(first)]]
        return first, (differ or others)[0]

    def contribution(self, head: int) -> Tensor:
        """What a head adds to the followed word's vector, (D)."""
        mixed, w_o = self.tensor("mixed")[head, self.row], self.parameter("w_o")[head]
        return derive(f"{mixed.origin} times {w_o.origin}", ("D",), np.matmul, mixed, w_o)

    def contribution_at(self, head: int, column: int) -> Computed:
        """One number of it, as a claim."""
        inputs = (self.tensor("mixed")[head, self.row], self.parameter("w_o")[head, :, column])
        return Computed("z W_O", lambda z, w: float(z @ w), inputs)


@dataclass(frozen=True)
class Lane:
    """A head's lane: the copy of x that arrives, the door, the shares, the report, the largest share; wires between."""

    copy: BarField
    door: VGroup
    shares: Mosaic
    report: BarField
    reading: VGroup
    wires: VMobject


class Lanes:
    """Where the lanes stand within a region, with names and shapes above and scales below."""

    def __init__(self, layer: Layer, theme: Theme, region: Region) -> None:
        self.layer, self.theme = layer, theme
        head, body, foot = region.rows(0.78, 4.5, 0.3, gap=0.08)
        self.head, self.foot = head.columns(*WIDTHS, gap=0.3), foot.columns(*WIDTHS, gap=0.3)
        self.cells = [lane.columns(*WIDTHS, gap=0.3) for lane in body.rows(*[1.0] * layer.heads.value, gap=0.0)]
        trace = layer.trace
        self.n, self.d, self.k = trace.size("S"), trace.size("D"), trace.size("K")
        self.parameters = shared_limit(*(layer.parameter(name) for name in ("w_q", "w_k", "w_v")))
        self.reports = shared_limit(layer.tensor("mixed"))

    def lane(self, head: int) -> Lane:
        """Everything in a head's lane."""
        layer, (copy, door, shares, report, reading) = self.layer, self.cells[head]
        high = copy.height * HIGH
        x = BarField(layer.x, self.theme, width=copy.width, height=high).move_to(copy.center)
        weights = Mosaic(
            layer.tensor("weights")[head], self.theme, width=min(high, shares.width), height=high, kind="weight"
        ).move_to(shares.center)
        mixed = BarField(
            layer.tensor("mixed")[head], self.theme, "output", width=report.width, height=high, limit=self.reports
        ).move_to(report.center)
        gate = self.door(head, door)
        chain = (x, gate, weights, mixed)
        ends = [
            ((one.get_right()[0] + AIR, copy.center[1]), (two.get_left()[0] - AIR, copy.center[1]))
            for one, two in pairwise(chain)
        ]
        wires = segments(ends, self.theme.role("quiet"), 2.0)
        return Lane(x, gate, weights, mixed, self.reading(head, reading), wires)

    def door(self, head: int, region: Region) -> VGroup:
        """A head's door: its number, and its three learned matrices."""
        theme, layer = self.theme, self.layer
        panel = RoundedRectangle(
            corner_radius=0.1, width=region.width, height=region.height * HIGH, stroke_width=2,
            stroke_color=theme.role("learned"), fill_color=theme.panel, fill_opacity=1.0,
        ).move_to(region.center)  # fmt: skip
        label = head_label(self.layer.tensor("weights")[head], theme).move_to(region.at(0.25, 0.5))
        high = region.height * DOOR
        maps = VGroup()
        for place, name in enumerate(("w_q", "w_k", "w_v")):
            matrix = layer.parameter(name)[:, head]
            mosaic = Mosaic(matrix, theme, width=high / 3, height=high, limit=self.parameters)
            maps.add(mosaic.move_to(region.at(0.58 + 0.155 * place, 0.5)))
        return VGroup(panel, label, maps)

    def reading(self, head: int, region: Region) -> VGroup:
        """The word that the followed row weighs most in this head, and its share."""
        layer, size = self.layer, self.theme.sizes.label
        place = layer.favourite(head)
        claim = Measured(layer.tensor("weights")[head, layer.row, place])
        base = region.center[1] - pixels(size) * CAP_HEIGHT / 2
        share = NumberText(claim, self.theme, size=size, weight="MEDIUM").on_baseline(region.left, base)
        word = Words(layer.trace.source[place], self.theme, role="key", size=size)
        return VGroup(share, word.on_baseline(region.left + pixels(84), base))

    def headings(self) -> list[VGroup]:
        """Names and shapes of the columns of a lane."""
        theme, n, d, k = self.theme, self.n, self.d, self.k
        learned = VGroup(*(Symbol(name, theme, "learned", size=28) for name in ("W_Q", "W_K", "W_V")))
        for place, mark in enumerate(learned):
            mark.on_baseline(0.62 * place, 0.0)
        word = Words(self.layer.trace.source[self.layer.row], theme, role="query", size=26, weight="MEDIUM")
        pairs: list[tuple[Mobject, Mobject]] = [
            (Symbol("X", theme, size=32), shape_label(theme, n, d, size=24)),
            (learned, shape_label(theme, d, k, size=24)),
            (Symbol("A", theme, size=32), shape_label(theme, n, n, size=24)),
            (Symbol("Z_i", theme, "output", size=32), shape_label(theme, n, k, size=24)),
            (word, Words("looks most at", theme, role="quiet", size=24)),
        ]
        headings = []
        for column, (name, below) in enumerate(pairs):
            region = self.head[column]
            last = column == len(pairs) - 1
            for part, up in ((name, 0.75), (below, 0.22)):
                across = region.left + part.width / 2 if last else region.center[0]
                part.move_to([across, region.at(0, up)[1], 0])
            headings.append(VGroup(name, below))
        return headings

    def legends(self) -> VGroup:
        """The scales of the learned matrices and of the shares."""
        doors, shares = self.foot[1], self.foot[2]
        learned = signed_legend(self.theme, self.parameters, width=0.7).move_to(doors.center)
        weights = weight_legend(self.theme, width=0.6).move_to(shares.center)
        return VGroup(learned, weights)


def head_label(weights: Tensor, theme: Theme, *, size: float = 26) -> VGroup:
    """``head 1``, of the head whose weights these are."""
    number = NumberText(Nth(weights, "H"), theme, size=size, weight="MEDIUM")
    return on_one_baseline([Words("head", theme, size=size, weight="MEDIUM"), number], gap=pixels(9))
