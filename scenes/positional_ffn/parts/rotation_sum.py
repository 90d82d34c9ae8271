"""A word's numbers, the waves of its place, and their sum, one below the other; and a pin that says where it stands."""

from __future__ import annotations

from manim import Circle, Polygon, VGroup

from model.trace import Tensor, Trace
from scenes.kit.counts import Place
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LEFT, RIGHT, HIGH = 380, 1820, 210  # pixels of a strip
ROWS = (250, 500, 760)  # pixels: the middles of word, place and sum
SIGN_X, NAME_RIGHT = 150, 330
PIN = 44  # pixels: the radius of a pin's head


class Pin(VGroup):
    """A pin with the number of a place, its point down."""

    def __init__(self, trace: Trace, theme: Theme, place: int) -> None:
        super().__init__()
        colour = theme.fill("place")
        head = Circle(radius=pixels(PIN), stroke_width=0, fill_color=colour, fill_opacity=1.0)
        aside, low = pixels(PIN) * 0.86, -pixels(PIN) * 0.5
        foot = Polygon([-aside, low, 0], [aside, low, 0], [0, -pixels(PIN) * 1.75, 0])
        foot.set_fill(colour, opacity=1.0).set_stroke(width=0)
        number = NumberText(
            Place.of(trace.source, place), theme, size=50, weight="SEMIBOLD", color=theme.ink_of_chip("place")
        )
        self.add(foot, head, number.move_to([0, 0, 0]))


class Addition:
    """The parts of the sum, on one scale.

    Attributes:
        word, place, both: strips of D numbers.
        chip, pin, name: what stands left of each.
        plus, equals: the signs.
    """

    def __init__(self, trace: Trace, theme: Theme, row: int) -> None:
        self.trace, self.theme = trace, theme
        tensors = [trace[f"main/encoder.{name}"][row] for name in ("embedding", "position", "input")]
        self.limit = shared_limit(*tensors)
        self.word = self._strip(tensors[0], ROWS[0], "ink")
        self.place = self._strip(tensors[1], ROWS[1], "place")
        self.both = self._strip(tensors[2], ROWS[2], "ink")
        self.chip = self._chip(row, ROWS[0])
        self.name = self._chip(row, ROWS[2])
        self.pin = Pin(trace, theme, row).move_to(at(NAME_RIGHT - 60, ROWS[1]))
        self.plus, self.equals = (
            Words(sign, theme, size=80).move_to(at(72, y)) for sign, y in zip("+=", ROWS[1:], strict=True)
        )

    def _strip(self, tensor: Tensor, y: float, role: str) -> VectorStrip:
        strip = VectorStrip(
            tensor, self.theme, role, length=pixels(RIGHT - LEFT), height=pixels(HIGH), limit=self.limit
        )
        return strip.shift(at((LEFT + RIGHT) / 2, y) - strip.box.get_center())

    def _chip(self, row: int, y: float) -> Chip:
        size: float = self.theme.sizes.sentence
        chip = Chip(self.trace.source[row], self.theme, look="followed", size=size)
        while chip.width > pixels(NAME_RIGHT - 110) and size > self.theme.sizes.small:
            size -= 2
            chip = Chip(self.trace.source[row], self.theme, look="followed", size=size)
        chip.shift(at(NAME_RIGHT, y) - chip.box.get_right())
        return chip

    @property
    def stacked(self) -> VectorStrip:
        """The place's bars on the tips of the word's, where the sum stands."""
        base = self.word.copy()
        base.shift(self.both.box.get_center() - self.word.box.get_center())
        return self.place.copy_stacked_on(base)

    @property
    def base(self) -> VectorStrip:
        """The word's bars where the sum stands."""
        moved: VectorStrip = self.word.copy()
        return moved.shift(self.both.box.get_center() - self.word.box.get_center())
