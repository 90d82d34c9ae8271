"""Mobjects as Cairo draws them: outlines as paths, colours and widths, and the pixels that they touch.

A drawing is made anew only when something that it depends on has changed, and those of one frame are made together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from cairocffi import ffi  # type: ignore[import-untyped]
from manim import VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from manim.constants import LineJointType
from numpy.typing import NDArray

from studio.frames.box import NOTHING, Box
from studio.painting.cairo_paths import cairo_paths

MITRE = 10.0  # Cairo lets the tip of a mitred corner stand out by so many half widths
CORNER = 1.5  # and that of a square cap by fewer than so many
SOFT_EDGE = 2  # pixels around an outline that its edge may touch
SHARP = (LineJointType.AUTO, LineJointType.MITER)


class Colour(NamedTuple):
    """One colour, or several that run from one point to another."""

    rgbas: list[list[float]]
    ends: list[list[float]]


class Stroke(NamedTuple):
    """A line along an outline: its colour, its width in Manim units, Cairo's numbers of its corners and caps."""

    colour: Colour
    width: float
    join: int
    cap: int


@dataclass(slots=True)
class Drawing:
    """A mobject as it was drawn when it was last seen."""

    member: VMobject
    key: tuple[Any, ...]
    """All that its picture depends on, its points first."""
    parts: tuple[Stroke | Colour, ...]
    """What is painted, in order: a stroke behind, the fill, a stroke before it; without what cannot be seen."""
    box: Box = NOTHING
    path: Any = None
    """Its outline as Cairo's path, with the memory that this stands in."""


class Lens(NamedTuple):
    """From Manim units to pixels: scale, and where the origin is, across and down; the unit of widths; the frame."""

    across: float
    down: float
    x: float
    y: float
    width_unit: float
    frame: Box


def key_of(member: VMobject) -> tuple[Any, ...]:
    """All that a mobject's picture depends on, its points first."""
    return (
        member.points.tobytes(),
        member.get_fill_rgbas().tobytes(),
        member.get_stroke_rgbas().tobytes(),
        member.get_stroke_rgbas(True).tobytes(),
        member.stroke_width,
        member.background_stroke_width,
        member.joint_type,
        member.cap_style,
        member.sheen_direction.tobytes(),
    )


def make_drawings(changed: Sequence[tuple[VMobject, tuple[Any, ...], Drawing | None]], lens: Lens) -> list[Drawing]:
    """The drawings of mobjects that have changed; each with its key and its drawing before, if it had one."""
    drawings = [Drawing(member, key, _parts(member, lens.width_unit)) for member, key, _ in changed]
    seen = [drawing for drawing in drawings if drawing.parts and len(drawing.member.points) >= 4]
    if seen and not np.isfinite(sum(float(drawing.member.points.sum()) for drawing in seen)):
        seen = [drawing for drawing in seen if np.isfinite(drawing.member.points).all()]
    if not seen:
        return drawings
    for drawing, box in zip(seen, _boxes(seen, lens), strict=True):
        drawing.box = box
    before = {id(member): old for member, _, old in changed}
    fresh = []
    for drawing in seen:
        old = before[id(drawing.member)]
        if old is not None and old.path is not None and old.key[0] == drawing.key[0]:
            drawing.path = old.path
        elif drawing.box:
            fresh.append(drawing)
    for drawing, data in zip(fresh, cairo_paths([drawing.member.points for drawing in fresh]), strict=True):
        drawing.path = cairo_path(data)
    return drawings


def _parts(member: VMobject, unit: float) -> tuple[Stroke | Colour, ...]:
    fill = _colour(member, member.get_fill_rgbas())
    found: list[Stroke | Colour] = [] if fill is None else [fill]
    for behind in (False, True):
        width = float(member.get_stroke_width(behind))
        colour = _colour(member, member.get_stroke_rgbas(behind)) if width > 0 else None
        if colour is not None:
            join, cap = int(LINE_JOIN_MAP[member.joint_type]), int(CAP_STYLE_MAP[member.cap_style])
            found.insert(0 if behind else len(found), Stroke(colour, width * unit, join, cap))
    return tuple(found)


def _colour(member: VMobject, rgbas: NDArray[Any]) -> Colour | None:
    """Colours as Cairo takes them; None when they cannot be seen."""
    values = rgbas.tolist()
    if not any(value[3] for value in values):
        return None
    return Colour(values, np.array(member.get_gradient_start_and_end_points()).tolist() if len(values) > 1 else [])


def _boxes(drawings: Sequence[Drawing], lens: Lens) -> list[Box]:
    """The pixels that each drawing may touch: those of the hull of its points, and as far as a stroke reaches."""
    points = np.concatenate([drawing.member.points[:, :2] for drawing in drawings])
    counts = np.array([len(drawing.member.points) for drawing in drawings])
    starts = np.cumsum(counts) - counts
    reach = np.array([_reach(drawing) for drawing in drawings])[:, None]
    low, high = np.minimum.reduceat(points, starts) - reach, np.maximum.reduceat(points, starts) + reach  # (n, 2)
    scale, origin = np.array([lens.across, lens.down]), np.array([lens.x, lens.y])
    one, two = low * scale + origin, high * scale + origin
    frame = np.array(lens.frame)
    first = np.clip(np.floor(np.minimum(one, two)) - SOFT_EDGE, frame[:2], frame[2:]).astype(int)
    last = np.clip(np.ceil(np.maximum(one, two)) + SOFT_EDGE, frame[:2], frame[2:]).astype(int)
    return [Box(*values) for values in np.concatenate([first, last], axis=1).tolist()]


def _reach(drawing: Drawing) -> float:
    width = max((part.width for part in drawing.parts if isinstance(part, Stroke)), default=0.0)
    return width / 2 * (MITRE if drawing.member.joint_type in SHARP else CORNER)


def cairo_path(data: NDArray[Any]) -> tuple[Any, NDArray[Any]]:
    """Cairo's path structure over path data; it holds a pointer, so the data is kept with it."""
    address = ffi.cast("cairo_path_data_t *", data.ctypes.data)
    return ffi.new("cairo_path_t *", (0, address, len(data))), data
