"""A command's options are the fields of its request: their names, choices and defaults, but for those it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import pytest
import typer

from scenes.kit.theme import THEMES
from studio.commands.options import takes
from studio.request.options import Request, ThemeName
from studio.system.errors import UsageError


@dataclass(frozen=True)
class Order:
    """A request for the test."""

    dish: Annotated[Literal["soup", "pie"], typer.Option(help="what to eat")] = "soup"
    salt: Annotated[bool, typer.Option("--salt", help="with salt")] = False
    jobs: Annotated[int | None, typer.Option(min=1, help="cooks")] = None


taken: list[tuple[Order, int]] = []
app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@takes(Order)
def cook(order: Order, guests: int = 1) -> None:
    """Cook."""
    taken.append((order, guests))


@app.command()
@takes(Order, without=("salt",), dish="pie", salt=True)
def bake(guests: Annotated[int, typer.Argument()], order: Order) -> None:
    """Bake."""
    taken.append((order, guests))


@pytest.mark.parametrize(
    ("arguments", "order", "guests"),
    [
        (["cook"], Order(), 1),
        (["cook", "--dish", "pie", "--salt", "--jobs", "3", "--guests", "2"], Order("pie", True, 3), 2),
        (["bake", "4"], Order("pie", True), 4),
        (["bake", "--dish", "soup", "4"], Order("soup", True), 4),
    ],
)
def test_a_command_gets_its_request(arguments: list[str], order: Order, guests: int) -> None:
    app(arguments, standalone_mode=False)
    assert taken[-1] == (order, guests)
    assert type(taken[-1][0].dish) is str  # as the code that works with it has it


@pytest.mark.parametrize("arguments", [["cook", "--dish", "fish"], ["cook", "--jobs", "0"], ["bake", "4", "--salt"]])
def test_what_its_fields_do_not_take_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = len(taken)
    with pytest.raises(SystemExit, match=r"^2$"):
        app(arguments)
    assert "Error: " in capsys.readouterr().err and len(taken) == before


def test_how_the_work_is_done_stands_last() -> None:
    group = typer.main.get_command(app)
    assert [parameter.name for parameter in group.commands["cook"].params] == ["dish", "salt", "guests", "jobs"]


def test_every_theme_can_be_asked_for() -> None:
    """The names stand beside the option, since the themes themselves are slow to import."""
    assert get_args(ThemeName) == tuple(THEMES)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ""),
        ({"voice": "heart"}, ""),
        ({"theme": "light"}, "-light"),
        ({"quality": "draft"}, "-draft"),
        ({"captions": "none", "voice": "none"}, "-no-captions-silent"),
        ({"captions": "soft", "voice": "piper:../joe.onnx"}, "-soft-captions-piper-joe-onnx"),
        ({"bundle": "tests/bundles/guessing"}, "-guessing"),
        ({"sentence": "The cat sees the park."}, "-the-cat-sees-the-park"),
    ],
)
def test_each_setting_that_is_seen_or_heard_adds_its_word_to_the_names_of_files(asked: dict, words: str) -> None:
    assert Request(**asked).suffix == words


def test_settings_that_change_nothing_in_a_file_change_no_name() -> None:
    assert Request(jobs=1, force=True, as_json=True, painter="manim", cluster="tcp://a:1").suffix == ""


@pytest.mark.parametrize(("asked", "says"), [({"quality": "low"}, "no quality 'low'"), ({"theme": "drak"}, "dark")])
def test_names_that_a_notebook_gives_are_looked_at_too(asked: dict, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Request(**asked).check()
