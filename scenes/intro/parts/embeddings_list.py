"""The list of all tokens, of which a few rows are seen at a time, and the table's rows beside them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, Mobject, RoundedRectangle, VGroup, VMobject

from model.trace import Trace
from scenes.kit.counts import Place
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

MIDDLE, PITCH, REACH = 516, 104, 3  # pixels: the middle row, from row to row; rows seen above and below it
NUMBER, PICTURE, WORD = 190, 262, 330  # pixels: right edge of numbers, middle of pictures, left edge of words
SIZE, PICTURED = 54, 72
STRIP = (720, 1830)
CARD = (70, 1850, 98)  # pixels: left, right, height of the card behind the middle row


class Row(VGroup):
    """A token's number, its picture where it has one, and its word."""

    def __init__(self, words: Sequence[str], place: int, trace: Trace, theme: Theme) -> None:
        super().__init__()
        self.place, word = place, words[place]
        base = -0.34 * pixels(SIZE)
        self.number = NumberText(Place.of(words, place), theme, size=SIZE, role="quiet")
        self.number.on_baseline(at(NUMBER, 0)[0], base, align=1.0)
        self.word = Words(word.strip("⟨⟩"), theme, size=SIZE, weight="MEDIUM")
        self.word.token = word  # type: ignore[assignment]
        self.word.on_baseline(at(WORD, 0)[0], base)
        self.add(self.number, self.word)
        picture = picture_of(word, trace, size=PICTURED)  # type: ignore[arg-type]
        if picture is not None:
            self.add(picture.move_to([at(PICTURE, 0)[0], 0, 0]))
        self.strength = [(part, part.get_fill_opacity(), part.get_stroke_opacity()) for part in self.get_family()]
        self.height_now = 0.0

    def stand(self, y: float, share: float) -> None:
        """Stand at a height (units), as strong as this."""
        self.shift([0.0, y - self.height_now, 0.0])
        self.height_now = y
        for part, fill, stroke in self.strength:
            if isinstance(part, VMobject):
                part.set_fill(opacity=fill * share, family=False)
                part.set_stroke(opacity=stroke * share, family=False)


class TokenList(VGroup):
    """All tokens of a trace from the first word on, one below the other, as far as they reach from the middle.

    Attributes:
        entries: the rows; at: which one stands in the middle, between two while it rolls.
    """

    def __init__(self, trace: Trace, theme: Theme, start: int) -> None:
        super().__init__()
        self.theme, self.table = theme, trace["weights/source_embedding"]
        words = trace.words["source_vocabulary"]
        self.entries = [Row(words, place, trace, theme) for place in range(len(words))]
        self.add(*self.entries)
        self.show(start)

    def show(self, middle: float) -> TokenList:
        """Let a row stand in the middle."""
        self.middle = middle
        for row in self.entries:
            off = row.place - middle
            row.stand(at(0, MIDDLE + off * PITCH)[1], min(max(REACH + 0.5 - abs(off), 0.0) * 2, 1.0))
        return self

    @property
    def seen(self) -> list[Row]:
        """The rows that are seen now, from the top."""
        return [row for row in self.entries if abs(row.place - self.middle) <= REACH]

    def strips(self) -> dict[int, VectorStrip]:
        """The table's rows beside the rows that are seen, on one scale, by their places."""
        table = self.table
        seen = [row.place for row in self.seen]
        limit = max(float(shared_limit(table[place]).value) for place in seen)
        left, right = STRIP
        made = {}
        for place in seen:
            strip = VectorStrip(
                table[place],
                self.theme,
                "learned",
                length=pixels(right - left),
                height=pixels(PITCH - 8),
                limit=limit,
            )
            made[place] = strip.shift(at((left + right) / 2, MIDDLE + (place - self.middle) * PITCH))
        return made


class Roll(Animation):  # type: ignore[misc]
    """A list rolls until another row stands in the middle."""

    def __init__(self, listed: TokenList, to: int, **kwargs: float) -> None:
        self.start, self.to = listed.middle, to
        super().__init__(listed, **{"run_time": 2.0, **kwargs})

    def create_starting_mobject(self) -> Mobject:
        """Nothing: where the rows are is computed."""
        return VMobject()

    def get_all_families_zipped(self) -> list[tuple[Mobject, ...]]:
        """Nothing: ``interpolate_mobject`` does it all."""
        return []

    def interpolate_mobject(self, alpha: float) -> None:
        """Show the list as far as it has rolled."""
        self.mobject.show(self.start + (self.to - self.start) * self.rate_func(alpha))


def card(theme: Theme, left: float, right: float, top: float, bottom: float) -> RoundedRectangle:
    """A quiet card between edges in pixels."""
    shape = plate_of(pixels(right - left), pixels(bottom - top), theme.panel, radius=pixels(28))
    return shape.move_to(at((left + right) / 2, (top + bottom) / 2))


def middle_card(theme: Theme) -> RoundedRectangle:
    """The card behind the row in the middle."""
    left, right, high = CARD
    return card(theme, left, right, MIDDLE - high / 2, MIDDLE + high / 2)
