"""What a play is made of: its animations one by one, and Transforms whose two ends are unlike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from manim import (
    Animation,
    AnimationGroup,
    ApplyMethod,
    FadeIn,
    FadeOut,
    FadeTransform,
    Mobject,
    MoveToTarget,
    Transform,
    TransformFromCopy,
    VMobject,
)

from studio.inspector.rules.findings import Finding
from studio.inspector.seen.leaves import FAINTEST
from studio.inspector.seen.outlines import subpaths_of
from studio.inspector.seen.stage import TEXTS, Item

OF_ITSELF = (ApplyMethod, FadeIn, FadeOut, FadeTransform, MoveToTarget)
"""Transforms of a thing into itself, elsewhere or fainter, and those that cross-fade."""


@dataclass(frozen=True)
class Likeness:
    """What must be the same at both ends of a Transform: texts, and how many closed pieces each outline has."""

    texts: tuple[str, ...]
    pieces: tuple[int, ...]

    @classmethod
    def of(cls, mobject: Mobject) -> Likeness:
        """That of a mobject with all its parts."""
        texts: list[str] = []
        pieces: list[int] = []
        left = [mobject]
        while left:
            part = left.pop()
            if isinstance(part, TEXTS):
                texts.append(Item(part, ()).text)
                continue
            if isinstance(part, VMobject) and len(part.points):
                pieces.append(subpaths_of(part.points))
            left += part.submobjects
        return cls(tuple(texts), tuple(pieces))


def single(animations: Iterable[Animation]) -> Iterator[Animation]:
    """Animations, groups of them taken apart."""
    for animation in animations:
        if isinstance(animation, AnimationGroup):
            yield from single(animation.animations)
        else:
            yield animation


def crumpled(animations: Iterable[Animation]) -> Iterator[Finding]:
    """Transforms of what cannot turn into the other in one piece; to be asked before they begin."""
    for animation in single(animations):
        if not isinstance(animation, Transform) or isinstance(animation, OF_ITSELF):
            continue
        one, two = animation.mobject, animation.target_mobject
        if two is None or not (is_drawn(one) and is_drawn(two)):
            continue
        if isinstance(animation, TransformFromCopy):  # runs backwards
            one, two = two, one
        before, after = Likeness.of(one), Likeness.of(two)
        what = f"a {type(animation).__name__} of a {type(one).__name__} into a {type(two).__name__}"
        if before.texts != after.texts:
            texts = f"{_shown(before.texts)} into {_shown(after.texts)}"
            yield Finding("crumpled", f"{what} turns {texts}: let one go and the other come")
        elif before.pieces != after.pieces:
            counts = f"{sum(before.pieces)} closed pieces into {sum(after.pieces)}"
            yield Finding("crumpled", f"{what} turns {counts}: let one go and the other come")


def replacements(animations: Iterable[Animation]) -> Iterator[tuple[Mobject, Mobject]]:
    """What a play lets take the place of what on the scene."""
    for animation in single(animations):
        if not isinstance(animation, Transform) or animation.target_mobject is None:
            continue
        if animation.replace_mobject_with_target_in_scene:
            yield animation.mobject, animation.target_mobject


def is_drawn(mobject: Mobject) -> bool:
    """Whether any of it is painted at all."""
    return any(
        len(part.points) and max(part.get_fill_opacity(), part.get_stroke_opacity()) > FAINTEST
        for part in mobject.get_family()
        if isinstance(part, VMobject)
    )


def _shown(texts: tuple[str, ...]) -> str:
    return " ".join(map(repr, texts[:3])) + (" ..." if len(texts) > 3 else "") if texts else "a shape"
