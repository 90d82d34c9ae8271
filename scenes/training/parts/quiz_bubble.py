"""A machine with a speech bubble: what it writes, or nothing."""

from __future__ import annotations

from manim import Polygon, RoundedRectangle, Union, VGroup

from model.trace import END, Trace
from scenes.kit.bands import SmallMap
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.theme import Theme

LEFT, RIGHT, TOP, BOTTOM = 70, 1850, 400, 640  # pixels: the bubble
TAIL = ((330, 720), (420, 620), (300, 620))  # pixels
MACHINE, WIDE, HIGH = (360, 790), 560, 92  # pixels: the small machine's middle and size


class Bubble(VGroup):
    """The machine and its bubble; ``words`` are what it says, with the end."""

    def __init__(self, words: tuple[str, ...], trace: Trace, theme: Theme) -> None:
        super().__init__()
        body = RoundedRectangle(
            corner_radius=pixels(60), width=pixels(RIGHT - LEFT), height=pixels(BOTTOM - TOP)
        ).move_to(at((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2))
        tail = Polygon(*(at(*point) for point in TAIL))
        self.outline = Union(body, tail, stroke_color=theme.role("output"), stroke_width=7, fill_opacity=0)
        self.machine = SmallMap(trace, theme, None, width=pixels(WIDE), height=pixels(HIGH)).move_to(at(*MACHINE))
        self.words = Sentence(words, trace, theme, y=(TOP + BOTTOM) / 2, rest="plain", pictures=False)
        if words == (END,):
            self.words.scale(1.5)
        self.add(self.outline, self.machine)
