"""What travels the wires of the map: the rows of a sentence, one bar a token."""

from __future__ import annotations

from collections.abc import Sequence

from manim import AnimationGroup, ManimColor, MoveAlongPath, VGroup, smooth

from scenes.intro.parts.map_machine import Machine
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.mobjects.wires import path_through
from scenes.kit.motion import change
from scenes.kit.theme import Theme

WIDE, HIGH = 0.13, 0.56  # of a full stack, in units: it passes between two blocks
FILLED = 0.62  # of a bar's pitch


class RowStack(VGroup):
    """``count`` bars one above the other: that many rows on their way; ``room`` rows would fill the height."""

    def __init__(self, count: int, room: int, theme: Theme) -> None:
        super().__init__()
        pitch = HIGH / room
        color = ManimColor(theme.role("focus"))
        for place in range(count):
            middle = ((count - 1) / 2 - place) * pitch
            half = pitch * FILLED / 2
            self.add(Cell(-WIDE / 2, WIDE / 2, middle - half, middle + half, color))


def through_part(machine: Machine, stack: RowStack, part: str, norm: str, *, run_time: float) -> AnimationGroup:
    """The rows pass a part while a copy takes the residual wire round it; both meet in its add & norm."""
    start, end = stack.get_center()[:2], machine.behind(norm)
    lane = [point[:2] for point in machine.diagram.path(f"{norm}.skip").get_anchors()]
    copy = stack.copy()
    return AnimationGroup(
        MoveAlongPath(stack, path_through([start, end])),
        MoveAlongPath(copy, path_through([start, *lane, machine.middle(norm), end]), remover=True),
        spotlight(machine.diagram, part),
        run_time=run_time,
        rate_func=smooth,
    )


def spotlight(diagram: BlockDiagram, *lit: str) -> AnimationGroup:
    """Give the edge of the blocks at work the colour of focus; all others lose it."""
    theme = diagram.theme

    def paint(names: Sequence[str], role: str, width: float) -> AnimationGroup:
        boxes = [diagram.block(name)[0] for name in names]
        return change(*boxes, to=lambda box: box.set_stroke(theme.role(role), width=width))

    others = [name for name in diagram.blocks if name not in lit]
    moves = [paint(others, "quiet", 1.5)] + ([paint(lit, "focus", 4.0)] if lit else [])
    return AnimationGroup(*moves)
