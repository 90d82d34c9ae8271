"""What a rule says: one thing that is wrong at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import Item


@dataclass(frozen=True, eq=False)
class Finding:
    """One complaint of a rule.

    Attributes:
        rule: the rule's name, such as "text over text".
        message: what is wrong, in words that name the things and say by how much.
        things: what it is about; the same complaint about the same things a moment later is the same problem.
    """

    rule: str
    message: str
    things: tuple[Item, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same complaint as one of a moment ago."""
        return (self.rule, *(id(thing.mobject) for thing in self.things)) if self.things else (self.rule, self.message)

    @property
    def boxes(self) -> tuple[Array, ...]:
        """Left, bottom, right, top of the things, in Manim units, for the storyboard."""
        return tuple(thing.box for thing in self.things)


NAMES = frozenset(
    {
        "aligned axes",
        "caption band",
        "caption",
        "claim differs from its source",
        "claim without source",
        "code without source",
        "contrast",
        "crumpled",
        "digits without claim",
        "empty stage",
        "error",
        "formula differs from its tensor",
        "formula not in formulas.py",
        "late animation",
        "length",
        "line through text",
        "no hero",
        "no legend",
        "no spoken form",
        "nothing happens",
        "outside",
        "picture without source",
        "poster",
        "scale under marks",
        "small type",
        "speech",
        "spoken too fast",
        "stale code",
        "stale formula",
        "stale number",
        "stale words",
        "text over text",
        "too many digits",
        "too small",
        "two heroes",
        "unclaimed",
        "verdict does not hold",
        "without a source",
        "wordy poster",
        "wrong arc",
        "wrong colour",
        "wrong label",
        "wrong length",
        "wrong order",
        "wrong outline",
        "wrong picture",
        "wrong place",
        "wrong word",
    }
)
"""The name of every rule: what ``allowed`` of a clip may switch off."""
