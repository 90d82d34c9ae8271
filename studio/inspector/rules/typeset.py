"""Whether formulas are those of model/formulas and code is the project's own, drawn as they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from weakref import WeakKeyDictionary

import numpy as np
from manim import MathTex, Mobject
from manim.mobject.text.tex_mobject import MathTexPart, SingleStringMathTex

from model import formulas
from model.trace import Tensor, Trace
from scenes.kit.mobjects.code import CodeLine, CodePanel
from scenes.kit.mobjects.formula import Evaluation, FormulaTex, Symbol
from scenes.kit.theme import Theme
from studio.inspector.rules import retypeset
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.sources import Unfounded, values_of
from studio.inspector.rules.written import stands_in
from studio.inspector.seen.stage import Item, Stage

EXACT = 1e-4  # of the largest value: the model computes in single precision
FORMULAS = (MathTex, SingleStringMathTex, MathTexPart)
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
SPACING = frozenset((r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad"))
OPERATOR = re.compile(
    r"[=<>+/|-]|\\(?:frac|sqrt|sum|prod|int|times|cdot|odot|div|pm|le|ge|leq|geq|ne|neq|approx|equiv|propto|to|iff"
    r"|leftarrow|rightarrow|in|partial)(?![A-Za-z])"
)


def formula(stage: Stage) -> Iterator[Finding]:
    """Formulas that model/formulas does not have, and formulas that do not look as they read."""
    for item in stage.texts:
        if isinstance(item.mobject, FORMULAS):
            known = _known_parts(item, stage.theme)
            if known is None:
                message = f"{item} is not in model/formulas; use FormulaTex, or Symbol for one symbol"
                yield Finding("formula not in formulas.py", message, (item,))
            elif not _drawn(item, known):
                yield Finding("stale formula", f"{item} does not look as it reads", (item,))


def evaluations(stage: Stage) -> Iterator[Finding]:
    """Formulas that do not give the tensor beside which they stand."""
    for item in stage.texts:
        name = formula_in(item.mobject)
        evaluation = vars(item.mobject).get("evaluation")
        if name and evaluation is not None and (fault := fault_of(formulas.FORMULAS[name], evaluation, stage.trace)):
            yield Finding("formula differs from its tensor", f"{name}: {fault}", (item,))


def formula_in(mobject: Mobject) -> str:
    """The name of the formula that a mobject is, or is a part of; "" for what is none of the film's."""
    if isinstance(mobject, FormulaTex):
        name = mobject.formula.name
    else:
        name = getattr(mobject, "part_of", ("", 0))[0] if isinstance(mobject, MathTexPart) else ""
    return name if name in formulas.FORMULAS else ""


_evaluated: WeakKeyDictionary[Evaluation, tuple[str, str]] = WeakKeyDictionary()


def fault_of(formula: formulas.Formula, evaluation: Evaluation, trace: Trace) -> str:
    """What is wrong with what a formula is said to give; evaluated once."""
    known = _evaluated.get(evaluation)
    if known is None or known[0] != formula.name:
        known = _evaluated[evaluation] = formula.name, _evaluate(formula, evaluation, trace)
    return known[1]


def _evaluate(formula: formulas.Formula, evaluation: Evaluation, trace: Trace) -> str:
    try:
        wanted = values_of(evaluation.result, trace)
        inputs = {
            name: values_of(value, trace) if isinstance(value, Tensor) else value
            for name, value in evaluation.inputs.items()
        }
        found = formula.evaluate(**inputs)
    except (Unfounded, TypeError, ValueError) as reason:
        return str(reason)
    if found.shape != wanted.shape:
        return f"gives {found.shape}, beside it stands {evaluation.result.origin} {wanted.shape}"
    apart = np.subtract(found, wanted, out=np.zeros(found.shape), where=found != wanted)  # equal infinities are not
    off = float(np.abs(apart).max(initial=0.0))
    if not off <= EXACT * max(1.0, float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0.0))):
        return f"gives something else than {evaluation.result.origin}, by up to {off:.2g}"
    return ""


def _drawn(item: Item, parts: list[retypeset.Glyphs]) -> bool:
    """Whether each part of a formula looks as when set anew, wherever the parts stand."""
    numbered = [(place, points) for place, glyphs in enumerate(parts) for points in glyphs]
    wanted, drawn = retypeset.visible_part(item, numbered)
    if len(wanted) != len(drawn):
        return False
    pairs = zip(wanted, drawn, strict=True)
    for _, group in groupby(pairs, key=lambda pair: pair[0][0]):
        part = list(group)
        if not retypeset.same([points for (_, points), _ in part], [points for _, points in part]):
            return False
    return True


def _known_parts(item: Item, theme: Theme) -> list[retypeset.Glyphs] | None:
    """The parts of what a formula says it is, set anew; None for a formula that is not the film's."""
    mobject = item.mobject
    if isinstance(mobject, FormulaTex):
        known = formulas.FORMULAS.get(mobject.formula.name)
        return _formula_anew(known.name, theme) if known == mobject.formula and known is not None else None
    if isinstance(mobject, MathTexPart):
        name, place = getattr(mobject, "part_of", ("", 0))
        if name in formulas.FORMULAS:
            parts = _formula_anew(name, theme)
            return [parts[place]] if place < len(parts) else None
        return _symbol_anew(mobject.tex_string, theme)
    return _symbol_anew(mobject.latex, theme) if isinstance(mobject, Symbol) else None


_set: dict[str, list[retypeset.Glyphs]] = {}


def _formula_anew(name: str, theme: Theme) -> list[retypeset.Glyphs]:
    if name not in _set:
        whole = FormulaTex(formulas.FORMULAS[name], theme)
        _set[name] = [tuple(shape.points for shape in retypeset.outlines(part)) for part in whole]
    return _set[name]


def _symbol_anew(latex: str, theme: Theme) -> list[retypeset.Glyphs] | None:
    if not is_symbol(latex):
        return None
    key = f"symbol {latex}"
    if key not in _set:
        _set[key] = [tuple(shape.points for shape in retypeset.outlines(Symbol(latex, theme)))]
    return _set[key]


@lru_cache(maxsize=1024)
def is_symbol(latex: str) -> bool:
    """Whether LaTeX is a part of a formula of the film, a bare symbol or a lone sign; digits only as whole parts."""
    parts, wholes = _latex()
    bare = _bare(latex)
    if bare in parts:
        return True
    if not bare.strip() or any(character.isdigit() for character in latex):
        return False
    if bare.count("{") == bare.count("}") and any(bare in whole for whole in wholes):
        return True
    return not OPERATOR.search(bare) or OPERATOR.fullmatch(bare.strip()) is not None


def _bare(latex: str) -> str:
    """LaTeX sign by sign, without spaces of its own: `` W _ Q ``."""
    return " ".join(("", *(token for token in TOKEN.findall(latex) if token not in SPACING), ""))


@cache
def _latex() -> tuple[frozenset[str], tuple[str, ...]]:
    """All parts of formulas, and all formulas whole, sign by sign."""
    known = formulas.FORMULAS.values()
    return frozenset(_bare(part.latex) for one in known for part in one.parts), tuple(_bare(one.latex) for one in known)


# -- code -----------------------------------------------------------------------------------------------------------


def code(stage: Stage) -> Iterator[Finding]:
    """Lines of code that stand in no source, and lines that do not look as they read."""
    panels = set()
    for item in stage.texts:
        line = item.mobject
        if not isinstance(line, CodeLine):
            continue
        panel = item.owner
        if isinstance(panel, CodePanel) and id(panel) not in panels:
            panels.add(id(panel))
            if not stands_in(panel.origin, panel.source):
                yield Finding("code without source", f"the code does not stand in {panel.origin!r}", (item,))
        if isinstance(panel, CodePanel) and line.text not in panel.source.split("\n"):
            yield Finding("code without source", f"{item} is not a line of its panel's source", (item,))
        elif not stands_in(line.origin, line.text.strip()):
            yield Finding("code without source", f"{item} does not stand in {line.origin!r}", (item,))
        if not _drawn_as_code(item, line):
            yield Finding("stale code", f"{item} does not look as it reads", (item,))


def _drawn_as_code(item: Item, line: CodeLine) -> bool:
    """Whether a line's outlines are those of its characters, token by token."""
    whole, tokens = retypeset.code(line.text), retypeset.outlines(line)
    ends = np.cumsum([len(token.points) for token in tokens])
    if len(whole) != (ends[-1] if len(ends) else 0):
        return retypeset.same([whole], [np.concatenate([leaf.shape.points for leaf in item.leaves])])
    wanted, drawn = retypeset.visible_part(item, np.split(whole, ends[:-1]))
    return retypeset.same(wanted, drawn)
