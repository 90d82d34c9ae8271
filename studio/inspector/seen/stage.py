"""What is visible at one moment, as the inspector sees it: every outline in the order it is drawn, and the things
that outlines belong to, texts (a word, a number, a formula) or single shapes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from manim import DecimalNumber, ImageMobject, MarkupText, MathTex, Mobject, Text, VMobject
from manim.mobject.text.tex_mobject import MathTexPart, SingleStringMathTex
from numpy.typing import NDArray

from model.trace import Trace
from scenes.kit.counts import Ordinal
from scenes.kit.mobjects.code import CodeLine
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import Picture
from scenes.kit.theme import Theme
from studio.inspector.seen.leaves import Leaf, drawn
from studio.inspector.seen.outlines import Array, within

LIVE = 0.5
"""Fainter than this is in the background, or on its way in or out."""
HAIR = 0.02
"""Manim units; a fill as thin as this is a line."""
TEXTS = (NumberText, CodeLine, Text, MarkupText, SingleStringMathTex, MathTex, MathTexPart, DecimalNumber)


@dataclass(frozen=True, eq=False)
class Item:
    """One visible thing: a whole text or a single shape, with those of its outlines that can be seen."""

    mobject: Mobject
    leaves: tuple[Leaf, ...]
    owner: Mobject | None = None
    """The nearest mobject round it that is more than a group, such as a Heatmap."""
    in_bands: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is to be read."""
        return _reads(type(self.mobject))

    @cached_property
    def boxes(self) -> Array:
        """Left, bottom, right, top of each outline, in Manim units: (outlines, 4)."""
        return np.array([leaf.box for leaf in self.leaves])  # (L, 4)

    @cached_property
    def box(self) -> Array:
        """Left, bottom, right, top of the whole."""
        if len(self.leaves) == 1:
            return self.leaves[0].box
        return np.concatenate([self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)])

    @cached_property
    def opacity(self) -> float:
        """The strongest opacity of its outlines."""
        return max(leaf.opacity for leaf in self.leaves)

    @property
    def text(self) -> str:
        """What it says, as far as it is known."""
        for name in ("original_text", "text", "tex_string"):  # Manim's texts forget their spaces
            text = getattr(self.mobject, name, None)
            if isinstance(text, str):
                return text
        if isinstance(self.mobject, DecimalNumber):
            return str(self.mobject.get_value())
        return ""

    def __str__(self) -> str:
        if isinstance(self.mobject, Picture):
            return f"the picture of {str(self.mobject.token)!r}"
        name = type(self.mobject).__name__
        within = f" in {type(self.owner).__name__}" if self.owner is not None else ""
        return f"{name} {self.text!r}{within}" if self.is_text else f"{name}{within}"


@dataclass(frozen=True, eq=False)
class Stage:
    """Everything that can be seen at one moment.

    Attributes:
        items: texts and shapes, each with its visible outlines.
        leaves: all visible outlines in the order they are drawn.
        mobjects: what the scene shows, whole families, seen or not.
        time: seconds from the clip's start.
        morphing: within a play, the identities of mobjects that are turning into others, neither one nor the other;
            None at its end, when nothing moves.
        read: the texts of all numbers seen since the present line of narration began.
        said: what stands on the stage and what its texts say, at this moment.
        counted: the numbers of a row that were seen so far: of what, and which.
    """

    items: Sequence[Item]
    leaves: Sequence[Leaf]
    mobjects: Sequence[Mobject]
    trace: Trace
    theme: Theme
    time: float = 0.0
    morphing: frozenset[int] | None = None
    read: Set[str] = frozenset()
    said: tuple[object, ...] = ()
    counted: Set[tuple[str, int]] = frozenset()

    @cached_property
    def texts(self) -> list[Item]:
        """What is to be read."""
        return [item for item in self.items if item.is_text]

    @cached_property
    def shapes(self) -> list[Item]:
        """What is not text."""
        return [item for item in self.items if not item.is_text]

    @cached_property
    def grounds(self) -> list[Leaf]:
        """Outlines that may lie behind something: no text, and nothing as thin as a line."""
        return [item.leaves[0] for item in self.shapes if item.leaves[0].thickness > HAIR]

    def of_kind(self, kind: Any) -> list[Any]:
        """The mobjects of the families, seen or not, whose class is of a kind, each once; parts of texts left out."""
        return [mobject for cls, found in self._families.items() if _is(cls, kind) for mobject in found.values()]

    @cached_property
    def _families(self) -> dict[type, dict[int, Mobject]]:
        """All mobjects of the families by their class and identity."""
        families: dict[type, dict[int, Mobject]] = {}
        left = list(self.mobjects)
        while left:
            mobject = left.pop()
            families.setdefault(type(mobject), {})[id(mobject)] = mobject
            if not _reads(type(mobject)):
                left += mobject.submobjects
        return families

    def is_like(self, other: Stage) -> bool:
        """Whether nothing has changed: the same things say the same, in the same outlines, paint and order."""
        if len(self.leaves) != len(other.leaves) or self.said != other.said:
            return False
        return all(
            one.shape is two.shape
            and np.array_equal(one.outline, two.outline)
            and np.array_equal(one.fill, two.fill)
            and np.array_equal(one.stroke, two.stroke)
            for one, two in zip(self.leaves, other.leaves, strict=True)
        )

    def settled(self, items: Sequence[Item]) -> list[Item]:
        """Those of some things that are what they are: not turning into others, nor half gone within a play."""
        if self.morphing is None:
            return list(items)
        return [item for item in items if item.opacity >= LIVE and not self._is_morphing(item)]

    def _is_morphing(self, item: Item) -> bool:
        turning = self.morphing or frozenset()
        return id(item.mobject) in turning or any(id(leaf.shape) in turning for leaf in item.leaves)

    @cached_property
    def plates(self) -> list[Leaf]:
        """Opaque outlines that hide what is behind them, in the order they are drawn."""
        return [leaf for leaf in self.leaves if leaf.is_plate]

    @cached_property
    def _plate_boxes(self) -> tuple[Array, Array]:
        boxes = np.array([plate.box for plate in self.plates]).reshape(-1, 4)
        return boxes, np.array([plate.order for plate in self.plates])

    def hidden(self, points: Array, orders: Array) -> NDArray[np.bool_]:
        """Whether a plate drawn later hides each of some points.

        Args:
            points: (P, 2), in Manim units.
            orders: (P), the place of each in the order of drawing.
        """
        boxes, plates = self._plate_boxes
        covered = within(points, boxes) & (plates > orders[:, None])  # (P, N)
        return np.any(covered, axis=1)


def look(
    mobjects: Sequence[Mobject],
    bands: Mobject,
    trace: Trace,
    theme: Theme,
    *,
    time: float = 0.0,
    morphing: frozenset[int] | None = None,
    read: Set[str] = frozenset(),
    counted: Set[tuple[str, int]] = frozenset(),
) -> Stage:
    """The stage as it stands; what an opaque plate hides is left out."""
    owners: list[Part] = []
    for mobject in mobjects:
        _collect(mobject, mobject is bands, None, owners)
    leaves = drawn([shape for _, shapes, _, _ in owners for shape in shapes])
    items = []
    for mobject, shapes, owner, in_bands in owners:
        seen = tuple(leaves[id(shape)] for shape in shapes if id(shape) in leaves)
        if seen:
            items.append(Item(mobject, seen, owner, in_bands))
    items.sort(key=lambda item: item.leaves[-1].order)
    in_order = sorted(leaves.values(), key=lambda leaf: leaf.order)
    texts = [(item.mobject, item.text, getattr(item.mobject, "claim", None)) for item in items if item.is_text]
    numbers = {text for mobject, text, _ in texts if isinstance(mobject, NumberText)}
    ordinals = {(claim.what, claim.value) for _, _, claim in texts if isinstance(claim, Ordinal)}
    groups = [mobject for mobject in mobjects if not _draws(type(mobject))]  # only they may hold images
    images = [_image_key(part) for group in groups for part in group.get_family() if _shows_image(type(part))]
    said = (*mobjects, len(items), *texts, *images)
    return Stage(items, in_order, mobjects, trace, theme, time, morphing, read | numbers, said, counted | ordinals)


def _image_key(mobject: Any) -> tuple[object, ...]:
    """What an image shows, and where."""
    return id(mobject), mobject.points.tobytes(), zlib.crc32(np.ascontiguousarray(mobject.pixel_array).data)


Part = tuple[Mobject, list[VMobject], Mobject | None, bool]


def _collect(mobject: Mobject, in_bands: bool, owner: Mobject | None, parts: list[Part]) -> None:
    """Add the texts and shapes of a family to ``parts``, each with the outlines that are its own."""
    kind = type(mobject)
    if _reads(kind):
        shapes = [leaf for leaf in mobject.family_members_with_points() if isinstance(leaf, VMobject)]
        parts.append((mobject, shapes, owner, in_bands))
        return
    if len(mobject.points) and _draws(kind):
        parts.append((mobject, [mobject], owner, in_bands))  # type: ignore[list-item]
    if _is_more_than_a_group(kind):
        owner = mobject
    for part in mobject.submobjects:
        _collect(part, in_bands, owner, parts)


# Asked for every mobject at every look, and the same for all of a kind.
_is: Callable[[type, Any], bool] = cache(issubclass)
_reads: Callable[[type], bool] = cache(lambda kind: issubclass(kind, TEXTS))
_draws: Callable[[type], bool] = cache(lambda kind: issubclass(kind, VMobject))
_shows_image: Callable[[type], bool] = cache(lambda kind: issubclass(kind, ImageMobject))
_is_more_than_a_group: Callable[[type], bool] = cache(lambda kind: not kind.__module__.startswith("manim."))
