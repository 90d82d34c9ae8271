"""Where the film is made from changes nothing in it: another's settings for Manim, a folder of modules, a locale."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from manim import config, tempconfig

from studio.system import manim_settings, paths
from studio.system.manim_settings import foreign_settings
from tests.studio.rendering.test_film import frame_sums

HOSTILE = """[CLI]
frame_height = 12
frame_width = 21
background_color = RED
pixel_height = 100
frame_rate = 7
renderer = opengl
plugins = no_such_plugin
tex_template_file = nowhere.tex
save_sections = True
"""
NAMES = ("numpy", "torch", "manim", "scenes", "studio", "model", "random", "queue", "pickle", "typer", "av")
"""Modules of ours, of others and of Python's own, which a folder may have files of the name of."""
MARK = "import pathlib\npathlib.Path({mark!r}).write_text(__name__)\nraise SystemExit('this is not yours')\n"


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder with settings for Manim and with modules that leave a mark when they are run."""
    folder = tmp_path / "a folder, würzig"
    (folder / "home" / ".config" / "manim").mkdir(parents=True)
    (folder / "manim.cfg").write_text(HOSTILE)
    (folder / "home" / ".config" / "manim" / "manim.cfg").write_text(HOSTILE)
    for name in NAMES:
        (folder / f"{name}.py").write_text(MARK.format(mark=str(tmp_path / "run")))
    return folder


def render_py(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, paths.CACHE_VARIABLE: str(folder / "cache"), **variables}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, str(paths.ROOT / "render.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)


def test_a_clip_is_the_same_in_a_strange_folder_as_at_home(strange: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    sums = []
    for folder, variables in ((plain, {}), (strange, {"HOME": str(strange / "home"), "LC_ALL": "tr_TR.UTF-8"})):
        done = render_py(
            folder, "clip", "cards/title", "--quality", "draft", "--voice", "none", "--out", "out", **variables
        )
        assert done.returncode == 0, done.stderr
        (video,) = (folder / "out").rglob("*.mp4")
        sums.append(hashlib.sha256(frame_sums(video).encode()).hexdigest())
    assert sums[0] == sums[1]
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "command", [["trace", "the old horse likes the garden"], ["doctor"], ["inspect", "cards/title"]]
)
def test_no_module_of_the_folder_is_run(strange: Path, tmp_path: Path, command: list[str]) -> None:
    done = render_py(strange, *command, HOME=str(strange / "home"))
    assert not (tmp_path / "run").exists(), (tmp_path / "run").read_text()
    assert done.returncode == 0, done.stdout + done.stderr
    if command == ["doctor"]:
        files = f"{strange / 'home' / '.config' / 'manim' / 'manim.cfg'}, {strange / 'manim.cfg'}"
        assert f"its settings in {files} change nothing here" in done.stdout


def test_in_a_session_every_setting_is_manims_own_or_ours(strange: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was set before, when Manim was imported by somebody else."""
    with manim_settings.manim_settings({"frame_rate": 15}):
        expected = {key: config[key] for key in ("frame_height", "frame_width", "pixel_width", "background_color")}
    with tempconfig({"frame_height": 12.0, "frame_width": 21.0, "pixel_width": 100, "background_color": "#ff0000"}):
        before = config.copy()
        with manim_settings.manim_settings({"frame_rate": 15}):
            assert {key: config[key] for key in expected} == expected
            assert config["frame_rate"] == 15 and np.isclose(config["frame_height"], 8.0)
        assert dict(config) == dict(before)
    monkeypatch.chdir(strange)
    monkeypatch.setenv("HOME", str(strange / "home"))
    assert foreign_settings() == [strange / "home" / ".config" / "manim" / "manim.cfg", strange / "manim.cfg"]
