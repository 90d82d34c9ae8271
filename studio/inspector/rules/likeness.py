"""Whether the picture of a noun shows that noun, and stands by the word that it says it stands for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import ManimColor

from model.trace import Trace
from scenes.kit.mobjects.picture import noun_of, parts_of
from studio.inspector.rules import retypeset
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.labels import is_word, token_of
from studio.inspector.seen.nouns import pictures_on
from studio.inspector.seen.outlines import Array
from studio.inspector.seen.stage import Item, Stage

SAME = 0.01  # largest difference of a channel between a colour and the picture's
REACH = 0.5  # Manim units between a picture and a word above or below it
BESIDE = 0.3  # and one that is level with it


def pictures(stage: Stage) -> Iterator[Finding]:
    """Pictures of another noun than the word that they stand for, and such as stand by another noun."""
    if not pictures_on(stage):
        return
    nouns = [(item, noun) for item in stage.texts if (noun := _said_by(item, stage.trace)) is not None]
    for item in pictures_on(stage):
        token = item.mobject.token  # type: ignore[attr-defined]
        noun = noun_of(token, stage.trace) if is_word(token, stage.trace) else None
        if noun is None:
            message = f"{item} stands for {token.origin}, where no such noun with a picture is"
            yield Finding("wrong picture", message, (item,))
        elif not _looks_like(item, noun, stage.trace):
            yield Finding("wrong picture", f"{item}, {token.origin}, does not look like one of {noun!r}", (item,))
        else:
            near = [(gap, word, other) for word, other in nouns if (gap := _gap(item.box, word.box)) is not None]
            _, word, other = min(near, key=lambda found: found[0], default=(0.0, item, noun))
            if other != noun:
                yield Finding("wrong picture", f"{item} stands by {word}, which is {other!r}", (item, word))


def _said_by(item: Item, trace: Trace) -> str | None:
    """The noun with a picture that a text is, if it says which word of the sentence it is."""
    token = token_of(item.mobject)
    return None if token is None else noun_of(token, trace)


def _looks_like(item: Item, noun: str, trace: Trace) -> bool:
    """Whether what can be seen of a picture has the outlines and the colours of a noun's picture."""
    parts = parts_of(trace.facts["pictures"][noun]["svg"])
    anew, drawn = retypeset.visible_part(item, parts)
    if len(anew) != len(drawn) or not retypeset.same([part.points for part in anew], drawn):
        return False
    colours = np.array([ManimColor(part.colour).to_rgb() for part in anew])
    return bool(np.abs(colours - np.array([leaf.fill[:3] for leaf in item.leaves])).max() <= SAME)


def _gap(picture: Array, word: Array) -> float | None:
    """How far a word is from a picture that stands above, below or beside it; None where it does not."""
    over = min(picture[2], word[2]) - max(picture[0], word[0])
    level = min(picture[3], word[3]) - max(picture[1], word[1])
    if over > 0 and -level <= REACH:
        return max(0.0, -float(level))
    if level > 0 and -over <= BESIDE:
        return max(0.0, -float(over))
    return None
