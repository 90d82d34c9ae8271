"""The command line: one clear line and the right exit code for what is wrong, real files for what is right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tomllib
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from manim import ManimColor
from PIL import Image

from model.trace import Trace
from scenes.kit.theme import LIGHT
from studio.request.addresses import canonical
from studio.system import paths
from studio.system.history import LENGTHS
from tests.command_line import Run

SENTENCES = {
    "": "empty",
    "   ": "empty",
    "the black cat leaves the small hous": "nearest known words are: house",
    "cat the black leaves house the": "nearest sentence is:",
    " ".join(["the black cat leaves the small house because it is tired"] * 3): "is the most",
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the real render.py in an empty folder with an empty cache."""

    return partial(started, [str(paths.ROOT / "render.py")], tmp_path)


@pytest.fixture
def run_tiny(tmp_path: Path) -> Run:
    """The same with the tiny act as the film."""
    return partial(started, ["-m", "tests.tiny"], tmp_path)


def started(program: list[str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {paths.CACHE_VARIABLE: str(folder / "cache"), "COLUMNS": "200", "PYTHONPATH": str(paths.ROOT)}
    command = [sys.executable, *program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env={**os.environ, **own})


def is_one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("command", [["film"], ["preview", "self_attention/softmax"], ["inspect"], ["trace"]])
def test_a_wrong_sentence_is_one_line_and_nothing_is_written(
    render_py: Run, command: list[str], sentence: str, tmp_path: Path
) -> None:
    done = render_py(*command, *([sentence] if command == ["trace"] else ["--sentence", sentence]))
    assert done.returncode == 2
    assert is_one_line(done.stderr) and SENTENCES[sentence] in done.stderr, done.stderr
    assert done.stdout == "" and not list(tmp_path.iterdir())


def test_the_program_itself_says_what_is_wrong_as_the_tests_without_a_process_see_it(
    run: Run, render_py: Run, tmp_path: Path
) -> None:
    for arguments in (["film", "--sentence", "cat the black"], ["clip", "self_atention/softmx"], ["--quality", "best"]):
        real, here = run(*arguments), render_py(*arguments)
        assert (real.returncode, real.stdout, real.stderr) == (here.returncode, here.stdout, here.stderr)
        assert real.returncode == 2 and real.stderr
    assert not list(tmp_path.iterdir())


def test_a_wrong_sentence_is_told_without_manim_or_torch() -> None:
    code = """
import sys, render
from studio.system.errors import UsageError
print(sorted({"torch", "manim", "numpy"} & set(sys.modules)))
for command in "film", "inspect":
    try:
        render.app([command, "--sentence", "no such words"], standalone_mode=False)
    except UsageError:
        print(sorted({"torch", "manim"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT)
    assert done.stdout == "[]\n" * 3, done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["preview", "self_atention/softmx"], "self_attention/softmax"),
        (["inspect", "multihead"], "multi_head"),
        (["inspect", "--sentence", "the cat sees the park", "--sentences", "2"], "not both"),
        (["inspect", "self_attention/softmax", "--storyboard", "board.jpg"], "board.png"),
        (["film", "self_attention/softmax"], "python render.py clip self_attention/softmax"),
        (["clip", "self_attention/softmax", "--bundle", "nobody"], "default"),
        (["clip", "self_attention/softmax", "--weights", "nobody"], "default"),  # the option's older name
        (["train", "--grammar", "nothing.toml"], "cannot read the grammar nothing.toml"),
        (["train", "--bundle", "../elsewhere"], "letters, digits"),
        (["train", "--weights", "../elsewhere"], "letters, digits"),
        (["film", "--poster", "nowhere/at_all", "--bundle", "default"], "poster"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(
    render_py: Run, arguments: list[str], says: str, tmp_path: Path
) -> None:
    done = render_py(*arguments)
    assert done.returncode == 2
    assert is_one_line(done.stderr) and says in done.stderr, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_format_that_there_is_none_of_is_answered_with_those_that_there_are(render_py: Run) -> None:
    done = render_py("clip", "self_attention/softmax", "--format", "avi")
    assert done.returncode == 2
    assert "'avi' is not one of 'mp4', 'webm', 'gif', 'mov', 'png'" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--quality", "best"], ["film", "--jobs", "0"], ["dance"], ["clip"]])
def test_wrong_options_are_told(render_py: Run, arguments: list[str], tmp_path: Path) -> None:
    done = render_py(*arguments)
    assert done.returncode == 2
    assert is_one_line(done.stderr) and done.stderr.startswith("error: ")
    assert not list(tmp_path.iterdir())


def test_every_clip_is_listed_with_its_idea(render_py: Run) -> None:
    done = render_py("list", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["address"] for row in rows if not (row["title"] and row["idea"])] == []
    assert {row["address"].partition("/")[0] for row in rows} >= {"intro", "self_attention", "decoder", "training"}
    plain = render_py("list").stdout.splitlines()
    assert len(plain) == len(rows)
    assert ["*" in line.split()[1:2] for line in plain] == [row["short"] for row in rows]
    assert 0 < sum(row["short"] for row in rows) < len(rows)


def test_a_clip_is_listed_with_the_length_that_it_had(render_py: Run, tmp_path: Path) -> None:
    (tmp_path / "cache" / "times").mkdir(parents=True)
    (tmp_path / "cache" / "times" / f"{LENGTHS}.json").write_text('{"self_attention/softmax": 75.3}')
    (line,) = (line for line in render_py("list").stdout.splitlines() if line.startswith("self_attention/softmax "))
    assert "1:15" in line.split()


def test_addresses_for_tab_completion_are_those_of_the_film(render_py: Run) -> None:
    from studio.request.addresses import addresses_from_files, complete_address

    listed = {row["address"] for row in json.loads(render_py("list", "--json").stdout)}
    assert {address for address in addresses_from_files() if "/" in address} == listed
    assert complete_address("self_attention/so") == ["self_attention/softmax"]


def test_a_clip_about_another_sentence(run_tiny: Run, tmp_path: Path) -> None:
    sentence = "the black cat leaves the small house because it is noisy"
    done = run_tiny("clip", "tiny/bars", "--sentence", sentence, "--quality", "draft", "--captions", "soft",
                    "--theme", "light", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    folder = tmp_path / "out" / "clips"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"tiny-bars-{'-'.join(sentence.split())}-light-draft-soft-captions.{kind}"
        for kind in ("mp4", "png", "srt", "vtt")
    ]
    probe = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", made["video"]]
    found = json.loads(subprocess.run(probe, capture_output=True, text=True, check=True, cwd=tmp_path).stdout)
    assert [stream["codec_name"] for stream in found["streams"]][:2] == ["h264", "mov_text"]
    assert float(found["streams"][0]["duration"]) == pytest.approx(made["duration"], abs=1e-3)
    assert found["format"]["tags"]["title"] == "Tiny: Bars"
    (trace,) = (tmp_path / "cache" / "traces").iterdir()
    assert " ".join(Trace.load(trace).source).startswith(sentence)


def test_a_render_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, paths.CACHE_VARIABLE: str(tmp_path / "cache")}
    command = [sys.executable, str(paths.ROOT / "render.py"), "clip", "self_attention/softmax", "--quality", "draft"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment)
    assert process.stderr is not None
    assert process.stderr.readline() == "rendering 1 clip\n"
    workplaces = tmp_path / "cache" / "work"
    while not (workplaces.is_dir() and any(workplaces.iterdir())):
        time.sleep(0.05)
    process.terminate()
    assert process.stderr.read() == "stopped; what was finished is kept\n"
    assert process.wait() == 1
    assert not any(workplaces.iterdir()) and not (tmp_path / "out").exists()


def test_a_clip_as_png_is_its_last_still(run_tiny: Run, tmp_path: Path) -> None:
    done = run_tiny("clip", "tiny/bars", "--format", "png", "--quality", "draft", "--theme", "light", "--json")
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)
    assert (tmp_path / file).name == "tiny-bars-light-draft.png"
    with Image.open(tmp_path / file) as still:
        assert still.size == (854, 480)
        ground = ManimColor(LIGHT.ground).to_int_rgb()
        assert np.abs(np.subtract(still.getpixel((3, 3)), ground)).max() <= 1
        assert still.convert("L").getextrema()[0] < 60  # and something is on it


def test_without_a_command_the_help_is_shown_and_nothing_rendered(run: Run, tmp_path: Path) -> None:
    done = run()
    assert done.returncode == 0 and "Commands:" in done.stdout and not list(tmp_path.iterdir())
    version = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert run("--version").stdout == f"The Animated Transformer {version}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["film", "--theme", "blue"], "'blue' is not one of 'dark', 'light'; see python render.py film --help"),
        (["clip"], "Missing argument 'address'; see python render.py clip --help"),
        (["clip", "cards/title", "--jobs", "0"], "greater than or equal to 1"),
        (["flim"], "No such command 'flim'"),
        (["clip", "cards/title", "--out", "a-file"], "a-file is a file, and results go to a folder"),
        (["film", "--out", "a-file/below"], "a-file is a file"),
        (["embed", "softmax", "--for", "keynote", "--out", "a-file"], "a-file is a file"),
        (["page", "--out", "/proc/nowhere"], "nothing can be written to /proc/nowhere"),
        (["voice", "film", "--out", "a-file"], "a-file is a file"),
    ],
)
def test_what_is_wrong_with_a_command_is_one_line_before_any_work(
    render_py: Run, tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "a-file").write_text("mine")
    done = render_py(*arguments)
    assert done.returncode == 2 and is_one_line(done.stderr) and says in done.stderr, done.stderr
    assert done.stdout == "" and [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a-file", "mine")]


def test_errors_are_json_too_where_the_result_would_be(render_py: Run) -> None:
    done = render_py("clip", "self_atention/softmx", "--json")
    told = json.loads(done.stdout)
    assert told["code"] == done.returncode == 2 and done.stderr == f"error: {told['error']}\n"


def test_a_clips_name_is_enough(render_py: Run) -> None:
    done = render_py("trace", "--help")
    assert done.returncode == 0
    assert canonical("softmax") == "self_attention/softmax" and canonical("intro") == "intro"
    assert canonical("film") == "film" and canonical("self_attention/softmax") == "self_attention/softmax"
    assert canonical("nothing") == "nothing"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_any_output_encoding_will_do(run: Run, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    plain, told = run("list"), run("list", "--json")
    assert plain.returncode == told.returncode == 0 and "\\u2019" in plain.stdout, plain.stderr
    assert "’" in " ".join(row["idea"] for row in json.loads(told.stdout))


def test_a_line_is_not_broken_where_a_terminal_is_narrow(render_py: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a command in it can be copied."""
    wide = [render_py("clip", "self_atention/softmx").stderr, render_py("clip", "--format", "avi").stderr]
    monkeypatch.setenv("COLUMNS", "20")
    narrow = [render_py("clip", "self_atention/softmx").stderr, render_py("clip", "--format", "avi").stderr]
    assert narrow == wide and all(is_one_line(line) and len(line) > 80 for line in wide)


def test_where_the_cache_cannot_be_written_one_line_names_the_variable(
    render_py: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, "/proc/nowhere")
    done = render_py("clip", "cards/title", "--quality", "draft")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    line = done.stderr.splitlines()[-1]
    assert line.startswith("error: nothing can be written to /proc/nowhere") and paths.CACHE_VARIABLE in line
