"""A noun's picture: filled outlines in their own flat colours, which claim to be those of one word of the sentence."""

from __future__ import annotations

import io
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import svgelements as se  # type: ignore[import-untyped]
from manim import ManimColor, Mobject, VGroup, VMobject, VMobjectFromSVGPath
from numpy.typing import NDArray

from model.tokens import Token
from model.trace import Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words

HERO = 112  # pixels of the longer side, above a word of a row that is the subject
SMALL = 48  # in a chip, and at the head of a column
AIR = 12  # pixels between a picture and the tallest letters below it
ASCENDER = 0.76  # of the em: how high b and d reach
ENGLISH, FRENCH = ("source", "source_vocabulary"), ("target", "target_vocabulary", "decoder_rows", "reference")


class Part(NamedTuple):
    """One filled outline: Manim's points (4 curves, 3) in a box with its longer side 1, a colour and an opacity."""

    points: NDArray[np.float64]
    colour: str
    opacity: float


@cache
def parts_of(svg: str) -> tuple[Part, ...]:
    """The outlines of a picture, an SVG text of shapes and flat fills, about the origin, in the order of painting."""
    parts = []
    for element in se.SVG.parse(io.StringIO(svg)).elements():
        if isinstance(element, se.Shape) and element.fill.value is not None:
            points = VMobjectFromSVGPath(abs(se.Path(element))).points * np.array([1.0, -1.0, 1.0])  # y points upwards
            opacity = float(element.values.get("fill-opacity", 1.0))
            if len(points):
                parts.append(Part(points, str(element.fill.hexrgb), opacity))
    corners = np.concatenate([part.points for part in parts])
    low, high = corners.min(axis=0), corners.max(axis=0)
    scale = 1.0 / float(max((high - low).max(), 1e-9))
    return tuple(Part((points - (low + high) / 2) * scale, colour, opacity) for points, colour, opacity in parts)


def noun_of(word: str, trace: Trace) -> str | None:
    """The English noun of the grammar that a word is, in either language, if the grammar has a picture for it."""
    pictures = trace.facts.get("pictures", {})
    kind = word.of.rpartition(".")[2].rpartition("/")[2] if isinstance(word, Token) else ""
    if kind not in FRENCH and word in pictures:
        return str(word)
    if kind in ENGLISH:
        return None
    return next((noun for noun, known in pictures.items() if known["french"] == word), None)


class Picture(VGroup):
    """The picture of a word of the sentence, its longer side ``size`` pixels of a 1080-line frame.

    It claims to stand for that word: the inspector compares the outlines with the grammar's picture of the noun, and a
    noun that stands right above, below or beside it with the word. KeyError for a word that has no picture; where that
    may be, ask ``picture_of``.
    """

    def __init__(self, token: Token, trace: Trace, *, size: float = HERO) -> None:
        noun = noun_of(token, trace)
        if noun is None:
            raise KeyError(f"the grammar has no picture of {token!r}")
        super().__init__()
        self.token = token
        for points, colour, opacity in parts_of(trace.facts["pictures"][noun]["svg"]):
            part = VMobject(stroke_width=0, fill_color=ManimColor(colour), fill_opacity=opacity)
            self.add(part.set_points(points * pixels(size)))

    def above(self, word: Words) -> Picture:
        """Stand centred on a word, clear of its tallest letters, at one height over all words of a row."""
        low = word.baseline + ASCENDER * pixels(word.drawn_size) + pixels(AIR)
        self.shift(np.array([word.get_center()[0] - self.get_center()[0], low - self.get_bottom()[1], 0.0]))
        return self

    def hand_over(self, other: Picture) -> None:
        """Stand for the word of ``other``, whose shape this picture now has."""
        self.token = other.token

    def become(self, mobject: Mobject, **how: bool) -> Picture:
        """Take another's shape, and its word if it is a picture."""
        super().become(mobject, **how)
        if isinstance(mobject, Picture):
            self.hand_over(mobject)
        return self


def picture_of(token: Token, trace: Trace, **how: Any) -> Picture | None:
    """The picture of a word of one of the trace's lists; None when it is no noun, or a noun without a picture.

    >>> cat = picture_of(trace.source[2], trace)
    """
    return None if noun_of(token, trace) is None else Picture(token, trace, **how)
