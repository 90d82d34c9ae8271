"""The title band: where we are, from the first frame on; act and title at the left, a small map at the right."""

from __future__ import annotations

from itertools import pairwise

from manim import DOWN, RIGHT, VGroup

from model.trace import Trace
from scenes.kit.layout import Layout, pixels
from scenes.kit.mobjects.model_map import blocks_of, matches
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

ACT_GAP = pixels(32)
BLOCK_HEIGHT, BLOCK_GAP, LAYER_GAP, HALF_GAP = pixels(30), pixels(6), pixels(14), pixels(34)
MAP_WIDTH = pixels(410)
TAG_GAP = pixels(40)


def title_band(act: str, title: str, theme: Theme, layout: Layout) -> VGroup:
    """The act's title, quiet, and the clip's, at the left of the band."""
    parts = [Words(act, theme, size=theme.sizes.title, role="quiet")]
    if title != act:
        parts.append(Words(title, theme, size=theme.sizes.title, weight="MEDIUM"))
    row = on_one_baseline(parts, ACT_GAP)
    layout.title.place(row, 0.0, 0.5)
    return row


class SmallMap(VGroup):
    """Encoder and decoder as blocks without words, in the colours of their halves.

    A layer's parts stand close together, layers a little apart.

    Args:
        trace, theme: whose blocks; colours.
        lit: the place that shines, as ``matches`` takes it; None for no place.
        width, height: units.
    """

    def __init__(
        self,
        trace: Trace,
        theme: Theme,
        lit: str | None,
        *,
        width: float = MAP_WIDTH,
        height: float = BLOCK_HEIGHT,
    ) -> None:
        super().__init__()
        names = blocks_of(trace)
        gaps = [_gap(one, two) for one, two in pairwise(names)]
        wide = (width - sum(gaps)) / len(names)
        x = 0.0
        for name, gap in zip(names, (*gaps, 0.0), strict=True):
            fill, edge = theme.solid(name.split(".", 1)[0])
            shining = lit is not None and matches(name, lit)
            block = plate_of(
                wide,
                height,
                theme.role("ink") if shining else fill,
                radius=pixels(6),
                edge=theme.role("ink") if shining else edge,
                edge_width=2.5,
            )
            self.add(block.move_to([x + wide / 2, 0, 0]))
            x += wide + gap


def _gap(name: str, following: str) -> float:
    """Units between two blocks: more between layers, most between the halves."""
    (half, layer), (next_half, next_layer) = name.split(".")[:2], following.split(".")[:2]
    if half != next_half:
        return HALF_GAP
    return BLOCK_GAP if layer == next_layer else LAYER_GAP


def map_band(trace: Trace, theme: Theme, layout: Layout, place: str) -> VGroup:
    """The small map at the right of the band, its block lit."""
    return layout.title.place(SmallMap(trace, theme, place), 1.0, 0.5)


def tag_band(words: VGroup, bands: VGroup, layout: Layout) -> VGroup:
    """A quiet tag, where or when ("before training"), left of the map."""
    edge = layout.title.right - MAP_WIDTH - TAG_GAP
    words.next_to([edge, 0, 0], RIGHT * -1, buff=0)
    words.align_to(bands[0], DOWN)
    return words
