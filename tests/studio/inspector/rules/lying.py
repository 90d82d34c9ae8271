"""What clips with lies are made of: the kit's parts, about the film's own sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from manim import FadeIn, Mobject

from model.trace import Tensor, Trace
from scenes.kit.choose import hero, hero_tensor
from scenes.kit.claims import Claim
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.unit import Unit
from scenes.kit.scene import ExplainerScene

Construct = Callable[[ExplainerScene], None]
Lie = tuple[str, str, Construct]
"""The rule that finds it, words of its message, and the clip."""


def weights(scene: ExplainerScene) -> Tensor:
    return hero_tensor(scene.trace, "weights")


def shares(scene: ExplainerScene) -> Tensor:
    return weights(scene)[hero(scene.trace).row]


def heatmap(
    scene: ExplainerScene, tensor: Tensor | None = None, rows: object = None, columns: object = None
) -> Heatmap:
    words = scene.trace.source
    tensor = tensor or weights(scene)
    return Heatmap(tensor, rows or words, columns or words, theme=scene.theme, cell=0.36, legend=True)  # type: ignore[arg-type]


def chart(scene: ExplainerScene, labels: object = None) -> BarChart:
    words = scene.trace.source
    return BarChart(labels or words, shares(scene), scene.theme, limit=1.0, thickness=0.2, gap=0.12, size=24)  # type: ignore[arg-type]


def unit(scene: ExplainerScene, labels: object = None) -> Unit:
    return Unit(labels or scene.trace.source, weights(scene)[3], scene.theme, y=500)  # type: ignore[arg-type]


def show(*mobjects: Mobject, scene: ExplainerScene) -> None:
    scene.play(FadeIn(*mobjects), run_time=0.4)
    scene.rest(2.0)


def showing(make: Callable[[ExplainerScene], Mobject | tuple[Mobject, ...]]) -> Construct:
    """A clip that shows what was made, without a word."""

    def construct(self: ExplainerScene) -> None:
        made = make(self)
        show(*(made if isinstance(made, tuple) else (made,)), scene=self)

    return construct


def number(claim: Callable[[Trace], Claim], spec: str = ".2f") -> Construct:
    """A clip that shows a number."""
    return showing(lambda scene: NumberText(claim(scene.trace), scene.theme, spec=spec))


def saying(template: str, values: Callable[[ExplainerScene], Mapping[str, object]], *what: Mobject) -> Construct:
    """A clip that says a line."""

    def construct(self: ExplainerScene) -> None:
        with self.say(template, **values(self)):
            self.rest(0.5)
        self.rest(2.0)

    return construct


def marking(outline: Callable[[ExplainerScene, Heatmap], Mobject], word: Callable[[ExplainerScene], str]) -> Construct:
    """A clip that draws an outline on a map while it names a word."""

    def construct(self: ExplainerScene) -> None:
        shown = heatmap(self)
        self.play(FadeIn(shown), run_time=0.4)
        with self.say("Follow the row of “{word}”.", word=word(self)):
            self.play(FadeIn(outline(self, shown)), run_time=0.4)
        self.rest(2.0)

    return construct


def asked(scene: ExplainerScene) -> int:
    return hero(scene.trace).row


def looked_at(scene: ExplainerScene) -> int:
    return hero(scene.trace).column


def swapped(words: tuple[str, ...], one: int, two: int) -> tuple[str, ...]:
    order = list(words)
    order[one], order[two] = order[two], order[one]
    return tuple(order)
