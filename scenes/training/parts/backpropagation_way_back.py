"""The whole model with the slopes on their way back: chevrons against the wires, and how large the slopes are where."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manim import Animation, FadeIn, VGroup, VMobject, linear

from model.trace import Trace
from scenes.kit.claims import Claim
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.chevrons import STEP, chevron, chevrons
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_slopes import Slopes

CORRIDOR = 0.55
ASIDE = 0.24  # from a ground's edge to the middle of a size
APART = 0.7  # of chevrons that stay
PACE = 4.8  # units a second
TRAIN = 4  # chevrons that travel together


@dataclass(frozen=True)
class Leg:
    """A stretch of the way back: its corners, the blocks that light up, and the size that is read at its end."""

    corners: list[np.ndarray]
    lit: tuple[str, ...]
    size: VGroup


class WayBack:
    """The block diagram, the legs of the way from the output to the embeddings, and the sizes along it."""

    def __init__(self, trace: Trace, theme: Theme, stage: Region, slopes: Slopes) -> None:
        self.trace, self.theme, self.slopes = trace, theme, slopes
        self.diagram = BlockDiagram(trace, theme, again=False, corridor=CORRIDOR)
        self.diagram.move_to(stage.center)
        self.upper, self.lower = (self.diagram.ground(half) for half in ("encoder", "decoder"))
        self.encoder, self.decoder = self.diagram.encoder, self.diagram.decoder
        self.crossing = next(name for name in reversed(self.decoder.blocks) if name.endswith("cross_attn"))
        self.legs = self._legs()
        self.marks = self._marks()
        self.note = self._note()

    def run(self, leg: Leg, *, run_time: float | None = None) -> list[Animation]:
        """Chevrons run along a leg while its blocks light up and its size appears."""
        length = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(leg.corners))
        seconds = run_time or max(0.9, length / PACE)
        return [
            RunBack(leg.corners, self.theme, run_time=seconds),
            self.diagram.light(*leg.lit, wires=True),
            FadeIn(leg.size, run_time=seconds),
        ]

    def at_end(self, part: str) -> Claim:
        """The size of the slope where the ``encoder`` ends, or at the ``embeddings``."""
        blocks = self.encoder.blocks
        return self._claim(blocks[-1] if part == "encoder" else blocks[0])

    # -- how it is laid out -------------------------------------------------------------------------------------

    def _legs(self) -> list[Leg]:
        behind = self.decoder.blocks[self.decoder.blocks.index(self.crossing) :]
        outlet = np.array(self.diagram.path("output").get_end()[:2])
        legs = [Leg([outlet, self._right("decoder.logits")], ("decoder.logits",), self._size("decoder.logits"))]
        inner = behind[-2]  # the last add & norm of the decoder
        corners = [self._right("decoder.logits"), self._right(inner), self._middle(self.crossing)]
        legs.append(Leg(corners, tuple(behind[:-1]), self._size(inner)))
        memory = [point[:2] for point in self.diagram.path(f"{self.crossing}.memory").get_anchors()]
        start = [self._middle(self.crossing), *reversed(memory)]
        for layer in reversed(self.encoder.layers):
            end = self._left(layer[0])
            legs.append(Leg([*start, end], tuple(layer), self._size(layer[-1])))
            start = [end]
        first = self.encoder.blocks[0]
        legs.append(Leg([*start, self._left(first)], (first,), self._size(first)))
        return legs

    def _size(self, block: str) -> VGroup:
        """The size of the slope in what leaves a block: above the encoder, below the decoder, at its right edge."""
        number = NumberText(self._claim(block), self.theme, spec=".3f", size=self.theme.sizes.note, weight="MEDIUM")
        x = float(self._right(block)[0])
        y = self.upper.get_top()[1] + ASIDE if block.startswith("encoder") else self.lower.get_bottom()[1] - ASIDE
        mark = chevrons(self.theme, np.array([x, y, 0.0]), np.array([x - 0.1, y, 0.0]), scale=0.8)
        number.move_to([x - 0.18 - number.width / 2, y, 0])
        mark.move_to([number.get_left()[0] - 0.16, y, 0])
        return VGroup(mark, number)

    def _claim(self, block: str) -> Claim:
        ends = block.rsplit(".", 1)[1].startswith("norm")
        return self.slopes.at(f"{block}.output" if ends else block)

    def _marks(self) -> VGroup:
        """Chevrons that stay: out of the bridge's level stretch."""
        anchors = self.diagram.path(f"{self.crossing}.memory").get_anchors()
        level = max(pairwise(anchors), key=lambda pair: abs(pair[0][0] - pair[1][0]))
        left, right = sorted(level, key=lambda point: float(point[0]))
        inset = np.array([0.3, 0.0, 0.0])
        return chevrons(self.theme, left + inset, right - inset, step=APART)

    def _note(self) -> Words:
        """What the numbers are, between the halves, left of the bridge."""
        words = Words("size of the slope, all rows together", self.theme, size=self.theme.sizes.note, role="quiet")
        y = (self.upper.get_bottom()[1] + self.lower.get_top()[1]) / 2
        return words.move_to([self.upper.get_left()[0] + pixels(22) + words.width / 2, y, 0])

    def _middle(self, block: str) -> np.ndarray:
        return np.array(self.diagram.block(block).get_center()[:2])

    def _left(self, block: str) -> np.ndarray:
        return np.array([self.diagram.block(block)[0].get_left()[0], self._middle(block)[1]])

    def _right(self, block: str) -> np.ndarray:
        return np.array([self.diagram.block(block)[0].get_right()[0], self._middle(block)[1]])


class RunBack(Animation):  # type: ignore[misc]
    """A train of chevrons runs along the corners of a way and is gone."""

    def __init__(self, corners: list[np.ndarray], theme: Theme, **kwargs: object) -> None:
        self.theme = theme
        self.corners = np.array([[*corner[:2], 0.0] for corner in corners])
        self.lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self.corners, axis=0), axis=1))])
        train = VGroup(*(chevron(theme, self.corners[0], np.array([-1.0, 0, 0])) for _ in range(TRAIN)))
        super().__init__(train, introducer=True, remover=True, **{"rate_func": linear, **kwargs})

    def create_starting_mobject(self) -> VMobject:
        """Nothing: places are computed."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[VMobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Put each chevron where it is now, unseen before the start and behind the end."""
        total = self.lengths[-1]
        head = self.rate_func(alpha) * (total + (TRAIN - 1) * STEP)
        for place, mark in enumerate(self.mobject):
            gone = head - place * STEP
            inside = float(np.clip(gone, 0.0, total))
            part = int(np.clip(np.searchsorted(self.lengths, inside, side="right") - 1, 0, len(self.corners) - 2))
            way = self.corners[part + 1] - self.corners[part]
            unit = way / max(float(np.linalg.norm(way)), 1e-9)
            point = self.corners[part] + (inside - self.lengths[part]) * unit
            mark.set_points(chevron(self.theme, point, way).points)
            mark.set_stroke(opacity=1.0 if 0.0 < gone < total else 0.0)
