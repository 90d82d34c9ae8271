"""Lies in numbers and formulas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Mobject

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import hero, hero_tensor
from scenes.kit.claims import Cited, Computed, Measured
from scenes.kit.counts import Counted, Extent, Fact, Ordinal
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.lying import Construct, Lie, asked, number, shares, showing, weights


class HandMade(Cited):
    """A citation with a number of its own."""

    value = 34.8  # type: ignore[assignment]


def first_row(trace: Trace) -> Tensor:
    return hero_tensor(trace, "scaled")[0]


NUMBERS: dict[str, Lie] = {
    "a rule that says the same of everything": (
        "claim without source", "whatever it is given",
        number(lambda t: Computed("total", lambda s: 7.5 + 0 * s.sum(), (first_row(t),))),
    ),
    "a rule held to one value": (
        "claim without source", "whatever it is given",
        number(lambda t: Computed("total", lambda s: np.clip(s.sum(), 3, 3), (first_row(t),))),
    ),
    "a derived tensor made up": (
        "claim without source", "whatever it is given",
        number(lambda t: Measured(derive("made up", ("S",), np.ones_like, first_row(t))[1])),
    ),
    "a count of nothing": (
        "claim without source", "whatever it is given",
        number(lambda t: Counted("heads that matter", lambda s: 5 + 0 * int(s.sum()), (first_row(t),)), "d"),
    ),
    "an invented count": ("claim without source", "was never there", number(lambda t: Ordinal(9, "roles"), "d")),
    "the layer's number plus two": (
        "claim without source", "was never there",
        number(lambda t: Ordinal(hero(t).layer + 1 + 2, "layers"), "d"),
    ),
    "a score of another paper": (
        "claim without source", "unknown kind", number(lambda t: HandMade("vaswani2017", "BLEU En-De big")),
    ),
    "another number of parameters": (
        "claim differs from its source", "facts", number(lambda t: Fact(12, ("parameters",)), "d"),
    ),
    "a fact that nobody recorded": ("claim without source", "no number", number(lambda t: Fact(12, ("luck",)), "d")),
    "an entry altered": (
        "claim differs from its source", "scaled",
        number(lambda t: Measured(Tensor(first_row(t).name, (), np.array(0.5), ((0, 0, 0),)))),
    ),
    "rows of no tensor": (
        "claim without source", "no tensor", number(lambda t: Extent(Tensor("main/none", ("S",), np.zeros(3))), "d"),
    ),
}  # fmt: skip


def formula(name: str, **other: Callable[[ExplainerScene], Tensor]) -> Construct:
    """A clip with a formula beside the followed row of shares."""

    def make(scene: ExplainerScene) -> Mobject:
        scores = hero_tensor(scene.trace, "scaled")[asked(scene)]
        given = other.get("scores", lambda _: scores)(scene)
        beside = other.get("result", shares)(scene)
        inputs = {"weights": given, "values": hero_tensor(scene.trace, "value")} if name == "mix" else {"scores": given}
        return scene.formula_of(beside, name, **inputs)  # type: ignore[arg-type]

    return showing(make)


def causal(scene: ExplainerScene, head: int) -> Mobject:
    """The causal mask beside what one head of the decoder has after it."""
    block = "main/decoder.0.self_attn"
    masked, scaled = scene.trace[f"{block}.masked"][0], scene.trace[f"{block}.scaled"][head]
    return scene.formula_of(masked, "causal_mask", scaled=scaled)


FORMULAS: dict[str, Lie] = {
    "the mask beside another head": (
        "formula differs from its tensor", "causal_mask", showing(lambda s: causal(s, 1)),
    ),
    "the formula of mixing in softmax's place": ("formula differs from its tensor", "mix", formula("mix")),
    "softmax beside another row": (
        "formula differs from its tensor", "softmax",
        formula("softmax", result=lambda s: weights(s)[(asked(s) + 1) % 12]),
    ),
    "softmax of the scores before they are divided": (
        "formula differs from its tensor", "softmax",
        formula("softmax", scores=lambda s: hero_tensor(s.trace, "scores")[asked(s)]),
    ),
    "softmax beside scores": (
        "formula differs from its tensor", "softmax",
        formula("softmax", result=lambda s: hero_tensor(s.trace, "scaled")[asked(s)]),
    ),
}  # fmt: skip
