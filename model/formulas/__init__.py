"""The film's formulas: LaTeX in parts, a NumPy evaluator, a source, a proof. They come from nowhere else.

`FORMULAS[name]` is a `Formula`. Row vectors: rows are queries, columns are keys, softmax runs along a row.
NumPy only; `Formula.derive()` imports SymPy when asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from model.formulas import attention, blocks, cost, gradients, inputs, recurrence, softmax, training
from model.formulas.core import ROLES, Formula, Part

__all__ = ["FORMULAS", "ROLES", "Formula", "Part"]

_CHAPTERS = (recurrence, inputs, attention, softmax, blocks, training, gradients, cost)

FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {formula.name: formula for chapter in _CHAPTERS for formula in chapter.FORMULAS}
)
