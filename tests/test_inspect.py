"""The inspector: for each rule a scene that breaks it and a near miss that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, MathTex, Rectangle, Square, Text, Transform, VGroup
from PIL import Image

from model.formulas import FORMULAS
from scenes.kit.claims import Ordinal
from scenes.kit.layout import CAPTION_HEIGHT, FRAME_HEIGHT, FRAME_WIDTH
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.narration import Cue
from scenes.kit.scene import ExplainerScene, Timeline
from scenes.kit.setting import Setting
from studio.frames import QUALITIES
from studio.inspector.photographer import Photographer
from studio.inspector.report import Report, inspect_clip
from studio.inspector.times import timeline_problems
from tests.tiny.render import write_trace

BAND = -FRAME_HEIGHT / 2 + CAPTION_HEIGHT


@pytest.fixture(scope="session")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formulas")


@pytest.fixture
def inspect(tmp_path: Path, formulas: Path) -> Callable[..., Report]:
    """Inspects a construct() as if it were a clip."""

    def run(
        construct: Callable[[ExplainerScene], None], photographer: Photographer | None = None, **attributes: object
    ) -> Report:
        names = {"construct": construct, "title": "Case", "__module__": __name__, **attributes}
        clip = type("Case", (ExplainerScene,), names)
        setting = Setting(str(write_trace(tmp_path)))
        return inspect_clip(clip, setting, QUALITIES["draft"], formulas, photographer=photographer)

    return run


def rules(report: Report) -> set[str]:
    return {problem.rule for problem in report.problems} - {"length"}


def showing(make: Callable[[ExplainerScene], object]) -> Callable[[ExplainerScene], None]:
    """A clip that shows one thing for 3 s."""

    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(make(self)), run_time=1.0)
        self.rest(2.0)

    return construct


def number(scene: ExplainerScene, value: int = 12) -> NumberText:
    return NumberText(Ordinal(value, "things"), scene.theme)


def words(scene: ExplainerScene, text: str = "words", **how: object) -> Words:
    return Words(text, scene.theme, **how)  # type: ignore[arg-type]


WRONG = {
    "outside": lambda s: Square().move_to([FRAME_WIDTH / 2 - 0.95, 0, 0]),
    "caption band": lambda s: words(s).move_to([0, BAND, 0]),
    "text over text": lambda s: VGroup(words(s), number(s).shift(RIGHT * 0.1)),
    "too small": lambda s: words(s, size=20),
    "too many digits": lambda s: VGroup(*(number(s) for _ in range(61))).arrange_in_grid(cols=10),
    "digits without claim": lambda s: Text("3 heads", font_size=24),
}
RIGHT_ENOUGH = {
    "outside": lambda s: Square(stroke_width=0, fill_opacity=1).move_to([FRAME_WIDTH / 2 - 1.0, 0, 0]),
    "caption band": lambda s: words(s).next_to([0, BAND, 0], UP, buff=0.02),
    "text over text": lambda s: VGroup(words(s), number(s)).arrange(RIGHT, buff=0.02),
    "too small": lambda s: words(s, size=22),
    "too many digits": lambda s: VGroup(*(number(s) for _ in range(60))).arrange_in_grid(cols=10),
    "digits without claim": lambda s: FormulaTex(FORMULAS["frequency"], s.theme),
}


@pytest.mark.parametrize("rule", sorted(WRONG))
def test_a_layout_fault_is_found(rule: str, inspect: Callable[..., Report]) -> None:
    assert rules(inspect(showing(WRONG[rule]))) == {rule}


@pytest.mark.parametrize("rule", sorted(RIGHT_ENOUGH))
def test_a_near_miss_is_no_fault(rule: str, inspect: Callable[..., Report]) -> None:
    assert rules(inspect(showing(RIGHT_ENOUGH[rule]))) == set()


def test_what_an_opaque_plate_covers_is_not_seen(inspect: Callable[..., Report]) -> None:
    def covered(scene: ExplainerScene) -> VGroup:
        plate = Rectangle(width=6, height=2, fill_opacity=1, fill_color=scene.theme.panel)
        return VGroup(words(scene, "hidden"), plate, words(scene, "seen"))

    assert rules(inspect(showing(covered))) == set()


def test_digits_in_raw_latex_are_found(inspect: Callable[..., Report]) -> None:
    from scenes.kit.mobjects.formula import TEMPLATE

    assert rules(inspect(showing(lambda s: MathTex("x = 3", tex_template=TEMPLATE)))) == {"digits without claim"}


def test_a_stale_number_is_found_after_a_transform(inspect: Callable[..., Report]) -> None:
    def honest(self: ExplainerScene) -> None:
        shown = number(self, 12)
        self.play(FadeIn(shown))
        self.play(Transform(shown, number(self, 47)))

    def stale(self: ExplainerScene) -> None:
        shown = number(self, 12)
        self.play(FadeIn(shown))
        self.play(Transform(shown, VGroup(*number(self, 47))))

    assert rules(inspect(honest)) == set()
    assert rules(inspect(stale)) == {"stale number"}


def test_a_number_that_does_not_look_like_its_claim_is_found(inspect: Callable[..., Report]) -> None:
    def planted(self: ExplainerScene) -> None:
        shown = number(self, 88)
        shown.claim = Ordinal(86, "things")  # one digit is another, in a shape of the same width
        self.play(FadeIn(shown))

    assert rules(inspect(planted)) == {"stale number"}


def test_a_scaled_and_dimmed_number_still_is_its_claim(inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        shown = number(self, 86)
        self.play(FadeIn(shown))
        self.play(shown.animate.scale(1.7).shift(UP).set_opacity(0.3))

    assert rules(inspect(construct)) == set()


def test_numbers_in_a_line_need_claims(inspect: Callable[..., Report]) -> None:
    def typed(self: ExplainerScene) -> None:
        with self.say("There are 3 heads."):
            self.play(FadeIn(words(self)))

    def claimed(self: ExplainerScene) -> None:
        with self.say("There are {n} heads, {n} in all.", n=Ordinal(3, "heads")):
            self.play(FadeIn(words(self)))

    assert rules(inspect(typed)) == {"digits without claim"}
    assert rules(inspect(claimed)) == set()


def test_an_empty_stage_is_found(inspect: Callable[..., Report]) -> None:
    def empty_for(seconds: float) -> Callable[[ExplainerScene], None]:
        def construct(self: ExplainerScene) -> None:
            thing = words(self)
            self.play(FadeIn(thing))
            self.play(FadeOut(thing))
            self.rest(seconds)
            self.play(FadeIn(words(self, "again")))

        return construct

    assert rules(inspect(empty_for(1.2))) == {"empty stage"}
    assert rules(inspect(empty_for(1.0))) == set()


def test_captions_that_cannot_be_read_are_found(inspect: Callable[..., Report]) -> None:
    def overlapping(self: ExplainerScene) -> None:
        with self.say("One line that goes on for a while."), self.say("Another in the middle of it."):
            self.play(FadeIn(words(self)))

    assert rules(inspect(overlapping)) == {"caption"}


CUES = {
    "too fast": (Cue(0, 2.0, "x" * 20 + " " + "y" * 20), Cue(0, 2.6, "x" * 20 + " " + "y" * 20)),
    "too short": (Cue(0, 0.8, "yes"), Cue(0, 5 / 6, "yes")),
    "too long": (Cue(0, 7.1, "yes"), Cue(0, 7.0, "yes")),
    "too many rows": (Cue(0, 7, ("x" * 38 + " ") * 3), Cue(0, 7, "x" * 42 + " " + "x" * 42)),
}


@pytest.mark.parametrize("fault", sorted(CUES))
def test_a_cue_that_cannot_be_read_is_found_and_its_near_miss_is_not(fault: str) -> None:
    wrong, right = (Timeline(cues=[cue], steps=[(0, 20, True), (20, 22, False)]) for cue in CUES[fault])
    assert [problem.rule for problem in timeline_problems(wrong)] == ["caption"]
    assert list(timeline_problems(right)) == []


def test_a_last_still_that_is_too_short_is_found() -> None:
    def problems(still: float) -> list[str]:
        timeline = Timeline(steps=[(0, 20, True), (20, 20 + still, False)])
        return [problem.rule for problem in timeline_problems(timeline)]

    assert problems(1.4) == ["poster"]
    assert problems(1.5) == []


def test_a_short_clip_is_found_and_said_once(inspect: Callable[..., Report]) -> None:
    report = inspect(showing(words))
    assert [problem.rule for problem in report.problems] == ["length"]


def test_a_problem_is_told_once_with_its_file_line_and_time(inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        thing = words(self)
        self.play(FadeIn(thing))
        self.play(thing.animate.move_to([0, BAND, 0]))
        self.rest(2.0)
        self.play(thing.animate.move_to([0, 0, 0]))

    (problem,) = [p for p in inspect(construct).problems if p.rule != "length"]
    line = construct.__code__.co_firstlineno + 3
    assert (problem.start, problem.end, problem.where) == (2.0, 4.0, f"tests/{Path(__file__).name}:{line}")


def test_the_storyboard_has_a_still_for_each_play_and_caption(inspect: Callable[..., Report], tmp_path: Path) -> None:
    def construct(self: ExplainerScene) -> None:
        with self.say("One caption.|Another caption."):
            thing = words(self)
            self.play(FadeIn(thing), run_time=0.4)
            self.play(thing.animate.shift(DOWN), run_time=0.4)

    photographer = Photographer(QUALITIES["draft"], every_step=True)
    inspect(construct, photographer)
    assert len(photographer.stills) == 4  # the last one without a caption: the poster
    stills = [Image.fromarray(still.picture).convert("L") for still in photographer.stills]
    assert {still.size for still in stills} == {(854, 480)}
    bands = [still.crop((0, 420, 854, 480)).tobytes() for still in stills]
    assert bands[0] == bands[1] != bands[2] != bands[3]  # the caption changes after the second play
    assert max(bands[2]) > 150


def test_inspecting_twice_says_the_same(inspect: Callable[..., Report]) -> None:
    first, second = (inspect(showing(WRONG["text over text"])).as_json() for _ in range(2))
    assert first == second
