"""What a formula is: LaTeX in parts that know their role, a NumPy evaluator, a source and a proof."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from model.formulas.proofs.core import Derivation

ROLES = ("query", "key", "value", "output", "weight", "learned", "gradient", "ink", "quiet")

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A piece of LaTeX that is drawn in one colour.

    One part is one argument of `MathTex`, so the i-th part is the i-th submobject. A part that
    opens a fraction or a root leaves a brace for a later part to close; the whole is balanced.
    """

    latex: str
    role: str = "ink"

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"unknown role {self.role!r}; the roles are {', '.join(ROLES)}")


@dataclass(frozen=True)
class Formula:
    """A formula of the film.

    Attributes:
        name: its key in `FORMULAS`.
        parts: LaTeX pieces in reading order, `MathTex(*[part.latex for part in parts])`.
        source: where the literature states it.
        meaning: one spoken sentence.
        evaluator: the same formula in NumPy; its docstring gives the shapes.
    """

    name: str
    parts: tuple[Part, ...]
    source: str
    meaning: str
    evaluator: Callable[..., Any]

    @property
    def latex(self) -> str:
        """All parts as one LaTeX string."""
        return " ".join(part.latex for part in self.parts)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the arrays that `evaluate` takes."""
        return tuple(inspect.signature(self.evaluator).parameters)

    def evaluate(self, **arrays: Any) -> Array:
        """The formula's value in double precision; shapes as in the evaluator's docstring.

        Raises:
            TypeError: an input is missing or unknown; the message names those it takes.
        """
        parameters: Mapping[str, inspect.Parameter] = inspect.signature(self.evaluator).parameters
        missing = [n for n, p in parameters.items() if p.default is p.empty and n not in arrays]
        unknown = [n for n in arrays if n not in parameters]
        if missing or unknown:
            fault = " and ".join(
                text
                for text in (
                    f"lacks {', '.join(missing)}" if missing else "",
                    f"does not know {', '.join(unknown)}" if unknown else "",
                )
                if text
            )
            raise TypeError(f"formula {self.name!r} {fault}; it takes {', '.join(parameters)}")
        return np.asarray(self.evaluator(**arrays), dtype=np.float64)

    def derive(self) -> Derivation:
        """Its derivation by SymPy on small explicit matrices, entry by entry."""
        from model.formulas.proofs import DERIVATIONS

        return DERIVATIONS[self.name]()


def real(values: ArrayLike) -> Array:
    """Any array in double precision; formulas are evaluated more exactly than the model computes."""
    return np.asarray(values, dtype=np.float64)


def ink(latex: str) -> Part:
    """Operators and names without a colour of their own."""
    return Part(latex, "ink")


def quiet(latex: str) -> Part:
    """What may be read later: indices, remarks."""
    return Part(latex, "quiet")


def query(latex: str) -> Part:
    """What a word asks."""
    return Part(latex, "query")


def key(latex: str) -> Part:
    """What a word answers to."""
    return Part(latex, "key")


def value(latex: str) -> Part:
    """What a word hands over."""
    return Part(latex, "value")


def output(latex: str) -> Part:
    """What comes out of attention."""
    return Part(latex, "output")


def weight(latex: str) -> Part:
    """Shares from 0 to 1."""
    return Part(latex, "weight")


def learned(latex: str) -> Part:
    """Parameters, found by training."""
    return Part(latex, "learned")


def gradient(latex: str) -> Part:
    """Derivatives of the loss."""
    return Part(latex, "gradient")
