"""What Manim copies with every mobject though it never changes: the parsed outline of an SVG, and colours.

``Transform.begin`` and the fades copy all that they move. Sharing these two instead halves the time of a clip with
many words and formulas; the frames are the same.
"""

from __future__ import annotations

from typing import Any

from manim import ManimColor
from svgelements import Path as Outline  # type: ignore[import-untyped]


def share_what_never_changes() -> None:
    """Make copies of mobjects share outlines and colours, in this process."""
    for kind in (Outline, ManimColor):
        kind.__deepcopy__ = _itself


def _itself(shared: Any, memo: dict[int, Any]) -> Any:
    return shared
