"""FormulaPicture: the formula of attention, each symbol joined by a hairline to its real matrix.

softmax(Q K^T / sqrt(d_k)) V. Source: Vaswani et al. 2017, section 3.2.1, equation 1. The matrices stand in the order
of the formula's symbols, so that no hairline crosses another, and on one scale, so that a word's row runs level
through all of them.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    FadeTransform,
    Mobject,
    RoundedRectangle,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.kit.claims import Claim
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of, segments
from scenes.kit.mobjects.formula import Evaluation, FormulaTex, Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shared_limit, signed_legend, weight_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.table import heading
from scenes.kit.mobjects.tokens import X_HEIGHT
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import late
from scenes.kit.theme import Theme

ORDER = ("Z", "A", "Q", "K", "S", "V")
ROLES = {"Z": "output", "A": "weight", "Q": "query", "K": "key", "S": "ink", "V": "value"}
GAP = 0.44  # between two matrices
HEAD = 0.5  # for names and shapes above them
LARGEST_CELL = 0.3
FAINT = 0.4  # baselines of strips this small
FORMULA_SIZE = 58
SOFTMAX = len("softmax")  # glyphs of the operator's name within its part


class FormulaPicture(VGroup):
    """Equation 1 with the six matrices of one head that its symbols stand for.

    Args:
        attention: the scope of an attention block, such as ``main/encoder.0.self_attn``.
        head: which head.
        row: the word to follow; word: the word itself.
        theme: colours and sizes.
        region: where to stand; cells shrink until the sentence fits.

    Attributes:
        matrices, names, wires: one of each for the letters Z, A, Q, K (transposed), S (scaled scores), V.
        formula: the FormulaTex; ``part_of`` names the parts that belong to a letter.
        rings: outlines of the word's row in Q, S, A and Z; thread: the level line that joins them.
    """

    part_of = {"Z": (0, 1, 2, 3, 4, 5, 6, 7, 8), "A": (9, 13), "Q": (10,), "K": (11,), "S": (12,), "V": (14,)}

    def __init__(self, attention: Trace, head: int, row: int, word: str, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme, self.row_index = theme, row
        n, d_k = attention.size("S"), attention.size("K")
        self.label = Words(word, theme, size=theme.sizes.note, role="query", weight="MEDIUM")
        room = self.label.width + pixels(24)
        columns = 3 * d_k.value + 3 * n.value
        across = (region.width - room - 5 * GAP) / columns
        self.cell = min(across, 0.42 * region.height / max(n.value, d_k.value), LARGEST_CELL)
        self.matrices = self._matrices(attention, head)
        letters = {"query": "Q", "value": "V"}
        inputs = {name: self.matrices[letter].tensor for name, letter in letters.items()}
        self.evaluation = Evaluation(self.matrices["Z"].tensor, inputs | {"key": attention["key"][head]})
        self._stand(region, room)
        shapes = {"K": (d_k, n), "A": (n, n), "S": (n, n)}
        self.names = {letter: self._name(letter, shapes.get(letter, (n, d_k))) for letter in ORDER}
        self.frames = VGroup(*(self._frame(letter) for letter in ("Z", "Q", "K", "V")))
        self.rings = {letter: self._ring(letter) for letter in ("Q", "S", "A", "Z")}
        self.thread = self._thread()
        left, _, bottom, top = self._row_edges("Z")
        size = pixels(theme.sizes.note)
        self.label.on_baseline(left - pixels(16), (bottom + top) / 2 - X_HEIGHT * size, align=1.0)
        self.formula = self._formula(region)
        self.wires = {letter: self._wire(letter) for letter in ORDER}
        self.legend_of = self._legends(region)
        self.add(self.thread, *self.wires.values(), *self.matrices.values(), self.frames, *self.names.values())
        self.add(self.label, *self.rings.values(), self.formula, *self.legend_of.values())

    def symbols(self, letter: str) -> VGroup:
        """The formula's parts that stand for a matrix."""
        return VGroup(*(self.formula.part(place) for place in self.part_of[letter]))

    def frame(self, letter: str) -> Mobject:
        """The thin outline round a matrix of strips; nothing for the heat maps, which have their grid."""
        strips = ("Z", "Q", "K", "V")
        return self.frames[strips.index(letter)] if letter in strips else VGroup()

    def whole(self, letter: str) -> VGroup:
        """A matrix with its frame and its name."""
        return VGroup(self.matrices[letter], self.frame(letter), self.names[letter])

    # -- motions ----------------------------------------------------------------------------------------------

    def spell(self, letter: str) -> list[Animation]:
        """The formula's parts come out of the matrix's own name, and the hairline is drawn."""
        mark, (first, *others) = self.names[letter][0], self.symbols(letter)
        if letter in "QKV":
            moves: list[Animation] = [TransformFromCopy(mark, first)]
        else:
            moves = [FadeTransform(mark.copy(), first, stretch=False)]
        legend = [self.legend_of[letter]] if letter in self.legend_of else []
        return [*moves, Create(self.wires[letter]), *map(FadeIn, [*others, *legend])]

    def combine(self, sources: str, letter: str) -> list[Animation]:
        """Copies of some matrices run together where another appears."""
        target = self.matrices[letter]
        goal = target.cells if isinstance(target, Heatmap) else target.strips
        ghosts = [self.matrices[source].copy() for source in sources]
        rest = [part for part in target.submobjects if part is not goal]
        return [
            *(FadeOut(ghost, target_position=target.box.get_center()) for ghost in ghosts),
            FadeIn(goal, rate_func=late),
            FadeIn(*rest, self.frame(letter), self.names[letter], rate_func=late),
        ]

    # -- drawing ----------------------------------------------------------------------------------------------

    def _matrices(self, attention: Trace, head: int) -> dict[str, MatrixStrips | Heatmap]:
        strips = {
            "Z": attention["mixed"][head],
            "Q": attention["query"][head],
            "K": attention["key"][head].transpose(),
            "V": attention["value"][head],
        }
        found: dict[str, MatrixStrips | Heatmap] = {
            letter: MatrixStrips(tensor, self.theme, ROLES[letter], length=tensor.shape[1] * self.cell, pitch=self.cell)
            for letter, tensor in strips.items()
        }
        for letter in strips:
            for strip in found[letter].strips:
                strip.baseline.set_fill(opacity=FAINT)
        for letter, name, kind in (("A", "weights", "weight"), ("S", "scaled", "signed")):
            found[letter] = Heatmap(attention[name][head], theme=self.theme, kind=kind, cell=self.cell, legend=False)
        return found

    def _stand(self, region: Region, room: float) -> None:
        widths = [self.matrices[letter].box.width for letter in ORDER]
        left = region.center[0] - (sum(widths) + 5 * GAP + room) / 2 + room
        for letter, width in zip(ORDER, widths, strict=True):
            high = self.matrices[letter].box.height
            self.matrices[letter].move_to([left + width / 2, region.top - HEAD - high / 2, 0])
            left += width + GAP

    def _row_edges(self, letter: str) -> tuple[float, float, float, float]:
        matrix = self.matrices[letter]
        if isinstance(matrix, Heatmap):
            return matrix.edges(rows=slice(self.row_index, self.row_index + 1))
        left, right, bottom, top = matrix.box.edges
        high = (top - bottom) / len(matrix.strips)
        return left, right, top - (self.row_index + 1) * high, top - self.row_index * high

    def _name(self, letter: str, shape: tuple[Claim, ...]) -> VGroup:
        latex = r"K^{\top}" if letter == "K" else letter
        return heading(self.matrices[letter].box.edges, latex, self.theme, ROLES[letter], shape)

    def _frame(self, letter: str) -> Mobject:
        left, right, bottom, top = self.matrices[letter].box.edges
        frame = RoundedRectangle(corner_radius=pixels(4), width=right - left, height=top - bottom, stroke_width=1.5)
        frame.set_stroke(self.theme.line)
        return frame.move_to([(left + right) / 2, (bottom + top) / 2, 0])

    def _ring(self, letter: str) -> Mobject:
        return outline_of(self._row_edges(letter), self.theme.role("query"), margin=pixels(2), width=3)

    def _thread(self) -> VMobject:
        """A level line from ring to ring; it passes behind K, which belongs to no single word."""
        _, _, bottom, top = self._row_edges("Z")
        y = (bottom + top) / 2
        pairs, reach = [], self._row_edges("Z")[1]
        for letter in ("A", "Q", "K", "S"):
            left, right, low, high = self.matrices[letter].box.edges
            if low <= y <= high:
                pairs.append(((reach, y), (left, y)))
                reach = right
        return segments(pairs, self.theme.role("query"), 2.0)

    def _formula(self, region: Region) -> FormulaTex:
        formula = FormulaTex(FORMULAS["attention"], self.theme, FORMULA_SIZE, self.evaluation)
        formula.move_to([region.center[0], region.bottom + formula.height / 2 + pixels(8), 0])
        return formula

    def _anchor(self, letter: str) -> np.ndarray:
        """Where a letter's hairline leaves the formula."""
        if letter == "A":
            return VGroup(*self.formula.part(9)[:SOFTMAX]).get_critical_point(UP)
        if letter == "Z":
            return self.formula.part(0).get_critical_point(UP)
        if letter == "S":  # the end of the fraction's bar
            right = self.formula.part(11).get_right()[0] + pixels(10)
            return np.array([right, self.formula.part(11).get_bottom()[1], 0.0])
        return self.symbols(letter).get_critical_point(UP)

    def _wire(self, letter: str) -> VMobject:
        start = self._anchor(letter) + pixels(10) * UP
        left, right, bottom, _ = self.matrices[letter].box.edges
        end = np.array([(left + right) / 2, bottom - pixels(10), 0.0])
        level = self.formula.get_top()[1] + pixels(26)
        corner = np.array([start[0], max(level, start[1]), 0.0])
        points = [start[:2], corner[:2], end[:2]]
        wire = segments(list(pairwise(points)), self.theme.role(ROLES[letter]), 1.5)
        return wire.set_stroke(opacity=0.7)

    def _legends(self, region: Region) -> dict[str, VGroup]:
        signed = self.matrices["S"]
        limit = signed.limit if isinstance(signed, Heatmap) else shared_limit(signed.tensor)
        corner = Region(region.left, region.right, region.bottom, region.bottom + 1.0)
        found = {}
        for letter, legend, side in (
            ("A", weight_legend(self.theme, width=1.1), 0.0),
            ("S", signed_legend(self.theme, limit, width=1.1), 1.0),
        ):
            mark = Symbol(letter, self.theme, ROLES[letter], size=self.theme.sizes.note)
            found[letter] = corner.place(VGroup(mark, legend).arrange(DOWN, buff=pixels(14)), side, 0.0)
        return found
