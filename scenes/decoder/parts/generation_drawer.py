"""The drawer of keys and values: which rows of the decoder each step computes, and what is kept of them."""

from __future__ import annotations

from manim import ManimColor, RoundedRectangle, VGroup
from numpy.typing import NDArray

from model.trace import Tensor, Trace, derive
from scenes.kit.claims import Claim, Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.tokens import X_HEIGHT, fitting_size
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

HEAD, FOOT = 0.55, 0.75  # units above and below the rows
WORD = 1.35  # for the words at the left
LARGEST = 0.46  # of a step's height
STRIP, GAP = 2.7, 0.4  # of keys and values; between them


def side_by_side(heads: NDArray) -> NDArray:
    """Rows of all heads (H, T, K) as one row a step (T, H * K)."""
    return heads.transpose(1, 0, 2).reshape(heads.shape[1], -1)


def all_heads(tensor: Tensor) -> Tensor:
    """Keys or values of all heads side by side."""
    return derive(f"{tensor.name}, heads side by side", ("T", "D"), side_by_side, tensor)


class Drawer:
    """Steps downwards: the rows that each computes as a triangle, and the drawer at its right.

    Args:
        trace, theme: whose sentence, which colours.
        stage: where to stand.
        layer: the decoder layer whose keys and values are shown.
    """

    def __init__(self, trace: Trace, theme: Theme, stage: Region, layer: int) -> None:
        self.trace, self.theme, self.stage = trace, theme, stage
        self.reads = trace.words["main.decoder_rows"]
        self.count = len(self.reads)
        self.pitch = min(LARGEST, (stage.height - HEAD - FOOT) / self.count)
        self.side = min(self.pitch, 4.4 / self.count)
        self.top = stage.top - HEAD - (stage.height - HEAD - FOOT - self.pitch * self.count) / 2
        self.foot = self.top - self.pitch * self.count - FOOT + 0.12
        total = WORD + 0.2 + self.side * self.count + 0.9 + 2 * STRIP + GAP + 0.5
        self.left = stage.left + (stage.width - total) / 2 + WORD + 0.2
        self.right = self.left + self.side * self.count
        self.words = self._words()
        self.cells = [[self._cell(step, row) for row in range(step + 1)] for step in range(self.count)]
        block = f"main/decoder.{layer}.self_attn"
        x = self.right + 1.15
        self.keys = self._strips(all_heads(trace[f"{block}.key"]), "key", x)
        self.values = self._strips(all_heads(trace[f"{block}.value"]), "value", x + STRIP + GAP)
        self.box = self._box()

    def head(self) -> VGroup:
        """What the triangle shows."""
        words = Words("rows computed at each step", self.theme, size=self.theme.sizes.note, role="quiet")
        return VGroup(words.on_baseline(self.left, self.top + pixels(28)))

    def titles(self) -> VGroup:
        """Symbols and shapes of what is kept."""
        group = VGroup()
        for matrix, latex, role in ((self.keys, "K", "key"), (self.values, "V", "value")):
            shape = shape_label(self.theme, self.trace.size("T"), self.trace.size("D"))
            label = on_one_baseline([Symbol(latex, self.theme, role, size=34), *shape], gap=pixels(14))
            group.add(label.shift([matrix.box.get_left()[0], self.top + pixels(28), 0]))
        return group

    def total(self, name: str, words: str) -> VGroup:
        """A measured number of rows, below the triangle; ``name`` of the search's record."""
        claim: Claim = Measured(self.trace[f"search/greedy.{name}"])
        number = NumberText(claim, self.theme, spec=".0f", size=44, weight="MEDIUM")
        label = Words(words, self.theme, size=self.theme.sizes.label, role="quiet")
        row = on_one_baseline([number, label], gap=pixels(16))
        return row.shift([self.left, self.foot, 0])

    def kept(self) -> VGroup:
        """What the drawer is, below it."""
        words = Words("kept: keys and values", self.theme, size=self.theme.sizes.label, role="quiet")
        return VGroup(words.on_baseline(self.keys.box.get_left()[0], self.foot))

    def row(self, step: int) -> VGroup:
        """The cells of a step."""
        return VGroup(*self.cells[step])

    def newest(self) -> list[Cell]:
        """The one row of each step that has not been computed before."""
        return [cells[-1] for cells in self.cells]

    def repeated(self) -> VGroup:
        """All rows that an earlier step has computed already."""
        return VGroup(*(cell for cells in self.cells for cell in cells[:-1]))

    # -- how it is laid out -----------------------------------------------------------------------------------

    def y(self, step: int) -> float:
        """The middle of a step's line."""
        return self.top - (step + 0.5) * self.pitch

    def _words(self) -> VGroup:
        size = min(28.0, fitting_size(self.theme, self.pitch))
        words = [Words(word, self.theme, size=size) for word in self.reads]
        drop = X_HEIGHT * pixels(size)
        return VGroup(*(word.on_baseline(self.left - 0.2, self.y(i) - drop, align=1.0) for i, word in enumerate(words)))

    def _cell(self, step: int, row: int) -> Cell:
        air = pixels(3)
        x, y = self.left + row * self.side, self.y(step)
        half = min(self.pitch, self.side) / 2 - air
        colour = ManimColor(self.theme.role("ink" if row == step else "quiet"))
        return Cell(x + air, x + self.side - air, y - half, y + half, colour)

    def _strips(self, tensor: Tensor, role: str, left: float) -> MatrixStrips:
        strips = MatrixStrips(tensor, self.theme, role, length=STRIP, pitch=self.pitch)
        middle = self.top - self.pitch * self.count / 2
        return strips.shift([left + STRIP / 2, middle, 0] - strips.box.get_center())

    def _box(self) -> RoundedRectangle:
        left, right = self.keys.box.get_left()[0] - 0.22, self.values.box.get_right()[0] + 0.22
        bottom, top = self.top - self.pitch * self.count - 0.1, self.top + 0.1
        box = RoundedRectangle(corner_radius=0.14, width=right - left, height=top - bottom, stroke_width=0)
        box.set_fill(self.theme.role("decoder"), opacity=1.0)
        return box.move_to([(left + right) / 2, (bottom + top) / 2, 0])
