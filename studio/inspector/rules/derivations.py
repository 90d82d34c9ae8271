"""Whether the rule of a computed value reads what it is given, all of it and nothing else, and depends on it."""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import CodeType, FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor, Trace
from scenes.kit.claims import Claim

ATTEMPTS, KEPT = 12, 1 << 12


class Unfounded(Exception):
    """A value has no source, or not this one; the message says which."""


def check_rule(name: str, rule: Callable[..., Any], inputs: int) -> None:
    """Unfounded unless a rule reads what it is given, and nothing that the trace would have to vouch for besides."""
    for value in _captured(rule):
        if isinstance(value, (Tensor, Trace, np.ndarray, Claim)):
            raise Unfounded(f"the rule of {name} uses a {type(value).__name__} that is not among its inputs")
    while isinstance(rule, partial):
        rule = rule.func
    code = getattr(rule, "__code__", None)
    if code is None:
        return  # a ufunc or an operator
    fixed = code.co_varnames[: code.co_argcount][-inputs:] if inputs else ()
    taken = {*fixed, *code.co_varnames[code.co_argcount : code.co_argcount + 1]} if code.co_flags & 4 else {*fixed}
    read = {name for step in dis.get_instructions(code) if step.opname.startswith("LOAD") for name in _names(step)}
    if not taken & read:
        raise Unfounded(f"the rule of {name} does not read its inputs")


def check_dependence(name: str, rule: Callable[..., Any], arrays: Sequence[NDArray[Any]]) -> None:
    """Unfounded when a rule says the same whatever it is given: then the inputs are not where its value comes from.

    The inputs are shuffled, scaled and turned round, until the result changes; a rule that refuses such inputs reads
    them.
    """
    key = getattr(rule, "__code__", rule), *(array.shape for array in arrays)
    if isinstance(key[0], CodeType) and not getattr(rule, "__closure__", None) and key in _dependent:
        return
    exact = [np.asarray(array, dtype=np.float64) for array in arrays]
    generator = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        before = np.asarray(rule(*exact))
        for attempt in range(ATTEMPTS):
            try:
                after = np.asarray(rule(*(_disturbed(array, attempt, generator) for array in exact)))
            except (ArithmeticError, ValueError, LookupError):
                break
            if after.shape != before.shape or not np.allclose(after, before, rtol=1e-9, atol=0.0, equal_nan=True):
                break
        else:
            raise Unfounded(f"the rule of {name} says {before} whatever it is given")
    if len(_dependent) >= KEPT:
        _dependent.clear()
    _dependent.add(key)


_dependent: set[tuple[Any, ...]] = set()


def _disturbed(array: NDArray[np.float64], attempt: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Other numbers in the same shape: the same ones in another order, larger or smaller, turned round, or noise."""
    spread = float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) or 1.0
    shuffled = generator.permutation(array.ravel()).reshape(array.shape)
    kinds = (shuffled, array * generator.uniform(0.2, 3.0), -array, generator.normal(0.0, spread, array.shape))
    return np.asarray(kinds[attempt % len(kinds)])


def _names(step: dis.Instruction) -> tuple[Any, ...]:
    return step.argval if isinstance(step.argval, tuple) else (step.argval,)


def _captured(rule: Callable[..., Any]) -> Iterator[Any]:
    """The values that a rule brings along besides its inputs."""
    if isinstance(rule, partial):
        yield from (*rule.args, *rule.keywords.values())
        yield from _captured(rule.func)
    elif isinstance(rule, FunctionType):
        yield from rule.__defaults__ or ()
        for cell in rule.__closure__ or ():
            yield cell.cell_contents
            yield from _captured(cell.cell_contents)
