"""The residual stream as a straight band, as wide as a word's numbers spread, and the blocks that add to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manim import DOWN, Arrow, VGroup

from model.trace import Tensor, Trace
from scenes.kit.claims import Measured
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words
from scenes.kit.scales import Lengths, Scale, claim_shapes, upward
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.add_norm_rows import Followed, steps_of

LEFT, RIGHT = 300, 1690  # pixels: where the stream begins and ends
LANES, WIDEST = (452, 752), 120  # pixels: middles of the two streams, and half of the widest
BLOCKS, BLOCK = 190, (252, 78)  # pixels: middle of the blocks; their width and height
NAMES = 170  # pixels: the middle of what stands at the left
FIGURES = 1706  # pixels: the left edge of the figures


class Stream(VGroup):
    """A band in pieces, each as wide as one deviation to either side of its middle.

    Args:
        sizes: the deviations (L).
        edges: left and right of each piece, in pixels.
        y: pixels from the top to the middle; unit: pixels of a deviation of one.
    """

    def __init__(
        self, sizes: Tensor, edges: Sequence[tuple[float, float]], theme: Theme, *, y: float, unit: float
    ) -> None:
        super().__init__()
        self.sizes, self.unit = sizes, unit
        self.box = Box(pixels(1), pixels(2 * WIDEST)).move_to(at(60, y))
        self.pieces, middle = VGroup(), at(0, y)[1]
        for (left, right), size in zip(edges, sizes.values, strict=True):
            half = pixels(float(size) * unit)
            self.pieces.add(Cell(at(left, 0)[0], at(right, 0)[0], middle - half, middle + half, theme.role("ink")))
        self.add(self.box, self.pieces)
        claim_shapes(self)

    def encodings(self) -> Iterator[Lengths]:
        """Each piece reaches from one deviation below to one above."""
        values = self.sizes.values.astype(float)
        scale = Scale(upward(self.box), 0.5, self.unit / (2 * WIDEST))
        yield Lengths(self.pieces, scale, 2 * values, -values)

    def hand_over(self, other: Stream) -> None:
        """Take the deviations and the scale of ``other``, whose shape this stream now has."""
        self.sizes, self.unit = other.sizes, other.unit


class Streams:
    """The word's stream with norms and without, under the blocks that add to it."""

    def __init__(self, trace: Trace, theme: Theme, followed: Followed) -> None:
        self.theme, self.followed = theme, followed
        steps = steps_of(trace)
        self.pitch = (RIGHT - LEFT) / (len(steps) + 1)
        self.adds = [LEFT + (k + 1) * self.pitch for k in range(len(steps))]
        whole, without = followed.sizes
        unit = WIDEST / max(float(whole.values.max()), float(without.values.max()))
        first = [(LEFT, self.adds[0])]
        halves = [edge for x in self.adds for edge in ((x, x + self.pitch / 2), (x + self.pitch / 2, x + self.pitch))]
        wholes = [(x, x + self.pitch) for x in self.adds]
        self.streams = [
            Stream(whole, first + halves, theme, y=LANES[0], unit=unit),
            Stream(without, first + wholes, theme, y=LANES[1], unit=unit),
        ]
        self.blocks = VGroup(
            *(
                self._block(x, "attention" if s.is_attention else "feed-forward")
                for x, s in zip(self.adds, steps, strict=True)
            )
        )
        self.names = VGroup(*(self._name(text, y) for text, y in zip(("with norm", "without"), LANES, strict=True)))
        self.figures = VGroup(*(self._figure(stream, y) for stream, y in zip(self.streams, LANES, strict=True)))

    def pieces_after(self, which: int, k: int) -> VGroup:
        """The pieces of a stream behind the ``k``-th addition, counted from 0; with norms there are two."""
        each = 2 if which == 0 else 1
        return self.streams[which].pieces[1 + each * k : 1 + each * (k + 1)]

    def drop(self, which: int, k: int) -> Arrow:
        """The report of the ``k``-th block coming down on a stream."""
        top = BLOCKS + BLOCK[1] / 2 + 6 if which == 0 else LANES[0] + WIDEST + 22
        y = (
            LANES[which]
            - float(self.streams[which].sizes.values[(2 if which == 0 else 1) * k]) * self.streams[which].unit
        )
        arrow = Arrow(
            at(self.adds[k], top), at(self.adds[k], y - 4), buff=0, stroke_width=9, color=self.theme.role("output"),
            max_tip_length_to_length_ratio=0.6, tip_length=pixels(28),
        )  # fmt: skip
        return arrow

    def outcome(self) -> Phrase:
        """How many unseen sentences come out right without norms, below the name of that stream."""
        exact = self.followed.exact_without_norm
        phrase = Phrase("{exact:.0%} right", self.theme, exact=exact, size=40, weight="SEMIBOLD")
        return phrase.on_baseline(at(NAMES, 0)[0], at(0, LANES[1] + 128)[1], align=0.5)

    def _block(self, x: float, text: str) -> VGroup:
        fill, edge = self.theme.solid("encoder")
        width, height = (min(BLOCK[0], 0.94 * self.pitch), BLOCK[1])
        box = plate_of(pixels(width), pixels(height), fill, radius=pixels(14), edge=edge, edge_width=4.5).move_to(
            at(x, BLOCKS)
        )
        label = Words(text, self.theme, size=34)
        return VGroup(box, label.on_baseline(at(x, 0)[0], at(0, BLOCKS + 12)[1], align=0.5))

    def _name(self, text: str, y: float) -> VGroup:
        chip = Chip(self.followed.word, self.theme, look="followed", size=48)
        chip.shift(at(NAMES, y) - chip.box.get_center())
        words = Words(text, self.theme, size=36)
        words.next_to(chip, DOWN, buff=pixels(20))
        return VGroup(chip, words)

    def _figure(self, stream: Stream, y: float) -> VGroup:
        figure = NumberText(Measured(stream.sizes[-1]), self.theme, size=64, weight="SEMIBOLD")
        name = Words("spread", self.theme, size=36, role="quiet").on_baseline(at(FIGURES, 0)[0], at(0, y + 62)[1])
        return VGroup(figure.on_baseline(at(FIGURES, 0)[0], at(0, y + 16)[1]), name)
