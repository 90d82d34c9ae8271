"""Every kind of mobject with values: what is planted in it is found, and an honest one is not complained of."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from manim import DOWN, LEFT, PI, RIGHT, UP, FadeIn, Mobject, Transform, VGroup, VMobject

from scenes import act_names, load_act
from scenes.decoder.parts.cross_attention_threads import Threads
from scenes.decoder.parts.generation_table import Share
from scenes.kit.claims import Measured
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import signed_legend, weight_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.mosaic import BarField, Mosaic
from scenes.kit.mobjects.strip import LoneBar, VectorStrip
from scenes.kit.mobjects.tilted_map import TiltedMap
from scenes.kit.scene import ExplainerScene
from scenes.positional_ffn.parts.rotation_dials import Dial
from scenes.self_attention.parts.scaling_slope import NamelessUnit
from tests.studio.inspector.rules.drawn import Inspect, inspector, longest, matrix, plot_of, shares, vector
from tests.studio.inspector.rules.drawn_parts import (
    beginning,
    crossing,
    fattened,
    heap,
    lights,
    rider,
    scores,
    share_arc,
    spread,
    stream,
    swollen,
    tower,
    whole_unit,
    without_head,
    word_bars,
)


@pytest.fixture
def found(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    return inspector(tmp_path, tmp_path_factory)


def dial(scene: ExplainerScene, seed: int) -> Dial:
    made = Dial(0.7, scene.theme, radius=1.2).show(1.0 + seed)
    made.read()
    return made


def with_total(scene: ExplainerScene, seed: int) -> VGroup:
    strip = VectorStrip(vector(seed), scene.theme, height=2.0)
    return VGroup(strip, LoneBar(strip, Measured(vector(seed)[0]), 2.0, 0.3, scene.theme.role("ink")))


def mosaic(scene: ExplainerScene, seed: int, kind: str = "signed") -> VGroup:
    tensor = shares(seed) if kind == "weight" else matrix(seed)
    made = Mosaic(tensor, scene.theme, width=3.0, height=2.0, kind=kind)
    legend = weight_legend(scene.theme) if kind == "weight" else signed_legend(scene.theme, made.limit)
    return VGroup(made, legend.shift(2 * DOWN))


def threads(scene: ExplainerScene, seed: int) -> Threads:
    tops, feet = [(x, 1.0) for x in range(4)], [(1.5 * x, -1.0) for x in range(3)]
    return Threads(shares(seed), feet, tops, scene.theme)


def bent(curve: Mobject, place: int) -> None:
    """One corner of a line lies higher."""
    curve.points[4 * place - 1] += 0.05 * UP
    curve.points[4 * place] += 0.05 * UP


def lower_bar(field: BarField) -> None:
    """The last bar of a field reaches further down."""
    bar = field.bars.points[-16:]
    bar[bar[:, 1] < bar[:, 1].mean(), 1] -= 0.05


@dataclass(frozen=True)
class Kind:
    """A mobject with values, made from a seed; what spoils it, and the rule that finds that."""

    make: Callable[[ExplainerScene, int], Mobject]
    spoil: Callable[[Mobject], object]
    rule: str = "wrong length"
    stale: str = ""
    """The rule that finds the shape of other values, when it is another one."""


KINDS = {
    "strip": Kind(lambda s, n: VectorStrip(vector(n), s.theme), lambda m: longest(m).stretch(1.3, 1)),
    "upright strip": Kind(
        lambda s, n: VectorStrip(vector(n), s.theme, vertical=True), lambda m: longest(m).stretch(1.3, 0)
    ),
    "turned strip": Kind(
        lambda s, n: VectorStrip(vector(n), s.theme).rotate(PI / 2), lambda m: longest(m).stretch(2, 0)
    ),
    "lone bar": Kind(with_total, lambda m: m[1].stretch(1.3, 1)),
    "strips of a matrix": Kind(
        lambda s, n: MatrixStrips(matrix(n), s.theme), lambda m: longest(m.row(1)).stretch(1.5, 1)
    ),
    "bars": Kind(
        lambda s, n: BarChart(list("abcd"), shares(n)[0], s.theme, limit=1.0), lambda m: m.bars[1].stretch(2, 0)
    ),
    "bars both ways": Kind(
        lambda s, n: BarChart(list("abcdef"), vector(n), s.theme, limit=3, spec="+.1f"),
        lambda m: m.bars[0].stretch(1.3, 0),
    ),
    "field of bars": Kind(lambda s, n: BarField(matrix(n), s.theme, width=3.0, height=2.0), lower_bar),
    "heap of dots": Kind(heap, lambda m: m.grains[3].shift(0.05 * RIGHT), "wrong place"),
    "spread under a heap": Kind(spread, lambda m: m[1].bar.stretch(1.1, 0)),
    "scores under a heap": Kind(scores, lambda m: m[1].grains[2].shift(0.05 * RIGHT), "wrong place"),
    "rider on a slope": Kind(rider, lambda m: m[1].dot.shift(0.05 * UP), "wrong place"),
    "plank of a slope": Kind(rider, lambda m: m[1].plank.rotate(0.2), "wrong place"),
    "unit of no words": Kind(
        lambda s, n: NamelessUnit(list("abcd"), shares(n)[0], s.theme, y=500), lambda m: m.piece(1).stretch(1.2, 0)
    ),
    "curve": Kind(lambda s, n: plot_of(s, n), lambda m: bent(m.curve("a"), 3), "wrong place"),
    "curve on a logarithmic axis": Kind(
        lambda s, n: plot_of(s, n, log=True), lambda m: bent(m.curve("a"), 3), "wrong place"
    ),
    "dial": Kind(dial, lambda m: m.hand.rotate(0.1, about_point=m.middle), "wrong place"),
    "reading of a dial": Kind(dial, lambda m: m.reading.across.stretch(1.2, 0), "wrong length", "wrong place"),
    "wedge of a dial": Kind(
        lambda s, n: VGroup(one := dial(s, 0), one.wedge(0.5, 1.5 + n)),
        lambda m: m[1].rotate(0.1, about_point=m[0].middle),
        "wrong place",
    ),
    "threads": Kind(threads, lambda m: m[0].set_stroke(width=m[0].stroke_width + 2)),
    "heat map of shares": Kind(
        lambda s, n: Heatmap(shares(n), theme=s.theme),
        lambda m: m.cell(1, 1).set_fill(m.theme.weight(0.77)),
        "wrong colour",
    ),
    "heat map of signed values": Kind(
        lambda s, n: Heatmap(matrix(n), theme=s.theme, kind="signed"),
        lambda m: m.cell(1, 1).set_fill(m.colour(1, 2)),
        "wrong colour",
    ),
    "turned heat map": Kind(
        lambda s, n: Heatmap(matrix(n), theme=s.theme, kind="signed").rotate(PI / 2),
        lambda m: m.cell(1, 1).set_fill(m.colour(1, 2)),
        "wrong colour",
    ),
    "heat map whose cells have changed places": Kind(
        lambda s, n: Heatmap(shares(n), theme=s.theme),
        lambda m: (m.cell(0, 0).shift(m.side * RIGHT), m.cell(0, 1).shift(m.side * LEFT)),
        "wrong colour",
    ),
    "mosaic": Kind(mosaic, lambda m: m[0][1].set_fill(m[0].theme.signed(0.0)), "wrong colour"),
    "mosaic of shares": Kind(
        lambda s, n: mosaic(s, n, "weight"), lambda m: m[0][-1].set_fill(m[0].theme.weight(0.2)), "wrong colour"
    ),
    "discs": Kind(lambda s, n: DiscMap(shares(n), s.theme, side=3.0), swollen),
    "discs of a followed row": Kind(lambda s, n: DiscMap(shares(n), s.theme, side=3.0, asks=1), swollen),
    "discs of a leaning map": Kind(
        lambda s, n: TiltedMap(shares(n), s.theme, side=3.0, asks=1, least=0.1),
        swollen,
    ),
    "a disc is missing": Kind(
        lambda s, n: DiscMap(shares(n), s.theme, side=3.0), lambda m: m.discs.set_points(m.discs.points[16:])
    ),
    "share of one word": Kind(
        lambda s, n: Share(shares(n)[0, 0], s.theme, 400, figure=False), lambda m: m.piece.stretch(1.2, 0)
    ),
    "unit of attention": Kind(whole_unit, lambda m: m.piece(1).stretch(1.2, 0)),
    "pile of products": Kind(tower, lambda m: m.piece(m.order[0]).stretch(1.3, 1)),
    "what a pile of products takes off": Kind(tower, lambda m: m.query_halves[m.order[-1]].shift(0.1 * UP)),
    "bars over words": Kind(word_bars, lambda m: m.bars[0].stretch(1.3, 1)),
    "answers of a neuron": Kind(lights, lambda m: m.bars[0].stretch(1.3, 1)),
    "stream as wide as its numbers spread": Kind(stream, lambda m: m.pieces[1].stretch(1.3, 1)),
    "beginning of a beam": Kind(beginning, lambda m: m.bar.stretch(1.2, 0)),
    "pronouns without a head": Kind(without_head, lambda m: m.bar.stretch(1.2, 0)),
    "arc of a share": Kind(share_arc, lambda m: m.set_stroke(width=m.stroke_width + 2)),
    "numbers on a bridge": Kind(crossing, lambda m: fattened(m.lanes[0])),
    "legend": Kind(
        lambda s, n: signed_legend(s.theme, Measured(shares(n)[0, 0])),
        lambda m: m.bar.set_fill(list(reversed(m.bar.get_fill_colors()))),
        "wrong colour",
        "none",
    ),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_honest_picture_is_not_complained_of(kind: str, found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        shown, other = (KINDS[kind].make(self, seed) for seed in (1, 2))
        self.play(FadeIn(shown), run_time=0.2)
        self.play(shown.animate.scale(0.7).shift(0.5 * LEFT), run_time=0.2)
        self.play(Transform(shown, other), run_time=0.2)
        self.play(shown.animate.scale(0.8), run_time=0.2)

    assert found(construct) == set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_planted_is_found(kind: str, found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        shown = KINDS[kind].make(self, 1)
        KINDS[kind].spoil(shown)
        self.play(FadeIn(shown), run_time=0.2)

    assert found(construct) == {KINDS[kind].rule}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_planted_is_found_after_a_transform(kind: str, found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        shown, other = (KINDS[kind].make(self, seed) for seed in (1, 2))
        KINDS[kind].spoil(other)
        self.play(FadeIn(shown), run_time=0.2)
        self.play(Transform(shown, other), run_time=0.2)

    assert found(construct) == {KINDS[kind].rule}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"legend"}))  # a legend's colours are those of every limit
def test_the_shape_of_other_values_is_found(kind: str, found: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        shown, other = (KINDS[kind].make(self, seed) for seed in (1, 2))
        self.play(FadeIn(shown), run_time=0.2)
        self.play(Transform(shown, shown.copy().become(other)), run_time=0.2)

    assert KINDS[kind].rule in found(construct) or KINDS[kind].stale in found(construct)


def test_every_mobject_that_draws_values_tells_its_shapes_whose_they_are() -> None:
    """So that a shape that has left its owner is compared with its value all the same."""
    for act in act_names():
        load_act(act)
    silent = [
        kind.__qualname__
        for kind in subclasses(VMobject)
        if "encodings" in vars(kind)
        and kind.__module__.startswith("scenes.")
        and "(self,)" not in (source := inspect.getsource(kind))
        and "Thickness(self" not in source
        and "claim_shapes(self)" not in source
    ]
    assert silent == []


def subclasses(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)
