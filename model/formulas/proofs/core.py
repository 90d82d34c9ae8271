"""What a derivation is: symbols in, an expression out, and the identities that were proved on the way.

Matrices are small and explicit (n = 3 words, d = 2 numbers), and every entry is an expression of its own: nothing
rests on SymPy's matrix calculus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp  # type: ignore[import-untyped]
from numpy.typing import NDArray

N, D = 3, 2  # words, numbers a word

Grid = NDArray[Any]  # an object array of SymPy expressions


@dataclass(frozen=True)
class Identity:
    """A statement, and expressions that are zero exactly when it holds."""

    statement: str
    zero: tuple[sp.Expr, ...]

    def holds(self) -> bool:
        """Whether SymPy reduces every expression to zero."""
        return all(_is_zero(expression) for expression in self.zero)


@dataclass(frozen=True)
class Derivation:
    """Inputs as arrays of symbols, inputs that stay numbers, the result, and what was proved."""

    inputs: Mapping[str, Grid]
    result: Grid
    proved: tuple[Identity, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def at(self, numbers: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The result with numbers for the symbols of each input, by SymPy's lambdify."""
        names = [symbol for grid in self.inputs.values() for symbol in np.ravel(grid)]
        given = [x for name in self.inputs for x in np.ravel(numbers[name])]
        function = sp.lambdify(names, list(np.ravel(self.result)), "numpy")
        return np.array(function(*given), dtype=np.float64).reshape(np.shape(self.result))


def _is_zero(expression: sp.Expr) -> bool:
    for reduce in (sp.expand, sp.cancel, sp.simplify, sp.trigsimp):
        expression = reduce(expression)
        if expression == 0:
            return True
    return False


def grid(name: str, *shape: int, positive: bool = False) -> Grid:
    """An array of real symbols name_0_0, name_0_1 ..."""
    cells = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        label = "_".join((name, *map(str, index)))
        cells[index] = sp.Symbol(label, real=True, positive=True if positive else None)
    return cells


def scalar(name: str) -> Grid:
    """One positive symbol, as an array without axes."""
    return grid(name, positive=True)


def collect(rows: Sequence[Any] | Any) -> Grid:
    """Nested lists of expressions as an object array."""
    return np.array(rows, dtype=object)


def equal(statement: str, left: Any, right: Any) -> Identity:
    """The identity that two arrays of expressions agree entry by entry."""
    a, b = np.broadcast_arrays(collect(left), collect(right))
    return Identity(statement, tuple(sp.sympify(x - y) for x, y in zip(a.ravel(), b.ravel(), strict=True)))


def product(left: Grid, right: Grid) -> Grid:
    """The matrix product, written out as sums over the shared axis."""
    return collect(
        [
            [sum(left[i, c] * right[c, j] for c in range(right.shape[0])) for j in range(right.shape[1])]
            for i in range(left.shape[0])
        ]
    )


def slopes(scalar_value: sp.Expr, symbols: Grid) -> Grid:
    """The derivative of one expression in every symbol of an array."""
    out = np.empty(symbols.shape, dtype=object)
    for index in np.ndindex(*symbols.shape):
        out[index] = sp.diff(scalar_value, symbols[index])
    return out


def exponentials(row: Grid) -> Grid:
    """Shares exp(s_j) / sum exp(s_l) of one row."""
    parts = [sp.exp(s) for s in row]
    return collect([part / sum(parts) for part in parts])


def softmax_rows(scores: Grid) -> Grid:
    """Softmax along each row."""
    return collect([list(exponentials(row)) for row in scores])
