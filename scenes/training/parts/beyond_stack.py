"""One bar a layer: this model's beside those of GPT-3, whose layers are of the same kinds of parts."""

from __future__ import annotations

from manim import ManimColor, VGroup, VMobject

from model.trace import Trace
from scenes.kit.claims import Claim
from scenes.kit.counts import Fact
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.training.parts.beyond_lines import BILLIONS, LAYERS, NAMED, own_layers
from scenes.training.parts.beyond_sides import solid

FLOOR, CEILING = 800, 140  # pixels: the lower edge of both stacks, the upper one of the tall
OURS, THEIRS = (300, 860), (970, 1530)  # pixels: left and right of the stacks
AROUND = 16  # pixels from a block's edge to its bars
BAR = 0.7  # of the pitch


class Stacks(VGroup):
    """Two stacks of bars of one pitch and one width.

    Attributes:
        ours: the blocks of this model's sides with their bars, the encoder below; tall: the block of the other one.
        layers: its bars, from below; source: this model's decoder layer, from which they are copied.
        labels: what stands beside the stacks, ours and theirs.
    """

    def __init__(self, trace: Trace, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        count = int(LAYERS.value)
        self.pitch = (FLOOR - CEILING - 2 * AROUND) / count
        self.tall = self._case("decoder", THEIRS, CEILING, FLOOR)
        self.layers = self._bars("decoder", count, THEIRS, FLOOR - AROUND)
        self.ours, y = VGroup(), float(FLOOR)
        for half in ("encoder", "decoder"):
            own = int(Fact.of(trace, "config", f"{half}_layers").value)
            high = own * self.pitch + 2 * AROUND
            self.ours.add(VGroup(self._case(half, OURS, y - high, y), self._bars(half, own, OURS, y - AROUND)))
            y -= high + 14
        self.source: VMobject = self.ours[1][1][-1]
        high = (FLOOR + y) / 2 - 14
        self.labels = (
            self._label(
                on_one_baseline([Words("ours", theme, size=46, role="quiet")], 0.0),
                own_layers(trace),
                OURS[0] - 30,
                high - 30,
                1.0,
            ),
            self._label(self._name(), LAYERS, 1560, 400, 0.0),
        )
        numbers = NumberText(BILLIONS, theme, spec=".0f", size=54, weight="SEMIBOLD", suffix=" billion")
        words = Words("numbers", theme, size=46)
        self.numbers = VGroup(numbers.on_baseline(*at(1560, 660)[:2]), words.on_baseline(*at(1560, 720)[:2]))
        self.add(self.ours, self.tall, self.layers)

    def _case(self, half: str, span: tuple[int, int], top: float, bottom: float) -> VMobject:
        """A side's block, empty: its bars are to be seen against the ground."""
        return solid(half, (*span, top, bottom), self.theme).set_fill(ManimColor(self.theme.ground))

    def _name(self) -> VGroup:
        parts = [Words("GPT-", self.theme, size=46, role="quiet"), NumberText(NAMED, self.theme, size=46, role="quiet")]
        return on_one_baseline(parts, pixels(2))

    def _bars(self, half: str, count: int, span: tuple[int, int], foot: float) -> VGroup:
        """Bars one above the other from ``foot`` pixels up, in the colour of a side's edge."""
        _, colour = self.theme.solid(half)
        left, right = (at(x, 0)[0] for x in (span[0] + AROUND, span[1] - AROUND))
        bars = VGroup()
        for place in range(count):
            y = foot - (place + 0.5) * self.pitch
            low, high = at(0, y + BAR * self.pitch / 2)[1], at(0, y - BAR * self.pitch / 2)[1]
            bars.add(Cell(left, right, low, high, colour))
        return bars

    def _label(self, name: VGroup, claim: Claim, x: float, y: float, align: float) -> VGroup:
        """A name, a large number, and "layers", one below the other; ``y`` is the number's baseline in pixels."""
        edge = at(x, 0)[0]
        name.shift([edge - align * name.width - name.get_left()[0], at(0, y - 105)[1], 0.0])
        number = NumberText(claim, self.theme, spec=".0f", size=120, weight="SEMIBOLD")
        number.on_baseline(edge, at(0, y)[1], align=align)
        word = Words("layers", self.theme, size=46).on_baseline(edge, at(0, y + 60)[1], align=align)
        return VGroup(name, number, word)
