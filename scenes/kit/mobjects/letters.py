"""The letters of a text as Pango sets them: each text is set once, and its outlines are remembered.

Setting a text takes some ten milliseconds: Pango writes an SVG file, which is parsed and made into mobjects. A clip
says the same words again and again, so the finished outlines are kept, and a text is put together from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from manim import Text, VGroup, VMobject
from manim.mobject.text.text_mobject import DEFAULT_LINE_SPACING_SCALE
from numpy.typing import NDArray

from scenes.kit.mobjects import glyphs as glyphs  # registers the faces that texts are set in

SAMPLE = "o o"
"""A text with a letter and a space, from which others are made."""


@dataclass(frozen=True)
class Style:
    """How a text is set: the faces that are asked for in turn, Manim's font size, and NORMAL, MEDIUM or SEMIBOLD."""

    font: str
    size: float
    weight: str

    def set(self, text: str) -> Text:
        """The text, set by Manim in the middle of the frame."""
        return Text(
            text,
            font=self.font,
            warn_missing_font=False,  # the shipped faces are registered, which Manim does not see at once
            font_size=self.size,
            weight=self.weight,
            disable_ligatures=True,
        )


Outlines = tuple[NDArray[np.float64], ...]
"""The points of each character of a text, in Manim units around the middle of the text; (P, 3) each."""


def set_outlines(text: str, style: Style) -> Outlines:
    """The outlines of a text's characters, set by Manim; the studio looks among those that it has kept first."""
    return tuple(character.points for character in style.set(text)) if text else ()  # Manim gives "" a character


def compose(words: Text, text: str, style: Style) -> None:
    """Make ``words``, a mobject without attributes, what ``style.set(text)`` is."""
    blank, letter, space = _sample()
    vars(words).update(vars(blank.copy()), name=type(words).__name__)
    characters: list[VMobject] = []
    for character, points in zip(text, _outlines(text, style), strict=True):
        part = (space if character.isspace() else letter).copy()
        part.points = points.copy()
        characters.append(part)
    words.submobjects = [*characters]
    words.chars = VGroup(*characters)
    words.original_text, words.text = text, "".join(text.split())
    words.font, words.weight, words._font_size = style.font, style.weight, style.size
    words.line_spacing = style.size + style.size * DEFAULT_LINE_SPACING_SCALE
    words.initial_height = words.height


@lru_cache(maxsize=4096)
def _outlines(text: str, style: Style) -> Outlines:
    return set_outlines(text, style)


@cache
def _sample() -> tuple[Text, VMobject, VMobject]:
    """A text without characters, a letter and a space, as Manim makes them."""
    blank = Style("", 20.0, "NORMAL").set(SAMPLE)
    letter, space, _ = blank
    blank.submobjects, blank.chars, blank.file_name, blank.id_to_vgroup_dict = [], VGroup(), None, {}
    del letter.path_obj  # the SVG path that this letter, and no other, is made of
    return blank, letter, space
