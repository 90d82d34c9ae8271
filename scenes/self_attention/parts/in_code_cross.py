"""Matrices set out so that each product stands where its row and its column meet: Q, K above S, V above Z."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, Mobject, RoundedRectangle, VGroup

from model.trace import Tensor, Trace
from scenes.kit.choose import hero_tensor, mixing_row
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shared_limit, signed_legend, weight_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.table import NumberTable, heading
from scenes.kit.mobjects.tokens import X_HEIGHT
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import late
from scenes.kit.theme import Theme

GAP = 0.4  # between neighbours
NAME = 0.45  # for the names above and below
LARGEST_CELL = 0.27
FAINT = 0.45  # baselines of strips that stand close

Matrix = NumberTable | MatrixStrips | Heatmap


def cross(region: Region, q: Matrix, k: Matrix, s: Matrix, v: Matrix, z: Matrix, *, left: float = 0.0) -> None:
    """Move five matrices into place: below Q, S, Z with their rows level; above S its keys, above Z its values."""
    wide = left + q.box.width + s.box.width + z.box.width + 2 * GAP
    above, below = max(k.box.height, v.box.height), q.box.height
    start = region.center[0] - wide / 2 + left
    foot = region.center[1] - (above + below + GAP) / 2
    low, high = foot + below / 2, foot + below + GAP
    for part, top in ((q, None), (s, k), (z, v)):
        x = start + part.box.width / 2
        part.shift(np.array([x, low, 0.0]) - part.box.get_center())
        if top is not None:
            top.shift(np.array([x, high + top.box.height / 2, 0.0]) - top.box.get_center())
        start += part.box.width + GAP


class ModelMaps:
    """The followed head's tensors in the shape of a cross, and what the code made of them.

    ``steps`` holds what the code on screen returned for this head's Q, K and V: scaled, weights, mixed.
    """

    def __init__(self, trace: Trace, theme: Theme, region: Region, steps: Mapping[str, Tensor]) -> None:
        self.theme, self.steps, self.row = theme, steps, mixing_row(trace)
        n, d_k = trace.size("S"), trace.size("K")
        self.label = Words(trace.source[self.row], theme, size=theme.sizes.note, role="query", weight="MEDIUM")
        room = self.label.width + pixels(24)
        across = (region.width - room - 2 * GAP) / (n.value + 2 * d_k.value)
        down = (region.height - 2 * NAME - GAP) / (n.value + max(n.value, d_k.value))
        self.cell = min(across, down, LARGEST_CELL)
        tensors = {
            "Q": (hero_tensor(trace, "query"), "query"),
            "K": (hero_tensor(trace, "key").transpose(), "key"),
            "V": (hero_tensor(trace, "value"), "value"),
            "Z": (steps["mixed"], "output"),
        }
        self.matrices: dict[str, Matrix] = {name: self._strips(*found) for name, found in tensors.items()}
        limit = shared_limit(steps["scaled"])
        self.heatmap = Heatmap(
            steps["scaled"], theme=theme, kind="signed", limit=limit, cell=self.cell, legend=False, empty=True
        )
        self.matrices["S"] = self.heatmap
        cross(region, *(self.matrices[name] for name in "QKSVZ"), left=room)
        self.frames = {name: self._frame(name) for name in "QKVZ"}
        shapes = {"Q": (n, d_k), "K": (d_k, n), "S": (n, n), "A": (n, n), "V": (n, d_k), "Z": (n, d_k)}
        roles = {"Q": "query", "K": "key", "S": "ink", "A": "weight", "V": "value", "Z": "output"}
        self.heads = {
            name: heading(
                self.matrices["S" if name == "A" else name].box.edges,
                r"K^{\top}" if name == "K" else name,
                theme,
                roles[name],
                shape,
                above=name in "KV",
                size=theme.sizes.small,
            )
            for name, shape in shapes.items()
        }
        left, _, bottom, top = self._row_edges("Q")
        size = pixels(theme.sizes.note)
        self.label.on_baseline(left - pixels(16), (bottom + top) / 2 - X_HEIGHT * size, align=1.0)
        corner = Region(region.left, self.heatmap.box.edges[0] - GAP, self.heatmap.box.edges[3], region.top)
        self.legends = {
            "S": corner.place(signed_legend(theme, limit, width=1.1), 0.5, 0.55),
            "A": corner.place(weight_legend(theme, width=1.1), 0.5, 0.55),
        }

    def whole(self, name: str) -> VGroup:
        """A matrix with its frame and its name."""
        return VGroup(self.matrices[name], *([self.frames[name]] if name in self.frames else []), self.heads[name])

    def mix(self) -> list[Animation]:
        """The weights and the values run together where the reports appear."""
        spot = self.matrices["Z"].box.get_center()
        ghosts = [FadeOut(self.matrices[name].copy(), target_position=spot) for name in "SV"]
        return [*ghosts, FadeIn(self.whole("Z"), rate_func=late)]

    def follow(self) -> list[Animation]:
        """One word's row is outlined in Q, in the weights and in Z."""
        rings = (
            outline_of(self._row_edges(name), self.theme.role("query"), margin=pixels(2), width=3) for name in "QSZ"
        )
        return [FadeIn(self.label), *map(Create, rings)]

    def _strips(self, tensor: Tensor, role: str) -> MatrixStrips:
        strips = MatrixStrips(tensor, self.theme, role, length=tensor.shape[1] * self.cell, pitch=self.cell)
        for strip in strips.strips:
            strip.baseline.set_fill(opacity=FAINT)
        return strips

    def _frame(self, name: str) -> Mobject:
        box = self.matrices[name].box
        frame = RoundedRectangle(corner_radius=pixels(4), width=box.width, height=box.height, stroke_width=1.5)
        return frame.set_stroke(self.theme.line).move_to(box)

    def _row_edges(self, name: str) -> tuple[float, float, float, float]:
        left, right, _, top = self.matrices[name].box.edges
        return left, right, top - (self.row + 1) * self.cell, top - self.row * self.cell
