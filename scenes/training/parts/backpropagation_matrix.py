"""The slopes of a head's queries, a row for each word, and of the matrix that makes them."""

from __future__ import annotations

from manim import DOWN, VGroup

from model.trace import END
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.labels import shared_limit, signed_legend
from scenes.kit.mobjects.matrix import MatrixStrips, parameter_map
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_guess import Guess

STRIPS, MATRIX = (540, 470), (1580, 470)  # pixels: the middles
PITCH, LENGTH = 52, 620  # pixels of a row, down and across
CELL = 20  # pixels of a cell of the matrix
BETWEEN, BASES = 1150, (300, 560)  # pixels: the middle of the formulas, and how far they are from the top
NAMES = ("slopes of the queries", "slopes of the query matrix")


class Queries:
    """What the last beat in the head shows: ``strips``, and ``matrix`` with its name."""

    def __init__(self, guess: Guess, theme: Theme) -> None:
        self.strips = MatrixStrips(
            guess.of_head("d_query"),
            theme,
            "gradient",
            rows=[word.strip("⟨⟩") if word == END else word for word in guess.source],
            length=pixels(LENGTH),
            pitch=pixels(PITCH),
        )
        self.strips.shift(at(*STRIPS) - self.strips.box.get_center())
        self.matrix = parameter_map(guess.w_q, theme, cell=pixels(CELL), legend=False)
        self.matrix.shift(at(*MATRIX) - self.matrix.box.get_center())
        self.legend = signed_legend(theme, shared_limit(guess.w_q), spec="+.2f")
        self.legend.next_to(self.matrix, DOWN, buff=pixels(24))
        self.names = VGroup(
            *(
                Words(text, theme, size=34, role="quiet").on_baseline(at(BETWEEN, 0)[0], at(0, y)[1], align=0.5)
                for text, y in zip(NAMES, (BASES[0] + 122, BASES[1] + 90), strict=True)
            )
        )

    @staticmethod
    def place(formula: FormulaTex, line: int) -> FormulaTex:
        """The formula of the queries (0) or of the matrix (1) over its name."""
        formula.move_to(at(BETWEEN, BASES[line]))
        return formula


__all__ = ["Queries"]
