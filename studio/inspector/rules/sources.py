"""Whether every claim equals its source: the trace, a rule applied to it again, numbers on the screen, code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from model.trace import Size, Tensor, Trace
from scenes.kit.citations import citations
from scenes.kit.claims import MINUS, Cited, Claim, Code, Computed, Measured, Worked
from scenes.kit.counts import (
    Apart,
    Bound,
    Counted,
    Extent,
    Fact,
    Listed,
    Nth,
    Ordinal,
    Place,
    Reckoned,
    extent,
    look_up,
)
from scenes.kit.mobjects.axis import Exponent, Mark
from scenes.kit.mobjects.number import NumberText
from studio.inspector.rules.derivations import Unfounded, check_dependence, check_rule
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.labels import is_word
from studio.inspector.rules.written import literals_in, numbers_at
from studio.inspector.seen.stage import Stage

READ = re.compile(rf"[+\-{MINUS}]?\d[\d,]*(?:\.\d+)?(?:e[+\-{MINUS}]\d+)?%?")
EVEN = 1e-9


class FalseClaim(NamedTuple):
    """Why a claim is not true."""

    rule: str
    message: str


def claims(stage: Stage) -> Iterator[Finding]:
    """Numbers whose claim has no source, or differs from it."""
    for item in stage.texts:
        if isinstance(item.mobject, NumberText):
            claim = item.mobject.claim
            fault = check_claim(claim, stage.trace) or unseen(claim, stage.read)
            if fault is not None:
                yield Finding(fault.rule, f"{item}: {fault.message}", (item,))


def unseen(claim: Claim, read: Set[str]) -> FalseClaim | None:
    """What is wrong with a sum worked on screen some of whose operands nobody has read."""
    if not isinstance(claim, Worked):
        return None
    known = numbers_in(read)
    missing = [f"{number:g}" for number in claim.shown if not any(abs(number - other) < EVEN for other in known)]
    if not missing:
        return None
    return FalseClaim("claim without source", f"worked from {', '.join(missing)}, which this line has not shown")


def numbers_in(texts: Set[str]) -> set[float]:
    """The numbers that a viewer reads in texts, per cent as a share."""
    found = set()
    for text in texts:
        for digits in READ.findall(text):
            number = float(digits.replace(MINUS, "-").replace(",", "").rstrip("%"))
            found.add(number / 100 if digits.endswith("%") else number)
    return found


# -- claims ---------------------------------------------------------------------------------------------------------

_checked: WeakKeyDictionary[Trace, WeakKeyDictionary[Claim, FalseClaim | None]] = WeakKeyDictionary()


def check_claim(claim: Claim, trace: Trace) -> FalseClaim | None:
    """What is wrong with a claim about a trace; None for a true one. Claims are frozen, so each is checked once."""
    checked = _checked.setdefault(trace, WeakKeyDictionary())
    if claim not in checked:
        checked[claim] = _check(claim, trace)
    return checked[claim]


def _check(claim: Claim, trace: Trace) -> FalseClaim | None:
    try:
        check = _CHECKS.get(type(claim))
        if check is None:
            raise Unfounded(f"a claim of an unknown kind, {type(claim).__name__}")
        value = check(claim, trace)
    except Unfounded as reason:
        return FalseClaim("claim without source", str(reason))
    if value is None or _equal(claim.value, value):
        return None
    return FalseClaim("claim differs from its source", f"{claim.value!r} is {value!r} in {claim.origin}")


def _equal(one: Any, two: Any) -> bool:
    return np.shape(one) == np.shape(two) and bool(np.allclose(one, two, rtol=1e-6, atol=1e-9, equal_nan=True))


def _check_measured(claim: Measured, trace: Trace) -> float:
    return float(values_of(claim.tensor, trace).item())


def _check_computed(claim: Computed, trace: Trace) -> float:
    if not claim.inputs:
        raise Unfounded(f"{claim.name} is computed from nothing")
    arrays = [_same_values(tensor, trace) for tensor in claim.inputs]
    check_rule(claim.name, claim.rule, len(arrays))
    check_dependence(claim.name, claim.rule, arrays)
    return float(claim.rule(*(array.astype(np.float64) for array in arrays)))


def _check_worked(claim: Worked, trace: Trace) -> None:
    if not claim.shown or not np.isfinite(claim.value):
        raise Unfounded("worked from nothing")


def _check_size(claim: Size, trace: Trace) -> float:
    sizes = trace.facts.get("sizes", {})
    if claim.axis not in sizes:
        raise Unfounded(f"the trace has no axis {claim.axis!r}")
    return float(sizes[claim.axis])


def _check_code(claim: Code, trace: Trace) -> None:
    if not any(abs(abs(claim.value) - number) < EVEN for number in literals_in(claim.source)):
        raise Unfounded(f"{claim.value:g} does not stand in {claim.source!r}")


def _check_cited(claim: Cited, trace: Trace) -> float:
    printed = citations().get((claim.work, claim.name))
    if printed is None:
        raise Unfounded(f"assets/citations.toml has no {claim.name!r} of {claim.work!r}")
    return printed.value


def _check_extent(claim: Extent, trace: Trace) -> float:
    return float(extent(values_of(claim.tensor, trace), claim.axis))


def _check_address(claim: Nth | Apart, trace: Trace) -> None:
    """That the tensor exists is all that is to be checked: the number is read off its own address."""
    values_of(claim.tensor, trace)


def _check_fact(claim: Fact, trace: Trace) -> float:
    try:
        return float(look_up(trace.facts, claim.path))
    except (LookupError, TypeError, ValueError):
        raise Unfounded(f"the trace has no number at {claim.origin}") from None


def _check_ordinal(claim: Ordinal, trace: Trace) -> None:
    """Whether it numbers what stands on the stage from one on, a rule of its own compares: ``labels.ordinals``."""
    if isinstance(claim.value, bool) or not isinstance(claim.value, (int, np.integer)) or not claim.what:
        raise Unfounded(f"{claim.value!r} counts nothing")


def _check_listed(claim: Listed, trace: Trace) -> float:
    if claim.words not in trace.words:
        raise Unfounded(f"the trace has no list of words {claim.words!r}")
    return float(len(trace.words[claim.words]))


def _check_place(claim: Place, trace: Trace) -> None:
    if not is_word(claim.token, trace):
        raise Unfounded(f"{claim.token!r} does not stand at {claim.token.origin}")


def _check_bound(claim: Bound, trace: Trace) -> None:
    """Whether the legend runs from one to the other is measured in its colours, by the rule of scales."""
    if claim.value not in (0, 1):
        raise Unfounded(f"no scale of shares ends at {claim.value!r}")


def _check_reckoned(claim: Reckoned, trace: Trace) -> float:
    if not claim.numbers:
        raise Unfounded(f"{claim.name} is reckoned from nothing")
    for number in claim.numbers:
        fault = check_claim(number, trace)
        if fault is not None:
            raise Unfounded(fault.message)
    check_rule(claim.name, claim.rule, len(claim.numbers))
    check_dependence(claim.name, claim.rule, [np.array(float(number.value)) for number in claim.numbers])
    return float(claim.rule(*(float(number.value) for number in claim.numbers)))


def _check_mark(claim: Mark, trace: Trace) -> None:
    """A mark of an axis is true by where it stands."""


def _check_exponent(claim: Exponent, trace: Trace) -> float:
    return float(np.log10(claim.mark.value))


_CHECKS: dict[type, Callable[[Any, Trace], float | None]] = {
    Measured: _check_measured,
    Computed: _check_computed,
    Counted: _check_computed,
    Extent: _check_extent,
    Nth: _check_address,
    Apart: _check_address,
    Fact: _check_fact,
    Worked: _check_worked,
    Size: _check_size,
    Code: _check_code,
    Cited: _check_cited,
    Ordinal: _check_ordinal,
    Listed: _check_listed,
    Place: _check_place,
    Bound: _check_bound,
    Reckoned: _check_reckoned,
    Mark: _check_mark,
    Exponent: _check_exponent,
}


# -- tensors --------------------------------------------------------------------------------------------------------


def values_of(tensor: Tensor, trace: Trace) -> NDArray[Any]:
    """What the trace has under a tensor's name and index, or what its rule makes of it; Unfounded for neither."""
    if tensor.derivation is not None:
        check_rule(tensor.name, tensor.derivation.rule, len(tensor.derivation.inputs))
        arrays = [_same_values(source, trace) for source in tensor.derivation.inputs]
        check_dependence(tensor.name, tensor.derivation.rule, arrays)
        values = tensor.derivation.evaluate(*arrays)
    elif tensor.name in trace.tensors:
        values = trace.tensors[tensor.name].values
    else:
        values = numbers_at(tensor.name)
    whole = Tensor(tensor.name, ("",) * values.ndim, values)
    try:
        return whole.select(tensor.steps).values
    except (IndexError, ValueError):
        raise Unfounded(f"{tensor.origin} lies outside the shape {values.shape}") from None


def _same_values(tensor: Tensor, trace: Trace) -> NDArray[Any]:
    """The source's values of an input, which must be those that the tensor has."""
    values = values_of(tensor, trace)
    if not _equal(tensor.values, values):
        raise Unfounded(f"the input {tensor.origin} differs from its source")
    return values
