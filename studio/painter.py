"""The painter: Manim's Cairo camera, which remembers the path of every outline that has not changed since it was drawn.

Manim paints everything from the first moving mobject on anew in each frame, and spends most of its time turning points
into Cairo paths. What rests keeps its path here, and what cannot be seen is not drawn. The frames are the same.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import cairo
import numpy as np
from manim import Camera, VMobject
from numpy.typing import NDArray


class Painter(Camera):
    """Paints vectorized mobjects as Manim's camera does, to the last pixel, in less time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drawn: WeakKeyDictionary[VMobject, tuple[NDArray[Any], cairo.Path | None]] = WeakKeyDictionary()

    def display_vectorized(self, vmobject: VMobject, ctx: cairo.Context) -> Painter:
        """Draw one outline, unless nothing of it can be seen."""
        if not _is_invisible(vmobject):
            super().display_vectorized(vmobject, ctx)
        return self

    def set_cairo_context_path(self, ctx: cairo.Context, vmobject: VMobject) -> Painter:
        """Make the outline the context's path: the one of the last frame when its points are the same.

        A path is kept only from the second time on that it is drawn, so that what moves costs no copies of paths.
        """
        points = vmobject.points
        before, path = self._drawn.get(vmobject, (None, None))
        unchanged = before is not None and np.array_equal(before, points)
        if unchanged and path is not None:
            ctx.new_path()
            ctx.append_path(path)
            return self
        super().set_cairo_context_path(ctx, vmobject)
        self._drawn[vmobject] = (points.copy(), ctx.copy_path() if unchanged else None)
        return self


def _is_invisible(vmobject: VMobject) -> bool:
    """Whether fill and both strokes are without colour or width."""
    return not vmobject.get_fill_rgbas()[:, 3].any() and not any(
        vmobject.get_stroke_width(background) and vmobject.get_stroke_rgbas(background)[:, 3].any()
        for background in (True, False)
    )
