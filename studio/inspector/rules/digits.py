"""Digits known by their outlines alone: in every shipped face and weight, as kit, Pango and TeX draw them."""

from __future__ import annotations

from functools import cache

import numpy as np
from manim import Text

from scenes.kit.mobjects.glyphs import CODE_FACES, FACES, glyph
from scenes.kit.theme import CODE_FACE, TEXT_FACE
from studio.inspector.rules import retypeset
from studio.inspector.seen.outlines import Array

DIGITS = "0123456789"
LEAST, MOST = 24, 400
"""Points: a rectangle has 16, and no digit has so few or so many as lie outside."""
SLIMMEST, WIDEST = 0.2, 0.95
"""Width of a digit over its height."""
KEPT = 1 << 16
_seen: dict[bytes, bool] = {}


def is_digit(points: Array) -> bool:
    """Whether an outline is a digit, wherever it stands, however large and however its curves are cut."""
    if not LEAST <= len(points) <= MOST:
        return False
    flat = points[:, :2]
    low = flat.min(axis=0)
    width, height = flat.max(axis=0) - low
    if not 0.0 < SLIMMEST * height <= width <= WIDEST * height:
        return False
    key = np.round((flat - low) / height * 200).astype(np.int16).tobytes()
    if key not in _seen:
        if len(_seen) >= KEPT:
            _seen.clear()
        _seen[key] = _compare(points)
    return _seen[key]


def _compare(points: Array) -> bool:
    path = _unit(retypeset.along_paths(points))
    known = _known().get(len(path))
    return known is not None and bool((np.abs(known - path).max(axis=1) < retypeset.EXACT).any())


@cache
def _known() -> dict[int, retypeset.Complex]:
    """Every digit as points along its paths, by their number: (digits, points)."""
    found: dict[int, list[retypeset.Complex]] = {}
    for points in _outlines():
        path = _unit(retypeset.along_paths(points))
        found.setdefault(len(path), []).append(path)
    return {count: np.array(paths) for count, paths in found.items()}


def _outlines() -> list[Array]:
    drawn = []
    for code, faces, name in ((False, FACES, TEXT_FACE), (True, CODE_FACES, CODE_FACE)):
        for weight in faces:
            drawn += [glyph(digit, weight, code).points for digit in DIGITS]
            set_by_pango = Text(
                DIGITS, font=name, weight=weight, warn_missing_font=False, disable_ligatures=True, use_svg_cache=True
            )
            drawn += [shape.points for shape in retypeset.outlines(set_by_pango)]
    return drawn


def _unit(path: retypeset.Complex) -> retypeset.Complex:
    """Points moved and scaled so that they begin at the lower left and are one high."""
    if not len(path):
        return path
    result: retypeset.Complex = (path - path.real.min() - 1j * path.imag.min()) / max(float(np.ptp(path.imag)), 1e-9)
    return result
