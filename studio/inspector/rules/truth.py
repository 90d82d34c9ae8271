"""Whether what is on screen is true: each digit belongs to a claim, and outlines are those of what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from string import Formatter

from manim import Mobject, PMobject, Text, VMobject
from manim.mobject.text.tex_mobject import MathTexPart
from manim.mobject.types.image_mobject import AbstractImageMobject

from model.trace import Trace
from scenes.kit.claims import Claim
from scenes.kit.mobjects.code import CodeLine
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.narration import Spoken
from studio.inspector.rules import retypeset, sources, written
from studio.inspector.rules.digits import is_digit
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import Item, Stage

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(stage: Stage) -> Iterator[Finding]:
    """Digits without a claim, and numbers whose outlines are not those of their claim's value."""
    for item in stage.texts:
        if isinstance(item.mobject, NumberText):
            if any(character.isdigit() for character in item.mobject.prefix + item.mobject.suffix):
                yield Finding("digits without claim", f"{item} has digits beside its claim", (item,))
            elif not retypeset.looks_like(item, retypeset.number(item.mobject)):
                message = f"{item} does not look like its claim, {item.mobject.claim.origin}"
                yield Finding("stale number", message, (item,))
        elif _digits_without_source(item, stage.trace):
            yield Finding("digits without claim", f"{item} has digits; use NumberText and a claim", (item,))


def _digits_without_source(item: Item, trace: Trace) -> bool:
    if isinstance(item.mobject, (FormulaTex, Symbol, MathTexPart, CodeLine)):
        return False  # its numbers are part of a formula or of source code, which other rules compare
    if isinstance(item.mobject, Words) and item.mobject.is_code:
        return not _names_something(item.mobject.original_text, trace)
    return any(character.isdigit() for character in item.text)


def _names_something(text: str, trace: Trace) -> bool:
    """Whether digits of a name in code belong to the name: ``norm1``, a file of the project, a part of the trace."""
    if not re.search(r"(?<![^\W\d_])(?<!\w)\d", text):
        return True
    return written.file_of(text) is not None or trace.has(text)


def words(stage: Stage) -> Iterator[Finding]:
    """Words whose outlines are not those of their text: what a Transform leaves behind."""
    for item in stage.texts:
        if isinstance(item.mobject, Text) and not retypeset.looks_like(
            item, retypeset.words(item.mobject, stage.theme)
        ):
            yield Finding("stale words", f"{item} does not look like its text", (item,))


def bare_digits(stage: Stage) -> Iterator[Finding]:
    """Outlines in the shape of a digit that belong to no text."""
    found: dict[int, list[Item]] = {}
    for item in stage.shapes:
        for leaf in item.leaves:
            if is_digit(leaf.shape.points):
                found.setdefault(id(item.owner), []).append(item)
    for items in found.values():
        owner = f" in {type(items[0].owner).__name__}" if items[0].owner is not None else ""
        message = f"outlines in the shape of {len(items)} digits{owner} belong to no number; use NumberText and a claim"
        yield Finding("digits without claim", message, tuple(items))


def pictures(stage: Stage) -> Iterator[Finding]:
    """Pictures made of pixels or points: nobody can tell what they show, or where it comes from, but of a field."""
    for mobject in _no_outlines(stage.mobjects):
        name = type(mobject).__name__
        yield Finding("picture without source", f"a {name} is on the stage; draw it as outlines of what it shows")


def _no_outlines(mobjects: Iterable[Mobject]) -> Iterator[Mobject]:
    """Mobjects with something to show that is no outline; a family of outlines holds none."""
    for mobject in mobjects:
        if not isinstance(mobject, VMobject):
            told = isinstance(mobject, Field)  # a rule of its own compares its dots
            if not told and (isinstance(mobject, AbstractImageMobject | PMobject) or len(mobject.points)):
                yield mobject
            yield from _no_outlines(mobject.submobjects)


def spoken_findings(spoken: Spoken, trace: Trace | None = None, read: Set[str] = frozenset()) -> Iterator[Finding]:
    """Numbers in a line of narration that no claim stands behind, and claims that are not what their source says.

    Args:
        spoken: the line as it was said.
        trace: what its claims are compared with, if anything.
        read: the texts of the numbers seen while it is spoken.
    """
    text, template = spoken.line.text, spoken.line.template
    typed = NUMBER.findall("".join(literal for literal, _, _, _ in Formatter().parse(template)))
    if typed:
        yield Finding("digits without claim", f"the line types {', '.join(typed)} by hand: {text!r}")
    for name, value in spoken.values.items():
        if isinstance(value, Claim):
            fault = sources.check_claim(value, trace) if trace is not None else None
            fault = fault or sources.unseen(value, read | {text})
            if fault is not None:
                yield Finding(fault.rule, f"{{{name}}} of the line {text!r}: {fault.message}")
        elif NUMBER.search(f"{value}"):
            yield Finding("digits without claim", f"{{{name}}} is {value!r} without a claim in the line {text!r}")
    if template.format(**spoken.values).replace("|", " ") != text:
        yield Finding("digits without claim", f"the line is not its template filled in: {text!r}")
