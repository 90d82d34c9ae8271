"""The stills of a clip's lines: how many, of which size, what they show, and what an earlier run left behind."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from manim import LEFT, RIGHT, FadeIn, Square
from PIL import Image

from model.trace import Trace
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Script, said
from scenes.kit.setting import Setting
from studio.formats import line_stills
from studio.formats.line_stills import LineStills, make_line_stills
from studio.request.options import Request
from studio.system import paths
from studio.system.errors import UsageError
from tests.tiny.render import write_trace


class Steps(ExplainerScene):
    title = "Steps"
    idea = "A square walks."

    @staticmethod
    def script(trace: Trace) -> Script:
        return {"walk": said("It walks to the right.")}

    def construct(self) -> None:
        square = Square(side_length=1, fill_opacity=1, color=self.theme.role("key")).shift(4 * LEFT)
        with self.say("A square stands at the left.|It is blue."):
            self.play(FadeIn(square), run_time=0.6)
        with self.speak("walk"):
            self.play(square.animate.shift(4 * RIGHT), run_time=0.6)
        with self.say("And on."):
            self.play(square.animate.shift(4 * RIGHT), run_time=0.6)


class Fewer(ExplainerScene):
    title = "Fewer"

    def construct(self) -> None:
        with self.say("Only this."):
            self.add(Square())


class Silent(ExplainerScene):
    title = "Silent"

    def construct(self) -> None:
        self.add(Square())
        self.rest(1)


def make(
    folder: Path, patch: pytest.MonkeyPatch, clip: type[ExplainerScene], *, sheet: bool = False, **how: str
) -> LineStills:
    patch.setenv(paths.CACHE_VARIABLE, str(folder / "cache"))
    trace = write_trace(folder)
    patch.setattr(line_stills, "find_clips", lambda address: (clip,))
    patch.setattr(line_stills, "trace_of", lambda *_: trace)
    (made,) = make_line_stills("any/clip", Request(**{"quality": "draft", **how}), folder / "out", sheet=sheet)
    return made


def where_it_is_blue(file: Path) -> float:
    """The middle of the blue pixels, as a part of the width."""
    pixels = np.asarray(Image.open(file).convert("RGB")).astype(int)
    return float(np.nonzero(pixels[..., 2] - pixels[..., 0] > 60)[1].mean() / pixels.shape[1])


def test_each_line_said_or_spoken_has_one_still_of_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(tmp_path, monkeypatch, Steps)
    assert [file.name for file in made.files] == ["01.png", "02.png", "03.png"] and made.sheet is None
    assert sorted(made.files[0].parent.iterdir()) == list(made.files)
    for file in made.files:
        probe = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(file)]
        (stream,) = json.loads(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)["streams"]
        assert (stream["codec_name"], stream["width"], stream["height"]) == ("png", 854, 480)
    # 4 units are .281 of a frame 14.2 units wide
    places = [where_it_is_blue(file) for file in made.files]
    assert places == pytest.approx([0.5 - 0.281, 0.5, 0.5 + 0.281], abs=0.005)


def test_the_last_caption_of_each_line_is_on_its_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_captions = make(tmp_path / "a", monkeypatch, Steps)
    without = make(tmp_path / "b", monkeypatch, Steps, captions="none")
    for one, other in zip(with_captions.files, without.files, strict=True):
        pixels, plain = (np.asarray(Image.open(file)).astype(int) for file in (one, other))
        rows = np.nonzero(np.abs(pixels - plain).max(axis=(1, 2)) > 40)[0]
        assert rows.min() > 480 * 898 // 1080  # below the stage, in one row: the last caption alone
        assert rows.max() - rows.min() < 480 * 58 // 1080


def test_the_sheet_has_every_still_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(tmp_path, monkeypatch, Steps, sheet=True)
    assert made.sheet is not None
    with Image.open(made.sheet) as sheet:
        assert sheet.size == (3 * 480 + 2 * 8, 270)
        for place, file in enumerate(made.files):
            tile = np.asarray(sheet.crop((488 * place, 0, 488 * place + 480, 270))).astype(int)
            still = np.asarray(Image.open(file).resize((480, 270), Image.Resampling.BOX)).astype(int)
            assert np.abs(tile - still).mean() < 1


def test_what_an_earlier_run_left_is_gone_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(tmp_path, monkeypatch, Steps, sheet=True)
    notes = before.files[0].with_name("notes.txt")
    notes.write_text("mine")
    monkeypatch.setattr(Fewer, "address", Steps.address)
    after = make(tmp_path, monkeypatch, Fewer)
    assert sorted(notes.parent.iterdir()) == [*after.files, notes] and len(after.files) == 1


def test_a_clip_without_lines_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="has no line of narration"):
        make(tmp_path, monkeypatch, Silent)
    assert not (tmp_path / "out").exists()


def test_single_lines_are_found_whether_said_or_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The still of one line, painted by itself, is that among those of all lines."""
    from studio.formats.make import composition_of
    from studio.formats.options import FileOptions
    from studio.formats.still import make_stills
    from studio.rendering.film import job_of

    all_lines = make(tmp_path, monkeypatch, Steps, captions="none")
    request, wanted = Request(quality="draft"), FileOptions("png", last=2)
    job = job_of(Steps, Setting(str(write_trace(tmp_path))), request)
    make_stills([job], composition_of(request, wanted), 2, [tmp_path / "two.png"])
    one, two = (np.asarray(Image.open(file)) for file in (tmp_path / "two.png", all_lines.files[1]))
    assert np.array_equal(one, two)
