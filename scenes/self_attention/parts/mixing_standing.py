"""A row of weights stood upright: each share beside the word it belongs to and beside what that word hands over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import VGroup

from model.trace import Trace
from scenes.kit.choose import hero_tensor
from scenes.kit.layout import pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.tokens import X_HEIGHT
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.self_attention.parts.mixing_weighted_sum import STRIP, SumBoard

FAINT = 0.45  # baselines of strips that stand close


@dataclass(frozen=True)
class Standing:
    """The words, their shares and their values, level with each other."""

    labels: VGroup
    shares: VGroup
    values: MatrixStrips


def stand_up(trace: Trace, theme: Theme, heatmap: Heatmap, place: Heatmap, board: SumBoard) -> Standing:
    """A row of ``heatmap`` upright in the columns of the sum to come, as high as the map when it is at ``place``."""
    _, _, bottom, top = place.box.edges
    middle = (top + bottom) / 2
    values = MatrixStrips(
        hero_tensor(trace, "value"),
        theme,
        "value",
        length=STRIP,
        pitch=(top - bottom) / len(trace.source),
        name=Symbol("V", theme, "value"),
        shape=(trace.size("S"), trace.size("K")),
    )
    values.shift(np.array([board.strip_middle, middle, 0.0]) - values.box.get_center())
    for strip in values.strips:
        strip.baseline.set_fill(opacity=FAINT)
    size = heatmap.row_labels[0].size
    labels = VGroup(*(Words(word, theme, size=size, role="quiet") for word in trace.source))
    for label, strip in zip(labels, values.strips, strict=True):
        label.on_baseline(board.words_right, strip.box.get_center()[1] - X_HEIGHT * pixels(size), align=1.0)
    values.row_labels = labels  # beside the rows, and yet to be moved by themselves
    shares = heatmap.row(board.recipe.row).copy().rotate(-np.pi / 2).move_to([board.share_middle, middle, 0])
    return Standing(labels, shares, values)
