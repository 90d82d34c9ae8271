"""Whether outlines on the stage are those of a text set anew, wherever they stand and however large they are.

Outlines are compared as complex numbers: moving, scaling and slanting a text is one multiplication and one addition,
which is solved for; what remains is how far the shapes differ. A Transform cuts curves into more pieces without
changing what is seen, so outlines of different numbers of points are compared at even distances along their paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from manim import Mobject, Text, VMobject
from numpy.typing import NDArray

from scenes.kit.mobjects.glyphs import glyph
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from studio.inspector.seen.outlines import Array, flatten
from studio.inspector.seen.stage import Item

Complex = NDArray[np.complex128]
Glyphs = tuple[Array, ...]
"""The points of each of several outlines."""
EXACT, NEAR = 0.02, 0.05
"""How far outlines may differ, in heights of the text: point by point, and at even distances along their paths."""
SAMPLES = 32
"""Points along a path."""
KEPT = 1 << 15
Thing = TypeVar("Thing")


def same(anew: Sequence[Array], drawn: Sequence[Array]) -> bool:
    """Whether outlines, one by one, are the same up to place, size and slant; upside down is not the same."""
    if len(anew) != len(drawn):
        return False
    if all(one.shape == two.shape for one, two in zip(anew, drawn, strict=True)):
        first, second = (np.concatenate([_complex(points) for points in glyphs]) for glyphs in (anew, drawn))
        if _difference(first, second) < EXACT:
            return True
    paths = [(along_paths(one), along_paths(two)) for one, two in zip(anew, drawn, strict=True)]
    if any(len(one) != len(two) for one, two in paths):
        return False
    return _difference(*(np.concatenate([pair[i] for pair in paths]) for i in (0, 1))) < NEAR


_compared: dict[tuple[int, int], tuple[Glyphs, bool]] = {}


def looks_like(item: Item, again: Glyphs) -> bool:
    """Whether what can be seen of a text is what was set anew; most texts rest, so outcomes are remembered."""
    key = (id(again), hash(b"".join(leaf.shape.points.tobytes() for leaf in item.leaves)))
    known = _compared.get(key)
    if known is None or known[0] is not again:
        if len(_compared) >= KEPT:
            _compared.clear()
        known = _compared[key] = (again, same(*visible_part(item, again)))
    return known[1]


def visible_part(item: Item, anew: Sequence[Thing], mobject: Mobject | None = None) -> tuple[list[Thing], list[Array]]:
    """Of what was set anew that which can be seen now, and the outlines seen; where the counts differ, all and them.

    Args:
        item: what is on the stage, perhaps partly hidden.
        anew: the outlines of the whole text, or whatever stands for each of them.
        mobject: the whole text, the item's own by default.
    """
    drawn = [leaf.shape for leaf in item.leaves]
    if len(drawn) != len(anew):
        family = [id(shape) for shape in outlines(mobject or item.mobject)]
        if len(family) == len(anew):
            seen = {id(shape) for shape in drawn}
            anew = [part for part, shape in zip(anew, family, strict=True) if shape in seen]
    return list(anew), [shape.points for shape in drawn]


def outlines(mobject: Mobject) -> list[VMobject]:
    """The parts of a family that have curves, in its order."""
    return [part for part in mobject.family_members_with_points() if len(part.points) >= 4]


# -- setting anew -------------------------------------------------------------------------------------------------


def number(mobject: NumberText) -> Glyphs:
    """The outlines of a number's text."""
    return _number(mobject.text, mobject.weight_name)


@lru_cache(maxsize=4096)
def _number(text: str, weight: str) -> Glyphs:
    return tuple(_in_a_row(text, weight))


def _in_a_row(text: str, weight: str, *, code: bool = False) -> Iterator[Array]:
    """The outlines of characters on their advances, in em."""
    pen = 0.0
    for character in text:
        letter = glyph(character, weight, code)
        if len(letter.points):
            yield letter.points + np.array([pen, 0.0, 0.0])
        pen += letter.advance


_words: dict[tuple[object, ...], Glyphs] = {}


def words(mobject: Text, theme: Theme) -> Glyphs:
    """The outlines of words, set from what they say of themselves."""
    if not isinstance(mobject, Words):
        how = {name: getattr(mobject, name) for name in ("font", "weight", "slant", "t2f", "t2s", "t2w")}
        plain = Text(mobject.original_text, warn_missing_font=False, disable_ligatures=mobject.disable_ligatures, **how)
        return tuple(shape.points for shape in outlines(plain))
    key = (mobject.original_text, mobject.size, mobject.weight, mobject.is_code)
    if key not in _words:
        text, size, weight, code = key
        again = Words(text, theme, size=size, color=mobject.shade, weight=weight, code=code)  # Manim knows this file
        _words[key] = tuple(shape.points for shape in outlines(again))
    return _words[key]


@lru_cache(maxsize=1024)
def code(text: str) -> Array:
    """The outline of a line of code, all its characters one after the other."""
    return np.concatenate([np.zeros((0, 3)), *_in_a_row(text, "NORMAL", code=True)])


# -- geometry -----------------------------------------------------------------------------------------------------


def _complex(points: Array) -> Complex:
    result: Complex = points[:, 0] + 1j * points[:, 1]
    return result


def _difference(anew: Complex, drawn: Complex) -> float:
    """The largest distance that is left once the text is moved, scaled and slanted, in heights of the text."""
    one, two = anew - anew.mean(), drawn - drawn.mean()
    full = float(np.vdot(one, one).real)
    if not full:
        return 0.0
    turn = np.vdot(one, two) / full
    if not turn.real > -0.01 * abs(turn):  # a 9 is a 6 upside down; a name of an axis may run upwards
        return float("inf")
    rest = float(np.abs(two - turn * one).max())
    return rest / (float(abs(turn)) * max(float(np.ptp(one.imag)), 0.1 * float(np.ptp(one.real)), 1e-9))


def along_paths(points: Array) -> Complex:
    """Points at even distances along each path of an outline, however its curves are cut; empty paths are left out."""
    curves = flatten(points)
    if not len(curves):
        return np.zeros(0, dtype=complex)
    line = curves[..., 0] + 1j * curves[..., 1]  # (C, STEPS + 1)
    size = max(float(np.ptp(line.real)), float(np.ptp(line.imag)), 1e-9)
    starts = np.flatnonzero(np.abs(line[1:, 0] - line[:-1, -1]) > 1e-4 * size) + 1
    found = []
    for path in np.split(line, starts):
        ring = np.concatenate([path[:1, 0], path[:, 1:].ravel()])
        length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(ring)))])
        if length[-1] > 1e-3 * size:
            at = np.linspace(0.0, length[-1], SAMPLES, endpoint=False)
            found.append(np.interp(at, length, ring.real) + 1j * np.interp(at, length, ring.imag))
    return np.concatenate(found) if found else np.zeros(0, dtype=complex)
