"""The inspector: digits belong to claims and texts look as they read; for each rule a lie and a near miss."""

from __future__ import annotations

import numpy as np
import pytest
from manim import (
    DOWN,
    PI,
    RIGHT,
    UP,
    Circle,
    DecimalNumber,
    FadeIn,
    FadeOut,
    ImageMobject,
    Integer,
    MarkupText,
    Rectangle,
    RoundedRectangle,
    Text,
    Transform,
    TransformFromCopy,
    VGroup,
)

from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from scenes.kit.theme import DARK
from studio.inspector.rules import digits
from tests.numbers import some
from tests.studio.inspector.inspected import (
    Construct,
    Inspect,
    Make,
    formula,
    inspector,
    number,
    showing,
    words,
)


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    return inspector(tmp_path_factory.mktemp("inspected"))


# -- digits without a claim -------------------------------------------------------------------------------------------

TYPED_BY_HAND: dict[str, Make] = {
    "Text": lambda s: Text("3 heads", font_size=30),
    "Integer": lambda s: Integer(3, mob_class=Text),
    "DecimalNumber": lambda s: DecimalNumber(0.25, mob_class=Text),
    "MarkupText": lambda s: MarkupText("<b>3</b> heads", font_size=30),
    "words as code": lambda s: words(s, "0.25", code=True),
    "words as code, a call": lambda s: words(s, "softmax(0.25)", code=True),
    "bare outlines": lambda s: VGroup(*number(s)),
    "bare outlines of words": lambda s: VGroup(*words(s, "x = 3", code=True)),
    "a suffix put there later": lambda s: with_suffix(number(s), "0"),
}
NO_DIGITS: dict[str, Make] = {
    "Text": lambda s: Text("three heads", font_size=30),
    "words as code": lambda s: words(s, "float32", code=True),
    "a file of the project": lambda s: words(s, "scenes/intro/map.py", code=True),
    "a tensor of the trace": lambda s: words(s, "main/weights", code=True),
    "bare letters": lambda s: VGroup(*words(s, "losing")),
    "a formula's digits": lambda s: formula(s, "feed_forward"),
    "a part of a formula": lambda s: VGroup(*formula(s, "feed_forward").parts("W_1", "+")),
    "shapes like digits": lambda s: VGroup(
        Circle(0.3), RoundedRectangle(corner_radius=0.2, width=0.5, height=0.9), Rectangle(width=0.1, height=0.5)
    ).arrange(RIGHT),
}


def with_suffix(mobject: NumberText, suffix: str) -> NumberText:
    mobject.suffix = suffix
    return mobject


@pytest.mark.parametrize("case", TYPED_BY_HAND)
def test_digits_typed_by_hand_are_found(case: str, inspect: Inspect) -> None:
    assert "digits without claim" in inspect(showing(TYPED_BY_HAND[case]))


@pytest.mark.parametrize("case", NO_DIGITS)
def test_what_only_looks_like_digits_is_not(case: str, inspect: Inspect) -> None:
    assert inspect(showing(NO_DIGITS[case])) == set()


@pytest.mark.parametrize("weight", ["NORMAL", "MEDIUM", "SEMIBOLD"])
def test_every_digit_is_known_by_its_outline_however_it_is_cut(weight: str) -> None:
    for value in range(10):
        (shape,) = NumberText(some(value), DARK, weight=weight)
        assert digits.is_digit(shape.points), value
        cut = shape.copy().insert_n_curves(37).scale(0.31).shift(UP)
        assert digits.is_digit(cut.points), value


def test_no_letter_is_taken_for_a_digit() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZéàç⟨⟩→×÷≈?!"
    for weight in ("NORMAL", "SEMIBOLD"):
        for letter, shape in zip(letters, Words(letters, DARK, weight=weight), strict=True):
            assert not digits.is_digit(shape.points), letter


def test_a_picture_of_pixels_is_found(inspect: Inspect) -> None:
    def shown(self: ExplainerScene) -> None:
        self.play(FadeIn(words(self)))
        self.add(ImageMobject(np.zeros((8, 8, 3), dtype=np.uint8)))
        self.rest(1.0)

    assert inspect(shown) == {"picture without source"}


# -- what Transforms leave behind -------------------------------------------------------------------------------------


def turned(make: Make, other: Make, *, bare: bool) -> Construct:
    """One thing becomes another; ``bare`` hides from the scene what the other one was."""

    def construct(self: ExplainerScene) -> None:
        old, new = make(self), other(self)
        self.play(FadeIn(old))
        self.play(Transform(old, VGroup(*new) if bare else new))

    return construct


TURNED: dict[str, tuple[str, Make, Make]] = {
    "a number": ("stale number", number, lambda s: number(s, 47)),
    "a number of more digits": ("stale number", number, lambda s: number(s, 4711)),
    "a digit into another": ("stale number", lambda s: number(s, 6), lambda s: number(s, 9)),
    "a word": ("stale words", words, lambda s: words(s, "other")),
    "a longer word": ("stale words", words, lambda s: words(s, "something else")),
    "words into digits": ("stale words", words, lambda s: words(s, "float32", code=True)),
    "a formula": ("stale formula", formula, lambda s: formula(s, "mix")),
    "a symbol": ("stale formula", lambda s: Symbol("Q", s.theme), lambda s: Symbol("K", s.theme)),
}


@pytest.mark.parametrize("case", TURNED)
def test_what_a_transform_leaves_behind_is_found(case: str, inspect: Inspect) -> None:
    rule, one, other = TURNED[case]
    assert inspect(turned(one, other, bare=True)) == {rule}


@pytest.mark.parametrize("case", [case for case in TURNED if case != "words into digits"])
def test_what_is_handed_over_is_not(case: str, inspect: Inspect) -> None:
    _, one, other = TURNED[case]
    assert inspect(turned(one, other, bare=False)) == set()


def test_digits_handed_over_to_words_are_found(inspect: Inspect) -> None:
    _, one, other = TURNED["words into digits"]
    assert inspect(turned(one, lambda s: words(s, "1.25", code=True), bare=False)) == {"digits without claim"}
    assert inspect(turned(one, other, bare=False)) == set()  # float32 is a name


@pytest.mark.parametrize("case", TURNED)
def test_become_takes_what_the_other_says_unless_it_is_bare(case: str, inspect: Inspect) -> None:
    rule, one, other = TURNED[case]

    def construct(self: ExplainerScene, bare: bool) -> None:
        old, new = one(self), other(self)
        self.play(FadeIn(old))
        old.become(VGroup(*new) if bare else new)
        self.rest(1.0)

    assert inspect(lambda s: construct(s, bare=True)) == {rule}
    assert inspect(lambda s: construct(s, bare=False)) == set()


@pytest.mark.parametrize("make", [number, words, formula, lambda s: Symbol(r"W_Q", s.theme)])
def test_what_is_moved_scaled_slanted_dimmed_copied_and_half_hidden_still_says_what_it_says(
    make: Make, inspect: Inspect
) -> None:
    def construct(self: ExplainerScene) -> None:
        shown = make(self)
        self.play(FadeIn(shown))
        self.play(shown.animate.scale(1.7).rotate(PI / 4).shift(UP).set_opacity(0.8))
        copy = shown.copy().shift(2.5 * DOWN + RIGHT)
        self.play(TransformFromCopy(shown, copy))
        self.play(FadeOut(copy))
        first = shown.family_members_with_points()[0]
        plate = Rectangle(width=first.width + 0.02, height=first.height + 0.02).move_to(first)
        self.add(plate.set_fill(self.theme.ground, opacity=1.0).set_stroke(width=0))
        self.rest(1.0)

    assert inspect(construct) - {"text over text", "contrast", "line through text"} == set()


def test_a_claim_exchanged_behind_a_resting_picture_is_found(inspect: Inspect) -> None:
    def construct(self: ExplainerScene) -> None:
        shown = number(self, 88)
        self.play(FadeIn(shown))
        self.rest(1.0)
        shown.claim = some(86)
        self.rest(1.0)

    assert inspect(construct) == {"stale number"}


def test_a_digit_tampered_with_is_found(inspect: Inspect) -> None:
    def planted(self: ExplainerScene) -> None:
        shown = number(self, 88)
        shown.claim = some(86)  # one digit is another, in a shape of the same width
        self.play(FadeIn(shown))

    def upside_down(self: ExplainerScene) -> None:
        shown = number(self, 6)
        shown.rotate(PI)
        self.play(FadeIn(shown))

    assert inspect(planted) == inspect(upside_down) == {"stale number"}


# -- lines of narration -----------------------------------------------------------------------------------------------


def test_numbers_in_a_line_need_claims(inspect: Inspect) -> None:
    def said(template: str, **values: object) -> set[str]:
        def construct(self: ExplainerScene) -> None:
            with self.say(template, **values):
                self.play(FadeIn(words(self)))

        return inspect(construct)

    three = some(3)
    assert said("There are 3 heads.") == {"digits without claim"}
    assert said("There are {n} heads.", n="3") == {"digits without claim"}
    assert said("There are {n} heads.", n=3) == {"digits without claim"}
    assert said("There are {n} heads and {x} rows.", n=three, x="3") == {"digits without claim"}
    assert said("There are {n} heads, {n} in all, one of them {word}.", n=three, word="loud") == set()
