"""Quiet boxes round the words of a sentence: the pieces that it is cut into."""

from __future__ import annotations

from itertools import pairwise

from manim import VGroup

from scenes.kit.layout import pixels
from scenes.kit.mobjects.chips import FALL, RISE
from scenes.kit.mobjects.plate import plate_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.theme import Theme


def boxes_round(words: Sentence, theme: Theme) -> VGroup:
    """A box round each word, as wide as the gaps allow."""
    labels = words.labels
    gaps = [b.get_left()[0] - a.get_right()[0] for a, b in pairwise(labels)]
    side, em = min(pixels(20), 0.42 * min(gaps)), pixels(words.size)
    boxes = VGroup()
    for label in labels:
        box = plate_of(label.width + 2 * side, (RISE + FALL) * em, theme.panel, radius=pixels(14))
        boxes.add(box.move_to([label.get_center()[0], label.baseline + (RISE - FALL) / 2 * em, 0]))
    return boxes
