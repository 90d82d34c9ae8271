"""The bench on which heads are switched off: small maps, one large with its switch, what is written, counts."""

from __future__ import annotations

import numpy as np
from manim import Arrow, DashedLine, Rectangle, VGroup

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.heads import NOTHING, Head, Roster
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.switch import Switch
from scenes.kit.mobjects.wavy import wavy
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, across, claim_shapes
from scenes.kit.spots import Named
from scenes.kit.theme import Theme

WALL_SIDE, WALL_LEFT, WALL_PITCH, WALL_TOPS = 290, 268, 402, (148, 526)  # pixels
LARGE_SIDE, LARGE_TOP = 560, 262  # pixels
PAIRS_LEFT, PAIRS = 1010, (430, 640)  # pixels


def small_map(roster: Roster, head: Head, theme: Theme) -> DiscMap:
    """A head's map on the wall, its followed row not yet lit."""
    shown = DiscMap(head.weights, theme, side=pixels(WALL_SIDE))
    x = WALL_LEFT + head.number * WALL_PITCH + WALL_SIDE / 2
    shown.move_to(at(x, WALL_TOPS[head.layer] + WALL_SIDE / 2))
    return shown


def wall_name(head: Head, shown: DiscMap, theme: Theme) -> VGroup:
    """Its number, right of the map."""
    word = Words("head", theme, size=theme.sizes.small, role="quiet")
    number = NumberText(head.head_claim, theme, size=44, role="quiet")
    _, right, _, top = shown.box.edges
    word.on_baseline(right + pixels(14), top - pixels(30))
    number.on_baseline(right + pixels(14), top - pixels(84))
    return VGroup(word, number)


class Subject(VGroup):
    """One head large: its map with words and pictures, its name and its switch; ``middle`` in pixels from the left."""

    def __init__(self, roster: Roster, head: Head, trace: Trace, theme: Theme, middle: float) -> None:
        super().__init__()
        self.map = DiscMap(
            head.weights, theme, side=pixels(LARGE_SIDE), asks=roster.row, words=trace.source, trace=trace, size=30
        )
        self.map.shift(at(middle, LARGE_TOP + LARGE_SIDE / 2) - self.map.box.get_center())
        self.ring = self.map.ring(roster.row)
        left, right, _, _ = self.map.box.edges
        name = VGroup(
            Words("layer", theme),
            NumberText(head.layer_claim, theme, weight="SEMIBOLD"),
            Words("· head", theme),
            NumberText(head.head_claim, theme, weight="SEMIBOLD"),
        )
        y, x = at(0, 182)[1], left
        for part in name:
            part.on_baseline(x, y)
            x = part.get_right()[0] + pixels(12)
        self.switch = Switch(theme, size=pixels(48))
        self.switch.move_to([right - self.switch.width / 2, y + pixels(12), 0])
        self.tag = name
        asks = self.map.row_labels[roster.row]
        asks.set_color(theme.role("query"))
        self.add(self.map, self.ring, self.tag, self.switch)


class Outcome(VGroup):
    """One of the two sentences, what "it" is in it, and the pronoun that is written."""

    def __init__(self, roster: Roster, theme: Theme, *, twin: bool, condition: str) -> None:
        super().__init__()
        trace, end = roster.trace, ".twin" if twin else ""
        roles = trace.facts["thread"]["roles"]["twin" if twin else "main"]
        words, written = roster.words(f"sentence{end}"), roster.written(condition, twin)
        y = PAIRS[twin]
        noun = words[int(roles["referent"])]
        picture = picture_of(noun, trace, size=96)  # type: ignore[arg-type]
        self.clause = VGroup(*(Words(word, theme, size=44, role="quiet") for word in words[int(roles["it"]) :]))
        x, base = at(PAIRS_LEFT + 120, y)[0], at(0, y + 15)[1]
        for word in self.clause:
            word.on_baseline(x, base)
            x += word.width + pixels(16)
        start = np.array([x + pixels(14), at(0, y)[1], 0])
        self.arrow = Arrow(
            start,
            start + np.array([pixels(76), 0, 0]),
            buff=0,
            stroke_width=5,
            color=theme.role("quiet"),
            tip_length=pixels(26),
            max_tip_length_to_length_ratio=1,
        )
        place = int(roles["pronoun"])
        self.says = written[place] if place < len(written) else written[-1]
        self.is_right = self.says == roles["pronoun_word"]
        self.chip = Chip(self.says, theme, look=self._look(), size=54)
        self.chip.shift(np.array([self.arrow.get_right()[0] + pixels(30) - self.chip.get_left()[0], 0, 0]))
        self.chip.shift([0, base - pixels(4) - self.chip.word.baseline, 0])
        self.wrong = wavy(self.chip.word, theme) if not self.is_right else VGroup()
        if picture is not None:
            self.add(picture.move_to(at(PAIRS_LEFT + 48, y)))
        self.add(self.clause, self.arrow, self.chip, self.wrong)

    def _look(self) -> str:
        if self.says not in ("il", "elle"):
            return "plain"
        return self.says if self.is_right else f"wrong {self.says}"


class Shares(VGroup):
    """Two bars, pronouns right with the head and without it, and a mark at what blind choice gets."""

    LEFT, RIGHT, ROWS, HIGH = 1030, 1810, (410, 560), 96  # pixels

    def __init__(self, roster: Roster, theme: Theme) -> None:
        super().__init__()
        self.claims = (roster.right(NOTHING), roster.right(roster.decisive.condition))
        self.blind = Measured(roster.record["blind_pronoun"])
        wide = pixels(self.RIGHT - self.LEFT)
        self.way = Rectangle(width=wide, height=pixels(self.HIGH), stroke_width=0, fill_opacity=0)
        self.way.move_to(at((self.LEFT + self.RIGHT) / 2, self.ROWS[0]))
        self.bars, self.labels, self.numbers = VGroup(), VGroup(), VGroup()
        for claim, y, text, role in zip(self.claims, self.ROWS, ("on", "off"), ("learned", "quiet"), strict=True):
            bar = Rectangle(
                width=wide * claim.value,
                height=pixels(self.HIGH),
                stroke_width=0,
                fill_color=theme.fill(role),
                fill_opacity=1.0,
            )
            bar.move_to(at(self.LEFT, y), aligned_edge=np.array([-1, 0, 0]))
            self.bars.add(bar)
            base = at(0, y + 18)[1]
            self.labels.add(Words(text, theme, size=50).on_baseline(at(self.LEFT - 26, 0)[0], base, align=1.0))
            ink = theme.ink_of_chip(role)
            number = NumberText(claim, theme, spec=".0%", size=64, weight="SEMIBOLD", color=ink)
            self.numbers.add(number.on_baseline(bar.get_right()[0] - pixels(24), base - pixels(5), align=1.0))
        x = at(self.LEFT, 0)[0] + wide * self.blind.value
        beside = self.claims[1].value < self.blind.value  # else the bar is in its way
        self.mark = DashedLine(
            [x, at(0, 474 if beside else 614)[1], 0], [x, at(0, 640)[1], 0], color=theme.role("ink"), stroke_width=4
        )
        self.shut = VGroup(
            Words("eyes shut", theme), NumberText(self.blind, theme, spec=".0%", size=54, weight="SEMIBOLD")
        )
        self.shut[1].on_baseline(x, at(0, 700)[1], align=0.5)
        self.shut[0].on_baseline(x, at(0, 750)[1], align=0.5)
        heading = Words("right pronouns", theme, size=44, role="quiet")
        self.heading = heading.on_baseline(at(self.LEFT, 0)[0], at(0, 300)[1])
        self.add(self.way, self.heading, self.labels, self.bars, self.numbers, self.mark, self.shut)
        claim_shapes(self)

    def encodings(self) -> list[Lengths]:
        """Each bar is as long as its share of the way."""
        values = np.array([claim.value for claim in self.claims])
        return [Lengths(self.bars, Scale(across(self.way), 0.0, 1.0), values, np.zeros(2))]

    def names(self) -> list[Named]:
        """On and off name their bars."""
        return [Named(label, claim, bar) for label, claim, bar in zip(self.labels, self.claims, self.bars, strict=True)]

    def hand_over(self, other: Shares) -> None:
        """Take the shares of ``other``."""
        self.claims = other.claims
