"""Two runs side by side: the end of each sentence, its head's report as bars in a card, the end of what is written."""

from __future__ import annotations

from manim import VGroup

from scenes.decoder.parts.eight_numbers_exchange import Exchange
from scenes.kit.heads import Head
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.pair import Side
from scenes.kit.theme import Theme

MIDDLES = (495, 1425)  # pixels from the left: the two runs
CLAUSE, CARD, FRENCH = 190, 432, 690  # pixels from the top
CARD_SIZE, STRIP = (830, 380), (744, 270)  # pixels
TONES = {"il": "output", "elle": "elle"}
GAP = 18  # pixels between words


class Run(VGroup):
    """One of the two runs; ``twin`` is the right one."""

    def __init__(self, exchange: Exchange, theme: Theme, *, twin: bool) -> None:
        super().__init__()
        self.exchange, self.theme, self.twin = exchange, theme, twin
        self.side: Side = exchange.pair.second if twin else exchange.pair.first
        self.middle = MIDDLES[twin]
        self.clause = self._clause()
        self.card = plate_of(pixels(CARD_SIZE[0]), pixels(CARD_SIZE[1]), theme.panel, radius=pixels(20)).move_to(
            at(self.middle, CARD)
        )
        self.french = self.written(self.side.french)
        self.add(self.card, self.clause, self.french)

    @property
    def tone(self) -> str:
        """The role of this run's report: that of the pronoun which belongs to its sentence."""
        return TONES.get(self.side.expected, "output")

    def bars(self, head: Head, *, twin: bool, limit: float) -> VectorStrip:
        """A head's report, of this run or of the other, on this card."""
        tone = TONES.get((self.exchange.pair.second if twin else self.exchange.pair.first).expected, "output")
        strip = VectorStrip(
            self.exchange.report(head, twin),
            self.theme,
            tone,
            length=pixels(STRIP[0]),
            height=pixels(STRIP[1]),
            limit=limit,
        )
        return strip.shift(at(self.middle, CARD + 34) - strip.box.get_center())

    def tag(self, head: Head) -> VGroup:
        """Whose report it is, in the card's corner."""
        parts: list[Words | NumberText] = [
            Words("layer", self.theme, size=30, role="quiet"),
            NumberText(head.layer_claim, self.theme, size=30, role="quiet"),
            Words("· head", self.theme, size=30, role="quiet"),
            NumberText(head.head_claim, self.theme, size=30, role="quiet"),
        ]
        x, y = at(self.middle - CARD_SIZE[0] / 2 + 28, CARD - CARD_SIZE[1] / 2 + 44)[:2]
        for part in parts:
            part.on_baseline(x, y)
            x = part.get_right()[0] + pixels(10)
        return VGroup(*parts)

    def _clause(self) -> VGroup:
        """The end of the sentence, its last word as a chip that asks."""
        spoken = self.side.spoken
        parts = [Words(word, self.theme, size=46, role="quiet") for word in spoken[self.side.it - 1 : -1]]
        return self._row([*parts, Chip(spoken[-1], self.theme, look="asks", size=50)], CLAUSE)

    def written(self, words: tuple[str, ...]) -> VGroup:
        """The end of what is written, the pronoun as a chip in its tone."""
        parts: list[Words | Chip] = []
        for place, word in enumerate(words):
            if place < self.side.pronoun - 2:
                continue
            if place == self.side.pronoun and word in TONES:
                parts.append(Chip(word, self.theme, look=word, size=54))
            else:
                role = "ink" if place == len(words) - 1 else "quiet"
                parts.append(Words(word, self.theme, size=50, role=role))
        return self._row(parts, FRENCH)

    def _row(self, parts: list[Words | Chip], y: float) -> VGroup:
        """Words and chips on one baseline, centred on the run."""
        x, base = 0.0, at(0, y + 15)[1]
        for part in parts:
            word = part.word if isinstance(part, Chip) else part
            part.shift([x - part.get_left()[0], base - word.baseline, 0])
            x += part.width + pixels(GAP)
        row = VGroup(*parts)
        return row.shift([at(self.middle, 0)[0] - (x - pixels(GAP)) / 2, 0, 0])
