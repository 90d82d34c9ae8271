"""Two ways through the blocks: past them on a straight line, or through each of them; and how blame comes back."""

from __future__ import annotations

from manim import Arrow, VGroup, VMobject

from model.trace import Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.chevrons import chevrons
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.add_norm_rows import Followed, Melting, steps_of

LEFT, RIGHT = 400, 1560  # pixels: where the lines begin and end
LANES, HANGS = (410, 760), 165  # pixels: middles of the lines; how far above the first its blocks stand
BLOCK = (150, 100)  # pixels
NAMES = 205  # pixels: the middle of what stands at the left
BLAME = 56  # pixels below a line: where the blame runs
RISE = 0.34  # of the way between two blocks: how far from a block it is read and added to


class Lanes:
    """The line with a bypass and the line without.

    Attributes:
        lines, blocks: of each; wires: what the first one's blocks read and add.
        names, blames, outcomes: what stands beside each.
    """

    def __init__(self, trace: Trace, theme: Theme, followed: Followed, melting: Melting) -> None:
        self.theme, self.followed, self.melting = theme, followed, melting
        count = len(steps_of(trace))
        self.xs = [LEFT + (k + 0.5) * (RIGHT - LEFT) / count for k in range(count)]
        self.aside = min(0.5 * BLOCK[0], RISE * (RIGHT - LEFT) / count)
        self.lines = [self._line(y) for y in LANES]
        self.blocks = [self._blocks(LANES[0] - HANGS), self._blocks(LANES[1])]
        self.wires = VGroup(*(self._wires(x) for x in self.xs))
        self.names = VGroup(
            *(self._name(text, y) for text, y in zip(("report added", "report alone"), LANES, strict=True))
        )
        self.outcomes = VGroup(*(self._outcome(which) for which in range(2)))
        self.blames = VGroup(*(self._blame(which) for which in range(2)))

    def blame(self, which: int) -> VGroup:
        """The blame on its way back, from the right."""
        y = LANES[which] + (BLAME if which == 0 else BLAME + 34)
        return chevrons(self.theme, at(RIGHT, y), at(LEFT, y), scale=1.7)

    def _line(self, y: float) -> VMobject:
        return segments([(at(LEFT - 40, y)[:2], at(RIGHT + 40, y)[:2])], self.theme.role("ink"), 9.0)

    def _blocks(self, y: float) -> VGroup:
        fill, edge = self.theme.solid("encoder")
        blocks = VGroup()
        for x in self.xs:
            block = plate_of(pixels(BLOCK[0]), pixels(BLOCK[1]), fill, radius=pixels(14), edge=edge, edge_width=5.0)
            blocks.add(block.move_to(at(x, y)))
        return blocks

    def _wires(self, x: float) -> VGroup:
        """Up from the line into a block, and from the block down to the line."""
        y, top = LANES[0], LANES[0] - HANGS + BLOCK[1] / 2
        part = 0.6 * self.aside
        up = segments([(at(x - part, y - 6)[:2], at(x - part, top + 6)[:2])], self.theme.role("thread"), 6.0)
        down = Arrow(
            at(x + part, top), at(x + part, y), buff=0, stroke_width=9, color=self.theme.role("output"),
            max_tip_length_to_length_ratio=0.6, tip_length=pixels(28),
        )  # fmt: skip
        return VGroup(up, down)

    def _name(self, text: str, y: float) -> VGroup:
        chip = Chip(self.followed.word, self.theme, look="followed", size=48)
        chip.shift(at(NAMES, y) - chip.box.get_center())
        words = Words(text, self.theme, size=40, weight="SEMIBOLD")
        return VGroup(chip, words.on_baseline(at(NAMES, 0)[0], at(0, y - 66)[1], align=0.5))

    def _outcome(self, which: int) -> Phrase:
        phrase = Phrase(
            "{exact:.0%} right", self.theme, exact=self.melting.recorded("exact", which), size=48, weight="SEMIBOLD"
        )
        return phrase.on_baseline(at(RIGHT + 62, 0)[0], at(0, LANES[which] + 17)[1])

    def _blame(self, which: int) -> Phrase:
        y = LANES[which] + (BLAME if which == 0 else BLAME + 34)
        blame = self.melting.blame(which)
        phrase = Phrase("blame {blame:.3f}", self.theme, blame=blame, size=44, weight="SEMIBOLD")
        return phrase.on_baseline(at(NAMES, 0)[0], at(0, y + 34)[1], align=0.5)
