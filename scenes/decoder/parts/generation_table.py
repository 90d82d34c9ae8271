"""The row that leaves the decoder, and below it the rows of the words that fit it best, each with its share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import RoundedRectangle, VGroup

from model.trace import Tensor, Trace
from scenes.decoder.parts.generation_step import choice, last_rows
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell, Outline, outline_of
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, across, claim_shapes
from scenes.kit.theme import Theme

LEFT, RIGHT = 566, 1254  # pixels: the strips
ROW, ROW_HIGH, CARD = 230, 116, (552, 1268, 162, 298)  # pixels: the row, and the card behind it
FIRST, PITCH, HIGH = 388, 104, 84  # pixels: the words' rows
WORD, BEST, OTHER = 1300, 62, 46  # pixels: where words begin; sizes
SCORE, RULER, THICK = 1690, (1550, 1850), 64  # pixels: right edge of the scores; the rulers


class Share(VGroup):
    """A ruler one unit long, filled as far as a probability.

    Args:
        probability: one number.
        y: pixels from the frame's top.
        figure: whether the probability stands on it in figures.
    """

    def __init__(self, probability: Tensor, theme: Theme, y: float, *, figure: bool) -> None:
        super().__init__()
        self.probability = probability
        left, right = RULER
        self.box = Box(pixels(right - left), pixels(THICK)).move_to(at((left + right) / 2, y))
        x, end, low, high = self.box.edges
        self.frame = Cell(x, end, low, high, theme.role("thread"), opacity=0.25)
        self.piece = Cell(x, x + (end - x) * probability.item(), low, high, theme.fill("output"))
        self.number = VGroup()
        if figure:
            ink = theme.ink_of_chip("output")
            number = NumberText(Measured(probability), theme, size=54, color=ink, weight="SEMIBOLD")
            self.number = number.move_to([x + (end - x) * probability.item() / 2, (low + high) / 2, 0])
        self.add(self.box, self.frame, self.piece, self.number)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """The piece is as long as the probability."""
        value = np.array([self.probability.item()])
        yield Lengths((self.piece,), Scale(across(self.box), 0.0, 1.0), value, np.zeros(1))

    def hand_over(self, other: Share) -> None:
        """Take the probability of ``other``, whose shape this ruler now has."""
        self.probability = other.probability


class Table:
    """What stands on the stage while one step chooses its word.

    Attributes:
        card, row: the decoder's row of the step on its card; rows: the words' own; words, scores, shares beside them.
        ring: round the row that fits best.
    """

    def __init__(self, trace: Trace, theme: Theme, step: int) -> None:
        self.trace, self.theme, self.step = trace, theme, step
        self.choice = choice(trace, step)
        self.vocabulary = trace.words["target_vocabulary"]
        left, right, top, bottom = CARD
        self.card = RoundedRectangle(
            corner_radius=pixels(20), width=pixels(right - left), height=pixels(bottom - top), stroke_width=0
        )
        self.card.set_fill(theme.panel, opacity=1.0).move_to(at((left + right) / 2, (top + bottom) / 2))
        self.row = self._strip(last_rows(trace)[step], "output", ROW, ROW_HIGH, None)
        embedding = trace["weights/target_embedding"]
        rows = [embedding[place] for place in self.choice.places]
        limit = shared_limit(*rows).value
        self.rows = VGroup(*(self._strip(one, "learned", self.y(i), HIGH, limit) for i, one in enumerate(rows)))
        self.words = VGroup(*(self._word(i) for i in range(len(rows))))
        self.scores = VGroup(*(self._score(i) for i in range(len(rows))))
        probabilities = trace["main/decoder.probabilities"][step]
        self.shares = VGroup(
            *(
                Share(probabilities[place], theme, self.y(i), figure=i == 0)
                for i, place in enumerate(self.choice.places)
            )
        )
        self.ring = self._ring()

    def y(self, place: int) -> float:
        """Pixels from the top to the middle of a word's row."""
        return FIRST + PITCH * place

    @property
    def best(self) -> str:
        """The word that fits best."""
        return self.vocabulary[self.choice.places[0]]

    def whole(self) -> VGroup:
        """All of it, as it stands when the step is done, without the row."""
        return VGroup(self.rows, self.words, self.shares, self.ring)

    def said(self) -> Chip:
        """The word that fits best, as a chip that was said, where it stands in the table."""
        chip = Chip(self.best, self.theme, look="said", size=BEST)
        return chip.shift(self.words[0].get_center() - chip.word.get_center())

    def _strip(self, tensor: Tensor, role: str, y: float, high: float, limit: float | None) -> VectorStrip:
        strip = VectorStrip(tensor, self.theme, role, length=pixels(RIGHT - LEFT), height=pixels(high), limit=limit)
        return strip.shift(at((LEFT + RIGHT) / 2, y) - strip.box.get_center())

    def _word(self, place: int) -> Words:
        size, text = (BEST if place == 0 else OTHER), self.vocabulary[self.choice.places[place]]
        label = Words(text.strip("⟨⟩"), self.theme, size=size, weight="SEMIBOLD" if place == 0 else "MEDIUM")
        label.token = text  # type: ignore[assignment]
        if place:
            label.set_color(self.theme.role("quiet"))
        room = pixels(RULER[0] - WORD - 20)
        if label.width > room:
            label = Words(text.strip("⟨⟩"), self.theme, size=max(30, int(size * room / label.width)), weight="MEDIUM")
            label.token = text  # type: ignore[assignment]
        x, base = at(WORD, self.y(place) + 0.33 * label.size)[:2]
        return label.on_baseline(x, base)

    def _score(self, place: int) -> NumberText:
        logits = self.trace["main/decoder.logits"][self.step]
        claim = Measured(logits[self.choice.places[place]])
        number = NumberText(claim, self.theme, spec="+.1f", size=54 if place == 0 else 42)
        x, base = at(SCORE, self.y(place) + 0.35 * number.size)[:2]
        return number.on_baseline(x, base, align=1.0)

    def _ring(self) -> Outline:
        left, right = at(CARD[0], 0)[0], at(CARD[1], 0)[0]
        high, low = at(0, self.y(0) - HIGH / 2 - 6)[1], at(0, self.y(0) + HIGH / 2 + 6)[1]
        return outline_of((left, right, low, high), self.theme.role("learned"), margin=0.0, width=6.0)
