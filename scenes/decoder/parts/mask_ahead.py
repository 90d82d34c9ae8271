"""Where the writer without a mask looks: two of its heads as maps, the next column of each row lit."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from model.trace import Tensor, Trace
from scenes.decoder.parts.mask_future import REFERENCE
from scenes.decoder.parts.mask_lie import RECORD
from scenes.decoder.parts.mask_map import pieces_of
from scenes.kit.claims import Measured
from scenes.kit.counts import Nth
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.spots import Spot
from scenes.kit.theme import Theme

SIDE, TOP, LEFTS = 590, 222, (250, 1180)  # pixels: the maps
HEADING, COUNT = 190, 880  # pixels: baselines


class AheadMap:
    """One head.

    Attributes:
        map: its discs, those of each row's next column in the query's colour; heading: which head it is.
    """

    def __init__(self, trace: Trace, theme: Theme, weights: Tensor, place: int) -> None:
        self.theme, self.weights = theme, weights
        reads = trace.words[f"{REFERENCE}.decoder_rows"]
        lit = np.eye(len(reads), k=1, dtype=bool)
        self.map = DiscMap(weights, theme, side=pixels(SIDE), lit=lit, words=reads, size=30)
        middle = LEFTS[place] + SIDE / 2
        self.map.shift(at(middle, TOP + SIDE / 2) - self.map.box.get_center())
        self.heading = Phrase("head {head}", theme, head=Nth(weights, "H"), size=46, weight="MEDIUM")
        self.heading.on_baseline(at(middle, 0)[0], at(0, HEADING)[1], align=0.5)

    def line(self) -> list[VMobject]:
        """The lit discs, one by one, from the top."""
        pieces = pieces_of(self.map)
        return [pieces[cell] for cell in sorted(pieces) if cell[1] == cell[0] + 1]

    def last_row(self) -> VMobject:
        """A ring round the row that has no next column."""
        last = self.weights.shape[0] - 1
        edges = self.map.edges(rows=slice(last, last + 1))
        return outline_of(edges, self.theme.role("ink"), margin=pixels(4), width=6.0, spot=Spot(self.weights, (last,)))


def failures(trace: Trace, theme: Theme) -> Phrase:
    """How many new sentences go wrong in the last row."""
    record = trace.scope(RECORD)
    row = Phrase(
        "{wrong} of {all} new sentences go wrong, here",
        theme,
        wrong=Measured(record["forced_wrong"][0]),
        all=Measured(record["sentences"]),
        size=38,
        value_weight="SEMIBOLD",
    )
    return row.on_baseline(at(960, 0)[0], at(0, COUNT)[1], align=0.5)


def both(maps: list[AheadMap]) -> VGroup:
    """The maps as one thing."""
    return VGroup(*(one.map for one in maps))
