"""Arcs over a sentence: who looks at whom, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import UP, CubicBezier

from model.trace import Tensor
from scenes.kit.spots import Spot

RISE = 1.15  # units from the words to the arc's handles
STROKES = 100  # Manim's widths to a unit


class WordArc(CubicBezier):  # type: ignore[misc]
    """An arc from the word that asks to the one that answers: ``weight`` is the entry of attention between the two.

    Args:
        weight: one number; its last two indices are the places of the words.
        ends: where the arc begins and ends, above the two words.
        rise: units from there up to its handles.
    """

    def __init__(self, weight: Tensor, ends: Sequence[np.ndarray], *, rise: float = RISE, **style: Any) -> None:
        super().__init__(ends[0], ends[0] + rise * UP, ends[1] + rise * UP, ends[1], **style)
        self.weight = weight

    @property
    def spot(self) -> Spot:
        """The entry of attention."""
        return Spot(self.weight)

    def hand_over(self, other: WordArc) -> None:
        """Take the weight of ``other``, whose shape this arc now has."""
        self.weight = other.weight
