"""The inspector: for each rule a scene that breaks it and a near miss that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import DOWN, LEFT, PI, RIGHT, UP, FadeIn, FadeOut, Rectangle, Square, Text, VGroup
from numpy.typing import NDArray
from PIL import Image

from model.formulas import FORMULAS
from scenes.kit.layout import CAPTION_HEIGHT, FRAME_HEIGHT, FRAME_WIDTH
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.narration import Cue, Line, Spoken, Timeline
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.pictures.photographer import Photographer
from studio.inspector.pictures.stills import RED, Still
from studio.inspector.report import Report, inspect_clip
from studio.inspector.rules.times import timeline_problems
from tests.numbers import some
from tests.sketch import SKETCH
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
        names = {"construct": construct, "title": "Case", "__module__": __name__, "allowed": SKETCH, **attributes}
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
    return NumberText(some(value), scene.theme)


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
    wrong, right = (Timeline(cues=[cue], steps=[(0, 60, True), (60, 62, False)]) for cue in CUES[fault])
    assert [problem.rule for problem in timeline_problems(wrong)] == ["caption"]
    assert list(timeline_problems(right)) == []


SPOKEN: dict[str, tuple[str, float, str]] = {
    "too fast": ("It has {n:,d} of them.", 4.2, "171 heard words a minute"),
    "in time": ("It has {n:,d} of them.", 4.25, ""),
    "a sign that nobody can say": ("It is ☃ here.", 4.0, "'☃'"),
    "a name that nobody can say": ("The mRNA is here.", 4.0, "'mRNA'"),
    "a name of the lexicon": ("The ChatGPT × √ is here.", 5.0, ""),
    "nothing to say": ("“ ”", 4.0, "nothing is said"),
}


@pytest.mark.parametrize("fault", SPOKEN)
def test_a_line_that_cannot_be_spoken_is_found_and_its_near_miss_is_not(fault: str) -> None:
    template, seconds, message = SPOKEN[fault]
    values = {"n": some(46784)}
    text = template.format(**values)
    line = Line(template, text, (Cue(0.0, seconds, text),))
    found = list(timeline_problems(Timeline(lines=[Spoken(0.0, line, values)], steps=[(0, 60, True), (60, 62, False)])))
    assert len(found) == bool(message)
    assert all(message in str(problem) for problem in found), found


def test_a_last_still_that_is_too_short_is_found() -> None:
    def problems(still: float) -> list[str]:
        timeline = Timeline(steps=[(0, 60, True), (60, 60 + still, False)])
        return [problem.rule for problem in timeline_problems(timeline)]

    assert problems(1.4) == ["poster"]
    assert problems(1.5) == []


def test_a_short_clip_is_found_and_said_once(inspect: Callable[..., Report]) -> None:
    report = inspect(showing(words), allowed={rule: why for rule, why in SKETCH.items() if rule != "length"})
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
    place = f"{Path(__file__).parent.name}/{Path(__file__).name}:{line}"
    assert (problem.start, problem.end, problem.where) == (2.0, 4.0, place)


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


def test_the_storyboard_has_the_end_of_each_line_and_the_poster(inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        thing = words(self)
        with self.say("One line."):
            self.play(FadeIn(thing), run_time=0.4)
        with self.say("Another line."):
            self.play(thing.animate.shift(DOWN), run_time=0.4)
        self.play(thing.animate.shift(UP), run_time=0.4)

    def ends_with_its_line(self: ExplainerScene) -> None:
        with self.say("One line."):
            self.play(FadeIn(words(self)), run_time=0.4)

    photographer = Photographer(QUALITIES["draft"])
    report = inspect(construct, photographer)
    assert (
        [still.what for still in photographer.stills]
        == ["line 1", "line 2", "poster"]
        == [still.what for still in photographer.chosen]
    )
    ends = [step.end for step in report.steps if step.kind == "line"]
    assert [still.time for still in photographer.stills] == [*ends, report.duration]
    line = construct.__code__.co_firstlineno + 2
    assert photographer.stills[0].where == f"{Path(__file__).parent.name}/{Path(__file__).name}:{line}"
    assert [still.text for still in photographer.stills] == ["One line.", "Another line.", ""]
    only = Photographer(QUALITIES["draft"])
    inspect(ends_with_its_line, only)
    assert [still.what for still in only.stills] == ["line 1"]  # the poster is the same picture


def test_what_is_wrong_within_a_play_is_pictured_when_it_shows(inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        thing = words(self)
        self.play(FadeIn(thing), run_time=1.0)
        self.play(thing.animate(path_arc=PI).shift(RIGHT * 13).shift(LEFT * 6.5), run_time=4.0)

    photographer = Photographer(QUALITIES["draft"])
    report = inspect(construct, photographer)
    found = {problem.number: problem for problem in report.problems if problem.rule != "length"}
    pictured = {number: still for still in reversed(photographer.chosen) for number, _ in still.marks}
    assert found and set(pictured) == set(found)
    for number, still in pictured.items():
        assert still.time == found[number].start and 1.0 < still.time < 5.0 and still.what == "within a play"


def test_badges_of_several_problems_of_one_thing_stand_side_by_side() -> None:
    box = np.array([-1.0, -1.0, 1.0, 1.0])
    empty = np.zeros((480, 854, 3), dtype=np.uint8)

    def reds(*marks: tuple[int, NDArray[np.float64]]) -> int:
        return int((np.asarray(Still(0.0, empty, marks=list(marks)).draw_marks()) == RED).all(axis=2).sum())

    one = reds((1, box))
    assert reds() == 0 < one == reds((1, box), (1, box.copy()))
    assert reds((1, box), (2, box)) > one + 150  # the second number is not painted over the first


def test_inspecting_twice_says_the_same(inspect: Callable[..., Report]) -> None:
    first, second = (inspect(showing(WRONG["text over text"])).as_json() for _ in range(2))
    assert first == second
