"""Faults of motion: what crumples, comes from nowhere, stands dead or changes its scale; and what looks like them."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    FadeIn,
    FadeOut,
    FadeTransform,
    Indicate,
    ReplacementTransform,
    Square,
    Transform,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from model.trace import derive
from scenes.kit.choose import hero_tensor
from scenes.kit.claims import row_sum
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.scene import ExplainerScene
from tests.numbers import some
from tests.studio.inspector.rules.lying import shares
from tests.studio.inspector.staging.staged import Construct, Fault, box, words


def turning(one: object, two: object, kind: type = Transform) -> Construct:
    """A clip in which one thing turns into another."""

    def construct(self: ExplainerScene) -> None:
        first, second = one(self), two(self)  # type: ignore[operator]
        self.play(FadeIn(first), run_time=0.4)
        self.play(kind(first, second), run_time=0.6)
        self.rest(1.6)

    return construct


def ring(scene: ExplainerScene) -> VMobject:
    """An outline of two closed pieces."""
    whole = Circle(radius=1.5, color=scene.theme.role("key"), fill_opacity=1)
    return whole.append_vectorized_mobject(Circle(radius=1)) or whole


def squares(count: int) -> object:
    return lambda scene: VGroup(*(Square(0.5) for _ in range(count))).arrange(RIGHT)


def number(scene: ExplainerScene, count: int) -> NumberText:
    return NumberText(some(count), scene.theme, size=54)


def renumbered(self: ExplainerScene) -> None:
    """A number goes as another comes."""
    before, after = number(self, 12), number(self, 47)
    self.play(FadeIn(before), run_time=0.4)
    self.play(FadeOut(before, shift=DOWN), FadeIn(after, shift=DOWN), run_time=0.6)


CRUMPLED: dict[str, Fault] = {
    "a word into another": ("crumpled", "'tired' into 'noisy'", turning(
        lambda s: words(s, "tired"), lambda s: words(s, "noisy"))),
    "a number into another": ("crumpled", "'12' into '47'", turning(lambda s: number(s, 12), lambda s: number(s, 47))),
    "a word into a shape": ("crumpled", "'tired' into a shape", turning(
        lambda s: words(s, "tired"), lambda s: Square(), ReplacementTransform)),
    "a square into a ring": ("crumpled", "1 closed pieces into 2", turning(lambda s: Square(), ring)),
    "three squares into five": ("crumpled", "3 closed pieces into 5", turning(
        squares(3), squares(5), TransformFromCopy)),
}  # fmt: skip

NOT_CRUMPLED: dict[str, tuple[str, Construct]] = {
    "the same word elsewhere": ("crumpled", turning(
        lambda s: words(s, "tired"), lambda s: words(s, "tired", y=700, size=64), ReplacementTransform)),
    "a square into a circle": ("crumpled", turning(lambda s: Square(), lambda s: Circle())),
    "words that cross-fade": ("crumpled", turning(
        lambda s: words(s, "tired"), lambda s: words(s, "noisy"), FadeTransform)),
    "a number that goes as another comes": ("crumpled", renumbered),
    "into what is not drawn": ("crumpled", turning(
        lambda s: words(s, "tired"), lambda s: Square(stroke_width=0, stroke_opacity=0, fill_opacity=0))),
}  # fmt: skip


# -- from where -----------------------------------------------------------------------------------------------------


def strip(scene: ExplainerScene) -> VectorStrip:
    return VectorStrip(shares(scene), scene.theme).move_to(2 * UP)


def total(scene: ExplainerScene) -> NumberText:
    return NumberText(row_sum(shares(scene)), scene.theme, size=54).move_to(2 * DOWN)


def doubled(scene: ExplainerScene) -> VectorStrip:
    twice = derive("shares twice", shares(scene).axes, lambda row: 2 * row, shares(scene))
    return VectorStrip(twice, scene.theme).move_to(2 * DOWN)


def after_its_source(result: object) -> Construct:
    """A result fades in while what it is made of stands."""

    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(strip(self)), run_time=0.4)
        self.play(FadeIn(result(self), shift=0.2 * UP), run_time=0.4)  # type: ignore[operator]
        self.rest(1.6)

    return construct


def by_a_formula(self: ExplainerScene) -> None:
    """The weights fade in beside the scores; a formula says that they are made of these."""
    row, column = 10, 2
    before, after = (hero_tensor(self.trace, name)[row] for name in ("scaled", "weights"))
    formula = self.formula_of(after, "softmax", scores=before).move_to(3 * RIGHT)
    self.play(FadeIn(VectorStrip(before, self.theme).move_to(2 * UP), formula), run_time=0.4)
    self.play(FadeIn(VectorStrip(after, self.theme).move_to(2 * DOWN)), run_time=0.4)
    assert column < len(after.values)


def out_of_its_source(self: ExplainerScene) -> None:
    source, result = strip(self), total(self)
    self.play(FadeIn(source), run_time=0.4)
    self.play(FadeIn(result, target_position=source, scale=0.3), run_time=0.4)


def beside_what_moves(self: ExplainerScene) -> None:
    """Copies of the bars fall together while their sum appears."""
    source, result = strip(self), doubled(self)
    self.play(FadeIn(source), run_time=0.4)
    self.play(TransformFromCopy(source.bars, result.bars), FadeIn(result.baseline), FadeIn(total(self)), run_time=0.4)


def source_gone(self: ExplainerScene) -> None:
    source = strip(self)
    self.play(FadeIn(source), run_time=0.4)
    self.play(FadeOut(source), run_time=0.4)
    self.play(FadeIn(total(self)), run_time=0.4)


def together(self: ExplainerScene) -> None:
    self.play(FadeIn(strip(self), total(self)), run_time=0.4)


def another_row(self: ExplainerScene) -> None:
    other = VectorStrip(hero_tensor(self.trace, "weights")[3], self.theme).move_to(2 * UP)
    self.play(FadeIn(other), run_time=0.4)
    self.play(FadeIn(total(self)), run_time=0.4)


def an_entry(self: ExplainerScene) -> None:
    self.play(FadeIn(strip(self)), run_time=0.4)
    self.play(FadeIn(self.number(shares(self)[2], size=54).move_to(2 * DOWN)), run_time=0.4)


def figures_of_a_result(self: ExplainerScene) -> None:
    """A sum in figures fades in beside bars that were made of the same row."""
    source, result = strip(self), doubled(self)
    self.play(FadeIn(source), run_time=0.4)
    self.play(TransformFromCopy(source.bars, result.bars), FadeIn(result.baseline), run_time=0.4)
    self.add(result)
    self.rest(0.2)
    self.play(FadeIn(total(self)), run_time=0.4)


FROM_NOWHERE: dict[str, Fault] = {
    "a sum beside its row": ("without a source", "beside a VectorStrip", after_its_source(total)),
    "a derived row beside its own": ("without a source", "a VectorStrip fades in", after_its_source(doubled)),
    "what a formula gives": ("without a source", "scaled", by_a_formula),
}

FROM_SOMEWHERE: dict[str, tuple[str, Construct]] = {
    "out of its source": ("without a source", out_of_its_source),
    "while its source's copies move": ("without a source", beside_what_moves),
    "figures of a result that came out of it": ("without a source", figures_of_a_result),
    "after its source has left": ("without a source", source_gone),
    "together with its source": ("without a source", together),
    "beside another row": ("without a source", another_row),
    "an entry that is only read": ("without a source", an_entry),
}


# -- stillness ------------------------------------------------------------------------------------------------------

LONG = "This is a line that goes on and on, and it takes more than seven seconds to say it aloud, all of it."


def dead(self: ExplainerScene) -> None:
    with self.say(LONG):
        self.play(FadeIn(box(self, 960, 500, 600, 500)), run_time=0.6)


def dead_over_two_lines(self: ExplainerScene) -> None:
    self.play(FadeIn(box(self, 960, 500, 600, 500)), run_time=0.6)
    for text in ("This takes about three seconds to say.", "And so does this, about three seconds."):
        with self.say(text):
            self.rest(1.0)


def a_speck(self: ExplainerScene) -> None:
    self.play(FadeIn(box(self, 960, 500, 600, 500)), run_time=0.6)
    with self.say(LONG):
        self.rest(2.0)
        self.play(FadeIn(box(self, 300, 300, 30, 30)), run_time=0.6)


def alive(self: ExplainerScene) -> None:
    shape = box(self, 960, 500, 600, 500)
    with self.say(LONG) as line:
        self.play(FadeIn(shape), run_time=0.6)
        for _ in range(2):
            self.rest((line.duration - 2.6) / 3)
            self.play(Indicate(shape), run_time=1.0)


def silence(self: ExplainerScene) -> None:
    with self.say("Look at this thing."):
        self.play(FadeIn(box(self, 960, 500, 600, 500)), run_time=0.6)
    self.rest(6.0)
    with self.say("And that was it."):
        self.play(FadeIn(box(self, 300, 300, 100, 100)), run_time=0.6)


STILL: dict[str, Fault] = {
    "a long line over one picture": ("nothing happens", "while somebody speaks", dead),
    "two lines in one breath": ("nothing happens", "while somebody speaks", dead_over_two_lines),
    "hardly anything comes": ("nothing happens", "while somebody speaks", a_speck),
}
NOT_STILL: dict[str, tuple[str, Construct]] = {
    "what swells and comes back": ("nothing happens", alive),
    "a silence that is meant": ("nothing happens", silence),
}


# -- scales ---------------------------------------------------------------------------------------------------------


def chart(scene: ExplainerScene, limit: float = 1.0) -> BarChart:
    return BarChart(scene.trace.source, shares(scene), scene.theme, limit=limit, thickness=0.2, gap=0.12, size=30)


def rescaled(self: ExplainerScene) -> None:
    """The chart says of the same bars that they are measured by another scale."""
    made = chart(self)
    self.play(FadeIn(made), run_time=0.4)
    made.hand_over(chart(self, limit=2.0))
    self.rest(1.0)


def shrunk(self: ExplainerScene) -> None:
    made = chart(self)
    self.play(FadeIn(made), run_time=0.4)
    self.play(made.animate.scale(0.6).shift(LEFT), run_time=0.4)
    assert np.isfinite(made.width)


SCALES: dict[str, Fault] = {
    "bars that stand": ("scale under marks", "the scale of the BarChart", rescaled),
}
NOT_SCALES: dict[str, tuple[str, Construct]] = {
    "all of it shrinks": ("scale under marks", shrunk),
}
