"""Two lanes, one for each pronoun, with a chip every ten steps; below, how many new sentences are understood."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import DashedLine, RoundedRectangle, VGroup

from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme
from scenes.training.parts.learning_diary import PRONOUNS, UNDERSTOOD, Diary

LEFT, RIGHT = 330, 1800  # pixels: the columns
LANES = (200, 312)  # pixels from the top: il, elle
LANE, CHIP = 92, 74  # pixels: heights
FLOOR, CEILING = 830, 430  # pixels: bars of no sentence, and of all
TONES = {"il": "output", "elle": "elle"}


class Lanes(VGroup):
    """The lanes with their names; chips and bars come one after the other."""

    def __init__(self, diary: Diary, theme: Theme) -> None:
        super().__init__()
        self.theme, self.count = theme, len(diary.shown)
        self.pitch = (RIGHT - LEFT) / self.count
        roles = diary.trace.facts["thread"]["roles"]
        vocabulary = diary.trace.words["experiments/learning/vocabulary"]
        self.grounds, self.names = VGroup(), VGroup()
        for place, word in enumerate(PRONOUNS):
            y = LANES[place]
            ground = plate_of(pixels(RIGHT - LEFT + 16), pixels(LANE), theme.panel, radius=pixels(16))
            self.grounds.add(ground.move_to(at((LEFT + RIGHT) / 2, y)))
            token = next(known for known in vocabulary if known == word)
            chip = Chip(token, theme, look=word, size=46)
            chip.shift(at(LEFT - 40, y) - chip.box.get_right())
            side = "main" if roles["main"]["pronoun_word"] == word else "twin"
            noun = diary.source[int(roles[side]["referent"])]
            picture = picture_of(noun, diary.trace, size=84)  # type: ignore[arg-type]
            self.names.add(chip)
            if picture is not None:
                self.names.add(picture.move_to(at(LEFT - 215, y)))
        self.chips = VGroup(*(self._chip(diary, row) for row in diary.shown))
        self.add(self.grounds, self.names)

    def x(self, place: int) -> float:
        """Pixels from the left to the middle of a column."""
        return LEFT + (place + 0.5) * self.pitch

    def _chip(self, diary: Diary, row: int) -> RoundedRectangle:
        """Filled in its tone where the rest of the sentence is right as well, else hollow."""
        word = diary.pronoun(row)
        lane = PRONOUNS.index(word) if word in PRONOUNS else 0
        tone = TONES.get(word, "quiet")
        rest, expected = ([w for w in words if w not in PRONOUNS] for words in (diary.written(row), diary.reference))
        agrees = (rest[-1:] == expected[-1:]) == (word == diary.reference[diary.pronoun_place])
        whole = rest[:-1] == expected[:-1] and agrees
        chip = RoundedRectangle(
            corner_radius=pixels(10),
            width=pixels(0.76 * self.pitch),
            height=pixels(CHIP),
            stroke_color=self.theme.role(tone),
            stroke_width=4,
            fill_color=self.theme.fill(tone),
            fill_opacity=1.0 if whole else 0.0,
        )
        return chip.move_to(at(self.x(row - diary.shown[0]), LANES[lane]))


class Shares(VGroup):
    """For each column of the lanes the share of new sentences whose pronoun is right, and a line for blind choice."""

    def __init__(self, diary: Diary, lanes: Lanes, theme: Theme) -> None:
        super().__init__()
        self.values = diary.record["pronoun"].values[list(diary.shown)].astype(float)
        self.way = Box(pixels(1), pixels(FLOOR - CEILING)).move_to(at(60, (FLOOR + CEILING) / 2))
        low, high = at(0, FLOOR)[1], at(0, CEILING)[1]
        half = pixels(0.38 * lanes.pitch)
        self.bars = VGroup()
        for place, value in enumerate(self.values):
            x = at(lanes.x(place), 0)[0]
            role = theme.fill("learned") if value >= UNDERSTOOD else theme.role("thread")
            self.bars.add(Cell(x - half, x + half, low, low + value * (high - low), role))
        blind = Measured(diary.record["blind_pronoun.diary"])
        y = low + blind.value * (high - low)
        self.line = DashedLine([at(LEFT, 0)[0], y, 0], [at(RIGHT, 0)[0], y, 0], color=theme.role("ink"), stroke_width=4)
        share = NumberText(blind, theme, spec=".0%", size=54, weight="SEMIBOLD")
        share.on_baseline(at(LEFT - 30, 0)[0], y - pixels(4), align=1.0)
        shut = Words("eyes shut", theme, role="quiet").on_baseline(at(LEFT - 30, 0)[0], y - pixels(52), align=1.0)
        self.shut = VGroup(share, shut)
        self.heading = Words("“it” understood, of new sentences", theme, role="quiet")
        self.heading.on_baseline(at(LEFT, 0)[0], at(0, 405)[1])
        self.marks = VGroup()
        for row in {diary.shown[0], diary.shown[-1], diary.turn if diary.turn is not None else diary.shown[-1]}:
            strong = row == diary.turn
            mark = NumberText(
                Measured(diary.step(row)),
                theme,
                spec=".0f",
                role="ink" if strong else "quiet",
                weight="SEMIBOLD" if strong else "NORMAL",
            )
            self.marks.add(mark.on_baseline(at(lanes.x(row - diary.shown[0]), 0)[0], at(0, 878)[1], align=0.5))
        word = Words("step", theme, role="quiet").on_baseline(at(LEFT - 30, 0)[0], at(0, 878)[1], align=1.0)
        self.marks.add(word)
        self.add(self.way, self.heading, self.bars, self.marks)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each bar stands for its share."""
        yield Lengths(self.bars, Scale(upward(self.way), 0.0, 1.0), self.values, np.zeros(len(self.values)))

    def hand_over(self, other: Shares) -> None:
        """Take the shares of ``other``."""
        self.values = other.values
