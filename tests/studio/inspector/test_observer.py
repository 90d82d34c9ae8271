"""What the inspector sees within plays and over time: for each rule a scene that breaks it and a near miss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, Dot, FadeIn, ManimColor, Rectangle, Transform, linear

from scenes.kit.layout import CAPTION_HEIGHT, FRAME_HEIGHT, FRAME_WIDTH
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import said
from studio.inspector.observer import Observer
from studio.inspector.report import Report
from studio.inspector.seen.stage import Stage
from tests.studio.inspector.inspected import Construct, reporter, rules, showing, words

HERE = "inspector/test_observer.py"


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Report]:
    return reporter(tmp_path_factory.mktemp("inspected"))


def going_past(target: np.ndarray, *, run_time: float) -> Construct:
    """A word goes from the middle to ``target`` and back in one play, so that both ends of the play are in order."""

    def construct(self: ExplainerScene) -> None:
        word = words(self)
        self.play(FadeIn(word))
        self.play(word.animate(rate_func=lambda t: 4 * t * (1 - t)).shift(target), run_time=run_time)

    return construct


def test_leaving_the_frame_within_a_play_is_found(inspect: Callable[..., Report]) -> None:
    edge = (FRAME_WIDTH / 2) * RIGHT
    assert rules(inspect(going_past(edge, run_time=2.0))) == {"outside"}
    assert rules(inspect(going_past(0.8 * edge, run_time=2.0))) == set()


def test_dipping_into_the_caption_band_within_a_play_is_found(inspect: Callable[..., Report]) -> None:
    band = (FRAME_HEIGHT / 2 - CAPTION_HEIGHT / 2) * DOWN
    assert rules(inspect(going_past(band, run_time=2.0))) == {"caption band"}


@pytest.mark.parametrize(("seconds", "found"), [(0.6, set()), (4.0, {"text over text"})])
def test_texts_may_cross_in_passing_but_not_linger(
    seconds: float, found: set[str], inspect: Callable[..., Report]
) -> None:
    def construct(self: ExplainerScene) -> None:
        still, moving = words(self, "resting words"), words(self, "passing").shift(3 * LEFT)
        self.play(FadeIn(still, moving))
        self.play(moving.animate(rate_func=linear).shift(6 * RIGHT), run_time=seconds)

    assert rules(inspect(construct)) == found


def test_what_turns_into_something_else_may_cross_text_on_its_way(inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        word, other = words(self, "one"), words(self, "another").shift(2 * RIGHT)
        self.play(FadeIn(word))
        self.play(Transform(word.copy(), other), run_time=3.0)

    assert rules(inspect(construct)) <= {"stale words"}


def test_a_mark_may_be_touched_in_passing(inspect: Callable[..., Report]) -> None:
    def construct_for(seconds: float) -> Construct:
        def construct(self: ExplainerScene) -> None:
            mark = Rectangle(width=0.4, height=1.2, stroke_width=0, fill_opacity=1, fill_color=self.theme.role("query"))
            guest = Dot(radius=1.2, color=ManimColor("#E0C060"))
            self.play(FadeIn(mark))
            self.add(guest)
            self.bring_to_back(guest)
            self.rest(seconds)
            self.remove(guest)
            self.rest(1.0)

        return construct

    assert rules(inspect(construct_for(0.2))) == set()
    assert rules(inspect(construct_for(2.0))) == {"contrast"}


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize(("seconds", "found"), [(1.0, set()), (6.0, {"late animation"})])
def test_animation_that_outlasts_its_line_is_found(
    seconds: float, found: set[str], by_name: bool, inspect: Callable[..., Report]
) -> None:
    line = "A line of a few words."

    def construct(self: ExplainerScene) -> None:
        with self.speak("few") if by_name else self.say(line):
            self.play(FadeIn(words(self)), run_time=seconds / 2)
            self.play(FadeIn(words(self, "more").shift(DOWN)), run_time=seconds / 2)
        self.rest(1.0)

    report = inspect(construct, script=staticmethod(lambda _: {"few": said(line)}))
    problems = [p for p in report.problems if p.rule != "length"]
    where = f"{HERE}:{construct.__code__.co_firstlineno + 1}"
    assert {p.rule for p in problems} == found
    assert all(p.where == where for p in problems)
    assert [(step.text, step.where) for step in report.steps if step.kind == "line"] == [(line, where)]


def test_a_rule_that_a_clip_allows_itself_says_nothing(inspect: Callable[..., Report]) -> None:
    report = inspect(showing(lambda scene: words(scene, size=20)), allowed={"too small": "nobody needs to read it"})
    assert rules(report) == set()
    assert report.allowed["too small"] == "nobody needs to read it"


def test_the_observer_looks_often_enough_within_a_long_play(
    inspect: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[float] = []
    look = Observer._look

    def noted(self: Observer, scene: ExplainerScene, time: float, *rest: frozenset[int]) -> Stage:
        times.append(time)
        return look(self, scene, time, *rest)

    monkeypatch.setattr(Observer, "_look", noted)

    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(words(self)), run_time=3.0)

    inspect(construct)
    within = [time for time in times if 0 < time < 3.0 - 1e-6]
    assert len(within) >= 5
    assert np.diff([0.0, *within, 3.0]).max() <= 0.5 + 1e-6
