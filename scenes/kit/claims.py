"""What a number on the screen claims to be, so that every one can be checked.

A claim is frozen, holds values rather than the Trace, and says where its value comes from. ``NumberText`` draws
claims and nothing else; the inspector sets each claim anew and compares.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from model.project import ROOT
from model.trace import Size, Tensor
from scenes.kit.citations import number_of

MINUS = "\N{MINUS SIGN}"


@runtime_checkable
class Claim(Protocol):
    """A value that may be shown, and where it comes from."""

    @property
    def value(self) -> float:
        """The exact value; what is shown is this as rounded."""

    @property
    def origin(self) -> str:
        """Tensor, formula, experiment or source of the value, in one line."""


def as_rounded(value: float, spec: str) -> str:
    """A value as it is shown: Python's format, a true minus, and never a sign before a zero.

    >>> as_rounded(-0.004, ".2f")
    '0.00'
    """
    text = format(value, spec)
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


class _Spoken:
    """Lets a claim stand in a narration template: ``"{score:.2f}"``."""

    value: float

    def __format__(self, spec: str) -> str:
        return as_rounded(self.value, spec or ("d" if isinstance(self.value, int) else ".2f"))

    def __deepcopy__(self, memo: dict[int, Any]) -> _Spoken:
        return self


@dataclass(frozen=True, eq=False)
class Measured(_Spoken):
    """One entry of a tensor of the trace."""

    tensor: Tensor

    @property
    def value(self) -> float:  # type: ignore[override]
        """The entry itself; a count of a record is a whole number, and is shown and said as one."""
        entry = self.tensor.item()
        return int(entry) if self.tensor.values.dtype.kind in "iu" else entry

    @property
    def origin(self) -> str:
        """The tensor's name and index."""
        return self.tensor.origin


@dataclass(frozen=True, eq=False)
class Computed(_Spoken):
    """A value that ``rule`` computes from tensors: a formula's evaluator, or a named reduction such as a row's sum."""

    name: str
    rule: Callable[..., Any]
    inputs: tuple[Tensor, ...]

    @property
    def value(self) -> float:  # type: ignore[override]
        """The rule applied to the exact inputs, in double precision."""
        return float(self.rule(*(tensor.values.astype(np.float64) for tensor in self.inputs)))

    @property
    def origin(self) -> str:
        """The rule's name and its inputs."""
        return f"{self.name}({', '.join(tensor.origin for tensor in self.inputs)})"


@dataclass(frozen=True, eq=False)
class Worked(_Spoken):
    """A value worked out on screen from the numbers as they are shown, such as a partial sum of rounded products.

    ``operation`` is "sum", "product", "difference", "quotient", or "rest" (what the operands leave of one); ``shown``
    holds the operands, each rounded as on screen.
    """

    operation: str
    shown: tuple[float, ...]

    @property
    def value(self) -> float:  # type: ignore[override]
        """The operation applied from left to right."""
        if self.operation == "rest":
            return float(1.0 - sum(self.shown))
        apply = {
            "sum": operator.add,
            "product": operator.mul,
            "difference": operator.sub,
            "quotient": operator.truediv,
        }[self.operation]
        result = self.shown[0]
        for number in self.shown[1:]:
            result = apply(result, number)
        return float(result)

    @property
    def origin(self) -> str:
        """The sum as it stands on screen."""
        return f"{self.operation} of {', '.join(f'{number:g}' for number in self.shown)}"


@dataclass(frozen=True, eq=False)
class Cited(_Spoken):
    """A number from the literature: ``Cited("vaswani2017", "BLEU En-De base")`` of assets/citations.toml."""

    work: str
    name: str

    @property
    def value(self) -> float:  # type: ignore[override]
        """The number as it is printed there."""
        return number_of(self.work, self.name).value

    @property
    def origin(self) -> str:
        """Author, year and the place in the publication."""
        return number_of(self.work, self.name).origin


@dataclass(frozen=True, eq=False)
class Code(_Spoken):
    """A literal in source code: ``source`` is a file of the project, as ``project_path`` writes it, or a name in one.

    ``Code(7, "scenes/positional_ffn/places.py:SLOW")`` says that 7 stands where ``SLOW`` is defined.
    """

    value: float  # type: ignore[misc]
    source: str

    @property
    def origin(self) -> str:
        """The file, and the name in it."""
        return self.source


def as_claim(value: Claim | Tensor) -> Claim:
    """A one-number Tensor as Measured; a claim stays as it is. Raises TypeError for what is neither."""
    if isinstance(value, Tensor):
        return Measured(value)
    if not isinstance(value, Claim):
        raise TypeError(f"a number on the screen needs a claim, not {value!r}")
    return value


def code_literals(source: str) -> frozenset[str]:
    """The number literals of a piece of Python, as written: what a code panel may show."""
    tree = ast.parse(source)
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    literals = {ast.get_source_segment(source, node) for node in nodes if isinstance(node.value, (int, float))}
    return frozenset(text for text in literals if text)


def project_path(file: str) -> str:
    """Where a file (``__file__``) stands in the project: ``scenes/self_attention/softmax.py``."""
    return Path(file).resolve().relative_to(ROOT).as_posix()


def negate(claim: Claim) -> Computed:
    """Minus a measured or computed value, such as the lower end of a scale that is the same in both directions."""
    if isinstance(claim, Measured):
        return Computed("minus", operator.neg, (claim.tensor,))
    if not isinstance(claim, Computed):
        raise TypeError(f"neither measured nor computed: {claim.origin}")
    rule = claim.rule
    return Computed(f"minus {claim.name}", lambda *arrays: -rule(*arrays), claim.inputs)


def row_sum(row: Tensor) -> Computed:
    """The sum of a row of shares from the exact values."""
    return Computed("sum", lambda values: values.sum(), (row,))


__all__ = [
    "MINUS",
    "Cited",
    "Claim",
    "Code",
    "Computed",
    "Measured",
    "Size",
    "Worked",
    "as_claim",
    "as_rounded",
    "code_literals",
    "negate",
    "project_path",
    "row_sum",
]
