"""The ruler of shares from which a word is chosen, needles that fall on it, their tally, and the heat that cuts it."""

from __future__ import annotations

import numpy as np
from manim import Circle, Dot, Line, Polygon, RoundedRectangle, VGroup

from model.trace import Tensor
from scenes.decoder.parts.choosing_race import FALLEN, Race
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.unit import AIR, LEFT, RIGHT, Unit
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

MIDDLE, HIGH = 530, 190  # pixels: the ruler
OTHERS = "others"
TIP, ABOVE = 64, 92  # pixels: a needle's length, and how far above the ruler it starts
NOTCH = 34  # pixels
STROKE, BESIDE, TALL, TALLY = 24, 18, 84, 738  # pixels of a tally: its steps, what stands beside it, height, middle
SLIDER, SLIDER_Y = (560, 1360), 812  # pixels: from cold to hot
PICTURE = 112  # pixels


def tone_of(word: str) -> str:
    """The role that fills a word's piece."""
    return {"il": "output", "elle": "elle"}.get(str(word), "output")


class Ruler(Unit):
    """The shares of two words and of all others, each piece in its word's tone; ``faces`` are what they stand for."""

    def __init__(self, race: Race, shares: Tensor, theme: Theme, *, y: float = MIDDLE, height: float = HIGH) -> None:
        super().__init__((*race.words, OTHERS), shares, theme, y=y, role="output", height=height)
        tones = [*map(tone_of, race.words), "thread"]
        for place, tone in enumerate(tones):
            self.pieces[place].set_fill(theme.fill(tone), opacity=1.0)
            self.names_of[place].set_color(theme.ink_of_chip(tone))
        self.figured = [place for place in range(len(tones)) if self._has_figure(place)]
        for figure, place in zip(self.figures, self.figured, strict=True):
            figure.set_color(theme.ink_of_chip(tones[place]))
        self.faces = VGroup(*(self._face(race, place) for place in (0, 1)))
        self.add(self.faces)

    @property
    def labels(self) -> VGroup:
        """Everything that is written and drawn on the pieces."""
        return VGroup(self.names_of, self.figures, self.faces)

    def _has_figure(self, place: int) -> bool:
        return any(figure.claim is self.claims[place] for figure in self.figures)

    def _face(self, race: Race, place: int) -> VGroup:
        """The picture of what a word stands for, on a pale disc, where there is room left of the word."""
        noun, piece, name = race.picture_words()[place], self.pieces[place], self.names_of[place]
        picture = None if noun is None else picture_of(noun, race.trace, size=0.72 * PICTURE)  # type: ignore[arg-type]
        if picture is None or place not in self.figured:
            return VGroup()
        figure = self.figures[self.figured.index(place)]
        wide = pixels(PICTURE + BESIDE)
        if figure.get_right()[0] - name.get_left()[0] + wide > piece.width - 2 * pixels(AIR):
            return VGroup()
        VGroup(name, figure).shift([wide / 2, 0, 0])
        x = name.get_left()[0] - wide + pixels(PICTURE / 2)
        disc = Circle(radius=pixels(PICTURE / 2), stroke_width=0, fill_opacity=1.0)
        disc.set_fill(self.theme.fill("elle") if tone_of(race.words[place]) == "output" else self.theme.ground)
        disc.move_to([x, piece.get_center()[1], 0])
        return VGroup(disc, picture.move_to(disc))


class Needle(VGroup):
    """A needle with its point down; ``number`` from 0 tells which: it hangs above the place where it will fall."""

    def __init__(self, number: int, ruler: Ruler, theme: Theme) -> None:
        super().__init__()
        left, right, _, top = ruler.box.edges
        x = left + FALLEN[number] * (right - left)
        ink, aside = theme.role("ink"), np.array([pixels(12), 0.0, 0.0])
        tip = np.array([x, top + pixels(ABOVE), 0.0])
        head = tip + np.array([0.0, pixels(TIP), 0.0])
        shaft = Polygon(tip, head + aside, head - aside, stroke_width=0, fill_color=ink, fill_opacity=1.0)
        self.add(shaft, Dot(head, radius=pixels(18), color=ink))
        self.way = pixels(ABOVE)
        self.notch = Line(
            [x, top + pixels(8), 0], [x, top + pixels(8 + NOTCH), 0], stroke_width=8, color=theme.role("quiet")
        )


class Tally(VGroup):
    """Strokes below a piece of the ruler, every fifth across four, and their number.

    Attributes:
        strokes: one a needle, in their order; number: how many.
    """

    def __init__(self, race: Race, piece: int, ruler: Ruler, theme: Theme) -> None:
        super().__init__()
        count, ink = race.count(piece), theme.role("ink")
        self.strokes = VGroup()
        x, y, half = 0.0, at(0, TALLY)[1], pixels(TALL / 2)
        for k in range(count.value):
            if k % 5 == 4:
                ends = [[x - pixels(4 * STROKE + 10), y - half * 0.6, 0], [x - pixels(10), y + half * 0.6, 0]]
                x += pixels(BESIDE)
            else:
                ends = [[x, y - half, 0], [x, y + half, 0]]
                x += pixels(STROKE)
            self.strokes.add(Line(*ends, stroke_width=7, color=ink))
        self.number = NumberText(count, theme, spec="d", size=theme.sizes.hero, weight="SEMIBOLD")
        self.number.on_baseline(x + pixels(BESIDE), y - pixels(23))
        self.add(self.strokes, self.number)
        left, right = at(LEFT, 0)[0], at(RIGHT, 0)[0]
        middle = ruler.pieces[piece].get_center()[0]
        half_wide = self.width / 2
        self.shift([min(max(middle, left + half_wide), right - half_wide) - self.get_center()[0], 0, 0])


class Heat(VGroup):
    """A slider between cold and hot, with the temperature in figures.

    Attributes:
        knob: what slides; marks: the line and its two words.
    """

    def __init__(self, race: Race, theme: Theme) -> None:
        super().__init__()
        self.theme, self.recorded = theme, race.record["temperature"]
        self.span = tuple(float(self.recorded.values[place]) for place in (race.temperatures[0], race.temperatures[2]))
        (left, right), y = (at(x, SLIDER_Y)[0] for x in SLIDER), at(0, SLIDER_Y)[1]
        self.ends = left, right
        line = RoundedRectangle(corner_radius=pixels(7), width=right - left, height=pixels(14), stroke_width=0)
        line.set_fill(theme.role("thread"), opacity=1.0).move_to([(left + right) / 2, y, 0])
        cold = Words("cold", theme, size=54).on_baseline(left - pixels(60), y - pixels(18), align=1.0)
        hot = Words("hot", theme, size=54).on_baseline(right + pixels(60), y - pixels(18))
        self.marks = VGroup(line, cold, hot)
        self.knob = Circle(radius=pixels(28), stroke_width=0, fill_color=theme.role("ink"), fill_opacity=1.0)
        self.knob.move_to(self.place(race.temperatures[1]))
        self.add(self.marks, self.knob)

    def place(self, recorded: int) -> np.ndarray:
        """Where the knob stands at a recorded temperature: coldest and hottest at the ends, plain between them."""
        low, high = self.span
        part = (float(self.recorded.values[recorded]) - low) / (high - low)
        left, right = self.ends
        return np.array([left + part * (right - left), at(0, SLIDER_Y)[1], 0.0])

    def reading(self, recorded: int) -> NumberText:
        """The temperature in figures, above the knob."""
        value = Measured(self.recorded[recorded])
        number = NumberText(value, self.theme, spec=".1f", size=54, weight="SEMIBOLD")
        x, y, _ = self.place(recorded)
        return number.on_baseline(x, y + pixels(48), align=0.5)
