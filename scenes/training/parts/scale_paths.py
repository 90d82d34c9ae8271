"""How far two words are from each other: hand over hand in a recurrent network, one step in attention. Schematic."""

from __future__ import annotations

from itertools import pairwise

from manim import UP, ArcBetweenPoints, Dot, VGroup

from model.trace import Trace
from scenes.kit.claims import Claim
from scenes.kit.counts import Extent, steps_between
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.wires import wire
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

DOT, AIR = pixels(9), 0.05


class Paths:
    """Two rows of dots, one a token, with the way from the last back to the first, and what it costs in steps."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.theme, self.words = theme, trace.source
        self.hops = Extent(trace["main/encoder.input"][1:])  # a hand-over to each token but the first
        self.one = steps_between(trace["main/encoder.0.self_attn.weights"][0])
        self.again = trace.size("T")
        chain, jump, write = region.rows(1, 1.2, 0.75, gap=0.25)
        self.chain, self.jump = self._chain(chain), self._jump(jump)
        self.write = self._line(write.at(0.5, 0.5)[1], region, "writing:", self.again, "passes, one after another")

    def _dots(self, region: Region, y: float) -> VGroup:
        count = len(self.words)
        step = region.width / count
        left = region.left + step / 2
        return VGroup(*(Dot([left + k * step, y, 0], radius=DOT, color=self.theme.role("ink")) for k in range(count)))

    def _chain(self, region: Region) -> VGroup:
        dots = self._dots(region, region.at(0, 0.35)[1])
        wires = VGroup()
        for one, other in pairwise(dots):
            ends = ([one.get_right()[0] + 0.03, one.get_y()], [other.get_left()[0] - 0.03, one.get_y()])
            wires.add(wire(ends, self.theme.role("quiet")))
        line = self._line(region.top - 0.2, region, "recurrence:", self.hops, "steps from end to end")
        return VGroup(line, dots, wires)

    def _jump(self, region: Region) -> VGroup:
        dots = self._dots(region, region.at(0, 0.08)[1])
        arc = ArcBetweenPoints(dots[-1].get_top() + AIR * UP, dots[0].get_top() + AIR * UP, angle=0.42, stroke_width=4)
        arc.set_color(self.theme.role("weight"))
        line = self._line(region.top - 0.2, region, "attention:", self.one, "step")
        return VGroup(line, dots, arc)

    def _line(self, y: float, region: Region, name: str, claim: Claim, unit: str) -> VGroup:
        size = self.theme.sizes.label
        parts = [
            Words(name, self.theme, size=size, role="quiet"),
            NumberText(claim, self.theme, size=size + 6, weight="MEDIUM"),
            Words(unit, self.theme, size=size, role="quiet"),
        ]
        row = on_one_baseline(parts, gap=pixels(12))
        return row.shift([region.left - row.get_left()[0], y - pixels(11), 0])
