"""Whether one thing is what a line is about: it is there, it is large, and at most two others stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

import numpy as np
from manim import Mobject

from studio.inspector.rules.findings import Finding
from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import Stage
from studio.inspector.staging.frame import AREA, HEIGHT, WIDTH, area, bounds, live_boxes, meet

TALL, WIDE = 1 / 2, 2 / 3
"""Parts of the stage's height and width; a hero fills one of them."""
SLACK = 0.02
MOST_HELPERS = 2
LARGE = 0.1  # of the stage: smaller things are labels and marks


Replacement = tuple[Mobject, Mobject]
"""What stood on the scene, and what has taken its place there."""


def hero_findings(
    stage: Stage, hero: Mobject | None, line: str, replaced: Iterable[Replacement] = ()
) -> Iterator[Finding]:
    """What is wrong with a line's hero as the line ends.

    Args:
        stage: what is to be seen then.
        hero: what the scene says it is.
        line: what was said.
        replaced: what took the place of what so far, in order; what took the place of a part of the hero is part of it.
    """
    if hero is None:
        yield Finding("no hero", f"nothing is said to be the hero (self.hero = ...) of the line {line!r}")
        return
    name = type(hero).__name__
    family = ids_of(hero)
    for old, new in replaced:
        if not family.isdisjoint(ids_of(old)):
            family |= ids_of(new)
    boxes = live_boxes(stage)
    box = bounds(seen for drawn, seen in boxes.items() if drawn in family)
    if box is None:
        yield Finding("no hero", f"the hero, a {name}, is not to be seen at the end of the line {line!r}")
        return
    wide, tall = float(box[2] - box[0]) / WIDTH, float(box[3] - box[1]) / HEIGHT
    if tall < TALL - SLACK and wide < WIDE - SLACK:
        message = f"the hero, a {name}, fills {tall:.0%} of the stage's height and {wide:.0%} of its width"
        yield Finding("no hero", f"{message} at the end of the line {line!r}")
    helpers = others_beside(stage.mobjects, boxes, family, box)
    if len(helpers) > MOST_HELPERS:
        message = f"{len(helpers)} large things stand beside the hero, a {name}, at the end of the line {line!r}"
        yield Finding("two heroes", f"{message}: at most {MOST_HELPERS}")


def ids_of(mobject: Mobject) -> set[int]:
    """The identities of a mobject and its parts."""
    return {id(part) for part in mobject.get_family()}


def others_beside(mobjects: Iterable[Mobject], boxes: Mapping[int, Array], hero: Set[int], box: Array) -> list[Array]:
    """The boxes of what else is large, away from the hero's box; what overlaps is taken for one thing.

    What is added to the scene in one piece is one thing, unless the hero is a part of it.

    Args:
        mobjects: what the scene shows.
        boxes: of what is to be seen of it, by identity.
        hero: the identities of the hero's parts.
        box: the hero's.
    """
    others = []
    for group in _apart(mobjects, hero):
        seen = bounds(boxes[id(part)] for part in group.get_family() if id(part) in boxes)
        if seen is not None:
            others.append(seen)
    return [other for other in join(others) if area(other) > LARGE * AREA and not meet(other, box)]


def _apart(mobjects: Iterable[Mobject], hero: Set[int]) -> Iterator[Mobject]:
    """What the scene shows in pieces that hold nothing of the hero."""
    for mobject in mobjects:
        if id(mobject) in hero:
            continue
        if any(id(member) in hero for member in mobject.get_family()):
            yield from _apart(mobject.submobjects, hero)
        else:
            yield mobject


def join(boxes: list[Array]) -> list[Array]:
    """Boxes, those that overlap joined to one, until none do."""
    joined: list[Array] = []
    for box in boxes:
        while touching := [other for other in joined if meet(other, box)]:
            joined = [other for other in joined if not any(other is one for one in touching)]
            every = np.array([box, *touching])
            box = np.concatenate([every[:, :2].min(axis=0), every[:, 2:].max(axis=0)])
        joined.append(box)
    return joined
