"""The side that reads, opened: each word with its place and its numbers, and who looks at whom in each layer."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from model.trace import Tensor, Trace, derive
from scenes.intro.parts.map_sides import Tile, solid
from scenes.intro.parts.pin import pin
from scenes.kit.choose import encoder_layers
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.mosaic import BarField
from scenes.kit.mobjects.row_arcs import ShareArc
from scenes.kit.theme import Theme

EDGES = (62, 1858, 142, 890)  # pixels of the opened block: left, right, top, bottom
TOP, BOTTOM = 160, 872  # pixels: of its rows
TILE, TILE_WIDTH, TILE_SIZE = 520, 250, 36
PIN = 700
FIELD = (760, 1820)
ARCS, BULGE = 380, (50, 0.42, 270)  # pixels: where arcs end; how far they bulge: at least, by distance, at most
WHOLE, FAINT = 18, 0.1  # pixels of a weight of one; smaller ones are not drawn


class Reader:
    """What is seen inside.

    Attributes:
        box: the block, opened; tiles, pins: a word and its place a row.
        fields: the numbers of all words, as they are looked up, with their places, and after each layer.
        looks: for each layer the arcs of who looks at whom.
    """

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.trace, self.theme = trace, theme
        self.pitch = (BOTTOM - TOP) / len(trace.source)
        self.box = solid("encoder", EDGES, theme)
        size = min(TILE_SIZE, int(self.pitch / 1.6))
        self.tiles = VGroup(*(self._tile(word, i, size) for i, word in enumerate(trace.source)))
        rows = trace["main/encoder.input"]
        self.pins = VGroup(*(pin(rows[i], theme, at(PIN, self.level(i))) for i in range(len(trace.source))))
        layers = range(encoder_layers(trace))
        outputs = [trace[f"main/encoder.{layer}.norm2.output"] for layer in layers]
        self.memory = outputs[-1]
        states = [trace["main/encoder.embedding"], trace["main/encoder.input"], *outputs]
        limit = max(float(shared_limit(state).value) for state in states)
        self.fields = [self._field(state, limit) for state in states]
        self.looks = [self._looks(trace[f"main/encoder.{layer}.self_attn.weights"]) for layer in layers]

    def level(self, i: int) -> float:
        """Pixels from the top to the middle of a row."""
        return TOP + (i + 0.5) * self.pitch

    def _tile(self, word: str, i: int, size: int) -> Tile:
        tile = Tile(word, self.trace, self.theme, size=size, width=pixels(TILE_WIDTH))
        tile.shift(at(TILE, self.level(i)) - tile.box.get_center())
        return tile

    def _field(self, state: Tensor, limit: float) -> BarField:
        field = BarField(
            state,
            self.theme,
            width=pixels(FIELD[1] - FIELD[0]),
            height=pixels(BOTTOM - TOP),
            limit=limit,
        )
        return field.move_to(at(sum(FIELD) / 2, (TOP + BOTTOM) / 2))

    def _looks(self, weights: Tensor) -> VGroup:
        """An arc from each word to each other one that it looks at, as thick as the weight, on average over heads."""
        mean = derive(f"mean over heads of {weights.name}", ("S", "S"), lambda w: w.mean(0), weights)
        arcs = VGroup()
        for i, j in np.argwhere(mean.values >= FAINT):
            if i != j:
                arc = ShareArc(mean[int(i), int(j)], self._bulge(int(i), int(j)), whole=WHOLE, theme=self.theme)
                arcs.add(arc.set_stroke(self.theme.role("ink")))
        return arcs

    def _bulge(self, i: int, j: int) -> tuple[np.ndarray, ...]:
        start, end = at(ARCS, self.level(i)), at(ARCS, self.level(j))
        least, slope, most = BULGE
        reach = min(least + slope * abs(i - j) * self.pitch, most) * 4 / 3
        aside = np.array([pixels(reach), 0.0, 0.0])
        return start, start - aside, end - aside, end
