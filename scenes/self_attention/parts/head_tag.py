"""The quiet tag of the title band that says whose attention is shown: the followed layer and head."""

from __future__ import annotations

from manim import VGroup

from model.trace import Trace
from scenes.kit.choose import hero_tensor
from scenes.kit.counts import Nth
from scenes.kit.layout import at
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.theme import Theme

RIGHT = 1410  # pixels: where the tag ends, left of the map


def head_tag(trace: Trace, theme: Theme, bands: VGroup) -> Phrase:
    """ "layer 2 · head 3", on the baseline of the title."""
    weights = hero_tensor(trace, "weights")
    tag = Phrase(
        "layer {layer} · head {head}", theme, layer=Nth(weights), head=Nth(weights, "H"), size=30, role="quiet"
    )
    return tag.on_baseline(at(RIGHT, 0)[0], bands[0][0].baseline, align=1.0)
