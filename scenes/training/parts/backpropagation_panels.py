"""One of the two sentences: its end with what "it" is, and how loud the pronouns are before and after the step."""

from __future__ import annotations

from typing import Any

from manim import RIGHT, Arrow, Circle, Line, ManimColor, Mobject, VGroup

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.questions import Tick
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.backpropagation_guess import Guess
from scenes.training.parts.backpropagation_voices import Voices

MIDDLES = (500, 1420)  # pixels from the left
CLAUSE = 226  # pixels from the top: the middle of the words
GAP, PICTURE = 20, 112  # pixels
CARD = (860, 752)  # pixels


class Panel:
    """The parts of one sentence's half of the stage.

    Attributes:
        card: the ground; clause: the end of the sentence; before, after: the bars; ghost: outlines of those before.
        marks: a tick or a cross at the louder pronoun.
    """

    def __init__(self, guess: Guess, theme: Theme, trace: Trace, *, twin: bool) -> None:
        x = MIDDLES[twin]
        self.before, self.after = (Voices(guess, theme, when=when, x=x, twin=twin) for when in ("before", "after"))
        self.was = Voices(guess, theme, when="before", x=x, twin=twin)
        self.ghost = Voices(guess, theme, when="before", x=x, twin=twin, hollow=True)
        self.card = plate_of(pixels(CARD[0]), pixels(CARD[1]), theme.panel, radius=pixels(20)).move_to(at(x, 517))
        self.clause = self._clause(guess, theme, trace, twin, x)
        self.marks = self._marks(guess, theme, twin)

    def _clause(self, guess: Guess, theme: Theme, trace: Trace, twin: bool, x: float) -> VGroup:
        """Words up to the last, that as a chip, and the picture of the noun that is meant."""
        *words, last = guess.clause(twin)
        parts: list[Words | Chip] = [Words(word, theme, size=50, role="quiet") for word in words]
        parts.append(Chip(last, theme, look="followed", size=54))
        left, base = 0.0, at(0, CLAUSE + 16)[1]
        for part in parts:
            word = part.word if isinstance(part, Chip) else part
            part.shift([left - part.get_left()[0], base - word.baseline, 0])
            left += part.width + pixels(GAP)
        row = VGroup(*parts)
        picture = picture_of(guess.referent(twin), trace, size=PICTURE)  # type: ignore[arg-type]
        if picture is not None:
            row.add(picture.move_to([left + pixels(PICTURE / 2 + 16), at(0, CLAUSE)[1], 0]))
        return row.shift([at(x, 0)[0] - row.get_center()[0], 0, 0])

    def _marks(self, guess: Guess, theme: Theme, twin: bool) -> VGroup:
        """A tick at the louder pronoun where it is right; a cross where it is wrong, and its chip hollow."""
        order = self.after.order
        loudest = max(range(len(order)), key=lambda place: self.after.shares[place].value)
        chip = self.after.chips[loudest]
        right = order[loudest] == (guess.other if twin else guess.right)
        if not right and order[loudest] in ("il", "elle"):
            chip.take(f"wrong {order[loudest]}")
        mark = Tick(theme, radius=pixels(24)) if right else Cross(theme)
        return VGroup(mark.next_to(chip.box, RIGHT, buff=pixels(16)))

    @property
    def whole(self) -> VGroup:
        """What the panel shows in the end."""
        return VGroup(self.card, self.clause, self.after)

    def steps(self) -> list[tuple[Mobject, Mobject]]:
        """The bars after the step, each with what it was before."""
        return list(zip(self.after.bars, self.was.bars, strict=True))


class Cross(VGroup):
    """An ink disc with a cross: wrong."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        radius = pixels(24)
        self.add(Circle(radius=radius, stroke_width=0, fill_color=theme.role("ink"), fill_opacity=1.0))
        reach = 0.4 * radius
        for way in (1, -1):
            ends = [-reach, -way * reach, 0], [reach, way * reach, 0]
            self.add(Line(*ends, stroke_width=7, color=ManimColor(theme.ground)))


class OneStep:
    """What a step does to the steepest weight: before, an arrow, after, and how large a step it is."""

    def __init__(self, guess: Guess, theme: Theme) -> None:
        size, base = theme.sizes.big, at(0, 790)[1]
        figures = [
            NumberText(Measured(guess.weights(when)[guess.steepest]), theme, spec=".2f", size=size, weight="SEMIBOLD")
            for when in ("before", "after")
        ]
        self.before = figures[0].on_baseline(at(700, 0)[0], base, align=1.0)
        self.after = figures[1].on_baseline(at(1220, 0)[0], base)
        middle = self.before.get_center()[1]
        rate: dict[str, Any] = {"rate": guess.record["learning_rate"], "role": "quiet"}
        if guess.is_past_warm_up:
            self.rate = Phrase("learning rate {rate:.3f}, after warm-up", theme, **rate)
        else:
            self.rate = Phrase("learning rate {rate:.3f}", theme, **rate)
        self.rate.shift([at(960, 0)[0] - self.rate.get_center()[0], at(0, 870)[1], 0])
        ends = [at(740, 0)[0], middle, 0], [at(1180, 0)[0], middle, 0]
        self.arrow = Arrow(*ends, buff=0, stroke_width=10, color=theme.role("ink"), max_tip_length_to_length_ratio=0.1)
        self.name = Words("one step", theme, size=50).on_baseline(at(960, 0)[0], middle + pixels(24), align=0.5)


__all__ = ["Cross", "OneStep", "Panel"]
