"""``inspect`` as a user runs it, on planted clips: exit codes, text, JSON, timeline, storyboard, many sentences."""

from __future__ import annotations

import ast
import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from PIL import Image, ImageColor
from typer.testing import CliRunner, Result

import render
import scenes
from scenes.kit.theme import THEMES
from studio.inspector.pictures.stills import RED
from studio.inspector.pictures.storyboard import TILE
from studio.inspector.rules.findings import NAMES
from studio.system import paths
from studio.system.errors import StudioError, UsageError
from tests.planted import wrong
from tests.sketch import SKETCH

ALONE = ("--jobs", "1")
CODE = Path(wrong.__file__).read_text(encoding="utf-8").splitlines()
PLACES = {  # of the faults, in the clip's file
    rule: f"planted/wrong.py:{1 + next(number for number, line in enumerate(CODE) if words in line)}"
    for rule, words in {"text over text": "second.animate.move_to", "outside": "first.animate.shift"}.items()
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs ``render.py inspect`` with the planted act as the film."""
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(scenes, "FILM", ("tests.planted:Planted",))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(render.app, ["inspect", *map(str, arguments)])


def is_red(picture: Path | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Where a picture has the red of outlines."""
    pixels = np.asarray(Image.open(picture).convert("RGB")) if isinstance(picture, Path) else picture
    return (pixels == RED).all(axis=2)


def test_a_clip_that_is_right_is_said_to_be_and_the_exit_code_is_0(run: Callable[..., Result]) -> None:
    done = run("planted/right")
    assert done.exit_code == 0, done.output
    first, allowed, summary = done.stdout.splitlines()
    assert re.fullmatch(r"planted/right  \d\.\d s  no problems", first)
    assert allowed == f"  allows itself {', '.join(SKETCH)}: A sketch for a test is not staged."
    assert re.fullmatch(r"1 clip, 1 sentence, 1 theme: no problems, \d+ s", summary)


def test_a_problem_is_told_with_time_place_and_things_and_the_exit_code_is_1(run: Callable[..., Result]) -> None:
    done = run("planted/wrong")
    assert done.exit_code == 1
    told = [line for line in done.stdout.splitlines() if re.match(r"  \d+\. ", line)]
    for rule, place in PLACES.items():
        (line,) = [line for line in told if f" {rule}: " in line]
        assert f"({place})" in line and "'first'" in line and re.search(r"\d+\.\d\d(-\d+\.\d\d)? s", line), line
    assert f"1 clip, 1 sentence, 1 theme: {len(told)} problems" in done.stdout


def test_the_json_has_everything_and_stands_alone_on_standard_output(run: Callable[..., Result]) -> None:
    done = run("planted/right", "planted/wrong", "--json", "--theme", "both", *ALONE)
    assert done.exit_code == 1
    reports = json.loads(done.stdout)
    assert [(report["address"], report["theme"]) for report in reports] == [
        (address, theme) for theme in ("dark", "light") for address in ("planted/right", "planted/wrong")
    ]
    assert {report["sentence"] for report in reports} == {"the black cat leaves the small house because it is tired"}
    right, wrong = reports[:2]
    assert right["problems"] == [] and right["allowed"] == SKETCH and right["duration"] > 0
    assert {problem["rule"]: problem["where"] for problem in wrong["problems"]}.items() >= PLACES.items()
    for problem in wrong["problems"]:
        assert problem["message"] and 0 < problem["start"] <= problem["end"] <= wrong["duration"]
        assert any("first" in thing or "second" in thing for thing in problem["things"])
    assert [step["kind"] for step in wrong["steps"]].count("line") == 2


def test_the_timeline_has_each_line_and_play_in_the_order_of_time(run: Callable[..., Result]) -> None:
    done = run("planted/wrong", "--timeline")
    row = re.compile(r"  +([\d.]+) +([\d.]+)  (line|play|wait)(?: +\d)? +(planted/wrong\.py:\d+) *(.*)")
    numbers = [number for line in done.stdout.splitlines() for number in re.findall(r"[\d.]  line +(\d+)  ", line)]
    assert numbers == ["1", "2"]
    rows = [found.groups() for line in done.stdout.splitlines() if (found := row.fullmatch(line))]
    assert [float(start) for start, *_ in rows] == sorted(float(start) for start, *_ in rows)
    kinds = [kind for _, _, kind, _, _ in rows]
    assert (kinds[0], kinds.count("line"), kinds.count("play")) == ("line", 2, 3)
    lines = [(where, text) for _, _, kind, where, text in rows if kind == "line"]
    assert [text for _, text in lines] == ["Two words stand.", "One word moves over the other. Now one of them leaves."]
    for where, text in lines:
        assert text[:16] in CODE[int(where.rpartition(":")[2]) - 1]
    assert all(float(end) == float(start) for (_, end, *_), (start, *_) in zip(*_pairs(rows), strict=True))


def _pairs(rows: list[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Plays and waits, each with the one that follows it."""
    steps = [row for row in rows if row[2] != "line"]
    return steps[:-1], steps[1:]


def test_a_clip_that_fails_is_a_problem_of_its_own_with_the_traceback(run: Callable[..., Result]) -> None:
    done = run("planted/broken")
    assert done.exit_code == 1
    assert re.search(r"  1\. 1\.00 s  error: KeyError: .*no tensor.*\(planted/broken\.py:19\)", done.stdout), (
        done.stdout
    )
    assert "Traceback (most recent call last):" in done.stdout and 'self.trace["main/nothing"]' in done.stdout


def test_the_other_clips_go_on_when_one_fails(run: Callable[..., Result]) -> None:
    done = run("planted/broken", "planted/right", "--json", "--jobs", "2")
    broken, right = json.loads(done.stdout)
    assert [problem["rule"] for problem in broken["problems"]] == ["error"]
    assert broken["failure"].startswith("Traceback") and broken["steps"][0]["kind"] == "play"
    assert right["problems"] == [] and right["failure"] == ""
    assert "Traceback" not in run("planted/broken", "planted/right", *ALONE).stdout


def test_processes_say_what_one_says(run: Callable[..., Result]) -> None:
    arguments = ("planted/right", "planted/wrong", "--theme", "both", "--json", "--jobs")
    alone, together = run(*arguments, "1"), run(*arguments, "2")
    assert json.loads(alone.stdout) == json.loads(together.stdout)


def test_nothing_is_painted_unless_it_is_asked_for(run: Callable[..., Result], tmp_path: Path) -> None:
    run("planted/wrong")
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def tiles(picture: Path, theme: str) -> list[np.ndarray[Any, Any]]:
    """The stills of a storyboard, found by their thin frames."""
    edge = ImageColor.getrgb(THEMES[theme].line)
    image = np.asarray(Image.open(picture).convert("RGB"))
    framed = (image == edge).all(axis=2)
    found = []
    for row, column in np.argwhere(framed[:-1, :-1]):
        frame = framed[row : row + TILE[1] + 2, column : column + TILE[0] + 2]
        if frame.shape == (TILE[1] + 2, TILE[0] + 2) and frame[[0, -1]].all() and frame[:, [0, -1]].all():
            found.append(image[row + 1 : row + 1 + TILE[1], column + 1 : column + 1 + TILE[0]])
    return found


def test_the_storyboard_has_the_end_of_each_line_and_each_problem_outlined_in_red(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    run("planted/right", "--storyboard", tmp_path / "right.png")
    run("planted/wrong", "--storyboard", tmp_path / "wrong.png", "--theme", "light")
    right, wrong = tiles(tmp_path / "right.png", "dark"), tiles(tmp_path / "wrong.png", "light")
    assert (len(right), len(wrong)) == (1, 4)  # two lines, and before the second ends two problems
    assert [bool(is_red(still).any()) for still in right + wrong] == [False, False, True, True, True]
    over, outside, last = (np.argwhere(is_red(still))[:, 1] for still in wrong[1:])
    assert TILE[0] * 0.4 < over.min() < over.max() < TILE[0] * 0.6  # round the two words in the middle
    assert outside.min() == last.min() == 0 and outside.max() < TILE[0] * 0.1  # at the frame's left edge
    foot = np.asarray(Image.open(tmp_path / "wrong.png").convert("RGB"))[-100:]
    assert is_red(foot).any()  # the numbers stand before the problems at the foot as well


def test_stills_are_named_by_time_and_come_in_the_size_asked_for(run: Callable[..., Result], tmp_path: Path) -> None:
    run("planted/wrong", "--stills", tmp_path / "with", "--quality", "preview")
    run("planted/wrong", "--stills", tmp_path / "without", "--no-captions")
    stills = sorted((tmp_path / "with" / "planted-wrong").iterdir())
    others = sorted((tmp_path / "without" / "planted-wrong").iterdir())
    assert [path.name for path in stills] == [path.name for path in others]
    assert len(stills) >= 5 and all(re.fullmatch(r"\d{3}-\d{3}\.\d\ds\.png", path.name) for path in stills)
    assert {Image.open(path).size for path in stills} == {(1280, 720)}
    assert {Image.open(path).size for path in others} == {(854, 480)}
    bands = [np.asarray(Image.open(folder[0]).convert("L"))[-60:] for folder in (stills, others)]
    assert bands[0].max() > 150 > bands[1].max()
    assert any(is_red(path).any() for path in stills) and not is_red(stills[0]).any()


def test_several_storyboards_have_what_differs_in_their_names(run: Callable[..., Result], tmp_path: Path) -> None:
    picture = tmp_path / "boards" / "out.png"
    run("planted/right", "planted/wrong", "--theme", "both", "--storyboard", picture, *ALONE)
    assert sorted(path.name for path in picture.parent.iterdir()) == [
        f"out-planted-{clip}-{theme}.png" for clip in ("right", "wrong") for theme in ("dark", "light")
    ]
    dark, light = (
        np.asarray(Image.open(picture.parent / f"out-planted-right-{theme}.png")) for theme in ("dark", "light")
    )
    assert dark.mean() < 60 and light.mean() > 200


def test_many_sentences_are_told_in_short(run: Callable[..., Result], traces: dict[str, Path], tmp_path: Path) -> None:
    for which in ("twin", "shortest"):  # recorded before
        copy = tmp_path / "cache" / "traces" / traces[which].name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(traces[which], copy)
    done = run("planted/right", "planted/wrong", "--sentences", "3", "--jobs", "2")
    assert done.exit_code == 1
    assert "planted/right" not in done.stdout  # nothing is wrong with it
    for place in PLACES.values():
        assert done.stdout.count(f"({place})") == 1
    assert "in 3 of 3, first: 'the black cat leaves the small house because it is tired', dark" in done.stdout
    assert re.search(r"2 clips, 3 sentences, 1 theme: \d+ problems", done.stdout)
    progress = [line for line in done.stderr.splitlines() if line.startswith("[")]
    assert len(progress) == 3 and progress[-1].startswith("[3/3] ") and "problems" in progress[-1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("planted/rihgt",), "planted/right"),
        (("--sentence", "the cat sees the park", "--sentences", "3"), "not both"),
        (("--sentence", "the cat sees the prak"), "park"),
        (("--storyboard", "out.jpg"), "--storyboard out.png"),
        (("--bundle", "nobody"), "default"),
    ],
)
def test_wrong_arguments_are_one_line_and_exit_code_2(
    run: Callable[..., Result], tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    error = run(*arguments).exception
    assert isinstance(error, UsageError) and error.code == 2
    assert says in str(error) and "\n" not in str(error)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("arguments", [("--sentences", "0"), ("--theme", "grey"), ("--jobs", "0")])
def test_wrong_values_are_told(run: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2 and "Error" in done.output


def test_a_picture_that_cannot_be_written_is_one_line(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    error = run("planted/right", "--storyboard", tmp_path / "file" / "out.png").exception
    assert isinstance(error, StudioError) and error.code == 1
    assert str(error).startswith("cannot write ") and "\n" not in str(error)


def test_a_process_that_is_killed_is_one_line(run: Callable[..., Result]) -> None:
    error = run("planted/killed", "planted/right", "--jobs", "2").exception
    assert isinstance(error, StudioError) and error.code == 1
    assert "ended from outside" in str(error) and "\n" not in str(error)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_the_processes_and_says_so_in_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, paths.CACHE_VARIABLE: str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.planted", "inspect", "planted/slow", "--theme", "both", "--jobs", "2"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, cwd=paths.ROOT, env=environment, start_new_session=True
    )
    work = tmp_path / "cache" / "work"
    while len(list(work.glob("*/outlines-*"))) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, "stopped\n")
    assert not list(work.iterdir())
    with pytest.raises(ProcessLookupError):
        for _ in range(50):  # the session's last process may take a moment to be gone
            os.killpg(process.pid, 0)
            time.sleep(0.1)


def test_no_process_of_it_knows_torch() -> None:
    code = "import sys, studio.inspector.inspection, studio.inspector.parallel; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT)
    assert done.stdout == "False\n", done.stderr


def test_the_list_of_rules_is_complete() -> None:
    """Each name that a complaint is made with stands in the list, and none that no complaint has."""
    made = {"error"}  # a clip that fails
    for path in (paths.ROOT / "studio" / "inspector").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            maker = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if maker in ("Finding", "Problem", "FalseClaim", "finding") and isinstance(node.args[0], ast.Constant):
                made.add(node.args[0].value)
    assert made == NAMES


def test_nothing_of_a_clip_is_kept_when_it_is_done(run: Callable[..., Result]) -> None:
    """So that a process may inspect hundreds."""
    run("planted/wrong")
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, wrong.Wrong)]
    assert not SVG_HASH_TO_MOB_MAP
