"""Nothing that lies around a render changes what it gives: neither a frame, nor what Manim is set to in a session."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from manim import FadeIn, Square, config
from manim._config.utils import ManimConfig, make_config_parser

from model.formulas import FORMULAS
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES, Frame
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import manim_session, perform
from studio.system import manim_settings, paths
from tests.properties.inputs import few_or_many
from tests.properties.surroundings import HOSTILE, SURROUNDINGS, Surroundings
from tests.tiny.render import write_trace

DRAFT = QUALITIES["draft"]


class Small(ExplainerScene):
    title = "Small"

    def construct(self) -> None:
        self.add(Words("things", self.theme), FormulaTex(FORMULAS["attention"], self.theme))
        self.play(FadeIn(Square(fill_opacity=0.3)), run_time=0.1)


class Digest:
    """A FrameSink that knows what its frames were."""

    def __init__(self) -> None:
        self.sum = hashlib.sha256()

    def write(self, frame: Frame) -> None:
        self.sum.update(frame.pixels.tobytes() + bytes([frame.repeats]))


@contextlib.contextmanager
def another_program_in(surroundings: Surroundings, place: Path) -> Iterator[None]:
    """In the block this process stands there, and Manim is set to what the files there say."""
    before = config.copy()
    folder = surroundings.lay_out(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in surroundings.environment(folder).items():
            patch.setenv(name, value)
        time.tzset()
        manim_settings._defaults.cache_clear()
        try:
            with contextlib.suppress(Exception):  # it may have ended there
                config.update(ManimConfig().digest_parser(make_config_parser()))
            yield
        finally:
            config.update(before)
    time.tzset()


def digest_of_session(place: Path, setting: Setting) -> str:
    """The digest of all that Manim is set to in a session, and of a still that is painted in it."""
    digest = Digest()
    with fast_mobjects(), manim_session(DRAFT, place / "formulas", place):
        settings = {key: str(value) for key, value in config.items() if key != "tex_template"}  # the film's own
        perform(Small, setting, digest)
    return f"{sorted(settings.items())} {digest.sum.hexdigest()}"


@few_or_many(20, 400)
def test_a_session_is_the_same_whatever_manim_was_set_to_before(trials: Any, tmp_path: Path) -> None:
    setting = Setting(str(write_trace(tmp_path)))
    expected = digest_of_session(tmp_path, setting)

    @trials
    @given(SURROUNDINGS)
    @example(HOSTILE)
    def check_them(surroundings: Surroundings) -> None:
        with tempfile.TemporaryDirectory() as place, another_program_in(surroundings, Path(place)):
            assert digest_of_session(tmp_path, setting) == expected

    check_them()


def still(folder: Path, cache: Path, environment: dict[str, str]) -> bytes:
    """The last still of a clip, as the command line makes it in a folder that has never seen it."""
    command = [sys.executable, str(paths.ROOT / "render.py"), "clip", "cards/title", "--quality", "draft"]
    done = subprocess.run(
        [*command, "--format", "png", "--out", "out"],
        capture_output=True,
        cwd=folder,
        env={**os.environ, paths.CACHE_VARIABLE: str(cache), **environment},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (picture,) = (folder / "out").rglob("*.png")
    return picture.read_bytes()


@few_or_many(1, 20)
def test_a_still_is_the_same_whatever_surrounds_the_program(trials: Any, tmp_path: Path) -> None:
    expected = still(tmp_path, tmp_path / "cache", {})

    @trials
    @given(SURROUNDINGS)
    @example(HOSTILE)
    def check_them(surroundings: Surroundings) -> None:
        with tempfile.TemporaryDirectory() as place:
            folder = surroundings.lay_out(Path(place))
            assert still(folder, Path(place, "cache"), surroundings.environment(folder)) == expected

    check_them()
