"""What is asked of the right word, and of every other: a ruler, and its end enlarged until crumbs can be seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.claims import Measured
from scenes.kit.counts import Extent
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.scales import Encoding, Lengths, Scale, across, claim_shapes
from scenes.kit.theme import Theme
from scenes.training.parts.loss_story import Story

LEFT, RIGHT = 160, 1760  # pixels
UPPER, LOWER, HIGH = 330, 650, 130  # pixels: the middles of the two rulers, and their height
TONES = {"il": "output", "elle": "elle"}
CUT = 0.22  # of a crumb's room is left free


class Target(VGroup):
    """The ruler of what is asked: nearly all for one word, and a tail.

    Attributes:
        piece: of the right word, with chip and figure; tail: what is left; crumbs: the tail, enlarged.
    """

    def __init__(self, story: Story, theme: Theme) -> None:
        super().__init__()
        self.crumb = story.crumbs
        asked = Measured(story.record["asked"])
        self.asked = asked.value
        tone = TONES.get(story.word, "output")
        self.box, self.lens = (Box(pixels(RIGHT - LEFT), pixels(HIGH)) for _ in range(2))
        self.box.move_to(at((LEFT + RIGHT) / 2, UPPER))
        self.lens.move_to(at((LEFT + RIGHT) / 2, LOWER))
        left, right, low, high = self.box.edges
        cut = left + self.asked * (right - left)
        self.piece = Cell(left, cut, low, high, theme.fill(tone))
        self.tail = Cell(cut, right, low, high, theme.role("thread"))
        figure = NumberText(asked, theme, spec=".2f", size=80, weight="SEMIBOLD", color=theme.ink_of_chip(tone))
        figure.on_baseline((left + cut) / 2, (low + high) / 2 - pixels(80) * CAP_HEIGHT / 2, align=0.5)
        chip = Chip(story.word, theme, look=story.word if story.word in TONES else "said", size=54)
        chip.shift(np.array([(left + cut) / 2, high + pixels(64), 0]) - chip.box.get_center())
        self.named = VGroup(figure, chip)
        self.crumbs = self._crumbs(theme)
        self.rays = self._rays(theme, cut, right, low)
        self.legend = Phrase(
            "{crumb:.3f} for each of the {count} other words",
            theme,
            crumb=story.record["crumb"],
            count=Extent(self.crumb, None),
            size=50,
        )
        self.legend.shift([at(960, 0)[0] - self.legend.get_center()[0], at(0, 830)[1], 0])
        self.add(self.box, self.lens, self.piece, self.tail, self.named, self.rays, self.crumbs, self.legend)
        claim_shapes(self)

    def _crumbs(self, theme: Theme) -> VGroup:
        left, right, low, high = self.lens.edges
        room = (right - left) / len(self.crumb.values)
        made = (left + place * room for place in range(len(self.crumb.values)))
        colour = theme.role("thread")
        return VGroup(*(Cell(x + CUT * room / 2, x + (1 - CUT / 2) * room, low, high, colour) for x in made))

    def _rays(self, theme: Theme, cut: float, right: float, low: float) -> VGroup:
        """The cone from the tail to what it is under the lens."""
        left, edge, _, top = self.lens.edges
        cone = VMobject(stroke_width=0, fill_color=theme.panel, fill_opacity=1.0)
        air = pixels(6)
        cone.set_points_as_corners(
            [
                [cut, low - air, 0],
                [right, low - air, 0],
                [edge, top + air, 0],
                [left, top + air, 0],
                [cut, low - air, 0],
            ]
        )
        return VGroup(cone)

    def encodings(self) -> Iterator[Encoding]:
        """The piece and the tail on the ruler; the crumbs on what the lens makes of the tail."""
        rest = 1.0 - self.asked
        yield Lengths(
            (self.piece, self.tail),
            Scale(across(self.box), 0.0, 1.0),
            np.array([self.asked, rest]),
            np.array([0.0, self.asked]),
        )
        crumbs = self.crumb.values.astype(float)
        starts = np.concatenate([[0.0], np.cumsum(crumbs)[:-1]])
        yield Lengths(
            self.crumbs,
            Scale(across(self.lens), 0.0, 1.0 / crumbs.sum()),
            crumbs * (1 - CUT),
            starts + crumbs * CUT / 2,
        )

    def hand_over(self, other: Target) -> None:
        """Take the shares of ``other``, whose shape this ruler now has."""
        self.asked, self.crumb = other.asked, other.crumb


__all__ = ["Target"]
