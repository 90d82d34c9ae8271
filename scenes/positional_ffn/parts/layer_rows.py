"""The same word in sentences that differ in one noun: its rows one below the other, at the entrance and later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import VGroup

from model.trace import Trace
from scenes.kit.counts import Nth
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.layer_neighbours import OWN, PRONOUNS, SCOPES, Neighbours

MIDDLES = (255, 515, 775)  # pixels: the rows' middles
STRIP, HIGH = (520, 1560), 236  # pixels: left and right of a row, its height
PICTURE, NOUN = 150, 155  # pixels: a picture, and its middle
CHIP, CHIP_SIZE = 365, 60  # pixels
WRITTEN = 1720  # pixels: the middle of what is written
NEAR_ONE = 0.995  # a cosine that two places would round to one
BETWEEN = 300  # pixels: the middle of the signs between the rows


class Rows:
    """Pictures, words and rows, the sentence's own in the middle.

    Attributes:
        nouns, chips: at the left of each row.
    """

    def __init__(self, trace: Trace, theme: Theme, found: Neighbours) -> None:
        self.trace, self.theme, self.found = trace, theme, found
        last = len(found.places) - 1
        self.whole = self._scale(range(last + 1))
        self.close = self._scale((last,))
        self.nouns = [self._noun(noun, y) for noun, y in zip(found.nouns, MIDDLES, strict=True)]
        self.chips = []
        for y in MIDDLES:
            chip = Chip(found.word, theme, look="followed", size=CHIP_SIZE)
            if chip.width > pixels(240):
                chip.scale(pixels(240) / chip.width)
            self.chips.append(chip.shift(at(CHIP, y) - chip.box.get_center()))

    def _scale(self, stops: Iterable[int]) -> tuple[float, float, float]:
        """By which rows at some places fill their room: the largest magnitude, pixels of one, pixels up to zero."""
        every = [self.found.row(which, stop).values for which in range(len(SCOPES)) for stop in stops]
        high, low = (max(max(float((sign * row).max()) for row in every), 0.0) for sign in (1, -1))
        unit = HIGH / max(high + low, 1e-6)
        return max(high, low), unit, (low - high) / 2 * unit

    def strip(self, which: int, stop: int, *, close: bool = False) -> VectorStrip:
        """A row at a place, on the scale of all places, or close: on that of the last."""
        left, right = STRIP
        limit, unit, sink = self.close if close else self.whole
        strip = VectorStrip(
            self.found.row(which, stop),
            self.theme,
            length=pixels(right - left),
            height=2 * pixels(limit * unit),
            limit=limit,
        )
        return strip.shift(at((left + right) / 2, MIDDLES[which] - sink) - strip.box.get_center())

    def strips(self, stop: int, *, close: bool = False) -> list[VectorStrip]:
        """All rows at a place."""
        return [self.strip(which, stop, close=close) for which in range(len(SCOPES))]

    def stop(self, place: int) -> VGroup:
        """Where the rows are met, for the title band."""
        if place == 0:
            return VGroup(Words("at the entrance", self.theme, size=30, role="quiet"))
        layer = Nth(self.found.row(OWN, place))
        return VGroup(Phrase("after layer {layer}", self.theme, layer=layer, size=30, role="quiet"))

    def equals(self) -> list[Words]:
        """Signs between the rows: they are the same."""
        return [
            Words("=", self.theme, size=88, weight="SEMIBOLD").move_to(at(BETWEEN, sum(MIDDLES[k : k + 2]) / 2))
            for k in range(2)
        ]

    def likeness(self) -> list[VGroup]:
        """Signs between the rows with their cosine: nearly the same, or another."""
        found, made = self.found, []
        for k, (which, near) in enumerate(((0, found.stays_alike), (2, not found.turns_away))):
            sign = Words("≈" if near else "≠", self.theme, size=64, weight="SEMIBOLD")
            cosine = found.cosine(which, -1)
            look: dict[str, Any] = {"sign": sign, "cosine": cosine, "size": 54, "weight": "SEMIBOLD"}
            if cosine.value >= NEAR_ONE:
                phrase = Phrase("{sign} {cosine:.3f}", self.theme, **look)
            else:
                phrase = Phrase("{sign} {cosine:.2f}", self.theme, **look)
            made.append(phrase.move_to(at(BETWEEN, sum(MIDDLES[k : k + 2]) / 2)))
        return made

    def written(self) -> list[Chip]:
        """What is written of each, right of the rows; nothing where translations do not differ so."""
        if self.found.written is None:
            return []
        chips = []
        for token, y in zip(self.found.written, MIDDLES, strict=True):
            look = str(token) if str(token) in PRONOUNS else "said"
            chip = Chip(token, self.theme, look=look, size=72)
            if chip.width > pixels(280):
                chip.scale(pixels(280) / chip.width)
            chips.append(chip.shift(at(WRITTEN, y) - chip.box.get_center()))
        return chips

    def role(self, which: int) -> str:
        """The colour of a row that leaves: that of its pronoun."""
        written = self.found.written
        return "elle" if written is not None and str(written[which]) == "elle" else "output"

    def _noun(self, noun: str, y: float) -> VGroup:
        picture = picture_of(noun, self.trace, size=PICTURE)  # type: ignore[arg-type]
        meant = picture or Words(noun, self.theme, size=54, weight="SEMIBOLD")
        if meant.width > pixels(190):
            meant.scale(pixels(190) / meant.width)
        return VGroup(meant.move_to(at(NOUN, y)))
