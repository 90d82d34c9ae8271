"""A word's straight way through one layer: its numbers on a card that travels along a line over the blocks."""

from __future__ import annotations

from manim import RoundedRectangle, VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

LINE = 335  # pixels: the middle of the straight way
ENTRANCE, ATTENTION, ALONE, EXIT = 330, 640, 1280, 1590  # pixels: where the card stops
CARD = (520, 262)  # pixels: its width and height
CHIP = 166  # pixels: the middle of the word over its card
BLOCK, WIDE, HIGH = 705, 590, 340  # pixels: middle, width and height of a block
NAME = 42  # pixels from a block's top to the baseline of its name
SIDE, DISCS = 545, 190  # pixels: the width of what a block shows, and the most height of its discs


class Way:
    """One word's rows in one encoder layer.

    Attributes:
        line: the way; chip: the word; blocks: attention and feed-forward, with what is in them.
        rows: the word's row as it enters, after the first and after the second norm; reports: of both blocks.
    """

    def __init__(self, trace: Trace, theme: Theme, layer: int, row: int) -> None:
        self.trace, self.theme, self.layer, self.row = trace, theme, layer, row
        self.line = segments([(at(60, LINE)[:2], at(1860, LINE)[:2])], theme.role("thread"), 9.0)
        block = f"main/encoder.{layer}"
        before = "main/encoder.input" if layer == 0 else f"main/encoder.{layer - 1}.norm2.output"
        names = (before, f"{block}.norm1.output", f"{block}.norm2.output")
        self.tensors = [trace[name][row] for name in names]
        self.report_tensors = [trace[f"{block}.{name}.output"][row] for name in ("self_attn", "ffn")]
        sums = [trace[f"{block}.{name}.input"][row] for name in ("norm1", "norm2")]
        self.limit = float(shared_limit(*self.tensors, *self.report_tensors, *sums).value)
        self.blocks = [self._block("attention", ATTENTION), self._block("feed-forward", ALONE)]
        self.insides = [self._heads(), self._hidden()]
        self.chip = Chip(trace.source[row], theme, look="followed", size=48)

    def card(self, x: float) -> RoundedRectangle:
        """The ground of the word's numbers at a place of the way."""
        card = plate_of(
            pixels(CARD[0]),
            pixels(CARD[1]),
            self.theme.panel,
            radius=pixels(18),
            edge=self.theme.role("ink"),
            edge_width=4,
        )
        return card.move_to(at(x, LINE))

    def strip(self, tensor: Tensor, x: float, role: str = "ink") -> VectorStrip:
        """A row on the card at a place of the way."""
        strip = VectorStrip(
            tensor, self.theme, role, length=pixels(CARD[0] - 40), height=pixels(CARD[1] - 28), limit=self.limit
        )
        return strip.shift(at(x, LINE) - strip.box.get_center())

    def chip_at(self, x: float) -> Chip:
        """The word over its card."""
        return self.chip.copy().shift(at(x, CHIP) - self.chip.box.get_center())

    def wires(self, which: int) -> VMobject:
        """From the way down into a block."""
        x = (ATTENTION, ALONE)[which]
        return segments([(at(x, LINE)[:2], at(x, BLOCK - HIGH / 2)[:2])], self.theme.role("thread"), 9.0)

    def _block(self, text: str, x: float) -> VGroup:
        fill, edge = self.theme.solid("encoder")
        box = plate_of(pixels(WIDE), pixels(HIGH), fill, radius=pixels(20), edge=edge, edge_width=5).move_to(
            at(x, BLOCK)
        )
        name = Words(text, self.theme, size=44, weight="MEDIUM")
        return VGroup(box, name.on_baseline(at(x, 0)[0], at(0, BLOCK - HIGH / 2 + NAME + 16)[1], align=0.5))

    def _heads(self) -> VGroup:
        """What the heads look at, as discs: a row a head, a column a word."""
        weights = self.trace[f"main/encoder.{self.layer}.self_attn.weights"][:, self.row]
        heads, words = weights.shape
        discs = DiscMap(weights, self.theme, side=pixels(min(SIDE, DISCS / heads * max(words, heads))))
        discs.discs.set_fill(self.theme.fill("query"))
        discs.move_to(at(ATTENTION, BLOCK + 32))
        return VGroup(discs)

    def _hidden(self) -> VGroup:
        """The word's wide layer, after the cut."""
        hidden = self.trace[f"main/encoder.{self.layer}.ffn.hidden"][self.row]
        strip = VectorStrip(hidden, self.theme, length=pixels(SIDE), height=pixels(2 * 220))
        return VGroup(strip.shift(at(ALONE, BLOCK + HIGH / 2 - 40) - strip.box.get_center()))
