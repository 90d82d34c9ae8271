"""What clips with faults of staging are made of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import FadeIn, FadeOut, ImageMobject, Mobject, Rectangle, ReplacementTransform, Square, VGroup

from model.formulas import FORMULAS
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from tests.numbers import some

Construct = Callable[[ExplainerScene], None]
Fault = tuple[str, str, Construct]
"""The rule that finds it, words of its message, and the clip."""
Make = Callable[[ExplainerScene], Mobject]


def box(scene: ExplainerScene, x: float, y: float, width: float, height: float) -> Rectangle:
    """A filled rectangle, its middle and its sides in pixels of a 1080-line frame."""
    shape = Rectangle(width=pixels(width), height=pixels(height), stroke_width=0, fill_opacity=1)
    return shape.set_fill(scene.theme.role("key")).move_to(at(x, y))


def words(scene: ExplainerScene, text: str, y: float = 500, **how: object) -> Words:
    """Words in the middle of the frame."""
    return Words(text, scene.theme, **how).move_to(at(960, y))  # type: ignore[arg-type]


def with_hero(*others: Make, hero: Make) -> Construct:
    """A clip of one line about a hero, other things beside it."""

    def construct(self: ExplainerScene) -> None:
        made = hero(self)
        self.hero = made
        with self.say("Look at this thing."):
            self.play(*(FadeIn(each) for each in (made, *(make(self) for make in others))), run_time=0.6)
        self.rest(1.6)

    return construct


def showing(*things: Make) -> Construct:
    """A clip that shows some things in silence."""

    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(*(make(self) for make in things)), run_time=0.6)
        self.rest(1.6)

    return construct


def no_hero(self: ExplainerScene) -> None:
    with self.say("Look at this thing."):
        self.play(FadeIn(box(self, 960, 500, 900, 500)), run_time=0.6)


def hero_that_left(self: ExplainerScene) -> None:
    self.hero = box(self, 960, 500, 900, 500)
    with self.say("Look at this thing."):
        self.play(FadeIn(self.hero), run_time=0.6)
        self.play(FadeOut(self.hero), FadeIn(Square()), run_time=0.6)


def hero_that_became_another(self: ExplainerScene) -> None:
    """Another box, as large, takes the hero's place."""
    self.hero = box(self, 960, 500, 900, 500)
    with self.say("Look at this thing."):
        self.play(FadeIn(self.hero), run_time=0.6)
        self.play(ReplacementTransform(self.hero, box(self, 800, 500, 900, 500)), run_time=0.6)


def hero_that_shrank(self: ExplainerScene) -> None:
    """A small box takes the hero's place."""
    self.hero = box(self, 960, 500, 900, 500)
    with self.say("Look at this thing."):
        self.play(FadeIn(self.hero), run_time=0.6)
        self.play(ReplacementTransform(self.hero, box(self, 800, 500, 400, 200)), run_time=0.6)


def hero_in_a_group(self: ExplainerScene) -> None:
    """The hero and two helpers were added in one piece with the hero, which grew before the line ended."""
    self.hero = box(self, 960, 500, 300, 300)
    whole = VGroup(self.hero, box(self, 200, 300, 200, 200), box(self, 200, 700, 200, 200))
    with self.say("Look at this thing."):
        self.play(FadeIn(whole), run_time=0.6)
        self.play(self.hero.animate.scale(1.4), run_time=0.6)


def big(x: float, y: float) -> Make:
    """A helper of an eighth of the stage."""
    return lambda scene: box(scene, x, y, 400, 440)


def tall(scene: ExplainerScene) -> Mobject:
    return box(scene, 260, 520, 300, 700)


def image(scene: ExplainerScene) -> ImageMobject:
    """A picture of dots as wide as the stage."""
    made = ImageMobject(np.full((40, 90, 4), 255, dtype=np.uint8))
    made.width = pixels(1800)
    return made


def hidden_image(scene: ExplainerScene) -> ImageMobject:
    made = image(scene)
    made.pixel_array[..., 3] = 0
    return made


HERO_FAULTS: dict[str, Fault] = {
    "a line without a hero": ("no hero", "nothing is said to be the hero", no_hero),
    "a hero that has left": ("no hero", "is not to be seen", hero_that_left),
    "a hero that became a small thing": ("no hero", "fills 26% of the stage's height", hero_that_shrank),
    "a small hero": ("no hero", "fills 39% of the stage's height and 60%", with_hero(
        hero=lambda s: box(s, 960, 500, 1080, 300))),
    "a hero outside the stage": ("no hero", "fills 26% of the stage's height", with_hero(
        hero=lambda s: box(s, 960, 100, 600, 470))),
    "a picture that is not seen": ("no hero", "is not to be seen", with_hero(hero=hidden_image)),
    "three helpers": ("two heroes", "3 large things stand beside the hero", with_hero(
        big(680, 520), big(1100, 520), big(1520, 520), hero=tall)),
}  # fmt: skip

HERO_NEAR_MISSES: dict[str, tuple[str, Construct]] = {
    "a hero of half the height": ("no hero", with_hero(hero=lambda s: box(s, 960, 500, 300, 383))),
    "a hero of two thirds of the width": ("no hero", with_hero(hero=lambda s: box(s, 960, 500, 1201, 60))),
    "a picture as the hero": ("no hero", with_hero(hero=image)),
    "a hero that became another thing": ("no hero", hero_that_became_another),
    "a hero that grew in its line": ("no hero", hero_in_a_group),
    "two helpers": ("two heroes", with_hero(big(680, 520), big(1100, 520), hero=tall)),
    "many small things": ("two heroes", with_hero(
        *(lambda s, x=x: box(s, x, 500, 100, 100) for x in range(600, 1700, 150)), hero=tall)),
    "what overlaps is one thing": ("two heroes", with_hero(
        big(680, 500), big(900, 520), big(1100, 500), big(1500, 500), hero=tall)),
    "helpers in one group with the hero": ("two heroes", hero_in_a_group),
}  # fmt: skip

SIZE_FAULTS: dict[str, Fault] = {
    "small words": ("small type", "Words 'words' is set in 28 px", showing(lambda s: words(s, "words", size=28))),
    "words made small": ("small type", "is set in 24 px", showing(lambda s: words(s, "words", size=48).scale(0.5))),
    "a small number": ("small type", "NumberText", showing(lambda s: s.number(some(12), size=26))),
    "a small formula": ("small type", "FormulaTex", showing(lambda s: _formula(s, 26))),
}  # fmt: skip

SIZE_NEAR_MISSES: dict[str, tuple[str, Construct]] = {
    "words of 30 px": ("small type", showing(lambda s: words(s, "words", size=30))),
    "small words made large": ("small type", showing(lambda s: words(s, "words", size=20).scale(1.5))),
    "raised and lowered letters": ("small type", showing(lambda s: _formula(s, 34))),
    "what has fallen back": ("small type", showing(lambda s: words(s, "words", size=24).set_opacity(0.3))),
}


def _formula(scene: ExplainerScene, size: float) -> Mobject:
    return FormulaTex(FORMULAS["attention"], scene.theme, size=size)
