"""The inspector's rules on what can really be seen: for each a scene that breaks it and a near miss that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    FadeIn,
    FadeOut,
    Line,
    ManimColor,
    Mobject,
    Rectangle,
    Square,
    VGroup,
)

from scenes.kit.mobjects.number import NumberText
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from scenes.kit.theme import THEMES
from studio.frames.frame import QUALITIES, Frame
from studio.inspector.observer import stage_of
from studio.inspector.report import Report
from studio.inspector.seen.backdrop import behind
from studio.inspector.seen.outlines import boxes_of, flatten, inside, lengths_of, turns_of
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import manim_session, perform
from tests.numbers import some
from tests.studio.inspector.inspected import Construct, Make, reporter, rules, showing, words
from tests.tiny.render import write_trace


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_trace(tmp_path_factory.mktemp("trace"))


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Report]:
    return reporter(tmp_path_factory.mktemp("inspected"))


def plate(
    scene: ExplainerScene, color: str, *, width: float = 6.0, height: float = 2.0, opacity: float = 1.0
) -> Mobject:
    return Rectangle(width=width, height=height, stroke_width=0, fill_color=ManimColor(color), fill_opacity=opacity)


def line(scene: ExplainerScene, *, up: float = 0.0, width: float = 3.0, role: str = "ink") -> Line:
    return Line([-2, up, 0], [2, up, 0], stroke_width=width, color=scene.theme.role(role))


# -- contrast -------------------------------------------------------------------------------------------------------

PALE = "#5A5F6B"  # 3.1:1 on the dark ground
FAIR = "#767C8A"  # 4.6:1
WRONG_CONTRAST: dict[str, Make] = {
    "a pale word": lambda s: words(s, color=ManimColor(PALE)),
    "a word on a plate of nearly its colour": lambda s: VGroup(plate(s, "#B8BAC0"), words(s)),
    "one letter on a bright plate": lambda s: VGroup(plate(s, "#D0D2D8", width=0.16).shift(0.3 * RIGHT), words(s)),
    "a word under a veil": lambda s: VGroup(plate(s, "#E8EAF0", opacity=0.6), words(s)),
    "a bar on a panel of nearly its colour": lambda s: VGroup(plate(s, "#9A7A20"), bar(s, "query")),
    "a thin line in a role's colour on its like": lambda s: VGroup(plate(s, "#3C86AA"), line(s, role="key")),
}
RIGHT_CONTRAST: dict[str, Make] = {
    "a fair word": lambda s: words(s, color=ManimColor(FAIR)),
    "a word on a plate with another plate between": lambda s: VGroup(
        plate(s, "#B8BAC0"), plate(s, "#141A26", width=4, height=1), words(s)
    ),
    "a word under a thin veil": lambda s: VGroup(plate(s, "#E8EAF0", opacity=0.1), words(s)),
    "a pale plate drawn earlier and elsewhere": lambda s: VGroup(plate(s, "#B8BAC0").shift(2 * UP), words(s)),
    "a bar on a dark panel": lambda s: VGroup(plate(s, "#141A26"), bar(s, "query")),
    "a bar beside its like": lambda s: VGroup(*(bar(s, "key").shift(x * RIGHT) for x in np.arange(-2, 2, 0.41))),
    "a table's line": lambda s: Line(LEFT, RIGHT, stroke_width=2, color=ManimColor(s.theme.line)),
    "a ring round cells of which half are bright": lambda s: VGroup(
        plate(s, "#F4F6FB", width=1, height=1),
        plate(s, "#141A26", width=1, height=1).shift(RIGHT),
        Rectangle(width=2.1, height=1.1, color=s.theme.role("key")).shift(0.5 * RIGHT),
    ),
}


def bar(scene: ExplainerScene, role: str) -> Mobject:
    return Rectangle(width=0.4, height=1.2, stroke_width=0, fill_color=scene.theme.role(role), fill_opacity=1)


@pytest.mark.parametrize("case", WRONG_CONTRAST)
def test_what_is_too_pale_is_found(case: str, inspect: Callable[..., Report]) -> None:
    assert rules(inspect(showing(WRONG_CONTRAST[case]))) - {"line through text"} == {"contrast"}


@pytest.mark.parametrize("case", RIGHT_CONTRAST)
def test_what_stands_out_is_no_fault(case: str, inspect: Callable[..., Report]) -> None:
    assert rules(inspect(showing(RIGHT_CONTRAST[case]))) == set()


def test_what_is_dimmed_after_it_was_read_is_no_fault(inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        word = words(self)
        self.play(FadeIn(word))
        self.play(word.animate.set_opacity(0.3))

    assert rules(inspect(construct)) == set()


@pytest.mark.parametrize(("opacity", "found"), [(0.4, {"contrast"}), (0.7, set())])
def test_what_never_was_strong_enough_is_found(opacity: float, found: set[str], inspect: Callable[..., Report]) -> None:
    def construct(self: ExplainerScene) -> None:
        word = words(self).set_opacity(opacity)
        self.play(FadeIn(word))
        self.play(FadeOut(word))

    (problem, *rest) = [p for p in inspect(construct).problems if p.rule == "contrast"] or [None]
    assert {p.rule for p in (problem, *rest) if p} == found
    if problem:
        assert "never stronger" in problem.message and problem.where.startswith("seen/test_stage.py:")


@pytest.mark.parametrize("theme", THEMES)
def test_every_role_reads_as_text_in_both_themes(theme: str, inspect: Callable[..., Report]) -> None:
    roles = ("ink", "quiet", "query", "key", "value", "output", "learned")
    make: Make = lambda s: VGroup(*(words(s, role, role=role) for role in roles)).arrange(DOWN)  # noqa: E731
    assert rules(inspect(showing(make), theme)) == set()


# -- what is behind -------------------------------------------------------------------------------------------------


def behind_the_middle(trace: Path, make: Make, order: float = np.inf) -> tuple[float, ...]:
    """The colour behind the middle of the frame, by the inspector's own sum."""
    colours = []

    def construct(self: ExplainerScene) -> None:
        self.add(make(self))
        colours.extend(behind(stage_of(self, 0.0), np.zeros((1, 2)), np.array([order]))[0])

    draw(trace, construct)
    return tuple(round(255 * colour) for colour in colours)


def draw(trace: Path, construct: Construct, sink: object = None) -> None:
    clip = type("Case", (ExplainerScene,), {"construct": construct, "title": "Case", "__module__": __name__})
    with fast_mobjects(), manim_session(QUALITIES["draft"], trace.parent, trace.parent):
        perform(clip, Setting(str(trace)), sink)  # type: ignore[arg-type]


def painted_middle(trace: Path, make: Make) -> tuple[int, ...]:
    """The colour of the middle of the frame as it is really painted."""
    seen: list[int] = []

    class Sink:
        def write(self, frame: Frame) -> None:
            height, width = frame.pixels.shape[:2]
            seen[:] = frame.pixels[height // 2, width // 2, :3].tolist()

    def construct(self: ExplainerScene) -> None:
        self.add(make(self))
        self.rest(1.0)

    draw(trace, construct, Sink())
    return tuple(seen)


BEHIND: dict[str, Make] = {
    "the ground": lambda s: plate(s, "#FFFFFF").shift(3 * DOWN),
    "a plate": lambda s: plate(s, "#336699"),
    "two plates": lambda s: VGroup(plate(s, "#336699"), plate(s, "#993366", width=1)),
    "veils over a plate": lambda s: VGroup(
        plate(s, "#336699"), plate(s, "#FFCC00", opacity=0.5), plate(s, "#00FF00", opacity=0.25, width=1)
    ),
    "a circle": lambda s: Circle(radius=1, stroke_width=0, fill_color="#884422", fill_opacity=1),
    "the corner that a circle leaves free": lambda s: Circle(
        radius=1, stroke_width=0, fill_color="#884422", fill_opacity=1
    ).shift(0.8 * (UP + RIGHT)),
    "a plate raised by its z-index": lambda s: VGroup(plate(s, "#336699", width=1).set_z_index(2), plate(s, "#993366")),
}


@pytest.mark.parametrize("case", BEHIND)
def test_what_is_behind_a_point_is_what_cairo_paints_there(case: str, trace: Path) -> None:
    ours, painted = behind_the_middle(trace, BEHIND[case]), painted_middle(trace, BEHIND[case])
    assert np.abs(np.subtract(ours, painted)).max() <= 1


# -- lines through text ---------------------------------------------------------------------------------------------

WRONG_LINES: dict[str, Make] = {
    "a line over a word": lambda s: VGroup(words(s), line(s)),
    "a line behind a word": lambda s: VGroup(line(s), words(s)),
    "the side of a panel": lambda s: VGroup(plate(s, "#3B4356", width=2).shift(LEFT), words(s)),
    "the outline of a box": lambda s: VGroup(words(s), Square(side_length=0.3, color=s.theme.role("query"))),
    "a slanting line": lambda s: VGroup(words(s), Line([-1, -1, 0], [1, 1, 0], color=s.theme.role("ink"))),
    "a line through a number": lambda s: VGroup(NumberText(some(47), s.theme), line(s, up=0.08)),
}
RIGHT_LINES: dict[str, Make] = {
    "a line under a word": lambda s: VGroup(words(s, "nun"), line(s, up=-0.13, width=2)),
    "a line with a plate before the word": lambda s: VGroup(line(s), plate(s, s.theme.ground, width=1.2), words(s)),
    "a line that ends before the word": lambda s: VGroup(words(s), line(s).shift(2.6 * RIGHT)),
    "a line too faint to be seen": lambda s: VGroup(
        Line(LEFT, RIGHT, stroke_width=3, color=ManimColor("#0F131A")), words(s)
    ),
    "the side of a panel of the ground's colour": lambda s: VGroup(
        plate(s, s.theme.ground, width=2).shift(LEFT), words(s)
    ),
    "a slanting line past the corner": lambda s: VGroup(
        words(s, "n"), Line([-0.6, -0.2, 0], [0.2, 0.6, 0], color=s.theme.role("ink"))
    ),
    "a word well inside a box": lambda s: VGroup(words(s), Rectangle(width=2, height=0.6, color=s.theme.role("key"))),
}


@pytest.mark.parametrize("case", WRONG_LINES)
def test_a_line_through_text_is_found(case: str, inspect: Callable[..., Report]) -> None:
    assert "line through text" in rules(inspect(showing(WRONG_LINES[case])))


@pytest.mark.parametrize("case", RIGHT_LINES)
def test_a_line_past_text_is_no_fault(case: str, inspect: Callable[..., Report]) -> None:
    assert rules(inspect(showing(RIGHT_LINES[case]))) == set()


# -- geometry -------------------------------------------------------------------------------------------------------


def test_boxes_areas_and_lengths_of_outlines_are_those_of_the_shapes() -> None:
    square, circle = Square(side_length=2).shift(3 * RIGHT), Circle(radius=1.5)
    outlines = [flatten(square.points), flatten(circle.points)]
    assert boxes_of(outlines) == pytest.approx(np.array([[2, -1, 4, 1], [-1.5, -1.5, 1.5, 1.5]]), abs=1e-6)
    assert np.abs(turns_of(outlines)) == pytest.approx([4, np.pi * 1.5**2], rel=0.01)
    assert lengths_of(outlines) == pytest.approx([8, 3 * np.pi], rel=0.01)
    assert turns_of([flatten(square.points[::-1])])[0] == pytest.approx(-turns_of(outlines)[0])


def test_points_are_inside_an_outline_by_the_even_odd_rule() -> None:
    ring = Circle(radius=2)
    ring.points = np.concatenate([ring.points, Circle(radius=1).points])
    points = np.array([[0.0, 0.0], [1.5, 0.0], [2.5, 0.0], [0.0, -1.2]])
    assert inside(flatten(ring.points), points).tolist() == [False, True, False, True]
