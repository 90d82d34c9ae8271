"""How a question stands: large words, and a ring that closes while there is silence to think."""

from __future__ import annotations

from collections.abc import Sequence

from manim import PI, TAU, Arc, Circle, Mobject, VGroup

from scenes.kit.counts import Ordinal
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LEFT, FIRST, PITCH = 62, 235, 96  # pixels: left edge and first baseline of a question, from line to line
QUESTION = 72
RADIUS, BAND = 92, 18  # pixels; width of the ring's stroke
ASIDE, OVER = (160, 600), (1750, 250)  # pixels: the ring's middle below a question, and at its right


class Heading(VGroup):
    """A question in lines of large words; a line may be a phrase with words of the sentence."""

    def __init__(self, lines: Sequence[str | Mobject], theme: Theme) -> None:
        super().__init__()
        for place, line in enumerate(lines):
            words = Words(line, theme, size=QUESTION, weight="SEMIBOLD") if isinstance(line, str) else line
            words.on_baseline(at(LEFT, 0)[0], at(0, FIRST + PITCH * place)[1])  # type: ignore[attr-defined]
            self.add(words)


class Ring(VGroup):
    """The track of a ring with the number of the question in it; ``arc`` closes over it."""

    def __init__(self, place: int, theme: Theme, middle: tuple[int, int]) -> None:
        super().__init__()
        point = at(*middle)
        self.track = Circle(radius=pixels(RADIUS), stroke_width=BAND, stroke_color=theme.panel).move_to(point)
        self.arc = Arc(
            radius=pixels(RADIUS), start_angle=PI / 2, angle=-TAU, stroke_width=BAND, stroke_color=theme.role("ink")
        ).shift(point)
        number = NumberText(Ordinal(place, "questions"), theme, spec="d", size=84, weight="SEMIBOLD").move_to(point)
        self.add(self.track, number)
