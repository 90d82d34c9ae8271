"""The whole machine as a row of blocks, its wires, and on each block a bar: how large the slopes are that arrive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from manim import Animation, RoundedRectangle, VGroup, VMobject, linear
from numpy.typing import NDArray

from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.chevrons import chevron, chevrons
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import change
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_guess import Guess

LEFT, RIGHT = 70, 1850  # pixels: the row of blocks
TOP, FOOT = 540, 670  # pixels: a block's edges
GAP, APART = 34, 150  # pixels between blocks, and between the halves
CEILING = 170  # pixels: how high the largest bar reaches
BAR = 0.62  # of a block's width
BRIDGE = 800  # pixels: the lowest point of the bridge
LARGE = 2.2  # of a chevron's usual size
TRAIN, STEP = 4, pixels(52)  # chevrons that travel together, and how far apart


class WayBack(VGroup):
    """Blocks from the English words at the left to the French at the right, and the bridge below them.

    Attributes:
        blocks: by address; bars: of the slopes' sizes, in the same order; names: under the halves' ends.
    """

    def __init__(self, guess: Guess, theme: Theme) -> None:
        super().__init__()
        self.theme, self.sizes = theme, guess.sizes
        self.names_of = guess.blocks
        gaps = [APART if one.split(".")[0] != two.split(".")[0] else GAP for one, two in pairwise(self.names_of)]
        wide = (RIGHT - LEFT - sum(gaps)) / len(self.names_of)
        self.limit = float(self.sizes.values.max())
        self.way = Box(pixels(1), pixels(TOP - CEILING)).move_to(at(30, (TOP + CEILING) / 2))
        self.blocks: dict[str, RoundedRectangle] = {}
        self.bars = VGroup()
        x = float(LEFT)
        for name, size, gap in zip(self.names_of, self.sizes.values, (*gaps, 0), strict=True):
            middle = x + wide / 2
            self.blocks[name] = self._block(name, middle, wide)
            self.bars.add(self._bar(middle, wide, float(size)))
            x += wide + gap
        self.bridge = self._bridge()
        self.wires = VGroup(*self._wires(), self._line(self.bridge))
        self.names = self._names()
        self.add(self.way, self.wires, *self.blocks.values(), self.names, self.bars)
        claim_shapes(self)

    # -- legs -------------------------------------------------------------------------------------------------

    @property
    def legs(self) -> tuple[tuple[list[NDArray[np.float64]], tuple[str, ...]], ...]:
        """Stretches of the way back: the corners of each, and the blocks that it reaches."""
        decoder = [name for name in reversed(self.names_of) if name.startswith("decoder")]
        encoder = [name for name in reversed(self.names_of) if name.startswith("encoder")]
        out = self.blocks[decoder[0]].get_right() + np.array([pixels(10), 0, 0])
        first = [out, self.blocks[decoder[-1]].get_left()]
        last = [self.blocks[encoder[0]].get_right(), self.blocks[encoder[-1]].get_left()]
        return ((first, tuple(decoder)), (self.bridge, ()), (last, tuple(encoder)))

    def light(self, name: str, **kwargs: object) -> Animation:
        """A block that the slope has reached: filled in the colour of its edge."""
        _, edge = self.theme.solid(name.split(".", 1)[0])
        return change(self.blocks[name], to=lambda block: block.set_fill(edge), **kwargs)

    def bar(self, name: str) -> Cell:
        """The bar on a block."""
        return self.bars[self.names_of.index(name)]

    def marks(self) -> VGroup:
        """Chevrons that stay, on the bridge."""
        left, right = self.bridge[2], self.bridge[1]
        return chevrons(self.theme, right, left, scale=LARGE, step=pixels(30))

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for the size of its block's slopes."""
        values = self.sizes.values.astype(float)
        yield Lengths(self.bars, Scale(upward(self.way), 0.0, 1.0 / self.limit), values, np.zeros(len(values)))

    def hand_over(self, other: WayBack) -> None:
        """Take the sizes of ``other``, whose shape this has now."""
        self.sizes, self.limit = other.sizes, other.limit

    # -- how it is laid out -----------------------------------------------------------------------------------

    def _block(self, name: str, x: float, wide: float) -> RoundedRectangle:
        fill, edge = self.theme.solid(name.split(".", 1)[0])
        return plate_of(pixels(wide), pixels(FOOT - TOP), fill, radius=pixels(16), edge=edge, edge_width=5).move_to(
            at(x, (TOP + FOOT) / 2)
        )

    def _bar(self, x: float, wide: float, size: float) -> Cell:
        middle, half = at(x, 0)[0], pixels(BAR * wide) / 2
        low = at(0, TOP)[1]
        high = low + size / self.limit * pixels(TOP - CEILING)
        return Cell(middle - half, middle + half, low, high, self.theme.role("gradient"))

    def _bridge(self) -> list[NDArray[np.float64]]:
        """From the part of the decoder that looks across, down, and up into the encoder's end."""
        crossing = next(name for name in self.names_of if name.endswith("cross_attn"))
        end = [name for name in self.names_of if name.startswith("encoder")][-1]
        start, goal = self.blocks[crossing].get_bottom(), self.blocks[end].get_bottom()
        low = at(0, BRIDGE)[1]
        return [start, np.array([start[0], low, 0]), np.array([goal[0], low, 0]), goal]

    def _wires(self) -> Iterator[VMobject]:
        for one, two in pairwise(self.names_of):
            if one.split(".")[0] == two.split(".")[0]:
                yield self._line([self.blocks[one].get_right(), self.blocks[two].get_left()])

    def _line(self, corners: list[NDArray[np.float64]]) -> VMobject:
        line = VMobject(stroke_color=self.theme.role("thread"), stroke_width=7, fill_opacity=0)
        return line.set_points_as_corners(corners)

    def _names(self) -> VGroup:
        made = []
        for text, name in (("English words", self.names_of[0]), ("French words", self.names_of[-1])):
            label = Words(text, self.theme, size=34, role="quiet")
            block = self.blocks[name]
            edge, align = (block.get_left()[0], 0.0) if name == self.names_of[0] else (block.get_right()[0], 1.0)
            made.append(label.on_baseline(edge, at(0, FOOT + 52)[1], align=align))
        bridge = Words("the bridge", self.theme, size=34, role="quiet")
        made.append(bridge.on_baseline((self.bridge[1][0] + self.bridge[2][0]) / 2, at(0, BRIDGE + 60)[1], align=0.5))
        size = Words("size of the slopes", self.theme, size=34, role="quiet")
        made.append(size.on_baseline(at(LEFT, 0)[0], at(0, CEILING + 24)[1]))
        return VGroup(*made)


class RunBack(Animation):  # type: ignore[misc]
    """A train of chevrons runs along the corners of a way and is gone."""

    def __init__(self, corners: list[NDArray[np.float64]], theme: Theme, **kwargs: object) -> None:
        self.theme, self.corners = theme, np.array(corners)
        self.lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self.corners, axis=0), axis=1))])
        train = VGroup(*(chevron(theme, self.corners[0], np.array([-1.0, 0, 0]), LARGE) for _ in range(TRAIN)))
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
            mark.set_points(chevron(self.theme, point, way, LARGE).points)
            mark.set_stroke(opacity=1.0 if 0.0 < gone < total else 0.0)


__all__ = ["RunBack", "WayBack"]
