"""A small example in numbers: tables of what stands in a source file, and of what its function makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.claims import Claim, Code, Computed, Ordinal
from scenes.kit.mobjects.table import NumberTable
from scenes.kit.theme import Theme

NARROW, WIDE, HIGH = 0.38, 0.64, 0.5  # cells of single figures, of long numbers, and their height

Array = NDArray[np.float64]


class Example:
    """Tables of Q, K and V as written down, and of the steps that ``run(q, k, v)`` returns by name.

    Args:
        run: the function that is shown; its result has the steps as attributes.
        q, k, v: the numbers as they are written in ``source``.
    """

    def __init__(
        self,
        theme: Theme,
        run: Callable[[Array, Array, Array], Any],
        *,
        q: Sequence[Sequence[float]],
        k: Sequence[Sequence[float]],
        v: Sequence[Sequence[float]],
        source: str,
    ) -> None:
        self.theme, self.run, self.source = theme, run, source
        named = (("Q", q), ("K", k), ("V", v))
        self.inputs = tuple(Tensor(f"{source} {name}", ("S", "K"), np.array(rows, float)) for name, rows in named)

    def given(
        self, rows: Sequence[Sequence[float]], name: str, role: str, *, spec: str, wide: bool = True, above: bool = True
    ) -> NumberTable:
        """A table of numbers as they stand in the source."""
        claims = [[Code(number, self.source) for number in row] for row in rows]
        cell = (WIDE if wide else NARROW, HIGH)
        return NumberTable(
            claims, self.theme, name=name, role=role, cell=cell, spec=spec, shape=lengths(rows), above=above
        )

    def step(self, step: str, name: str, role: str, *, spec: str, shaded: bool = False) -> NumberTable:
        """A table of what one step makes."""
        down, across = getattr(self.run(*(tensor.values for tensor in self.inputs)), step).shape
        claims = [[self.claim(step, i, j) for j in range(across)] for i in range(down)]
        return NumberTable(
            claims,
            self.theme,
            name=name,
            role=role,
            cell=(WIDE, HIGH),
            spec=spec,
            size=None if spec == ".0f" else self.theme.sizes.small,
            shape=lengths(claims),
            above=False,
            shaded=shaded,
        )

    def claim(self, step: str, i: int, j: int) -> Claim:
        """One number of one step, computed by the function that is shown."""
        return Computed(f"{self.source} {step}[{i}, {j}]", partial(self._entry, step, i, j), self.inputs)

    def _entry(self, step: str, i: int, j: int, q: Array, k: Array, v: Array) -> float:
        return float(getattr(self.run(q, k, v), step)[i, j])


def lengths(rows: Sequence[Sequence[object]]) -> tuple[Claim, Claim]:
    """The shape of a table of the example."""
    return Ordinal(len(rows), "rows of the example"), Ordinal(len(rows[0]), "columns of the example")
