"""Whether what stands beside a number is true of it: a noun of reckoning, the symbol of an axis, its place in a row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.trace import SYMBOLS, Size
from scenes.kit.counts import Ordinal
from scenes.kit.mobjects.axis import Axis, Exponent, Mark, PowerText
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.scales import TOLERANCE
from studio.inspector.seen.stage import Item, Stage

NOUNS = {
    "sum": ("sum",),
    "mean": ("mean", "average"),
    "average": ("mean", "average"),
    "largest": ("largest", "max", "maximum"),
    "smallest": ("smallest", "min", "minimum"),
    "difference": ("difference", "minus", "less"),
    "product": ("product", "times"),
    "loss": ("loss",),
    "cosine": ("cosine",),
}
"""Nouns of reckoning, and what the origin of a number says that bears one."""
NEAR = 0.5  # Manim units from a name to its number


def ordinals(stage: Stage) -> Iterator[Finding]:
    """Numbers of a row that do not run up from one: the third question comes after the second."""
    for item in stage.texts:
        claim = vars(item.mobject).get("claim")
        if isinstance(claim, Ordinal) and claim.value > 1 and (claim.what, claim.value - 1) not in stage.counted:
            message = f"{item} is number {claim.value} of {claim.what}, number {claim.value - 1} was never there"
            yield Finding("claim without source", message, (item,))


def nouns(stage: Stage) -> Iterator[Finding]:
    """Numbers beside a word or a symbol that says something else of them: a sum that is none, another axis's size."""
    numbers = [item for item in stage.texts if isinstance(item.mobject, NumberText)]
    if not numbers:
        return
    names = [item for item in stage.texts if _said_by(item)]
    for number in numbers:
        left, bottom, _, top = number.box
        for name in names:
            gap = left - name.box[2]
            level = min(top, name.box[3]) - max(bottom, name.box[1]) > 0.3 * (top - bottom)
            if level and 0.0 <= gap <= NEAR and not _between(stage, name, number):
                yield from _compare(name, number)


def marks(stage: Stage) -> Iterator[Finding]:
    """Marks of an axis that do not stand at their value, and numbers that call themselves marks and stand on none."""
    for item in stage.texts:
        claim = vars(item.mobject).get("claim")
        if isinstance(claim, Mark | Exponent) and not isinstance(item.owner, Axis | PowerText):
            yield Finding("claim without source", f"{item} is a mark of an axis, and stands on none", (item,))
    seen = {id(item.mobject): item for item in stage.items}
    for axis in stage.of_kind(Axis):
        for number, tick in zip(axis.numbers, axis.ticks, strict=True):
            claim = number[1].claim.mark if isinstance(number, PowerText) else number.claim
            if id(tick) in seen:
                off = float(np.abs(tick.points[0] - axis.at(claim.value)).max())
                if off > TOLERANCE:
                    message = f"the mark {claim.value:g} of an axis stands {off:.2f} units beside its value"
                    yield Finding("wrong place", message, (seen[id(tick)],))


def _said_by(item: Item) -> str:
    """What a text says of the number after it: a noun of reckoning, or the symbol of an axis; "" for nothing."""
    if isinstance(item.mobject, Symbol):
        return item.mobject.latex if item.mobject.latex in SYMBOLS.values() else ""
    last = item.text.lower().split()[-1:]
    return last[0] if last and last[0] in NOUNS else ""


def _between(stage: Stage, name: Item, number: Item) -> bool:
    """Whether another text but an equals sign stands between two."""
    low, high, y = name.box[2], number.box[0], (number.box[1] + number.box[3]) / 2
    for item in stage.texts:
        left, bottom, right, top = item.box
        if item is not name and item is not number and low < left and right < high and bottom < y < top:
            return item.text.strip() not in ("=", "≈", ":")
    return False


def _compare(name: Item, number: Item) -> Iterator[Finding]:
    claim, said = number.mobject.claim, _said_by(name)  # type: ignore[attr-defined]
    if said in NOUNS:
        if not any(noun in claim.origin.lower() for noun in NOUNS[said]):
            yield Finding("wrong label", f"{number} is called {said!r}, it is {claim.origin}", (name, number))
    elif isinstance(claim, Size) and claim.symbol != said:
        yield Finding("wrong label", f"{number} is called {said}, it is the {claim.origin}", (name, number))
