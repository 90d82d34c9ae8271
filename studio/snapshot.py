"""What is visible on the stage at one moment, as the inspector sees it: texts and shapes with their boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from manim import DecimalNumber, MathTex, Mobject, Polygram, Text, VMobject
from manim.mobject.text.tex_mobject import SingleStringMathTex
from numpy.typing import NDArray

from scenes.kit.mobjects.number import NumberText

FAINTEST = 0.04
"""Fainter than this counts as invisible."""
TEXTS = (NumberText, Text, SingleStringMathTex, MathTex, DecimalNumber)


@dataclass(frozen=True, eq=False)
class Item:
    """One visible thing: a whole text (word, number, formula) or a single shape, with its outlines in draw order."""

    mobject: Mobject
    leaves: tuple[VMobject, ...]
    order: int
    in_bands: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is to be read."""
        return isinstance(self.mobject, TEXTS)

    @cached_property
    def boxes(self) -> NDArray[np.float64]:
        """Left, bottom, right, top of each outline, in Manim units: (outlines, 4)."""
        return np.array([box_of(leaf) for leaf in self.leaves])

    @cached_property
    def box(self) -> NDArray[np.float64]:
        """Left, bottom, right, top of the whole."""
        return np.concatenate([self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)])

    @cached_property
    def opacity(self) -> float:
        """The strongest opacity of its outlines."""
        return max(visibility(leaf) for leaf in self.leaves)

    @property
    def text(self) -> str:
        """What it says, as far as it is known."""
        mobject = self.mobject
        for name in ("text", "tex_string", "original_text"):
            text = getattr(mobject, name, None)
            if isinstance(text, str):
                return text
        if isinstance(mobject, DecimalNumber):
            return str(mobject.get_value())
        return ""

    def __str__(self) -> str:
        name = type(self.mobject).__name__
        return f"{name} {self.text!r}" if self.is_text else name


def box_of(leaf: VMobject) -> NDArray[np.float64]:
    """Left, bottom, right, top of an outline, half its stroke included."""
    points = leaf.points
    # Handles of curves lie outside what is drawn; the drawn curve's own extent is near enough from points on it.
    if len(points) % 4 == 0 and len(points) <= 4000:
        curves = points.reshape(-1, 4, 3)[:, :, :2]
        t = np.linspace(0, 1, 5)[:, None, None]
        a, b, c, d = (curves[:, k] for k in range(4))
        points = ((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d).reshape(-1, 2)
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    stroke = leaf.get_stroke_width() * 0.005 if leaf.get_stroke_opacity() > FAINTEST else 0.0
    return np.concatenate([low - stroke, high + stroke])


def visibility(leaf: VMobject) -> float:
    """The opacity of what is seen of an outline: its fill's or its stroke's, whichever is stronger."""
    fill = float(leaf.get_fill_opacity())
    stroke = float(leaf.get_stroke_opacity()) if leaf.get_stroke_width() > 0 else 0.0
    return max(fill, stroke)


def visible_items(mobjects: list[Mobject], bands: Mobject) -> list[Item]:
    """Everything that can be seen, in the order it is drawn; what an opaque plate covers is left out."""
    items = [item for mobject in mobjects for item in _items(mobject, mobject is bands)]
    items.sort(key=lambda item: item.order)
    numbered = [Item(item.mobject, item.leaves, place, item.in_bands) for place, item in enumerate(items)]
    plates = [item for item in numbered if _is_plate(item)]
    return [item for item in numbered if not any(_covers(plate, item) for plate in plates)]


def _items(mobject: Mobject, in_bands: bool) -> Iterator[Item]:
    if isinstance(mobject, TEXTS):
        family = mobject.family_members_with_points()
        leaves = tuple(leaf for leaf in family if isinstance(leaf, VMobject) and _seen(leaf))
        if leaves:
            yield Item(mobject, leaves, int(mobject.z_index), in_bands)
        return
    if isinstance(mobject, VMobject) and _seen(mobject):
        yield Item(mobject, (mobject,), int(mobject.z_index), in_bands)
    for part in mobject.submobjects:
        yield from _items(part, in_bands)


def _seen(leaf: VMobject) -> bool:
    return len(leaf.points) > 0 and visibility(leaf) > FAINTEST


def _is_plate(item: Item) -> bool:
    leaf = item.leaves[0]
    return bool(not item.is_text and isinstance(leaf, Polygram) and leaf.get_fill_opacity() > 0.98)


def _covers(plate: Item, item: Item) -> bool:
    if plate.order <= item.order:
        return False
    return bool((plate.box[:2] <= item.box[:2]).all() and (plate.box[2:] >= item.box[2:]).all())
