"""The painter: Manim's Cairo camera, which paints only where a frame differs from the one before.

Manim paints everything from the first moving mobject on anew in each frame, and hands each curve to Cairo by a call of
its own. Here the drawings of all mobjects are compared with those of the last frame; within the rectangle that holds
every difference the frame is restored to what rests and painted anew, and outlines are handed over in one piece. The
frames are the same. Whatever is neither a plain vectorized mobject nor an image is left to Manim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import cairocffi  # type: ignore[import-untyped]
import numpy as np
from cairocffi import cairo
from manim import Camera, ImageMobject, Mobject, VMobject
from numpy.typing import NDArray

from studio.frames.box import NOTHING, Box, around
from studio.painting.drawing import Colour, Drawing, Lens, Stroke, key_of, make_drawings
from studio.painting.images import ImageDrawing, draw_image, image_key, lay_over

Frame = NDArray[np.uint8]


class Painter(Camera):
    """Paints vectorized mobjects as Manim's camera does, in less time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._base: Frame | None = None
        self._shown: dict[int, Drawing | ImageDrawing] = {}
        self._everything = Box(0, 0, self.pixel_width, self.pixel_height)
        self._changed = self._everything

    def init_background(self) -> None:
        """The ground in its colour; where it is left out, nothing: Cairo's pixels are premultiplied."""
        super().init_background()
        if not self.background_opacity:
            self.background[:] = 0

    def changed(self) -> Box:
        """The box of the pixels that have changed since the last call."""
        box, self._changed = self._changed, NOTHING
        return box

    def paint(self, mobjects: Sequence[Mobject], base: Frame) -> None:
        """Make the frame the picture ``base`` with ``mobjects`` on it.

        What differs is painted when ``base`` is the very array of the last call, and everything when it is not.
        """
        members = self._members(mobjects)
        if not all(map(_is_ours, members)):
            self.set_frame_to_background(base)
            self.capture_mobjects(mobjects)
            self._base, self._changed = None, self._everything
            return
        shown = self._drawings(members)
        box = _difference(self._shown, shown) if base is self._base else self._everything
        if box is None:
            box = self._everything
        if box:
            self.pixel_array[box.slices] = base[box.slices]
            self._draw(shown.values(), box)
        self._changed = around((self._changed, box))
        self._base, self._shown = base, shown

    def _members(self, mobjects: Sequence[Mobject]) -> list[Mobject]:
        """What is to be painted, in order. Manim's list of what moves holds whole families: no need to walk them."""
        known = set(mobjects)
        if not all(known.issuperset(mobject.submobjects) for mobject in mobjects):
            return self.get_mobjects_to_display(mobjects)  # type: ignore[no-any-return]
        members = [mobject for mobject in mobjects if len(mobject.points)]
        if any(member.z_index for member in members):
            members.sort(key=lambda member: member.z_index)
        return members

    def _drawings(self, members: Sequence[Mobject]) -> dict[int, Drawing | ImageDrawing]:
        """How each member is drawn now, in the order in which they are painted."""
        drawings: dict[int, Drawing | ImageDrawing] = {}
        changed = []
        for member in members:
            old = self._shown.get(id(member))
            if old is not None and old.member is not member:
                old = None
            if isinstance(member, ImageMobject):
                key = image_key(member)
                drawings[id(member)] = draw_image(self, member, key) if old is None or old.key != key else old
                continue
            key = key_of(member)  # type: ignore[arg-type]
            if old is None or old.key != key:
                changed.append((member, key, old))
            drawings[id(member)] = old  # type: ignore[assignment]  # keeps the place of those that follow below
        for made in make_drawings(changed, self._lens()):  # type: ignore[arg-type]
            drawings[id(made.member)] = made
        return drawings

    def _lens(self) -> Lens:
        across, down = self.pixel_width / self.frame_width, -self.pixel_height / self.frame_height
        x, y = self.pixel_width / 2 - self.frame_center[0] * across, self.pixel_height / 2 - self.frame_center[1] * down
        return Lens(across, down, x, y, self.cairo_line_width_multiple, self._everything)

    def _draw(self, drawings: Iterable[Drawing | ImageDrawing], box: Box) -> None:
        """Paint what touches ``box``, and nothing outside it."""
        surface = cairocffi.ImageSurface.create_for_data(
            memoryview(self.pixel_array).cast("B"), cairocffi.FORMAT_ARGB32, self.pixel_width, self.pixel_height
        )
        context = cairocffi.Context(surface)
        context.rectangle(box.left, box.top, box.right - box.left, box.bottom - box.top)
        context.clip()
        lens = self._lens()
        context.set_matrix(cairocffi.Matrix(lens.across, 0, 0, lens.down, lens.x, lens.y))
        for drawing in drawings:
            if isinstance(drawing, ImageDrawing):
                surface.flush()
                lay_over(self.pixel_array, drawing, box)
                surface.mark_dirty()
            elif drawing.path is not None and drawing.box.meets(box):
                _draw_one(context, drawing)
        surface.flush()


def _is_ours(member: Mobject) -> bool:
    """Whether a mobject is one of those that are painted here."""
    if isinstance(member, VMobject):
        return member.get_background_image() is None
    return isinstance(member, ImageMobject)


Drawings = dict[int, Drawing | ImageDrawing]


def _difference(before: Drawings, now: Drawings) -> Box | None:
    """The box of all that is drawn otherwise, has gone or has come; None when something has changed its place."""
    if [name for name in before if name in now] != [name for name in now if name in before]:
        return None
    new = [drawing for name, drawing in now.items() if before.get(name) is not drawing]
    old = [drawing for name, drawing in before.items() if now.get(name) is not drawing]
    return around(drawing.box for drawing in (*new, *old))


def _draw_one(context: cairocffi.Context, drawing: Drawing) -> None:
    pointer = context._pointer
    cairo.cairo_new_path(pointer)
    cairo.cairo_append_path(pointer, drawing.path[0])
    for part in drawing.parts:
        if isinstance(part, Stroke):
            _set_colour(context, part.colour)
            cairo.cairo_set_line_width(pointer, part.width)
            cairo.cairo_set_line_join(pointer, part.join)
            cairo.cairo_set_line_cap(pointer, part.cap)
            cairo.cairo_stroke_preserve(pointer)
        else:
            _set_colour(context, part)
            cairo.cairo_fill_preserve(pointer)


def _set_colour(context: cairocffi.Context, colour: Colour) -> None:
    """Red and blue change places, as in Manim: Cairo's pixels hold them the other way round."""
    if not colour.ends:
        red, green, blue, alpha = colour.rgbas[0]
        cairo.cairo_set_source_rgba(context._pointer, blue, green, red, alpha)
        return
    (x0, y0, *_), (x1, y1, *_) = colour.ends
    gradient = cairocffi.LinearGradient(x0, y0, x1, y1)
    for offset, (red, green, blue, alpha) in zip(np.linspace(0, 1, len(colour.rgbas)), colour.rgbas, strict=True):
        gradient.add_color_stop_rgba(offset, blue, green, red, alpha)
    context.set_source(gradient)
