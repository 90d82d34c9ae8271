"""What spoils a frame: rules about layout that look at one moment of the stage, computed from the outlines drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from manim import Text
from manim.mobject.text.tex_mobject import SingleStringMathTex
from numpy.typing import NDArray

from scenes.kit.layout import CAPTION_HEIGHT, FRAME_HEIGHT, FRAME_WIDTH, PIXELS_PER_UNIT
from scenes.kit.mobjects.formula import CAP_PER_FONT_SIZE
from scenes.kit.mobjects.glyphs import EM_PER_FONT_SIZE
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.words import Words
from studio.snapshot import Item

TOLERANCE = 0.01  # Manim units: a little more than a pixel at 1080p
OVERLAP = 0.03
SMALLEST = 22.0  # pixels at 1080p
MOST_DIGITS = 60
LIVE = 0.5
"""A number fainter than this is in the background and does not count as live."""


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that a rule complains about, and the boxes it concerns, in Manim units."""

    rule: str
    message: str
    boxes: tuple[NDArray[np.float64], ...] = ()


def layout_findings(items: list[Item]) -> Iterator[Finding]:
    """All layout rules on what is visible at one moment."""
    yield from _outside(items)
    yield from _in_caption_band(items)
    yield from _text_over_text(items)
    yield from _too_small(items)
    yield from _too_many_digits(items)


def _outside(items: list[Item]) -> Iterator[Finding]:
    right, top = FRAME_WIDTH / 2 + TOLERANCE, FRAME_HEIGHT / 2 + TOLERANCE
    limits = np.array([-right, -top, right, top])
    for item in items:
        over = (item.box - limits) * np.array([-1, -1, 1, 1])
        if over.max() > 0:
            side = ("left", "lower", "right", "upper")[int(over.argmax())]
            yield Finding("outside", f"{item} is {over.max():.2f} units over the {side} edge of the frame", (item.box,))


def _in_caption_band(items: list[Item]) -> Iterator[Finding]:
    edge = -FRAME_HEIGHT / 2 + CAPTION_HEIGHT
    for item in items:
        depth = edge - item.box[1]
        if depth > TOLERANCE and item.box[1] > -FRAME_HEIGHT / 2 - TOLERANCE:
            yield Finding("caption band", f"{item} reaches {depth:.2f} units into the caption band", (item.box,))


def _text_over_text(items: list[Item]) -> Iterator[Finding]:
    texts = [item for item in items if item.is_text]
    for place, first in enumerate(texts):
        for second in texts[place + 1 :]:
            if not _overlap(first.box, second.box):
                continue
            if first.text == second.text and np.abs(first.box - second.box).max() < TOLERANCE:
                continue  # the same text twice in the same place is one text to the eye
            if any(_overlap(box, other) for box in first.boxes for other in second.boxes):
                yield Finding("text over text", f"{first} and {second} overlap", (first.box, second.box))


def _overlap(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    across = min(first[2], second[2]) - max(first[0], second[0])
    up = min(first[3], second[3]) - max(first[1], second[1])
    return bool(across > OVERLAP and up > OVERLAP)


def _too_small(items: list[Item]) -> Iterator[Finding]:
    for item in items:
        size = type_size(item) if item.is_text else None
        if size is not None and size < SMALLEST - 0.5:
            yield Finding(
                "too small", f"{item} is set in {size:.0f} px at 1080p, less than {SMALLEST:.0f}", (item.box,)
            )


def type_size(item: Item) -> float | None:
    """The size of a text's letters as drawn, in pixels of a 1080-line frame; None when it cannot be told."""
    mobject = item.mobject
    if isinstance(mobject, NumberText):
        heights = [box[3] - box[1] for box in item.boxes]
        # Figures are as high as capitals; round ones overshoot them by three per cent at most.
        return max(heights) / CAP_HEIGHT * PIXELS_PER_UNIT if heights else None
    if isinstance(mobject, Words):
        return mobject.drawn_size
    if isinstance(mobject, Text):
        return float(mobject.font_size) * EM_PER_FONT_SIZE * PIXELS_PER_UNIT
    if isinstance(mobject, SingleStringMathTex):
        return float(mobject.font_size) * CAP_PER_FONT_SIZE / CAP_HEIGHT * PIXELS_PER_UNIT
    return None


def _too_many_digits(items: list[Item]) -> Iterator[Finding]:
    live = [item for item in items if isinstance(item.mobject, NumberText) and item.opacity >= LIVE]
    if len(live) > MOST_DIGITS:
        yield Finding("too many digits", f"{len(live)} numbers at once, more than {MOST_DIGITS}")
