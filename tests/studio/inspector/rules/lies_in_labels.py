"""Lies in words beside rows, bars and numbers, in outlines and arcs."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Mobject, VGroup

from model.tokens import Token
from scenes.kit.choose import hero_tensor, strongest
from scenes.kit.claims import Claim, Measured
from scenes.kit.mobjects.arcs import WordArc
from scenes.kit.mobjects.axis import Axis, Mark
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.cells import Outline, outline_of
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import weight_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.tilted_map import TiltedMap
from scenes.kit.scene import ExplainerScene
from scenes.kit.spots import Spot
from tests.studio.inspector.rules.lying import (
    Lie,
    asked,
    chart,
    heatmap,
    looked_at,
    marking,
    number,
    showing,
    swapped,
    unit,
    weights,
)


def moved_labels(scene: ExplainerScene, what: str, way: np.ndarray) -> Mobject:
    made = heatmap(scene)
    getattr(made, what).shift(made.side * way)
    return made


def beside_wrong_bars(scene: ExplainerScene) -> Mobject:
    made = chart(scene)
    made.labels.shift(made.pitch * DOWN)
    return made


def vocabulary(scene: ExplainerScene, off: int) -> Mobject:
    row = scene.trace["main/decoder.probabilities"][0]
    places = strongest(row, 4)
    words = scene.trace.words["target_vocabulary"]
    named = [words[(place + off) % len(words)] for place in places]
    return BarChart(named, [Measured(row[place]) for place in places], scene.theme, limit=1.0)


def counted_word(scene: ExplainerScene, word: str, claim: Claim) -> Mobject:
    return scene.phrase(f"{word} {{number:.2f}}", number=claim)


def sized(scene: ExplainerScene, axis: str) -> Mobject:
    symbol, equals = Symbol("d_k", scene.theme, size=40), scene.words("=", size=40)
    size = NumberText(scene.trace.size(axis), scene.theme, size=40)
    return VGroup(symbol, equals, size).arrange(RIGHT, buff=0.1)


def legend(scene: ExplainerScene) -> Mobject:
    made = weight_legend(scene.theme)
    made.low.claim, made.high.claim = made.high.claim, made.low.claim
    return made


def axis(scene: ExplainerScene) -> Mobject:
    made = Axis(0, 10, 5.0, scene.theme)
    made.ticks[1].shift(0.4 * RIGHT)
    made.numbers[1].shift(0.4 * RIGHT)
    return made


LABELS: dict[str, Lie] = {
    "row labels reversed": (
        "wrong label", "beside entry 0", showing(lambda s: heatmap(s, rows=s.trace.source[::-1])),
    ),
    "two column labels exchanged": (
        "wrong label", "beside entry 1", showing(lambda s: heatmap(s, columns=swapped(s.trace.source, 1, 5))),
    ),
    "rows called by another sentence": (
        "wrong label", "beside entry 10", showing(lambda s: heatmap(s, rows=s.trace.words["twin.source"])),
    ),
    "row labels a row too high": (
        "wrong label", "names entry", showing(lambda s: moved_labels(s, "row_labels", UP)),
    ),
    "column labels a column aside": (
        "wrong label", "names entry", showing(lambda s: moved_labels(s, "column_labels", RIGHT)),
    ),
    "a map turned over its labels": (
        "wrong label", "queries across", showing(lambda s: heatmap(s, weights(s).transpose())),
    ),
    "a part of a map called by the words before it": (
        "wrong label", "beside entry 4",
        showing(lambda s: heatmap(s, weights(s)[4:8], rows=s.trace.source[:4])),
    ),
    "strips of a matrix called by others": (
        "wrong label", "MatrixStrips",
        showing(lambda s: MatrixStrips(hero_tensor(s.trace, "query"), s.theme, rows=s.trace.source[::-1])),
    ),
    "labels of bars exchanged": (
        "wrong label", "BarChart", showing(lambda s: chart(s, swapped(s.trace.source, 2, 7))),
    ),
    "each label beside the next bar": ("wrong label", "does not stand beside", showing(beside_wrong_bars)),
    "each word beside another probability": ("wrong label", "BarChart", showing(lambda s: vocabulary(s, 1))),
    "words of a unit exchanged": (
        "wrong label", "Unit", showing(lambda s: unit(s, swapped(s.trace.source, 1, 9))),
    ),
    "a word that is not the sentence's": (
        "wrong label", "source[1]", showing(lambda s: s.words(Token("dog", "source", 1))),
    ),
    "an entry called a sum": (
        "wrong label", "'sum'", showing(lambda s: counted_word(s, "sum", Measured(weights(s)[0, 0]))),
    ),
    "an entry called the largest": (
        "wrong label", "'largest'", showing(lambda s: counted_word(s, "the largest", Measured(weights(s)[0, 0]))),
    ),
    "heads called d_k": ("wrong label", "d_k", showing(lambda s: sized(s, "H"))),
    "a legend turned round": ("wrong label", "low end", showing(legend)),
    "a mark of an axis beside its value": ("wrong place", "mark", showing(axis)),
    "a number that calls itself a mark": ("claim without source", "stands on none", number(lambda t: Mark(7.0, "a"))),
}  # fmt: skip


def moved_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    return made, made.outline_row(asked(scene)).shift(2 * made.side * UP)


def wide_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    return made, made.outline_row(asked(scene)).stretch(2.2, 1)


def aside_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    return made, made.outline_cell(asked(scene), looked_at(scene)).shift(made.side * RIGHT)


def leaning_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = TiltedMap(weights(scene), scene.theme, side=4.0, asks=asked(scene), least=0.1)
    return made, made.ring(asked(scene)).shift(2 * made.cell * UP)


def arc(scene: ExplainerScene, start: int, end: int) -> tuple[Mobject, ...]:
    """An arc of the followed look from one word to another."""
    row = Sentence(scene.trace.source[:-1], scene.trace, scene.theme)
    ends = [row.top(place) for place in (start, end)]
    weight = weights(scene)[asked(scene), looked_at(scene)]
    return row, WordArc(weight, ends, stroke_color=scene.theme.role("weight"))


def outline_column(scene: ExplainerScene, shown: Heatmap, j: int) -> Outline:
    edges = shown.edges(columns=slice(j, j + 1))
    return outline_of(edges, scene.theme.role("key"), spot=Spot(shown.tensor, None, (j,)))


POINTING: dict[str, Lie] = {
    "the outline round the wrong row": (
        "wrong word", "marked are",
        marking(lambda s, m: m.outline_row(asked(s) - 3), lambda s: s.trace.source[asked(s)]),
    ),
    "the outline round the wrong column": (
        "wrong word", "marked are",
        marking(lambda s, m: outline_column(s, m, 0), lambda s: s.trace.source[looked_at(s)]),
    ),
    "the wrong word spoken": (
        "wrong word", "“the”", marking(lambda s, m: m.outline_row(asked(s)), lambda s: s.trace.source[0]),
    ),
    "an outline that was moved": ("wrong outline", "other entries", showing(moved_outline)),
    "an outline round two rows": ("wrong outline", "other entries", showing(wide_outline)),
    "an outline round the next cell": ("wrong outline", "other entries", showing(aside_outline)),
    "an outline that leans and was moved": ("wrong outline", "other entries", showing(leaning_outline)),
    "an arc from the wrong word": ("wrong arc", "begins", showing(lambda s: arc(s, 2, looked_at(s)))),
    "an arc to the wrong word": ("wrong arc", "ends", showing(lambda s: arc(s, asked(s), 4))),
    "an arc the wrong way": ("wrong arc", "begins", showing(lambda s: arc(s, looked_at(s), asked(s)))),
}  # fmt: skip
