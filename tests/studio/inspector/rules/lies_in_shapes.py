"""Lies in shapes and colours, wherever they stand."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Mobject

from scenes.kit.choose import hero_tensor
from scenes.kit.mobjects.labels import weight_legend
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.lying import Lie, asked, chart, heatmap, looked_at, showing, unit, weights


def short_bar(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene)
    made.bars[looked_at(scene)].stretch(0.5, 0, about_edge=-RIGHT)
    return made.bars, made.axis, made.labels


def short_bar_of_a_copy(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene).copy()
    made.bars[looked_at(scene)].stretch(0.5, 0, about_edge=-RIGHT)
    return made.bars, made.axis, made.labels


def long_bar(scene: ExplainerScene) -> Mobject:
    made = chart(scene)
    made.bars[0].stretch(30, 0, about_edge=-RIGHT)
    return made


def exchanged_bars(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene)
    one, two = made.bars[0], made.bars[looked_at(scene)]
    low, high = one.get_y(), two.get_y()
    one.set_y(high)
    two.set_y(low)
    one.stretch(two.width / one.width, 0, about_edge=-RIGHT)
    return made.bars, made.axis


def narrow_piece(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = unit(scene)
    widest = max(made.pieces, key=lambda piece: piece.width)
    widest.stretch(0.6, 0)
    return made.pieces, made.posts, made.names_of, made.figures


def strip_upside_down(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = VectorStrip(hero_tensor(scene.trace, "query")[asked(scene)], scene.theme)
    bar = max(made.bars, key=lambda bar: bar.height)
    bar.shift((2 * made.box.get_center()[1] - 2 * bar.get_center()[1]) * UP)
    return made.bars, made.baseline


def wrong_cell(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    made.cell(asked(scene), looked_at(scene)).set_fill(scene.theme.weight(0.2))
    return made.cells, made.lines


def wrong_mosaic(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = Mosaic(weights(scene), scene.theme, width=3, height=3, kind="weight")
    made.submobjects[-1].set_fill(scene.theme.weight(0.1))
    return *made.submobjects[1:], weight_legend(scene.theme).shift(3 * DOWN)


SHAPES: dict[str, Lie] = {
    "a bar half as long, away from its chart": ("wrong length", "BarChart", showing(short_bar)),
    "a bar half as long, of a copied chart": ("wrong length", "BarChart", showing(short_bar_of_a_copy)),
    "a bar too long on its chart": ("wrong length", "BarChart", showing(long_bar)),
    "a bar as long as another one": ("wrong length", "BarChart", showing(exchanged_bars)),
    "a narrow piece of a unit": ("wrong length", "Unit", showing(narrow_piece)),
    "a number of the wrong sign": ("wrong length", "VectorStrip", showing(strip_upside_down)),
    "a cell of another share": ("wrong colour", "Heatmap", showing(wrong_cell)),
    "a mosaic of another share": ("wrong colour", "Mosaic", showing(wrong_mosaic)),
}
