"""The film's three questions as a quiet row, with ticks for those that are answered."""

from __future__ import annotations

from manim import Circle, ManimColor, VGroup, VMobject

from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

SHORT = ("Where does it know?", "How did it learn that?", "Is this how ChatGPT works?")
RADIUS, GAP, AFTER = 21, 18, 62  # pixels: of a ring, to its words, from one question to the next


class Tick(VGroup):
    """A green disc with a check mark: answered."""

    def __init__(self, theme: Theme, *, radius: float = pixels(RADIUS)) -> None:
        super().__init__()
        disc = Circle(radius=radius, stroke_width=0, fill_color=theme.fill("learned"), fill_opacity=1.0)
        mark = VMobject(stroke_color=ManimColor(theme.ground), stroke_width=100 * radius * 0.22)
        mark.set_points_as_corners(
            [[-0.45 * radius, 0.0, 0], [-0.1 * radius, -0.35 * radius, 0], [0.5 * radius, 0.4 * radius, 0]]
        )
        self.add(disc, mark)


class QuestionRow(VGroup):
    """The three questions in a row, ``y`` pixels from the frame's top; ``asked`` is the one that is answered now."""

    def __init__(self, theme: Theme, *, y: float, asked: int, answered: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.rings, self.labels, self.ticks = VGroup(), VGroup(), VGroup()
        x = 0.0
        for place, text in enumerate(SHORT):
            strong = place == asked or place in answered
            ring = Circle(radius=pixels(RADIUS), stroke_width=4, stroke_color=theme.role("ink" if strong else "quiet"))
            word = Words(
                text, theme, role="ink" if strong else "quiet", weight="SEMIBOLD" if place == asked else "NORMAL"
            )
            ring.move_to([x + pixels(RADIUS), 0, 0])
            word.on_baseline(x + pixels(2 * RADIUS + GAP), -pixels(12))
            tick = Tick(theme).move_to(ring)
            self.rings.add(ring)
            self.labels.add(word)
            self.ticks.add(tick)
            x = word.get_right()[0] + pixels(AFTER)
        shown = [self.ticks[place] for place in answered]
        self.add(self.rings, self.labels, *shown)
        for part in (self.rings, self.labels, self.ticks):
            part.shift(at(960, y) - [(x - pixels(AFTER)) / 2, 0, 0])
