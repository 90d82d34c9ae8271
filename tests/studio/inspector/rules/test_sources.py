"""The inspector: claims equal their sources; for each kind of claim some that are untrue and some that are true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from manim import (
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    VGroup,
)

from model.tokens import Token
from model.trace import Size, Tensor, Trace, derive
from scenes.kit.claims import Cited, Claim, Code, Computed, Measured, Worked, negate
from scenes.kit.counts import Apart, Bound, Counted, Extent, Fact, Listed, Nth, Ordinal, Place, Reckoned, steps_between
from scenes.kit.scene import ExplainerScene
from studio.inspector.rules import sources
from tests.studio.inspector.inspected import (
    CODE_FILE,
    Construct,
    Inspect,
    Make,
    inspector,
    number,
    showing,
    small_setting,
    words,
)


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    return inspector(tmp_path_factory.mktemp("inspected"))


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    return small_setting(tmp_path_factory.mktemp("trace")).trace


# -- claims and their sources -----------------------------------------------------------------------------------------


def altered(tensor: Tensor) -> Tensor:
    return Tensor(tensor.name, tensor.axes, tensor.values + np.float32(0.01))


def other_index(tensor: Tensor) -> Tensor:
    return replace(tensor[0], steps=((1,),))


UNTRUE: dict[str, tuple[str, Callable[[Trace], Claim]]] = {
    "altered values": ("claim differs from its source", lambda t: Measured(altered(t["main/weights"])[0, 1])),
    "another index": ("claim differs from its source", lambda t: Measured(other_index(t["main/weights"])[1])),
    "no such tensor": ("claim without source", lambda t: Measured(Tensor("main/made", (), np.float32(0.5)))),
    "an index outside": (
        "claim without source",
        lambda t: Measured(Tensor("main/weights", (), np.float32(0.5), ((7, 7),))),
    ),
    "an untrue input": (
        "claim without source",
        lambda t: Computed("sum", np.sum, (altered(t["main/weights"])[0],)),
    ),
    "from nothing": ("claim without source", lambda t: Computed("constant", lambda: 0.42, ())),
    "inputs that are not read": (
        "claim without source",
        lambda t: Computed("constant", lambda row: 0.42, (t["main/weights"][0],)),
    ),
    "an input on the side": (
        "claim without source",
        lambda t: with_hidden_input(t["main/weights"][0], Tensor("made", ("S",), np.ones(3))),
    ),
    "derived from altered values": (
        "claim without source",
        lambda t: Measured(derive("twice", ("S",), lambda row: 2 * row, altered(t["main/weights"])[0])[1]),
    ),
    "not what its rule derives": (
        "claim differs from its source",
        lambda t: Measured(
            replace(derive("twice", ("S",), lambda row: 2 * row, t["main/weights"][0]), values=np.ones(3))[0]
        ),
    ),
    "another size": ("claim differs from its source", lambda t: Size("S", "n", 4)),
    "no such axis": ("claim without source", lambda t: Size("Z", "z", 4)),
    "not in the code": ("claim without source", lambda t: Code(0.77, f"{CODE_FILE}:CLASSIC_V")),
    "no such file": ("claim without source", lambda t: Code(0.7, "in_code.py")),
    "no such name": ("claim without source", lambda t: Code(0.7, f"{CODE_FILE}:CLASSIC_W")),
    "no such fact": ("claim without source", lambda t: Fact(12, ("parameters",))),
    "another fact": ("claim differs from its source", lambda t: Fact(4, ("sizes", "S"))),
    "no such rows": ("claim without source", lambda t: Extent(Tensor("main/none", ("S",), np.zeros(3)))),
    "no such list": ("claim without source", lambda t: Listed(3, "words")),
    "another length of a list": ("claim differs from its source", lambda t: Listed(99, "source")),
    "another word at its place": ("claim without source", lambda t: Place(Token("nobody", "source", 1))),
    "no end of the shares": ("claim without source", lambda t: Bound(2)),
    "apart in no tensor": ("claim without source", lambda t: Apart(Tensor("main/none", ("S", "S"), np.eye(3))[0, 2])),
    "reckoned from nothing": ("claim without source", lambda t: Reckoned("seven", lambda: 7.0, ())),
    "reckoned whatever it reads": (
        "claim without source",
        lambda t: Reckoned("seven", lambda n: 7.0 + 0 * n, (t.size("S"),)),
    ),
    "reckoned from a false size": ("claim without source", lambda t: Reckoned("root", np.sqrt, (Size("S", "n", 4),))),
    "half a thing": ("claim without source", lambda t: Ordinal(2.5, "things")),  # type: ignore[arg-type]
    "the same whatever it reads": (
        "claim without source",
        lambda t: Computed("sum", lambda row: 7.5 + 0 * row.sum(), (t["main/weights"][0],)),
    ),
    "held to one value": (
        "claim without source",
        lambda t: Computed("sum", lambda row: np.clip(row.sum(), 3.0, 3.0), (t["main/weights"][0],)),
    ),
    "derived from nothing it is given": (
        "claim without source",
        lambda t: Measured(derive("made up", ("S",), lambda row: np.ones_like(row), t["main/weights"][0])[1]),
    ),
    "counts nothing": ("claim without source", lambda t: Ordinal(2, "")),
    "another kind": ("claim without source", lambda t: HandMade()),
}
TRUE: dict[str, Callable[[Trace], Claim]] = {
    "measured": lambda t: Measured(t["main/weights"][0, 1]),
    "measured by steps": lambda t: Measured(t["main/weights"][:, 1][2]),
    "measured in a transposed matrix": lambda t: Measured(t["main/weights"].transpose()[1:][0, 2]),
    "computed": lambda t: Computed("sum", lambda row: row.sum(), (t["main/weights"][0],)),
    "negative": lambda t: negate(Computed("largest", np.max, (t["main/weights"],))),
    "minus measured": lambda t: negate(Measured(t["main/weights"][0, 1])),
    "derived": lambda t: Measured(derive("twice", ("S",), lambda row: 2 * row, t["main/weights"][0])[1]),
    "derived twice": lambda t: Measured(
        derive("sum", (), np.sum, derive("product", ("S", "K"), np.matmul, t["main/weights"], t["main/values"]))
    ),
    "size": lambda t: t.size("S"),
    "code": lambda t: Code(0.7, f"{CODE_FILE}:CLASSIC_V"),
    "minus in code": lambda t: Code(-0.7, f"{CODE_FILE}:CLASSIC_V"),
    "cited": lambda t: Cited("vaswani2017", "BLEU En-De big"),
    "ordinal": lambda t: Ordinal(1, "things"),
    "counted": lambda t: Counted("large shares", lambda row: (row > 0.2).sum(), (t["main/weights"][0],)),
    "extent": lambda t: Extent(t["main/weights"][0]),
    "all entries": lambda t: Extent(t["main/weights"], None),
    "length of a list": lambda t: Listed.of(t, "source"),
    "place of a word": lambda t: Place.of(t.words["source"], 1),
    "end of the shares": lambda t: Bound(1),
    "places apart": lambda t: Apart(t["main/weights"][0, 2]),
    "reckoned": lambda t: Reckoned("square root", np.sqrt, (t.size("S"),)),
    "steps apart": lambda t: steps_between(t["main/weights"]),
    "which one": lambda t: Nth(t["main/weights"][2], "S"),
    "a fact": lambda t: Fact.of(t, "sizes", "S"),
    "written": lambda t: Computed(
        "sum", np.sum, (Tensor(f"{CODE_FILE}:CLASSIC_QK", ("S", "K"), np.array(classic(), float)),)
    ),
}


class HandMade:
    """Something that calls itself a claim."""

    value = 0.42
    origin = "me"

    def __format__(self, spec: str) -> str:
        return format(self.value, spec)


def with_hidden_input(given: Tensor, hidden: Tensor) -> Computed:
    return Computed("product", lambda row: float(row @ hidden.values), (given,))


def classic() -> object:
    from scenes.self_attention.parts.in_code_attend import CLASSIC_QK

    return CLASSIC_QK


@pytest.mark.parametrize("case", UNTRUE)
def test_a_claim_that_is_not_true_is_found(case: str, inspect: Inspect) -> None:
    rule, make = UNTRUE[case]
    assert inspect(showing(lambda s: number(s, make(s.trace), spec=".2f"))) == {rule}


@pytest.mark.parametrize("case", UNTRUE)
def test_an_untrue_claim_in_a_line_is_found(case: str, trace: Trace) -> None:
    rule, make = UNTRUE[case]
    fault = sources.check_claim(make(trace), trace)
    assert fault is not None and fault.rule == rule


def test_a_line_asks_for_the_sources_of_its_claims(inspect: Inspect) -> None:
    def said(make: Callable[[Trace], Claim]) -> Construct:
        def construct(self: ExplainerScene) -> None:
            with self.say("The number is {x:.2f}.", x=make(self.trace)):
                self.play(FadeIn(words(self)))

        return construct

    assert inspect(said(UNTRUE["altered values"][1])) == {"claim differs from its source"}
    assert inspect(said(UNTRUE["no such tensor"][1])) == {"claim without source"}
    assert inspect(said(TRUE["measured"])) == set()


@pytest.mark.parametrize("case", TRUE)
def test_a_true_claim_is_not(case: str, inspect: Inspect) -> None:
    assert inspect(showing(lambda s: number(s, TRUE[case](s.trace), spec=".2f"))) == set()


def test_a_written_tensor_whose_values_differ_is_found(trace: Trace) -> None:
    wrong = Tensor(f"{CODE_FILE}:CLASSIC_QK", ("S", "K"), np.ones((3, 4)))
    fault = sources.check_claim(Computed("sum", np.sum, (wrong,)), trace)
    assert fault is not None and "differs from its source" in fault.message


def test_a_number_must_be_worked_from_numbers_that_were_read(inspect: Inspect) -> None:
    def worked(*operands: float, operation: str = "sum") -> Make:
        def make(self: ExplainerScene) -> VGroup:
            terms = [number(self, Measured(self.trace["main/weights"][0, j])) for j in range(2)]
            return VGroup(*terms, number(self, Worked(operation, operands))).arrange(RIGHT)

        return make

    assert inspect(showing(worked(0.25, 0.5))) == set()
    assert inspect(showing(worked(0.25, 0.5, operation="rest"))) == set()
    assert inspect(showing(worked(0.25, 0.51))) == {"claim without source"}


def test_operands_may_have_gone_within_the_line_but_not_before_it(inspect: Inspect) -> None:
    def construct(self: ExplainerScene, same_line: bool) -> None:
        terms = VGroup(*(number(self, Measured(self.trace["main/weights"][0, j])) for j in range(2))).arrange(RIGHT)
        total = number(self, Worked("sum", (0.25, 0.5)))
        if not same_line:
            with self.say("Two numbers of a row."):
                self.play(FadeIn(terms))
                self.play(FadeOut(terms), FadeIn(words(self).shift(UP)))
        with self.say("A number that is worked out from others, | which are here or no more."):
            if same_line:
                self.play(FadeIn(terms))
                self.play(FadeOut(terms))
            self.play(FadeIn(total))

    assert inspect(lambda s: construct(s, same_line=True)) == set()
    assert inspect(lambda s: construct(s, same_line=False)) == {"claim without source"}


def test_a_sum_that_is_said_is_worked_from_what_is_said_or_read(inspect: Inspect) -> None:
    def construct(self: ExplainerScene, template: str) -> None:
        a, b = (self.trace["main/weights"][0, j] for j in range(2))
        with self.say(template, a=a, b=b, c=Worked("sum", (0.25, 0.5))):
            self.play(FadeIn(words(self)))

    assert inspect(lambda s: construct(s, "So {a:.2f} and {b:.2f} make {c:.2f}.")) == set()
    assert inspect(lambda s: construct(s, "So {a:.2f} and another make {c:.2f}.")) == {"claim without source"}
