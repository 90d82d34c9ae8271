"""A preview that watches: real processes on a copy of the project whose files are edited while they run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.request import urlopen

import pytest

from studio.preview.watch import is_affected
from studio.system import paths

ACT = """
from scenes.intro.tiny import Tiny
from scenes.kit.scene import Act

class Intro(Act):
    title = "Intro"
    clips = (Tiny,)
"""
CLIP = """
from manim import FadeIn

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene

class Tiny(ExplainerScene):
    title = "Tiny"
    idea = "A word comes."
    place = None

    def construct(self) -> None:
        self.play(FadeIn(Words("one", self.theme)), run_time=0.4)
        self.rest(2.0)
"""
LONGER = CLIP.replace("2.0", "3.0")
NO_PYTHON = CLIP.replace("self.rest(2.0)", "self.rest(2.0")
WITHOUT_TENSOR = CLIP.replace("self.rest(2.0)", "self.trace['main/nothing']")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with one act of one small clip."""
    copy = tmp_path / "project"
    for name in ("scenes", "studio", "model"):
        shutil.copytree(paths.ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(paths.ROOT / "render.py", copy)
    (copy / "assets").symlink_to(paths.ROOT / "assets")
    (copy / "scenes/intro/__init__.py").write_text(ACT)
    (copy / "scenes/intro/tiny.py").write_text(CLIP)
    return copy


class Watch:
    """A running ``render.py preview --watch``: what it says, line by line, and its page."""

    def __init__(self, project: Path, address: str) -> None:
        self.cache = project.parent / "cache"
        command = [sys.executable, str(project / "render.py"), "preview", address, "--watch", "--no-open"]
        self.process = subprocess.Popen(
            [*command, "--quality", "draft"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=project.parent,
            env={**os.environ, paths.CACHE_VARIABLE: str(self.cache), "COLUMNS": "200", "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        self.errors: list[str] = []
        self._said: Queue[str] = Queue()
        self._readers = [threading.Thread(target=self._read, args=(stream,)) for stream in ("stdout", "stderr")]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: str) -> None:
        for line in getattr(self.process, stream):
            if stream == "stderr":
                self.errors.append(line)
            if stream == "stdout" or line.startswith("error"):
                self._said.put(line.strip())

    def next_line(self) -> str:
        """What is said next: where the page is, a video, or an error."""
        return self._said.get(timeout=800)

    def has_said_all(self) -> bool:
        """Whether nothing waits to be read."""
        return self._said.empty()

    def end(self) -> int:
        """Press Ctrl-C and wait for the end; returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(60)
        for reader in self._readers:
            reader.join(20)
        return code


@pytest.fixture
def watch(project: Path, ctrl_c: None) -> Iterator[Watch]:
    watch = Watch(project, "intro/tiny")
    yield watch
    if watch.process.poll() is None:
        os.killpg(watch.process.pid, signal.SIGKILL)
        watch.process.wait()


def seconds(line: str) -> float:
    """The length of the video that a line tells of."""
    return float(line.split()[1])


def state_of(page: str) -> dict[str, Any]:
    state: dict[str, Any] = json.load(urlopen(f"{page}state"))
    return state


@pytest.mark.timeout(900)  # seven renders, each by new processes, beside other tests
def test_what_is_saved_is_rendered_again_errors_are_said_and_ctrl_c_ends_all(project: Path, watch: Watch) -> None:
    clip = project / "scenes/intro/tiny.py"
    page = watch.next_line().split()[2]
    assert page.startswith("http://127.0.0.1:")
    made = watch.next_line()
    first = seconds(made)
    video = project.parent / made.split()[0]
    assert (state_of(page)["version"], state_of(page)["line"]) == (1, "")
    assert urlopen(f"{page}video").read() == video.read_bytes()

    (project / "scenes/training/quiz.py").write_text("this is no Python")  # nothing that the clip depends on
    clip.write_text(LONGER)
    assert seconds(watch.next_line()) == pytest.approx(first + 1)
    assert state_of(page)["version"] == 2

    clip.write_text(NO_PYTHON)
    line = watch.next_line()
    assert "SyntaxError" in line and "tiny.py" in line
    assert (state_of(page)["version"], state_of(page)["line"]) == (2, line)
    clip.write_text(WITHOUT_TENSOR)
    line = watch.next_line()
    assert line.startswith("error: intro/tiny: KeyError: ") and "no tensor" in line and "(tiny.py:14, trace.py:" in line

    clip.write_text(LONGER)  # which is kept from before
    assert seconds(watch.next_line()) == pytest.approx(first + 1)
    assert (state_of(page)["version"], state_of(page)["line"]) == (2, "")
    kit = project / "scenes/kit/scene.py"
    before = kit.read_text()
    assert "POSTER = 1.6" in before
    kit.write_text(before.replace("POSTER = 1.6", "POSTER = 5.0"))
    assert seconds(watch.next_line()) == pytest.approx(first + 3, abs=0.1)

    assert watch.end() == 0
    assert watch.has_said_all()
    assert not [line for line in watch.errors if "Traceback" in line or "stopped" in line]
    assert not [*watch.cache.glob("work/*"), *project.parent.rglob("*.part*")]
    assert_nobody_is_left(watch.process.pid)


def assert_nobody_is_left(group: int) -> None:
    with pytest.raises(ProcessLookupError):
        for _ in range(100):  # the last process may take a moment to be gone
            os.killpg(group, 0)
            time.sleep(0.1)


def test_ctrl_c_during_a_render_and_a_wrong_address(project: Path, watch: Watch) -> None:
    wrong = Watch(project, "intro/tinny")
    assert wrong.next_line().startswith("watching")
    assert wrong.process.wait(200) == 2
    assert "intro/tiny" in wrong.next_line()
    assert_nobody_is_left(wrong.process.pid)
    assert watch.next_line().startswith("watching")
    while not list(watch.cache.glob("work/*/*")) and watch.has_said_all():
        time.sleep(0.05)
    assert watch.end() == 0
    assert not [line for line in watch.errors if "Traceback" in line]
    assert not [*watch.cache.glob("work/*"), *project.parent.rglob("*.part*")]
    assert_nobody_is_left(watch.process.pid)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("scenes/self_attention/softmax.py", True),
        ("scenes/kit/theme.py", True),
        ("scenes/kit/mobjects/heatmap.py", True),
        ("model/trace.py", True),
        ("studio/painting/painter.py", True),
        ("assets/fonts/Inter-Medium.otf", True),
        ("assets/lexicon/fr.toml", True),
        ("studio/voice/track.py", True),
        ("assets/models/default/trace.npz", True),
        ("scenes/training/quiz.py", False),
        ("model/train.py", False),
        ("assets/grammar.toml", False),
        ("assets/models/another/trace.npz", False),
    ],
)
def test_what_a_clip_depends_on_matters_and_nothing_else(name: str, expected: bool) -> None:
    assert is_affected("self_attention/softmax", "default", {paths.ROOT / name}) is expected
