"""The doors of a layer's heads: a word's numbers above, a learned card for each head, and what comes out below."""

from __future__ import annotations

from manim import VGroup, VMobject

from model.trace import Tensor, Trace, derive
from scenes.kit.counts import Nth
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.learned_card import LearnedCard
from scenes.kit.mobjects.mosaic import BarField
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.multi_head.parts.heads_layer import Layer

PITCH = 450  # pixels between the middles of two heads
MIDDLE = 960
WIDE_LEFT, WIDE_RIGHT, WIDE_Y, WIDE_HIGH = 330, 1770, 240, 190  # pixels: the word's numbers
COPY_Y, COPY_HIGH = 435, 110
CARD_Y, CARD_HIGH, CARD_WIDE = 575, 120, 400
OUT_Y, OUT_HIGH, NAME_Y = 745, 150, 880


def middle_of(head: int, heads: int, pitch: float = PITCH) -> float:
    """Pixels from the left to the middle of a head's column."""
    return MIDDLE + (head - (heads - 1) / 2) * pitch


def word_chip(trace: Trace, theme: Theme, place: int, look: str, *, right: float, y: float, room: float) -> Chip:
    """A word in its chip with its right edge at so many pixels, as large as the room allows."""
    size: float = theme.sizes.sentence
    chip = Chip(trace.source[place], theme, look=look, size=size)
    while chip.width > pixels(room) and size > theme.sizes.small:
        size -= 2
        chip = Chip(trace.source[place], theme, look=look, size=size)
    chip.shift(at(right, y) - chip.box.get_right())
    return chip


def head_name(weights: Tensor, theme: Theme, *, size: float | None = None, role: str = "ink") -> VGroup:
    """``head 1``, of the head whose tensor this is."""
    size = size or theme.sizes.label
    number = NumberText(Nth(weights, "H"), theme, size=size, weight="SEMIBOLD", role=role)
    return on_one_baseline([Words("head", theme, size=size, role=role), number], gap=pixels(10))


def lit(strip: VectorStrip, role: str) -> VectorStrip:
    """A strip in the role's fill, with an edge where the theme's fill is pale."""
    theme = strip.theme
    strip.bars.set_fill(theme.fill(role), 1.0)
    if theme.fill(role) != theme.role(role):
        strip.bars.set_stroke(theme.role(role), width=2.5, opacity=1.0)
    return strip


class Doors:
    """Where the doors stand, and what passes them; everything is about one word.

    Attributes:
        whole: the word's numbers (D) across the stage.
        copies: the same above each door.
        cards: each head's W_Q, tipped over.
        out: each head's query (K).
        names, sizes: the heads' names; how many numbers go in and come out.
    """

    def __init__(self, layer: Layer, theme: Theme) -> None:
        self.layer, self.theme, trace = layer, theme, layer.trace
        count, x = layer.heads.value, layer.x[layer.row]
        self.chip = word_chip(trace, theme, layer.row, "asks", right=290, y=WIDE_Y, room=225)
        self.whole = VectorStrip(x, theme, length=pixels(WIDE_RIGHT - WIDE_LEFT), height=pixels(WIDE_HIGH))
        self.whole.shift(at((WIDE_LEFT + WIDE_RIGHT) / 2, WIDE_Y) - self.whole.box.get_center())
        self.width = min(CARD_WIDE, 1800 / count - 50)
        self.limit = shared_limit(layer.parameter("w_q"))
        self.cards = VGroup(*(self._card(head) for head in range(count)))
        self.copies = VGroup(*(self._copy(x, head) for head in range(count)))
        self.out = VGroup(*(self._out(head) for head in range(count)))
        self.names = VGroup(*(self._name(head) for head in range(count)))
        goes_in = shape_label(theme, trace.size("D")).move_to(at(1822, WIDE_Y))
        comes_out = [shape_label(theme, trace.size("K")).next_to(out.box, buff=pixels(22)) for out in self.out]
        self.sizes = VGroup(goes_in, *comes_out)

    def x(self, head: int) -> float:
        """Pixels from the left to the middle of a head's column."""
        count = self.layer.heads.value
        return middle_of(head, count, min(PITCH, 1800 / count))

    def pieces(self) -> list[VGroup]:
        """The word's bars in as many groups as there are heads: a cut that no layer makes."""
        bars, count = self.whole.bars, self.layer.heads.value
        wide = len(bars) // count
        return [VGroup(*bars[head * wide : (head + 1) * wide]) for head in range(count)]

    def columns(self, head: int) -> list[tuple[list[VMobject], VMobject]]:
        """Each row of a card as one shape, with the bar that it leaves."""
        return fallen(self.cards[head], self.out[head], self.theme)

    def _card(self, head: int) -> LearnedCard:
        own = self.layer.parameter("w_q")[:, head]
        turned = derive(f"{own.origin} tipped over", ("K", "D"), lambda w: w.T, own)  # (K, D)
        card = LearnedCard(turned, self.theme, width=pixels(self.width), height=pixels(CARD_HIGH), limit=self.limit)
        card.move_to(at(self.x(head), CARD_Y))
        return card

    def _copy(self, x: Tensor, head: int) -> VectorStrip:
        strip = VectorStrip(x, self.theme, length=pixels(self.width), height=pixels(COPY_HIGH), limit=self.whole.limit)
        return strip.shift(at(self.x(head), COPY_Y) - strip.box.get_center())

    def _out(self, head: int) -> VectorStrip:
        queries = self.layer.tensor("query")[:, self.layer.row]
        wide = self.width / self.layer.x.shape[1] * queries.shape[1] * 1.8
        strip = VectorStrip(
            self.layer.tensor("query")[head, self.layer.row],
            self.theme,
            "query",
            length=pixels(wide),
            height=pixels(OUT_HIGH),
            limit=shared_limit(queries),
        )
        return lit(strip.shift(at(self.x(head), OUT_Y) - strip.box.get_center()), "query")

    def _name(self, head: int) -> VGroup:
        name = head_name(self.layer.tensor("query")[head], self.theme)
        return name.shift([at(self.x(head), 0)[0] - name.get_center()[0], at(0, NAME_Y)[1] - name[0].baseline, 0])


def fallen(card: LearnedCard, result: VectorStrip, theme: Theme) -> list[tuple[list[VMobject], VMobject]]:
    """Each row of a lying matrix as one shape of bars, with the bar of the result that it leaves."""
    pairs: list[tuple[list[VMobject], VMobject]] = []
    for row in range(card.tensor.shape[0]):
        left, right, bottom, top = card.edges(rows=slice(row, row + 1))
        one = BarField(
            card.tensor[row : row + 1], theme, "learned", width=right - left, height=top - bottom, limit=card.limit
        )
        one.move_to([(left + right) / 2, (bottom + top) / 2, 0])
        pairs.append(([one.bars], result.bar(row)))
    return pairs
