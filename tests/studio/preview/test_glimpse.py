"""A glimpse of what was edited: found where it is played, painted as in the whole clip, streamed while it grows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import av
import numpy as np
import pytest
from manim import Dot, FadeIn, Square, VGroup

from scenes.kit.mobjects.words import Words
from scenes.kit.narration import Timeline
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.encoding.h264 import STREAM, ClipEncoder
from studio.frames.captions import CaptionedSink
from studio.frames.frame import QUALITIES, whole_frame
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.session import manim_session, perform
from studio.preview import glimpse
from studio.preview.edits import Edit, Sources
from studio.preview.glimpse import show_glimpse
from studio.preview.player import Player
from studio.rendering.clip import ClipJob
from studio.system import paths
from tests.sketch import SKETCH
from tests.tiny.render import write_trace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DRAFT = QUALITIES["draft"]


def helper() -> VGroup:
    made = Square()
    return VGroup(made)


class Beats(ExplainerScene):
    title = "Beats"
    idea = "Three lines, each with its beat."
    place = None
    allowed: ClassVar = SKETCH

    def construct(self) -> None:
        self.one()
        self.two()
        self.three()

    def one(self) -> None:
        with self.say("This is the first line."):
            self.play(FadeIn(Dot()), run_time=0.4)

    def two(self) -> None:
        with self.say("This is the second line."):
            self.play(FadeIn(Words("early", self.theme)), run_time=0.4)
            self.play(
                FadeIn(Words("late", self.theme).shift([0, 1, 0])),
                run_time=0.4,
            )

    def three(self) -> None:
        with self.say("This is the third line."):
            self.play(FadeIn(helper()), run_time=0.4)


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClipJob:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    setting = Setting(str(write_trace(tmp_path)))
    return ClipJob("tiny/beats", __name__, "Beats", setting, DRAFT, True, tmp_path / "formulas")


def line_of(text: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    (found,) = [number for number, line in enumerate(lines, start=1) if line.strip() == text]
    return found


def edit_of(text: str) -> Edit:
    return Edit(__file__, line_of(text), line_of(text))


def shown_from(job: ClipJob, folder: Path, edits: list[Edit], said: tuple[str, ...] = ()) -> float | None:
    times: list[float] = []
    show_glimpse(job, edits, said, folder / "glimpse.mp4", times.append)
    return times[0] if times else None


@pytest.fixture
def starts(job: ClipJob, tmp_path: Path) -> tuple[float, ...]:
    """When the lines of the whole clip begin, which is painted as a worker does, in this process."""
    timeline = Timeline()
    with (
        ClipEncoder(tmp_path / "whole.mp4", job.quality) as encoder,
        fast_mobjects(),
        manim_session(job.quality, job.formulas, tmp_path),
    ):
        captioned = CaptionedSink(encoder, timeline.cues, job.quality, job.setting.theme.ink)
        perform(Beats, job.setting, captioned, timeline=timeline)
    return tuple(spoken.start for spoken in timeline.lines)


def test_what_is_shown_are_the_frames_of_the_whole_clip(
    job: ClipJob, starts: tuple[float, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With their captions; and no more than is asked for."""
    monkeypatch.setattr(glimpse, "LENGTH", 2.0)
    time = shown_from(job, tmp_path, [edit_of('self.play(FadeIn(Words("early", self.theme)), run_time=0.4)')])
    assert time == pytest.approx(starts[1])
    whole, part = decoded(tmp_path / "whole.mp4"), decoded(tmp_path / "glimpse.mp4")
    assert len(part) == 2 * DRAFT.fps
    first = round(starts[1] * DRAFT.fps)
    for one, two in zip(part, whole[first:], strict=False):
        assert np.abs(one.astype(int) - two).mean() < 0.3  # encoded from another key frame on


def decoded(file: Path) -> list[np.ndarray]:
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_an_edit_is_found_where_it_is_played(job: ClipJob, starts: tuple[float, ...], tmp_path: Path) -> None:
    assert shown_from(job, tmp_path, []) == 0.0
    assert shown_from(job, tmp_path, [edit_of("self.play(FadeIn(Dot()), run_time=0.4)")]) == 0.0
    late = shown_from(job, tmp_path, [edit_of('FadeIn(Words("late", self.theme).shift([0, 1, 0])),')])
    assert late == pytest.approx(starts[1] + 0.4)
    assert shown_from(job, tmp_path, [edit_of("class Beats(ExplainerScene):")]) is None


def test_an_edit_of_what_a_beat_calls_is_found(job: ClipJob, starts: tuple[float, ...], tmp_path: Path) -> None:
    (tmp_path / "apart.py").write_text("from manim import Dot\n\n\ndef made():\n    return Dot()\n")
    namespace: dict = {}
    exec(compile((tmp_path / "apart.py").read_text(), str(tmp_path / "apart.py"), "exec"), namespace)
    plain = globals()["helper"]
    globals()["helper"] = lambda: VGroup(namespace["made"]())
    try:
        found = shown_from(job, tmp_path, [Edit(str(tmp_path / "apart.py"), 5, 5)])
        assert found == pytest.approx(starts[2])
    finally:
        globals()["helper"] = plain


def test_a_line_that_is_said_otherwise_is_found(job: ClipJob, starts: tuple[float, ...], tmp_path: Path) -> None:
    said = ("This is the first line.", "This is the second line.", "This was the third line.")
    elsewhere = [Edit(str(tmp_path / "lines.py"), 1, 1)]
    assert shown_from(job, tmp_path, elsewhere, said) == pytest.approx(starts[2])
    assert shown_from(job, tmp_path, elsewhere, said[:2]) is None


def test_lines_that_differ_are_told_as_they_are_now(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("one\ntwo\nthree\nfour\n")
    sources = Sources([file])
    assert sources.edits({file, tmp_path / "b.py"}) == ()
    for text, span in (
        ("one\nTWO\nthree\nfour\n", (2, 2)),
        ("one\nTWO\nnew\nnewer\nthree\nfour\n", (3, 4)),
        ("one\nfour\n", (2, 2)),
        ("one\nfour\nfive\n", (3, 3)),
        ("", (1, 1)),
    ):
        file.write_text(text)
        assert sources.edits({file}) == (Edit(str(file), *span),), text
    file.unlink()
    assert sources.edits({file}) == ()


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Path, threading.Event]]:
    """A file of 4 seconds, of which the second half is written once the event is set."""
    go, rng = threading.Event(), np.random.default_rng(0)

    def write() -> None:
        with ClipEncoder(tmp_path / "growing.mp4", DRAFT, options=STREAM) as encoder:
            for number in range(4 * DRAFT.fps):
                if number == 2 * DRAFT.fps:
                    go.wait(60)
                picture = rng.integers(0, 99, (DRAFT.height, DRAFT.width, 4), dtype=np.uint8)
                encoder.write(whole_frame(picture))

    writer = threading.Thread(target=write)
    writer.start()
    while not (tmp_path / "growing.mp4").exists():
        pass
    yield tmp_path / "growing.mp4", go
    go.set()
    writer.join()


def test_a_browser_plays_it_while_it_grows_and_goes_on_in_the_whole(
    browser: Browser, growing: tuple[Path, threading.Event], tmp_path: Path
) -> None:
    file, go = growing
    with ClipEncoder(tmp_path / "whole.mp4", DRAFT) as encoder:
        encoder.write(whole_frame(np.full((DRAFT.height, DRAFT.width, 4), 40, np.uint8), 60 * DRAFT.fps))
    page = browser.new_page()
    with Player("self_attention/softmax") as player:
        page.goto(player.address)
        player.stream(file, 30.0)
        page.evaluate("v = document.querySelector('video')")
        page.wait_for_function("v.currentTime > 0.5")  # though its second half is not there
        assert page.evaluate("[start, isPart, v.paused]") == [30, True, False]
        go.set()
        page.wait_for_function("v.currentTime > 2.5")
        player.show(tmp_path / "whole.mp4")
        page.wait_for_function("v.duration == 60 && v.currentTime > 32.5 && !v.paused")
        assert page.evaluate("[start, isPart]") == [0, False]
        page.evaluate("v.pause(), v.currentTime = 10")
        player.stream(file, 20.0)
        page.wait_for_function("isPart && start == 20 && v.paused")
        player.say("error: it cannot be rendered")
        page.wait_for_function("!isPart && v.duration == 60 && v.currentTime >= 20 && v.paused")
    page.close()


def test_a_file_that_has_gone_before_it_is_played_is_no_matter(tmp_path: Path) -> None:
    player = Player("a clip")
    with player:
        player.stream(tmp_path / "gone.mp4", 3.0)
        assert player.glimpse is None


def test_a_clip_that_fails_before_anything_is_shown_leaves_that_to_its_render(job: ClipJob, tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        show_glimpse(replace(job, name="Nothing"), [], (), tmp_path / "glimpse.mp4", print)
