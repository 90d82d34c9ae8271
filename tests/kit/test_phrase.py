"""Words, numbers and phrases of a scene: they take its theme, carry their claims, and the inspector reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from manim import Transform, tempconfig

from model.trace import Tensor
from scenes.kit.claims import Claim, Computed, Measured
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from scenes.kit.theme import DARK, THEMES, Theme
from tests.numbers import some
from tests.studio.inspector.inspected import Inspect, inspector, reporter, showing

SHARE = Tensor("main/share", (), np.float32(0.25))
MANY = some(12)


def make(template: str = "{share:.0%} of {hands} hands turn", **values: object) -> Phrase:
    """A phrase in the dark theme."""
    return Phrase(template, DARK, **(values or {"share": SHARE, "hands": MANY}))


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    return inspector(tmp_path)


# -- what stands in it ----------------------------------------------------------------------------------------------


def test_a_phrase_says_its_template_filled_in_and_its_numbers_carry_their_claims() -> None:
    phrase = make()
    assert [part.text.replace(" ", "") for part in phrase] == ["25%", "of", "12", "handsturn"]
    assert [type(part) for part in phrase] == [NumberText, Words, NumberText, Words]
    assert isinstance(phrase["share"].claim, Measured) and phrase["share"].claim.tensor is SHARE
    assert phrase["hands"].claim is MANY
    assert phrase["hands"] is phrase[2] and phrase["share"] is phrase[0]


def test_a_copy_gives_its_own_parts() -> None:
    phrase = make()
    copy = phrase.copy()
    assert copy["hands"] is copy[2] and copy["hands"] is not phrase["hands"]
    assert copy["hands"].claim.value == 12


def test_signs_that_touch_a_value_are_set_with_it() -> None:
    phrase = make("it is (under {limit:d}°): “{word}”", limit=MANY, word="harp")
    assert [part.text.replace(" ", "") for part in phrase] == ["itis(under", "12°):", "“harp”"]


def test_parts_stand_on_one_baseline_a_gap_apart() -> None:
    phrase = make(share=SHARE, hands=MANY, size=40, gap=0.5, template="{share:.0%} of {hands} jumping hands")
    assert [part.baseline for part in phrase] == pytest.approx([0.0] * 4, abs=1e-3)
    gaps = [right.get_left()[0] - left.get_right()[0] for left, right in pairwise(phrase)]
    assert gaps == pytest.approx([0.5] * 3)
    assert phrase.get_left()[0] == pytest.approx(0.0)


def test_the_gap_is_that_between_words_of_the_same_size() -> None:
    """Of many words: from letter to letter it varies with their forms."""
    size, texts = 40, ("turn less", "of the", "from first", "numbers learn", "a word", "under one")
    spaces = []
    for text in texts:
        words, (before, after) = Words(text, DARK, size=size), text.split()
        parts = [Words(part, DARK, size=size) for part in (before, after)]
        spaces.append(words.width - sum(part.width for part in parts))
    phrase = make("of {word}", word="the", size=size)
    assert phrase[1].get_left()[0] - phrase[0].get_right()[0] == pytest.approx(np.mean(spaces), abs=pixels(2))


@pytest.mark.parametrize("align", [0.0, 0.5, 1.0])
def test_a_phrase_is_put_on_a_baseline_like_its_parts(align: float) -> None:
    phrase = make().on_baseline(2.0, -1.0, align=align)
    assert phrase.get_left()[0] + align * phrase.width == pytest.approx(2.0)
    assert [part.baseline for part in phrase] == pytest.approx([-1.0] * len(phrase), abs=1e-3)


def test_words_and_values_have_a_look_each_and_a_value_may_bring_its_own() -> None:
    own = Words("harp", DARK, role="query", size=50)
    options = {"size": 24, "role": "quiet", "value_size": 40, "value_role": "key", "value_weight": "MEDIUM"}
    phrase = make("the {word} of {hands} hands", word=own, hands=MANY, **options)
    assert phrase["word"] is own and own.size == 50
    assert [phrase[place].size for place in (0, 2, 4)] == [24] * 3
    assert all(phrase[place].shade == DARK.role("quiet") for place in (0, 2, 4))
    number = phrase["hands"]
    assert (number.size, number.weight_name, number.shade) == (40, "MEDIUM", DARK.role("key"))
    plain = make("of {hands} hands", hands=MANY, size=24, role="quiet")
    assert (plain["hands"].size, plain["hands"].shade) == (24, DARK.role("quiet"))


def test_a_phrase_may_stand_in_a_phrase() -> None:
    whole = make("over {part} in all", part=make())
    assert whole["part"]["hands"].claim is MANY
    assert whole["part"].baseline == pytest.approx(0.0, abs=1e-3)


# -- what it refuses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", ["{hands} of 16", "4 of {hands}", "{hands}2", "(3{hands})", "the 2nd"])
def test_digits_typed_by_hand_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match="digits need a claim"):
        make(template, **({"hands": MANY} if "hands" in template else {"gap": 0.1}))


def test_digits_in_a_word_are_refused() -> None:
    with pytest.raises(ValueError, match="digits need a claim"):
        make("the {word}", word="GPT-3")


def test_a_bare_number_is_refused() -> None:
    with pytest.raises(TypeError, match="needs a claim"):
        make("{hands} hands", hands=12)


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("of {hands} hands", {}),
        ("of hands", {"hands": MANY}),
        ("{hands} of {hands}", {"hands": MANY}),
        ("{hands}{share}", {"hands": MANY, "share": SHARE}),
        ("{hands}–{share}", {"hands": MANY, "share": SHARE}),
        ("{word}, {hands}", {"hands": MANY, "word": Words("harp", DARK)}),
    ],
)
def test_a_template_that_does_not_say_what_stands_where_is_refused(template: str, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"needs the values|no space before|set already"):
        Phrase(template, DARK, **values)


# -- the inspector --------------------------------------------------------------------------------------------------


def same_share(values: np.ndarray) -> float:
    return float(values[0, 1])


@pytest.mark.parametrize("theme", THEMES)
def test_the_inspector_finds_nothing_wrong_with_a_phrase(theme: str, tmp_path: Path) -> None:
    def phrase(scene: ExplainerScene) -> Phrase:
        weights = scene.trace["main/weights"]
        computed = Computed("the same", same_share, (weights,))
        return scene.phrase(
            "{measured} of (about {computed:.0%}) the “{word}”, {many} times",
            measured=weights[0, 1], computed=computed, word="harp", many=MANY, role="quiet", value_role="ink",
        )  # fmt: skip

    report = reporter(tmp_path)(showing(phrase), theme)
    assert report.problems == []


def wrong_claim(scene: ExplainerScene) -> Claim:
    weights = scene.trace["main/weights"][0, 1]
    return Measured(replace(weights, values=weights.values + np.float32(0.25)))


def test_the_inspector_finds_a_wrong_claim_in_a_phrase(inspect: Inspect) -> None:
    wrong = showing(lambda scene: scene.phrase("{share} of all", share=wrong_claim(scene)))
    assert inspect(wrong) == {"claim differs from its source"}


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda phrase: setattr(phrase["many"], "claim", some(13)), "stale number"),
        (lambda phrase: setattr(phrase[1], "original_text", "of none"), "stale words"),
    ],
)
def test_the_inspector_sets_the_parts_of_a_phrase_anew(
    spoil: Callable[[Phrase], None], rule: str, inspect: Inspect
) -> None:
    def phrase(scene: ExplainerScene) -> Phrase:
        made = scene.phrase("{many} of all", many=MANY)
        spoil(made)
        return made

    assert inspect(showing(phrase)) == {rule}


def test_a_phrase_that_turns_into_another_says_what_that_one_says(inspect: Inspect) -> None:
    said = []

    def construct(self: ExplainerScene) -> None:
        phrase, other = (self.phrase("{many} of all", many=some(count)) for count in (12, 345))
        self.add(phrase)
        self.play(Transform(phrase, other), run_time=1.0)
        self.rest(2.0)
        said.append(phrase["many"].text)

    assert inspect(construct) == set()
    assert said == ["345"]


# -- the scene ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_scene_sets_words_numbers_and_phrases_in_its_theme(theme: Theme) -> None:
    with tempconfig({"dry_run": True, "verbosity": "ERROR"}):
        scene = ExplainerScene(setting=Setting(theme_name=theme.name))
    text, number, phrase = scene.words("harp", role="query"), scene.number(SHARE), scene.phrase("{n} hands", n=MANY)
    assert text.shade == theme.role("query")
    assert number.shade == phrase["n"].shade == phrase[1].shade == theme.role("ink")
    assert isinstance(number.claim, Measured) and number.text == "0.25"
    assert scene.number(MANY, spec=".1f").text == "12.0"
