"""plate_of: a filled rectangle with round corners, the ground of cards, blocks, boxes and papers."""

from __future__ import annotations

from manim import ManimColor, RoundedRectangle


def plate_of(
    width: float,
    height: float,
    fill: ManimColor | str,
    *,
    radius: float,
    edge: ManimColor | str | None = None,
    edge_width: float = 0.0,
) -> RoundedRectangle:
    """A plate of a size in units in the middle of the frame, in a colour; with an edge where one is given.

    ``radius`` is that of the corners, in units; ``edge_width`` is Manim's stroke width.
    """
    look = {} if edge is None else {"stroke_color": edge}
    return RoundedRectangle(
        corner_radius=radius,
        width=width,
        height=height,
        stroke_width=edge_width,
        fill_color=fill,
        fill_opacity=1.0,
        **look,
    )
