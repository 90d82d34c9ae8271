"""FormulaTex and Symbol: LaTeX in the colours of the film. It holds symbols only, never a value or a user's word.

A formula comes from ``model.formulas``: one part, one submobject, one colour. Digits that a formula has by its nature
(an exponent, an index) belong to the formula; anything else with a digit needs a claim and NumberText.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from manim import AnimationGroup, ManimColor, MathTex, Mobject, TexTemplate, VGroup, VMobject, config

from model.formulas import FORMULAS, Formula
from model.trace import Tensor
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import CAP_HEIGHT
from scenes.kit.theme import Theme

# Needs texlive-latex-base and dvisvgm only: no standalone.cls.
TEMPLATE = TexTemplate(
    documentclass=r"\documentclass{article}",
    preamble="\\usepackage{amsmath}\n\\usepackage{amssymb}\n\\pagestyle{empty}",
)
config.tex_template = TEMPLATE

CAP_PER_FONT_SIZE = 0.00708800  # units per point of MathTex(font_size=...), the height of H; a test measures it again
CAP_OF_TEX = 0.683  # of Computer Modern, in em
DEEP = {**dict.fromkeys("gjpqyQf", 0.1944), r"\mu": 0.1944, r"\beta": 0.1944}  # below the baseline, in em
DIM = 0.3


def tex_size(size: float) -> float:
    """MathTex's ``font_size`` whose capitals are as high as those of Words of ``size`` pixels at 1080p."""
    return pixels(size) * CAP_HEIGHT / CAP_PER_FONT_SIZE


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a formula gives where it stands: ``result`` from ``inputs``, by the names that its evaluator has."""

    result: Tensor
    inputs: Mapping[str, Tensor | float]

    def __deepcopy__(self, memo: dict[int, Any]) -> Evaluation:
        return self


class FormulaTex(MathTex):  # type: ignore[misc]
    """A formula with each part in its role's colour.

    Args:
        formula: one of ``model.formulas.FORMULAS``.
        theme: colours and sizes.
        size: pixels at 1080p, by the height of capitals; the theme's formula size by default.
        evaluation: the tensor that the formula stands beside, and what it is made of.

    Example: ``f = FormulaTex(FORMULAS["attention"], theme)``, then ``scene.play(f.light("Q"))``.
    """

    def __init__(
        self, formula: Formula, theme: Theme, size: float | None = None, evaluation: Evaluation | None = None
    ) -> None:
        self.formula, self.evaluation = formula, evaluation
        self.size = size or theme.sizes.formula
        super().__init__(*(part.latex for part in formula.parts), tex_template=TEMPLATE, font_size=tex_size(self.size))
        for part, shape in zip(formula.parts, self.submobjects, strict=True):
            shape.set_color(theme.role(part.role))
        self._name_parts()

    def _name_parts(self) -> None:
        """Let each part know whose it is, for it may stand on the stage without the others."""
        for place, shape in enumerate(self.submobjects):
            shape.part_of, shape.evaluation = (self.formula.name, place), self.evaluation

    def hand_over(self, other: FormulaTex) -> None:
        """Become the formula ``other``, whose shape this mobject now has."""
        self.formula, self.size, self.evaluation = other.formula, other.size, other.evaluation
        self.tex_string: str = other.tex_string
        self._name_parts()

    def become(self, mobject: Mobject, **how: bool) -> FormulaTex:
        """Take another's shape, and what it says if it is a formula."""
        super().become(mobject, **how)
        if isinstance(mobject, FormulaTex):
            self.hand_over(mobject)
        return self

    def part(self, which: int | str) -> VMobject:
        """A part by its place, or the first by its LaTeX (``"Q"``); raises KeyError naming the parts."""
        return self.submobjects[self._places(which)[0]]

    def parts(self, *which: int | str) -> VGroup:
        """Several parts as one group; a LaTeX string stands for all parts that read so."""
        return VGroup(*(self.submobjects[place] for item in which for place in self._places(item)))

    def light(self, *which: int | str, opacity: float = DIM) -> AnimationGroup:
        """Light the named parts and dim the others; without names all are lit again."""
        lit = {place for item in which for place in self._places(item)} or set(range(len(self.submobjects)))
        return AnimationGroup(
            *(
                shape.animate.set_opacity(1.0 if place in lit else opacity)
                for place, shape in enumerate(self.submobjects)
            )
        )

    def _places(self, which: int | str) -> list[int]:
        if isinstance(which, int):
            return [range(len(self.submobjects))[which]]
        places = [place for place, part in enumerate(self.formula.parts) if part.latex.strip() == which.strip()]
        if not places:
            known = ", ".join(part.latex for part in self.formula.parts)
            raise KeyError(f"no part {which!r} in the formula {self.formula.name!r}; its parts: {known}")
        return places


@cache
def _formulas_by_part() -> dict[str, Formula]:
    return {part.latex: formula for formula in FORMULAS.values() for part in formula.parts}


class Symbol(MathTex):  # type: ignore[misc]
    """One symbol beside what it names: a matrix, a vector, a size (``symbol == claim`` is drawn by the caller).

    Args:
        latex: symbols only; digits raise ValueError unless a formula of the film has this very part (``W_1``).
        role: the role whose colour it takes; ``color`` overrides it.
    """

    def __init__(
        self,
        latex: str,
        theme: Theme,
        role: str = "ink",
        size: float | None = None,
        color: ManimColor | None = None,
    ) -> None:
        self.latex = latex
        self.formula = _formulas_by_part().get(latex)
        if self.formula is None and any(character.isdigit() for character in latex):
            raise ValueError(f"digits need a claim, use NumberText: {latex!r}")
        self.size = size or theme.sizes.label
        super().__init__(latex, tex_template=TEMPLATE, font_size=tex_size(self.size))
        self.set_color(color or theme.role(role))

    def hand_over(self, other: Symbol) -> None:
        """Become the symbol ``other``, whose shape this mobject now has."""
        self.latex, self.formula, self.size = other.latex, other.formula, other.size
        self.tex_string: str = other.tex_string
        for part in self.submobjects:
            part.tex_string = other.latex

    def become(self, mobject: Mobject, **how: bool) -> Symbol:
        """Take another's shape, and what it says if it is a symbol."""
        super().become(mobject, **how)
        if isinstance(mobject, Symbol):
            self.hand_over(mobject)
        return self

    @property
    def baseline(self) -> float:
        """The height of the baseline, from the first glyph (exact for letters)."""
        first = self.family_members_with_points()[0]
        head = next((name for name in DEEP if self.latex.startswith(name)), "")
        em = pixels(self.size) * CAP_HEIGHT / CAP_OF_TEX
        return float(first.get_bottom()[1]) + DEEP.get(head, 0.0) * em

    def on_baseline(self, x: float, y: float, *, align: float = 0.0) -> Symbol:
        """Put the baseline at ``y``; ``align`` 0 sets the left edge at ``x``, 0.5 the middle, 1 the right edge."""
        self.shift([x - align * self.width - self.get_left()[0], y - self.baseline, 0.0])
        return self
