"""A small example in numbers: tables of what stands in a source file, and of what its function makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor, derive
from scenes.kit.claims import Claim, Code, Computed
from scenes.kit.layout import pixels
from scenes.kit.mobjects.table import NumberTable
from scenes.kit.theme import Theme, contrast

WIDE = {".0f": pixels(96), ".1f": pixels(112), ".2f": pixels(146)}  # cells by the format of their numbers
HIGH = pixels(100)
LEGIBLE = 4.5  # the least contrast of a figure to its tile (WCAG 2)
SIZE = 54  # pixels: the figures

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Numbers as they are written down, and where: a file of the project and the name that they have there."""

    rows: Sequence[Sequence[float]]
    source: str
    turned: bool = False

    @property
    def transposed(self) -> Table:
        """The same numbers, columns as rows."""
        return Table(tuple(zip(*self.rows, strict=True)), self.source, not self.turned)

    @property
    def tensor(self) -> Tensor:
        """The numbers as a matrix that knows its source, (S, K)."""
        if self.turned:
            return self.transposed.tensor.transpose()
        return Tensor(self.source, ("S", "K"), np.array(self.rows, float))


class Example:
    """Tables of Q, K and V as written down, and of the steps that ``run(q, k, v)`` returns by name.

    Args:
        run: the function that is shown; its result has the steps as attributes.
        q, k, v: the numbers as they are written.
    """

    def __init__(
        self,
        theme: Theme,
        run: Callable[[Array, Array, Array], Any],
        *,
        q: Table,
        k: Table,
        v: Table,
    ) -> None:
        self.theme, self.run = theme, run
        self.inputs = tuple(table.tensor for table in (q, k, v))

    def given(self, table: Table, name: str, role: str, *, spec: str) -> NumberTable:
        """A table of numbers as they stand in the source."""
        claims = [[Code(number, table.source) for number in row] for row in table.rows]
        return self._table(claims, name, role, spec)

    def step(self, step: str, name: str, role: str, *, spec: str) -> NumberTable:
        """A table of what one step makes."""
        made = derive(step, ("S", "K"), partial(self._all, step), *self.inputs)
        down, across = made.shape
        claims = [[self.claim(step, i, j) for j in range(across)] for i in range(down)]
        return self._table(claims, name, role, spec)

    def _table(self, claims: Sequence[Sequence[Claim]], name: str, role: str, spec: str) -> NumberTable:
        table = NumberTable(claims, self.theme, name=name, role=role, cell=(WIDE[spec], HIGH), spec=spec, size=SIZE)
        if role != "ink":  # bright tiles with dark figures
            ink, bright = self.theme.ink_of_chip(role), self.theme.fill(role)
            table.cells.set_fill(bright if contrast(ink, bright) >= LEGIBLE else self.theme.role(role))
            table.numbers.set_color(ink)
            table.lines.set_stroke(self.theme.ground, width=6)
        return table

    def claim(self, step: str, i: int, j: int) -> Claim:
        """One number of one step, computed by the function that is shown."""
        return Computed(f"{step}[{i}, {j}]", partial(self._entry, step, i, j), self.inputs)

    def _entry(self, step: str, i: int, j: int, q: Array, k: Array, v: Array) -> float:
        return float(self._all(step, q, k, v)[i, j])

    def _all(self, step: str, q: Array, k: Array, v: Array) -> Array:
        return np.asarray(getattr(self.run(q, k, v), step))
