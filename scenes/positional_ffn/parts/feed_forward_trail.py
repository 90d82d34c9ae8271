"""The false trail: one neuron's answer to "it" where it is one noun, and where it is the other, side by side."""

from __future__ import annotations

from manim import DashedLine, VGroup

from model.trace import END, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.feed_forward_lights import Lights, floor_line
from scenes.positional_ffn.parts.feed_forward_neurons import FalseTrail

SIDES = (520, 1400)  # pixels: the middle of each side
GROUND, TOP, WIDE = 700, 270, 210  # pixels: floor, ceiling, a bar
CLAUSE, PICTURE, ASIDE = 800, 200, 290  # pixels: middle of the words; a picture, and how far beside its bar it stands


class Trail:
    """Two bars on one floor, each over "it" in its clause, each with the picture of what "it" is there."""

    def __init__(self, trace: Trace, theme: Theme, trail: FalseTrail) -> None:
        self.theme = theme
        claims = [Measured(answer) for answer in trail.answers]
        limit = max(claim.value for claim in claims)
        self.ground = floor_line(theme, GROUND)
        self.lights = [
            Lights([claim], [at(x, 0)[0]], theme, floor=GROUND, ceiling=TOP, limit=limit, wide=WIDE)
            for claim, x in zip(claims, SIDES, strict=True)
        ]
        self.clauses = [self._clause(words[trail.it :], x) for words, x in zip(trail.words, SIDES, strict=True)]
        self.pictures = []
        for words, noun, x in zip(trail.words, trail.nouns, SIDES, strict=True):
            picture = picture_of(words[noun], trace, size=PICTURE)  # type: ignore[arg-type]
            meant = VGroup(picture or Words(words[noun], theme, size=60, weight="SEMIBOLD"))
            self.pictures.append(meant.move_to(at(x - ASIDE, GROUND - 30 - PICTURE / 2)))
        self.figures = []
        for claim, light in zip(claims, self.lights, strict=True):
            figure = NumberText(claim, theme, size=54, weight="SEMIBOLD")
            self.figures.append(
                figure.move_to([light.bars[0].get_center()[0], light.bars[0].get_top()[1] + pixels(44), 0])
            )
        level = max(light.bars[0].get_top()[1] for light in self.lights)
        ends = [[at(x + side * WIDE / 2, 0)[0], level, 0] for x, side in zip(SIDES, (1, -1), strict=True)]
        self.level = DashedLine(*ends, color=theme.role("quiet"), stroke_width=5, dash_length=0.15)

    def _clause(self, words: tuple[str, ...], x: float) -> VGroup:
        """ "it" in a ring under its bar, and what follows it."""
        chip = Chip(words[0], self.theme, look="followed", size=60)
        chip.shift(at(x, CLAUSE) - chip.box.get_center())
        row, pen = VGroup(chip), chip.box.get_right()[0] + pixels(22)
        for word in words[1:]:
            if word == END:
                continue
            label = Words(word, self.theme, size=44, role="quiet").on_baseline(pen, chip.word.baseline)
            pen = label.get_right()[0] + pixels(16)
            row.add(label)
        return row
