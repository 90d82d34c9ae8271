"""The same block under every word of the sentence, each with a line of its own."""

from __future__ import annotations

from itertools import pairwise

from manim import VGroup

from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.theme import Theme

TOP, FOOT, WIDE = 660, 780, 96  # pixels: upper and lower edge of a block, and its width
EDGE = 4.5


class Blocks(VGroup):
    """A block under each word but the end mark, in the encoder's colours; ``lines`` lead from the words to them."""

    def __init__(self, sentence: Sentence, theme: Theme, words: int) -> None:
        super().__init__()
        fill, edge = theme.solid("encoder")
        middles = [label.get_center()[0] for label in sentence.labels[:words]]
        wide = min(pixels(WIDE), 0.8 * min(b - a for a, b in pairwise(middles)))
        top, air = at(0, TOP)[1], pixels(10)
        self.blocks, self.lines = VGroup(), VGroup()
        for x, chip in zip(middles, sentence.chips, strict=False):
            block = plate_of(wide, pixels(FOOT - TOP), fill, radius=pixels(12), edge=edge, edge_width=EDGE)
            self.blocks.add(block.move_to([x, at(0, (TOP + FOOT) / 2)[1], 0]))
            down = [((x, chip.get_bottom()[1] - air), (x, top + air))]
            self.lines.add(segments(down, theme.role("thread"), 5.0))
        self.add(self.lines, self.blocks)
