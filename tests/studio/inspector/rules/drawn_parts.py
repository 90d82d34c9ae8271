"""Mobjects that draw values, made from a seed, and ways to spoil them."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, VGroup

from model.trace import Tensor
from scenes.decoder.parts.choosing_beam import Lane, Node
from scenes.decoder.parts.cross_attention_measurement import Measurement
from scenes.decoder.parts.cross_attention_reading import Reading
from scenes.intro.parts.map_bridge import Bridge
from scenes.kit.claims import Measured
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.row_arcs import ShareArc, bow
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.unit import Unit
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.add_norm_stream import Stream
from scenes.positional_ffn.parts.feed_forward_lights import Lights
from scenes.self_attention.parts.scaling_heap import Heap, Scores, SpreadBar
from scenes.self_attention.parts.scaling_record import lead_of
from scenes.self_attention.parts.scaling_slope import Rider, SlopeStage
from scenes.self_attention.parts.scores_tower import Stand, Tower
from scenes.self_attention.parts.softmax_bars import WordBars, scale_of
from tests.numbers import some
from tests.studio.inspector.rules.drawn import EDGES, matrix, shares, vector


def whole_unit(scene: ExplainerScene, seed: int) -> Unit:
    return Unit(list("abcd"), shares(seed)[0], scene.theme, y=500)


def share_arc(scene: ExplainerScene, seed: int) -> ShareArc:
    corners = bow(2 * LEFT, 2 * RIGHT)
    return ShareArc(shares(seed)[0, 0], corners, whole=30, theme=scene.theme)


def beginning(scene: ExplainerScene, seed: int) -> Lane:
    return Lane(Node("abc", vector(seed)[3]), 0, scene.theme, role="output", size=50)


class Silenced(Reading):
    """A reading whose measurements are made from a seed."""

    seed = 0

    @property
    def with_it(self) -> Tensor:
        return shares(self.seed)[0, 1]

    @property
    def without(self) -> Tensor:
        return shares(self.seed)[0, 0]

    @property
    def blind(self) -> Tensor:
        return shares(self.seed)[0, 2]


def without_head(scene: ExplainerScene, seed: int) -> Measurement:
    reading = type("Seeded", (Silenced,), {"seed": seed})(scene.trace)
    return Measurement(reading, scene.theme)


def tower(scene: ExplainerScene, seed: int) -> Tower:
    return Tower(vector(seed), scene.theme, Stand(800, 1000, 800, 300))


def word_bars(scene: ExplainerScene, seed: int) -> WordBars:
    values = vector(seed)
    zero, unit = scale_of(values.values)
    words = Sentence(list("abcdefgh")[: values.shape[0]], scene.trace, scene.theme, y=800, pictures=False)
    return WordBars(values, words, scene.theme, zero=zero, unit=unit)


def lights(scene: ExplainerScene, seed: int) -> Lights:
    row = shares(seed)[0]
    claims = [Measured(row[i]) for i in range(row.shape[0])]
    return Lights(claims, [0.8 * i for i in range(len(claims))], scene.theme, floor=700, ceiling=300, limit=1.0)


def stream(scene: ExplainerScene, seed: int) -> Stream:
    sizes = shares(seed)[0]
    edges = [(600.0 + 100 * i, 700.0 + 100 * i) for i in range(sizes.shape[0])]
    return Stream(sizes, edges, scene.theme, y=500, unit=150)


def crossing(scene: ExplainerScene, seed: int) -> Bridge:
    return Bridge(matrix(seed), scene.theme).show(1.0)


def fattened(lane: VGroup) -> None:
    """A dash is as thick as if its number were larger."""
    dash = lane[0]
    dash.value += 1.0
    dash.lie(0.4, 0.42, dash.get_center() * 0)
    dash.value -= 1.0


def heap(scene: ExplainerScene, seed: int) -> Heap:
    counts = Tensor("c", ("U",), 1 + np.abs(vector(seed, 5).values))
    return Heap(counts, EDGES, scene.theme, dots=40, left=500, right=1300, base=600, reach=3.0)


def spread(scene: ExplainerScene, seed: int) -> VGroup:
    under = heap(scene, 0)
    return VGroup(under, SpreadBar(under, shares(seed)[0, 0], scene.theme, y=700))


def scores(scene: ExplainerScene, seed: int) -> VGroup:
    under = heap(scene, 0)
    return VGroup(under, Scores(under, vector(seed, 4), scene.theme, y=700))


def rider(scene: ExplainerScene, seed: int) -> VGroup:
    stage = SlopeStage(scene.theme)
    return VGroup(stage.plot, Rider(stage, lead_of(vector(seed, 4)), some(7), above=False))


def swollen(map_of: DiscMap) -> None:
    """The disc of the largest weight is a third wider than it should be."""
    points = map_of.discs.points.reshape(-1, 16, 3)
    largest = int(np.ptp(points[:, :, 0], axis=1).argmax())
    middle = points[largest].mean(axis=0)
    points[largest] = middle + (points[largest] - middle) * 1.33
