"""Histogram: how often values fall between edges, as one area over an axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Transform, VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.mobjects.axis import Axis
from scenes.kit.scales import Points, Scale, Way, claim_shapes
from scenes.kit.theme import Theme


class Histogram(VGroup):
    """Counts between edges as a stepped area; the axis below carries the values.

    Args:
        counts: (N) counts or densities.
        edges: (N + 1) edges, rising.
        limit: the count that is ``height`` units high; the largest count by default.
        marks, spec, name: of the axis, see Axis.

    Example: ``h = Histogram(counts, edges, theme, name="dot product")``; ``scene.play(h.to(divided))``.
    """

    def __init__(
        self,
        counts: Tensor,
        edges: Tensor,
        theme: Theme,
        *,
        role: str = "ink",
        width: float = 5.0,
        height: float = 2.0,
        limit: float | None = None,
        marks: Sequence[float] | None = None,
        spec: str | None = None,
        name: str = "",
        opacity: float = 0.75,
    ) -> None:
        super().__init__()
        if edges.shape != (counts.shape[0] + 1,):
            raise ValueError(f"{counts.shape[0]} counts need one more edge, not {edges.shape}")
        self.edges, self.high, self.counts = edges.values.astype(float), height, counts
        self.limit = limit or float(counts.values.max()) or 1.0
        self.axis = Axis(self.edges[0], self.edges[-1], width, theme, marks=marks, spec=spec, name=name)
        self.area = VMobject(stroke_width=0, fill_color=theme.role(role), fill_opacity=opacity)
        self.area.set_points_as_corners(self._outline(counts.values))
        self.add(self.area, self.axis)
        claim_shapes(self)
        self.center()

    def to(self, counts: Tensor) -> Transform:
        """Move the area to other counts between the same edges, on the same scale."""
        self.counts = counts
        target = self.area.copy().set_points_as_corners(self._outline(counts.values))
        return Transform(self.area, target)

    def encodings(self) -> Iterator[Points]:
        """The steps of the area stand for the counts between the edges."""
        up = Scale(Way(self.axis.line, aside=True), 0.0, self.high / self.axis.length / self.limit)
        counts = np.concatenate([[0.0], np.repeat(self.counts.values.astype(float), 2), [0.0]])
        yield Points((self.area,), self.axis.value_scale, up, np.repeat(self.edges, 2), counts)

    def hand_over(self, other: Histogram) -> None:
        """Take the counts and the scales of ``other``, whose shape this histogram now has."""
        self.counts, self.edges, self.high, self.limit = other.counts, other.edges, other.high, other.limit

    def _outline(self, counts: NDArray[np.floating]) -> NDArray[np.float64]:
        """The corners of the area over where the axis stands now."""
        start, unit = self.axis.line.get_start(), self.axis.line.get_length() / self.axis.length
        x = start[0] + np.asarray(self.axis.share(self.edges)) * self.axis.line.get_length()
        y = start[1] + np.asarray(counts, dtype=float) / self.limit * self.high * unit
        across = np.repeat(x, 2)
        up = np.concatenate([[start[1]], np.repeat(y, 2), [start[1]]])
        corners = np.stack([across, up, np.zeros_like(up)], axis=1)
        return np.concatenate([corners, corners[:1]])
