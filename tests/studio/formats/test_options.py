"""What is asked of a clip's file: wrong options in one clear line, and which frames and captions belong to lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenes.kit.narration import Cue
from studio.formats.make import make_files
from studio.formats.options import FileOptions, parse_size
from studio.formats.stretches import cut_stretch
from studio.rendering.clip import ClipFacts
from studio.request.options import Request
from studio.system import paths
from studio.system.errors import UsageError
from tests.tiny.formats import make_tiny

CUES = (Cue(0.0, 2.0, "a"), Cue(2.0, 3.0, "b"), Cue(4.0, 6.0, "c"), Cue(7.0, 9.0, "d"))
FACTS = ClipFacts("tiny/said", "Said", "Three lines.", 30, 300, (0.0, 4.0, 7.0), CUES)


@pytest.mark.parametrize(
    ("first", "last", "frames", "cues"),
    [
        (None, None, (0, 300), CUES),
        (2, None, (120, 300), (Cue(0.0, 2.0, "c"), Cue(3.0, 5.0, "d"))),
        (None, 1, (0, 120), CUES[:2]),
        (2, 2, (120, 210), (Cue(0.0, 2.0, "c"),)),
        (3, 3, (210, 300), (Cue(0.0, 2.0, "d"),)),
    ],
)
def test_lines_begin_at_their_first_frame_and_bring_their_captions(
    first: int | None, last: int | None, frames: tuple[int, int], cues: tuple[Cue, ...]
) -> None:
    stretch = cut_stretch(Path("a"), FACTS, (first, last))
    assert (stretch.start, stretch.stop) == frames and stretch.facts.cues == cues
    assert stretch.facts.frames == frames[1] - frames[0] and stretch.facts.lines[0] == 0.0


def test_a_line_that_is_not_there_is_told_with_where_to_look() -> None:
    with pytest.raises(UsageError, match=r"3 lines of narration, no line 4; .*inspect tiny/said --timeline"):
        cut_stretch(Path("a"), FACTS, (4, None))


@pytest.mark.parametrize(
    ("wanted", "how", "told"),
    [
        (FileOptions("mp4", transparent=True), {}, "mp4 has no smooth transparency; these have: webm, mov, png"),
        (FileOptions("gif", transparent=True), {}, "gif has no smooth transparency; these have: webm, mov, png"),
        (FileOptions("webm", transparent=True), {"painter": "manim"}, "--painter fast"),
        (FileOptions("gif"), {"captions": "soft"}, "--captions burned or --captions none"),
        (FileOptions("png", loop=True), {}, "a still cannot loop"),
        (FileOptions("png", first=2), {}, "--line"),
        (FileOptions("avi"), {}, "mp4, webm, gif, mov, png"),
        (FileOptions(first=0), {}, "counted from 1"),
        (FileOptions(first=3, last=2), {}, "--from 3 comes after --to 2"),
        (FileOptions("webm"), {"cluster": "tcp://127.0.0.1:1"}, "leave --cluster out"),
    ],
)
def test_wrong_options_are_told_before_anything_is_done(
    wanted: FileOptions, how: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as raised:
        make_files("self_attention/softmax", Request(**how), wanted, tmp_path / "out")
    assert told in str(raised.value) and "\n" not in str(raised.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wanted", [FileOptions(first=1), FileOptions("webm", loop=True)])
def test_lines_and_loops_are_for_one_clip(wanted: FileOptions, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="for one clip; self_attention has"):
        make_files("self_attention", Request(), wanted, tmp_path / "out")


@pytest.mark.parametrize(("text", "told"), [("wide", "1280x720"), ("1281x720", "1282x720"), ("64x36", "320x180")])
def test_a_wrong_size_is_told_with_a_right_one(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_size(text)
    assert parse_size(told)


@pytest.mark.parametrize("file_format", ["png", "webm"])
def test_a_missing_line_leaves_nothing_behind(
    file_format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    with pytest.raises(UsageError, match="has 1 line of narration, no line 2"):
        make_tiny(monkeypatch, tmp_path, FileOptions(file_format, first=2, last=2))
    assert not list(tmp_path.glob("*.png")) and not list(tmp_path.glob(".*")) and not list(tmp_path.glob("*.webm"))
    assert not list((tmp_path / "cache").glob("recordings/*"))


def test_the_still_of_a_line_is_the_picture_with_which_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny clip's one line is followed by nothing that moves: its still is the last one."""
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    line = make_tiny(monkeypatch, tmp_path, FileOptions("png", first=1, last=1))
    whole = make_tiny(monkeypatch, tmp_path, FileOptions("png"))
    assert (line.video.name, whole.video.name) == ("tiny-bars-draft-line-1.png", "tiny-bars-draft.png")
    assert np.array_equal(np.asarray(Image.open(line.video)), np.asarray(Image.open(whole.video)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (FileOptions("png"), ""),
        (FileOptions("png", size=(1024, 768)), "-1024x768"),
        (FileOptions("webm", transparent=True), "-transparent"),
        (FileOptions("webm", first=2, last=4), "-lines-2-4"),
        (FileOptions("gif", loop=True), "-loop"),
    ],
)
def test_each_option_of_a_file_adds_its_word_to_its_name(options: FileOptions, words: str) -> None:
    assert options.suffix == words
