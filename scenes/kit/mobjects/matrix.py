"""MatrixStrips: a matrix as one strip a row, all on one scale; parameter_map: a matrix of weights as small cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manim import Mobject, VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import Box, outline_of
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import foot, shared_limit
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import X_HEIGHT, Words, fitting_size
from scenes.kit.scales import downward
from scenes.kit.spots import Entries, Spot
from scenes.kit.theme import Theme

STACK = 4.0  # units that the rows take by default
PARAMETER_CELL = 0.11


class MatrixStrips(VGroup):
    """A matrix (n, d) as a stack of strips, one a word, sharing one limit.

    Args:
        tensor: two axes, rows first.
        theme, role: colours.
        rows: the words of the rows, right-aligned at the left edge, or None.
        length, pitch: units of a row, across and down; by default the whole stack is as high as ``STACK`` allows.
        limit: shared scale, by default the matrix's largest magnitude.
        name: symbol or words below; shape: claims of the lengths, rows first.
    """

    def __init__(
        self,
        tensor: Tensor,
        theme: Theme,
        role: str = "ink",
        *,
        rows: Sequence[str] | None = None,
        length: float = 2.2,
        pitch: float | None = None,
        limit: Claim | float | None = None,
        name: Mobject | str | None = None,
        shape: tuple[Claim, ...] | None = None,
    ) -> None:
        super().__init__()
        if len(tensor.shape) != 2:
            raise ValueError(f"{tensor.name}: needs two axes, has {tensor.axes}")
        count = tensor.shape[0]
        self.theme, self.tensor, self.role = theme, tensor, role
        self.limit = limit if limit is not None else shared_limit(tensor)
        step = pitch or min(STACK / count, 0.6)
        self.box = Box(length, step * count)
        size = fitting_size(theme, step)
        self.strips, self.row_labels = VGroup(), VGroup()
        left, _, _, top = self.box.edges
        for row in range(count):
            y = top - (row + 0.5) * step
            strip = VectorStrip(tensor[row], theme, role, length=length, height=0.92 * step, limit=self.limit)
            self.strips.add(strip.shift([0, y, 0]))
            if rows is not None:
                label = Words(rows[row], theme, size=size, role="quiet")
                self.row_labels.add(label.on_baseline(left - pixels(18), y - X_HEIGHT * pixels(size), align=1.0))
        self.foot = self._foot(name, shape)
        self.add(self.box, self.strips, self.row_labels, self.foot)
        self.center()

    def row(self, i: int) -> VectorStrip:
        """The strip of row ``i``; negative counts from the end."""
        return self.strips[i]

    def row_label(self, i: int) -> Words:
        """The word of row ``i``."""
        return self.row_labels[i]

    def outline_row(self, i: int, role: str | None = None) -> Mobject:
        """A new outline round row ``i`` in the matrix's colour or another role's."""
        edges, spot = self.row(i).box.edges, Spot(self.tensor, (i % self.tensor.shape[0],))
        return outline_of(edges, self.theme.role(role or self.role), margin=pixels(3), width=3, spot=spot)

    def entries(self) -> Iterator[Entries]:
        """Rows run down, each with its word."""
        yield Entries(self.tensor, 0, downward(self.box), self.row_labels)

    def hand_over(self, other: MatrixStrips) -> None:
        """Take the tensor of ``other``, whose shape this matrix now has; the strips take their rows themselves."""
        self.tensor, self.role, self.limit = other.tensor, other.role, other.limit

    def _foot(self, name: Mobject | str | None, shape: tuple[Claim, ...] | None) -> VGroup:
        below = foot(self.theme, name, shape, role=self.role)
        _, _, bottom, _ = self.box.edges
        return below.move_to([0, bottom - pixels(10) - below.height / 2, 0]) if len(below) else below


def parameter_map(
    tensor: Tensor,
    theme: Theme,
    *,
    cell: float = PARAMETER_CELL,
    legend: bool = True,
) -> Heatmap:
    """A matrix of learned weights, such as W_Q (32, 8), as a diverging map of small cells without lines or words."""
    return Heatmap(
        tensor,
        theme=theme,
        kind="signed",
        cell=cell,
        legend=legend,
        lines=False,
    )
