"""Four leaning maps with one word's row lit, and under each the words that the head joins."""

from __future__ import annotations

import numpy as np
from manim import CubicBezier, VGroup

from scenes.kit.claims import Measured
from scenes.kit.counts import Nth
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.mobjects.row_arcs import EDGE, FAINT, WHOLE, ShareArc, bow
from scenes.kit.mobjects.tilted_map import TiltedMap
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.multi_head.parts.heads_doors import PITCH, head_name, middle_of
from scenes.multi_head.parts.heads_layer import LEAST, Layer, Look

SIDE, MAP_Y = 420, 375  # pixels: of a large map; its middle
CHIPS_Y, FIGURE_Y, GAP = 800, 892, 34  # pixels: middle of the chips, baseline of the share, between two chips
PICTURE = 64
SMALL_SIDE, SMALL_PITCH, SMALL_Y, SMALL_ASIDE = 290, 402, 671, 56  # pixels: as the next clip's maps stand
STROKES = 100  # Manim's widths to a unit


def tilted(layer: Layer, theme: Theme, head: int, *, small: bool = False) -> TiltedMap:
    """A head's map, large, or small where the maps of the next clip stand."""
    count = layer.heads.value
    pitch = min(SMALL_PITCH if small else PITCH, 1800 / count)
    side = min(SMALL_SIDE if small else SIDE, pitch - 30)
    shown = TiltedMap(layer.tensor("weights")[head], theme, side=pixels(side), asks=layer.row, least=LEAST)
    x = middle_of(head, count, pitch) + (SMALL_ASIDE if small else 0)
    return shown.shift(at(x, SMALL_Y if small else MAP_Y) - shown.box.get_center())


def name_over(shown: TiltedMap, theme: Theme) -> VGroup:
    """The head's name over the low corner of its map."""
    name = head_name(shown.weights, theme)
    x, y, _ = shown.upper_left
    return name.shift([x - name.get_left()[0], y + pixels(16) - name[0].baseline, 0])


def small_name(shown: TiltedMap, theme: Theme) -> VGroup:
    """The head's name right of a small map, the number below the word."""
    left, right, low, high = shown.box.edges
    top = (low + high) / 2 + (right - left) / 2  # of the map as it would stand upright
    word = Words("head", theme, size=theme.sizes.small, role="quiet")
    number = NumberText(Nth(shown.weights, "H"), theme, size=44, role="quiet")
    word.on_baseline(right + pixels(14), top - pixels(30))
    number.on_baseline(right + pixels(14), top - pixels(84))
    return VGroup(word, number)


class Joined(VGroup):
    """The words that a head joins: the one that asks, the one that gets most, an arc as thick as the share, the share.

    A word that gives most to itself stands alone, with a drop on its chip.
    """

    def __init__(self, layer: Layer, look: Look, theme: Theme, x: float) -> None:
        super().__init__()
        self.theme, self.look, words = theme, look, layer.trace.source
        self.alone = look.place == layer.row
        places = sorted({layer.row, look.place})
        self.chips = {p: Chip(words[p], theme, look="asks" if p == layer.row else "answers") for p in places}
        row = VGroup(*self.chips.values())
        while sum(chip.width for chip in row) > pixels(PITCH - 40 - GAP):
            size = row[0].word.size - 2
            self.chips = {
                p: Chip(words[p], theme, look="asks" if p == layer.row else "answers", size=size) for p in places
            }
            row = VGroup(*self.chips.values())
        pen = at(x, 0)[0] - (sum(chip.width for chip in row) + pixels(GAP) * (len(row) - 1)) / 2
        for chip in row:
            chip.shift([pen - chip.box.get_left()[0], at(0, CHIPS_Y)[1] - chip.box.get_center()[1], 0])
            pen += chip.width + pixels(GAP)
        self.pictures = VGroup()
        for place, chip in self.chips.items():
            picture = picture_of(words[place], layer.trace, size=PICTURE)  # type: ignore[arg-type]
            if picture is not None:
                picture.move_to([chip.box.get_center()[0], chip.box.get_top()[1] + picture.height / 2 + pixels(8), 0])
                self.pictures.add(picture)
        self.arc = self._arc(layer)
        share = NumberText(Measured(look.share), theme, size=theme.sizes.sentence, weight="SEMIBOLD")
        self.share = share.on_baseline(at(x, 0)[0], at(0, FIGURE_Y)[1], align=0.5)
        self.row = row
        self.add(row, self.pictures, self.arc, self.share)

    def _arc(self, layer: Layer) -> VGroup:
        start = self._top(layer.row)
        corners = _drop(start) if self.alone else bow(start, self._top(self.look.place))
        thread = ShareArc(self.look.share, corners, whole=WHOLE, theme=self.theme)
        if self.theme.fill("query") == self.theme.role("query") or self.look.share.item() < FAINT:
            return VGroup(thread)
        edge = CubicBezier(*corners, stroke_color=self.theme.role("query"))
        edge.set_stroke(width=thread.get_stroke_width() + STROKES * pixels(EDGE))
        return VGroup(edge, thread)

    def _top(self, place: int) -> np.ndarray:
        chip = self.chips[place]
        over = next((p for p in self.pictures if p.token.place == place), chip.box)  # type: ignore[attr-defined]
        return np.array([chip.box.get_center()[0], over.get_top()[1] + pixels(8), 0.0])


def _drop(top: np.ndarray) -> tuple[np.ndarray, ...]:
    """The four corners of a drop on a chip, wide enough that a thick one is still seen as a way back."""
    aside, up = np.array([pixels(120), 0, 0]), np.array([0, pixels(130), 0])
    return top, top - aside + up, top + aside + up, top
