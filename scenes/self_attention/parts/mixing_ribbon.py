"""Ribbon: one row of attention laid out wide, each share below its word, with the report that it mixes."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from model.trace import Tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

CELL = 0.8  # the widest cell
LABELS = 1.5  # units for the row's word
REPORT = 2.6  # units for the report at the right
PITCH = 0.24  # of the report's numbers


class Ribbon(VGroup):
    """A row of weights with its words, its report z, and a line of words below such as a translation.

    Args:
        row: the row as a matrix of one row, axes (queries, keys): ``weights[i : i + 1]``.
        report: the row of Z that belongs to it; limit: the scale of its bars, shared by ribbons to be compared.
        query, keys: the words.
        theme: colours.
        region: where to stand, top aligned; cells shrink until the sentence fits.
        below: words for the line below, or none; lit: places in them that stand out.

    Attributes:
        cells: a Heatmap of one row; report: the strip; below: the TokenRow or an empty group.
    """

    def __init__(
        self,
        row: Tensor,
        report: Tensor,
        query: str,
        keys: Sequence[str],
        *,
        theme: Theme,
        region: Region,
        limit: Claim,
        below: Sequence[str] = (),
        lit: Sequence[int] = (),
    ) -> None:
        super().__init__()
        cell = min(CELL, (region.width - LABELS - REPORT) / len(keys))
        self.cells = Heatmap(
            row, (query,), keys, theme=theme, cell=cell, legend=False, label_size=theme.sizes.note, label_role="quiet"
        )
        start = region.center[0] - (LABELS + cell * len(keys) + REPORT) / 2
        self.cells.shift([start + LABELS - self.cells.box.edges[0], region.top - self.cells.get_top()[1], 0])
        self.cells.light(rows=[0])
        self.digits = self.cells.digits(0)
        left, right, bottom, top = self.cells.box.edges
        self.report = VectorStrip(
            report, theme, "output", length=PITCH * report.shape[0], height=1.3 * CELL, limit=limit,
            name=Symbol("z", theme, "output", size=36),
        )  # fmt: skip
        self.report.shift([right + REPORT - self.report.box.width / 2, (bottom + top) / 2, 0])
        self.below: VGroup = VGroup()
        if below:
            line = TokenRow(below, theme, role="quiet", size=theme.sizes.note, width=region.width - LABELS)
            line.shift([left - line.labels[0].get_left()[0], bottom - pixels(40) - line.box.get_center()[1], 0])
            for place in lit:
                line.word(place).set_color(theme.role("ink"))
            arrow = Words("→", theme, size=theme.sizes.note, role="quiet")
            arrow.on_baseline(left - pixels(14), line.word(0).baseline, align=1.0)
            self.below = VGroup(arrow, line)
        self.add(self.cells, self.digits, self.report, self.below)
        self.shift([0, region.center[1] - self.get_center()[1], 0])
