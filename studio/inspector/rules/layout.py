"""Where things stand: outside the frame, in the caption band, text over text, text too small, too many numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Text
from manim.mobject.text.tex_mobject import SingleStringMathTex
from numpy.typing import NDArray

from scenes.kit.layout import CAPTION_HEIGHT, FRAME_HEIGHT, FRAME_WIDTH, PIXELS_PER_UNIT
from scenes.kit.mobjects.code import CodeLine
from scenes.kit.mobjects.formula import CAP_PER_FONT_SIZE
from scenes.kit.mobjects.glyphs import EM_PER_FONT_SIZE
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import LIVE, Item, Stage

TOLERANCE = 0.01  # Manim units: a little more than a pixel at 1080p
OVERLAP = 0.03
SMALLEST = 22.0  # pixels at 1080p
MOST_DIGITS = 60


def outside(stage: Stage) -> Iterator[Finding]:
    """Things that reach over an edge of the frame."""
    right, top = FRAME_WIDTH / 2 + TOLERANCE, FRAME_HEIGHT / 2 + TOLERANCE
    limits, sign = np.array([-right, -top, right, top]), np.array([-1, -1, 1, 1])
    over = (np.array([item.box for item in stage.items]).reshape(-1, 4) - limits) * sign
    for place in np.flatnonzero(over.max(axis=1, initial=0.0) > 0):
        item, worst = stage.items[int(place)], over[place]
        side = ("left", "lower", "right", "upper")[int(worst.argmax())]
        yield Finding("outside", f"{item} is {worst.max():.2f} units over the {side} edge of the frame", (item,))


def in_caption_band(stage: Stage) -> Iterator[Finding]:
    """Things that reach into the band that captions own."""
    edge = -FRAME_HEIGHT / 2 + CAPTION_HEIGHT
    for item in stage.items:
        depth = edge - item.box[1]
        if depth > TOLERANCE and item.box[1] > -FRAME_HEIGHT / 2 - TOLERANCE:
            yield Finding("caption band", f"{item} reaches {depth:.2f} units into the caption band", (item,))


def text_over_text(stage: Stage) -> Iterator[Finding]:
    """Two texts whose outlines overlap; within a play, only those that are not on their way in or out."""
    texts = stage.settled(stage.texts)
    for first, second in near(texts, texts):
        if id(first) >= id(second):
            continue
        if first.text == second.text and np.abs(first.box - second.box).max() < TOLERANCE:
            continue  # the same text twice in the same place is one text to the eye
        if any(_overlap(box, other) for box in first.boxes for other in second.boxes):
            one, two = sorted((first, second), key=lambda item: item.leaves[-1].order)
            yield Finding("text over text", f"{one} and {two} overlap", (one, two))


def near(items: Sequence[Item], others: Sequence[Item]) -> list[tuple[Item, Item]]:
    """The pairs of different things whose boxes touch."""
    if not items or not others:
        return []
    left, bottom, right, top = np.array([item.box for item in items]).T[:, :, None]  # (M, 1) each
    boxes = np.array([item.box for item in others]).T  # (4, N)
    meets = (left <= boxes[2]) & (right >= boxes[0]) & (bottom <= boxes[3]) & (top >= boxes[1])  # (M, N)
    pairs = np.argwhere(meets)
    return [(items[i], others[j]) for i, j in pairs if items[i] is not others[j]]


def _overlap(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    across = min(first[2], second[2]) - max(first[0], second[0])
    up = min(first[3], second[3]) - max(first[1], second[1])
    return bool(across > OVERLAP and up > OVERLAP)


def too_small(stage: Stage) -> Iterator[Finding]:
    """Text that cannot be read from the back of a room."""
    for item in stage.texts:
        size = type_size(item)
        if size is not None and size < SMALLEST - 0.5:
            yield Finding("too small", f"{item} is set in {size:.0f} px at 1080p, less than {SMALLEST:.0f}", (item,))


def type_size(item: Item) -> float | None:
    """The size of a text's letters as drawn, in pixels of a 1080-line frame; None when it cannot be told."""
    mobject = item.mobject
    if isinstance(mobject, NumberText):
        heights = [box[3] - box[1] for box in item.boxes]
        # Figures are as high as capitals; round ones overshoot them by three per cent at most.
        return max(heights) / CAP_HEIGHT * PIXELS_PER_UNIT if heights else None
    if isinstance(mobject, Words):
        return mobject.drawn_size
    if isinstance(mobject, CodeLine):
        return mobject.drawn_size
    if isinstance(mobject, Text):
        return float(mobject.font_size) * EM_PER_FONT_SIZE * PIXELS_PER_UNIT
    if isinstance(mobject, SingleStringMathTex):
        return float(mobject.font_size) * CAP_PER_FONT_SIZE / CAP_HEIGHT * PIXELS_PER_UNIT
    return None


def too_many_digits(stage: Stage) -> Iterator[Finding]:
    """More numbers at once than anybody reads."""
    live = [item for item in stage.texts if isinstance(item.mobject, NumberText) and item.opacity >= LIVE]
    if len(live) > MOST_DIGITS:
        yield Finding("too many digits", f"{len(live)} numbers at once, more than {MOST_DIGITS}")
