"""Fonts: registering the shipped faces with Pango, and glyph outlines and metrics read from them.

Every machine draws the same letters because the faces come from ``assets/fonts``, and Pango hears of no others and of
nobody's settings for fonts, which might put another face in their place. Fonts must be registered before the first
Pango text, which importing this module does.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, lru_cache
from unittest.mock import patch

import manimpango
import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from model.project import ASSETS
from scenes.kit.layout import pixels

FONTS = ASSETS / "fonts"
FACES = {
    "NORMAL": FONTS / "Inter-Regular.otf",
    "MEDIUM": FONTS / "Inter-Medium.otf",
    "SEMIBOLD": FONTS / "Inter-SemiBold.otf",
}
CODE_FACES = {
    "NORMAL": FONTS / "JetBrainsMono-Regular.ttf",
    "MEDIUM": FONTS / "JetBrainsMono-Medium.ttf",
}
SETTINGS = FONTS / "fonts.conf"
"""What Pango's library of fonts reads in place of the machine's and the user's settings."""
EM_PER_FONT_SIZE = 0.0138753255  # Manim units per point of Text(font_size=...); a test measures it again


def font_size(size: float) -> float:
    """Manim's ``font_size`` for letters of ``size`` pixels in a 1080-line frame."""
    return pixels(size) / EM_PER_FONT_SIZE


def register_fonts() -> None:
    """Make the shipped faces known to Pango; raises FileNotFoundError naming a missing file."""
    with patch.dict(os.environ, FONTCONFIG_FILE=str(SETTINGS)):  # read once; programs that we start have their own
        os.environ.pop("FONTCONFIG_SYSROOT", None)  # under which it would be looked for
        for path in (*FACES.values(), *CODE_FACES.values()):
            if not path.is_file():
                raise FileNotFoundError(f"{path} is missing; restore assets/fonts from the repository")
            manimpango.register_font(str(path))


register_fonts()


@dataclass(frozen=True)
class Glyph:
    """One glyph in em: cubic Bezier points in Manim's order, four a segment, and its advance."""

    points: NDArray[np.float64]
    advance: float


class _CubicPen(BasePen):  # type: ignore[misc]
    """Collects a glyph's outline as closed cubic segments."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.segments: list[tuple[tuple[float, float], ...]] = []
        self._start = (0.0, 0.0)

    def _moveTo(self, point: tuple[float, float]) -> None:
        self._start = point

    def _lineTo(self, point: tuple[float, float]) -> None:
        start, end = np.array(self._getCurrentPoint()), np.array(point)
        thirds = [tuple(start + (end - start) * part) for part in (0, 1 / 3, 2 / 3, 1)]
        self.segments.append(tuple(thirds))

    def _curveToOne(self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]) -> None:
        self.segments.append((self._getCurrentPoint(), first, second, end))

    def _closePath(self) -> None:
        if self._getCurrentPoint() != self._start:
            self._lineTo(self._start)


@cache
def face(weight: str = "NORMAL", code: bool = False) -> TTFont:
    """The opened font of a weight."""
    return TTFont((CODE_FACES if code else FACES)[weight], lazy=True)


@cache
def _tabular(weight: str) -> dict[str, str]:
    """Glyph names of figures and signs to those of equal width, from the font's ``tnum`` feature."""
    table = face(weight)["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    mapping: dict[str, str] = {}
    for index in sorted(lookups):
        for subtable in table.LookupList.Lookup[index].SubTable:
            mapping.update(getattr(getattr(subtable, "ExtSubTable", subtable), "mapping", {}))
    return mapping


TABULAR = frozenset("0123456789")


@cache
def glyph(character: str, weight: str = "NORMAL", code: bool = False) -> Glyph:
    """The outline of one character, figures on equal advances; KeyError when the face lacks it."""
    font = face(weight, code)
    name = font.getBestCmap()[ord(character)]
    if character in TABULAR and not code:
        name = _tabular(weight).get(name, name)
    glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
    pen = _CubicPen(glyphs)
    glyphs[name].draw(pen)
    points = np.array(pen.segments, dtype=float).reshape(-1, 2) / em
    flat = np.zeros((len(points), 3))
    flat[:, :2] = points
    return Glyph(flat, font["hmtx"][name][0] / em)


def is_in_face(character: str, weight: str = "NORMAL", code: bool = False) -> bool:
    """Whether the shipped face draws this character, and draws ink for it."""
    return ord(character) in face(weight, code).getBestCmap() and not character.isspace()


@lru_cache(maxsize=4096)
def ink_bottom(text: str, weight: str = "NORMAL", code: bool = False) -> float:
    """How far below the baseline the ink of ``text`` reaches, in em (0 or less)."""
    font = face(weight, code)
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    from fontTools.pens.boundsPen import BoundsPen

    lowest = []
    for character in text:
        if ord(character) in cmap and not character.isspace():
            pen = BoundsPen(glyphs)
            glyphs[cmap[ord(character)]].draw(pen)
            if pen.bounds:
                lowest.append(pen.bounds[1])
    return min(lowest, default=0.0) / font["head"].unitsPerEm
