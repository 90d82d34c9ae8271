"""Lies of many kinds, planted one by one in small clips made of the kit's parts: each is found, and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from manim import DOWN, RIGHT, UP, FadeIn, Mobject, VGroup

from model.trace import Tensor, Token, Trace, derive
from scenes.kit.choose import hero, hero_tensor, strongest
from scenes.kit.claims import Cited, Claim, Computed, Counted, Extent, Fact, Measured, Nth, Ordinal, row_sum
from scenes.kit.mobjects.arcs import WordArc
from scenes.kit.mobjects.axis import Axis, Mark
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import weight_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.ruler import Ruler
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.report import Report, inspect_clip

Construct = Callable[[ExplainerScene], None]
Lie = tuple[str, str, Construct]
"""The rule that finds it, words of its message, and the clip."""


# -- what the clips are made of ---------------------------------------------------------------------------------------


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


def ruler(scene: ExplainerScene, labels: object = None) -> Ruler:
    return Ruler(labels or scene.trace.source, hero_tensor(scene.trace, "weights")[3], scene.theme)  # type: ignore[arg-type]


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


# -- shapes ------------------------------------------------------------------------------------------------------------


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
    made = ruler(scene)
    widest = max(made.segments, key=lambda segment: segment.width)
    widest.stretch(0.6, 0)
    return made.segments, made.frame, made.labels, made.numbers


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
    "a narrow piece of a ruler": ("wrong length", "Ruler", showing(narrow_piece)),
    "a number of the wrong sign": ("wrong length", "VectorStrip", showing(strip_upside_down)),
    "a cell of another share": ("wrong colour", "Heatmap", showing(wrong_cell)),
    "a mosaic of another share": ("wrong colour", "Mosaic", showing(wrong_mosaic)),
}

# -- labels ------------------------------------------------------------------------------------------------------------


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
        "wrong label", "beside entry 11", showing(lambda s: heatmap(s, rows=s.trace.words["twin.source"])),
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
    "words of a ruler exchanged": (
        "wrong label", "Ruler", showing(lambda s: ruler(s, swapped(s.trace.source, 1, 9))),
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
    "a number that calls itself a mark": ("claim without source", "stands on none", number(lambda t: Mark(7.0, "step"))),
}  # fmt: skip

# -- outlines and arcs -------------------------------------------------------------------------------------------------


def moved_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    return made, made.outline_row(asked(scene)).shift(2 * made.side * UP)


def wide_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    return made, made.outline_row(asked(scene)).stretch(2.2, 1)


def aside_outline(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene)
    return made, made.outline_cell(asked(scene), looked_at(scene)).shift(made.side * RIGHT)


def arc(scene: ExplainerScene, start: int, end: int) -> tuple[Mobject, ...]:
    """An arc of the followed look from one word to another."""
    row = TokenRow(scene.trace.source[:-1], scene.theme, size=30)
    ends = [row.word(place).get_center() + 0.3 * UP for place in (start, end)]
    weight = weights(scene)[asked(scene), looked_at(scene)]
    return row, WordArc(weight, ends, stroke_color=scene.theme.role("weight"))


POINTING: dict[str, Lie] = {
    "the outline round the wrong row": (
        "wrong word", "marked are",
        marking(lambda s, m: m.outline_row(asked(s) - 3), lambda s: s.trace.source[asked(s)]),
    ),
    "the outline round the wrong column": (
        "wrong word", "marked are",
        marking(lambda s, m: m.outline_column(0), lambda s: s.trace.source[looked_at(s)]),
    ),
    "the wrong word spoken": (
        "wrong word", "“the”", marking(lambda s, m: m.outline_row(asked(s)), lambda s: s.trace.source[0]),
    ),
    "an outline that was moved": ("wrong outline", "other entries", showing(moved_outline)),
    "an outline round two rows": ("wrong outline", "other entries", showing(wide_outline)),
    "an outline round the next cell": ("wrong outline", "other entries", showing(aside_outline)),
    "an arc from the wrong word": ("wrong arc", "begins", showing(lambda s: arc(s, 2, looked_at(s)))),
    "an arc to the wrong word": ("wrong arc", "ends", showing(lambda s: arc(s, asked(s), 4))),
    "an arc the wrong way": ("wrong arc", "begins", showing(lambda s: arc(s, looked_at(s), asked(s)))),
}  # fmt: skip

# -- lines -------------------------------------------------------------------------------------------------------------


def two_shares(scene: ExplainerScene, first: int, second: int) -> dict[str, object]:
    row = shares(scene)
    one, two = strongest(row, 2)
    words = scene.trace.source
    return {"a": row[first], "one": words[one], "b": row[second], "two": words[two]}


def who_asks(scene: ExplainerScene, query: int, key: int) -> dict[str, object]:
    words = scene.trace.source
    return {"query": words[query], "key": words[key], "score": weights(scene)[asked(scene), looked_at(scene)]}


TWO = "{a:.2f} goes to “{one}”, {b:.2f} to “{two}”."
MEET = "The query of “{query}” meets the key of “{key}”: {score:.2f}."
LINES: dict[str, Lie] = {
    "a value from another cell": (
        "wrong word", "{a}", saying(TWO, lambda s: two_shares(s, 0, strongest(shares(s), 2)[1])),
    ),
    "two values exchanged": (
        "wrong word", "{a}", saying(TWO, lambda s: two_shares(s, *strongest(shares(s), 2)[::-1])),
    ),
    "who asks and who answers exchanged": (
        "wrong word", "is no query", saying(MEET, lambda s: who_asks(s, looked_at(s), asked(s))),
    ),
    "another word asks": ("wrong word", "is no query", saying(MEET, lambda s: who_asks(s, 2, looked_at(s)))),
    "a word of no sentence": (
        "wrong word", "source[1]", saying("Look at “{word}”.", lambda s: {"word": Token("dog", "source", 1)}),
    ),
    "heads for the length of a key": (
        "wrong word", "axis H", saying("Divide by the root of {d_k}.", lambda s: {"d_k": s.trace.size("H")}),
    ),
    "words for the sentence's length": (
        "wrong word", "axis D", saying("There are {n} words.", lambda s: {"n": s.trace.size("D")}),
    ),
    "a verdict that is not so": (
        "verdict does not hold", "'grows'", saying("It grows.", lambda s: {"holds": {"grows": shares(s).values[0] > 1}}),
    ),
    "a verdict that is not said": (
        "verdict does not hold", "not said", saying("It grows.", lambda s: {"holds": {"falls": True}}),
    ),
    "a value typed into the line": ("digits without claim", "7", saying("It is 7 long.", lambda s: {})),
    "a value given as text": (
        "digits without claim", "{long}", saying("It is {long} long.", lambda s: {"long": "seven, or 7"}),
    ),
}  # fmt: skip
UNCLAIMED: dict[str, Lie] = {
    "exactly seven long": ("unclaimed", "seven", saying("It is exactly seven long.", lambda s: {})),
    "a word given as text": ("unclaimed", "{word}", saying("Look at “{word}”.", lambda s: {"word": "dog"})),
    "a verdict without a predicate": ("unclaimed", "all", saying("Now all of them are right.", lambda s: {})),
    "a word of the sentence typed": ("unclaimed", "cat", showing(lambda s: s.words("cat"))),
    "a number in words on the stage": ("unclaimed", "eight", showing(lambda s: s.words("eight numbers"))),
}

# -- numbers -----------------------------------------------------------------------------------------------------------


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
    "a score of another paper": ("claim without source", "unknown kind", number(lambda t: HandMade("vaswani2017", "BLEU En-De big"))),
    "another number of parameters": (
        "claim differs from its source", "facts", number(lambda t: Fact(12, ("parameters",)), "d"),
    ),
    "a fact that nobody recorded": ("claim without source", "no number", number(lambda t: Fact(12, ("luck",)), "d")),
    "an entry altered": (
        "claim differs from its source", "weights",
        number(lambda t: Measured(Tensor(first_row(t).name, (), np.array(0.5), ((0, 0, 0),)))),
    ),
    "rows of no tensor": (
        "claim without source", "no tensor", number(lambda t: Extent(Tensor("main/none", ("S",), np.zeros(3))), "d"),
    ),
}  # fmt: skip

# -- formulas ----------------------------------------------------------------------------------------------------------


def formula(name: str, **other: Callable[[ExplainerScene], Tensor]) -> Construct:
    """A clip with a formula beside the followed row of shares."""

    def make(scene: ExplainerScene) -> Mobject:
        scores = hero_tensor(scene.trace, "scaled")[asked(scene)]
        given = other.get("scores", lambda _: scores)(scene)
        beside = other.get("result", shares)(scene)
        inputs = {"weights": given, "values": hero_tensor(scene.trace, "value")} if name == "mix" else {"scores": given}
        return scene.formula_of(beside, name, **inputs)  # type: ignore[arg-type]

    return showing(make)


FORMULAS: dict[str, Lie] = {
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
LIES = SHAPES | LABELS | POINTING | LINES | UNCLAIMED | NUMBERS | FORMULAS


# -- what is not to be reported -----------------------------------------------------------------------------------------


def bars_away(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene)
    return made.bars, made.axis, made.labels, made.numbers


def copied_bars(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = chart(scene).copy().scale(0.8).shift(RIGHT)
    return made.bars, made.axis, made.labels, made.numbers


def outlined(scene: ExplainerScene) -> tuple[Mobject, ...]:
    made = heatmap(scene).scale(0.9).shift(RIGHT)
    cell = made.outline_cell(asked(scene), looked_at(scene))
    return made, made.outline_row(asked(scene)), made.outline_column(looked_at(scene)), cell


NEAR_MISSES: dict[str, Construct] = {
    "bars away from their chart": showing(bars_away),
    "bars of a copied, smaller chart": showing(copied_bars),
    "a map with its words": showing(heatmap),
    "a part of a map with its own words": showing(
        lambda s: heatmap(s, weights(s)[4:8, 2:5], s.trace.source[4:8], s.trace.source[2:5])
    ),
    "a map of a twin with the twin's words": showing(
        lambda s: heatmap(
            s, hero_tensor(s.trace, "weights", "twin"), s.trace.words["twin.source"], s.trace.words["twin.source"]
        )
    ),
    "outlines of a moved map": showing(outlined),
    "the row of the word that is named": marking(
        lambda s, m: m.outline_row(asked(s)), lambda s: s.trace.source[asked(s)]
    ),
    "the arc of a look": showing(lambda s: arc(s, asked(s), looked_at(s))),
    "two shares and their words": saying(TWO, lambda s: two_shares(s, *strongest(shares(s), 2))),
    "who asks and who answers": saying(MEET, lambda s: who_asks(s, asked(s), looked_at(s))),
    "words beside their probabilities": showing(lambda s: vocabulary(s, 0)),
    "a sum": showing(lambda s: counted_word(s, "sum", row_sum(shares(s)))),
    "the length of a key": showing(lambda s: sized(s, "K")),
    "softmax beside its row": formula("softmax_shifted"),
    "a verdict that is so": saying("It grows.", lambda s: {"holds": {"grows": True}}),
    "a rule with a threshold that few inputs pass": number(
        lambda t: Counted("shares above a half", lambda s: (s > 0.5).sum(), (hero_tensor(t, "weights"),)), "d"
    ),
    "which head": number(lambda t: Nth(hero_tensor(t, "weights"), "H"), "d"),
    "one row": number(lambda t: Extent(first_row(t)), "d"),
}


# -- the tests ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Callable[..., Report]:
    folder = tmp_path_factory.mktemp("lies")
    setting = Setting(str(root / "assets" / "models" / "default" / "trace.npz"))

    def run(construct: Construct, *, told_by_claims: bool = False) -> Report:
        own = {"construct": construct, "title": "Case", "__module__": __name__, "told_by_claims": told_by_claims}
        own["allowed"] = {"length": "A case is as short as can be.", "no legend": "Cells may stand alone here."}
        clip = type("Case", (ExplainerScene,), own)
        return inspect_clip(clip, setting, QUALITIES["draft"], folder / "formulas", folder=folder)

    return run


@pytest.mark.parametrize("name", LIES)
def test_a_planted_lie_is_found_and_named(name: str, inspect: Callable[..., Report]) -> None:
    rule, words, construct = LIES[name]
    found = [str(problem) for problem in inspect(construct, told_by_claims=name in UNCLAIMED).problems]
    assert any(f"  {rule}: " in line and words in line for line in found), found


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_not_reported(name: str, inspect: Callable[..., Report]) -> None:
    assert [str(problem) for problem in inspect(NEAR_MISSES[name]).problems] == []


def test_there_are_fifty_kinds_of_lies() -> None:
    assert len(LIES) >= 50
