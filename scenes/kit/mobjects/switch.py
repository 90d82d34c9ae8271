"""Switch: on or off, green while it is on."""

from __future__ import annotations

from manim import Animation, Circle, ManimColor, Mobject, RoundedRectangle, VGroup

from scenes.kit.motion import change
from scenes.kit.theme import Theme


class Switch(VGroup):
    """A switch whose knob stands right, in a green track, while it is on; ``size`` is its height in units."""

    def __init__(self, theme: Theme, *, size: float = 0.3, on: bool = True) -> None:
        super().__init__()
        self.theme, self.step, self.on = theme, 0.8 * size, on
        self.track = RoundedRectangle(corner_radius=size / 2, width=1.8 * size, height=size, stroke_width=0)
        self.knob = Circle(radius=0.36 * size, stroke_width=0, fill_opacity=1.0)
        self.add(self.track, self.knob)
        for part in self:
            self._colour(part, on)
        self.knob.move_to(self.track).shift([(0.5 if on else -0.5) * self.step, 0, 0])

    def turn(self, on: bool) -> Animation:
        """The knob slides over, and the track changes colour."""
        way = 0.0 if on == self.on else (self.step if on else -self.step)
        self.on = on

        def to(part: Mobject) -> None:
            self._colour(part, on)
            if isinstance(part, Circle):
                part.shift([way, 0, 0])

        return change(self.track, self.knob, to=to, run_time=0.5)

    def _colour(self, part: Mobject, on: bool) -> None:
        if isinstance(part, Circle):
            part.set_fill(ManimColor(self.theme.ground), opacity=1.0)
        else:
            part.set_fill(self.theme.fill("learned") if on else self.theme.role("quiet"), opacity=1.0)
