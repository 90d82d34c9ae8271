"""What rests is written without asking x264: frames, times and size are as if it had been shown each frame."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from av.video.frame import PictureType

from studio.encoding import h264
from studio.encoding.colour import Converter, declare
from studio.encoding.h264 import PIXELS, ClipEncoder, skip_slice
from studio.encoding.skip_slices import learn_skip_slice, renumber
from studio.frames.box import NOTHING, Box
from studio.frames.frame import QUALITIES, Frame, Quality, whole_frame

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DRAFT = QUALITIES["draft"]
CUTS = (17, 61, 62)
HELD = (1, 40, 1, 1, 2, 3, 17, 75, 1, 33, 1, 1, 90)
"""How often each picture of a film is shown: across cuts, and across groups of pictures."""


def pictures(quality: Quality) -> Iterator[Frame]:
    """A film of pictures with soft and sharp edges, of which a part changes each time, and once nothing."""
    made = np.full((quality.height, quality.width, 4), 255, np.uint8)
    made[..., :3] = (np.indices(made.shape[:2]).sum(0) % 251)[..., None]
    yield whole_frame(made, HELD[0])
    for number, times in enumerate(HELD[1:], start=1):
        box = NOTHING if number == 5 else Box(16 * number, 8 * number, 16 * number + 90, 8 * number + 60)
        if box:
            made[box.slices][..., : number % 3 + 1] = 20 * number % 256
        yield Frame(made, box, times)


def make_film(path: Path, quality: Quality, *, asks: bool = False) -> ClipEncoder:
    """The film; one that ``asks`` shows x264 every frame."""
    with ClipEncoder(path, quality, CUTS) as encoder:
        if asks:
            encoder._skip = None
        for frame in pictures(quality):
            encoder.write(frame)
    return encoder


def make_plainly(path: Path, quality: Quality) -> None:
    """The film by x264 alone, that begins its groups of pictures itself."""
    settings = {**h264.ENCODING, "x264-params": h264.ENCODING["x264-params"].replace(":keyint=infinite", "")}
    with av.open(str(path), "w", format="mp4", options=h264.MP4) as container:
        stream = container.add_stream("libx264", rate=quality.fps, options=settings)
        declare(stream, quality, PIXELS)
        shown = 0
        for frame in pictures(quality):
            picture = Converter(PIXELS).convert(frame.pixels)
            for _ in range(frame.repeats):
                picture.pts, picture.time_base = shown, stream.codec_context.time_base
                picture.pict_type = PictureType.I if shown in CUTS else PictureType.NONE
                container.mux(stream.encode(picture))
                shown += 1
        container.mux(stream.encode(None))


def decoded(path: Path) -> str:
    """The checksum of each frame as FFmpeg decodes it, with its time and duration."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "framemd5", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("quality", [DRAFT, QUALITIES["preview"]], ids=lambda quality: quality.name)
def test_frames_times_and_size_are_those_of_an_encoder_that_is_shown_each_frame(
    tmp_path: Path, quality: Quality
) -> None:
    quick, asking, plain = (tmp_path / f"{name}.mp4" for name in ("quick", "asking", "plain"))
    make_film(quick, quality)
    make_film(asking, quality, asks=True)
    make_plainly(plain, quality)
    assert decoded(quick) == decoded(asking) == decoded(plain)
    assert len(decoded(quick).splitlines()) > sum(HELD)
    assert quick.stat().st_size == asking.stat().st_size == pytest.approx(plain.stat().st_size, abs=20)  # its own name


def test_the_encoder_is_not_shown_what_rests(tmp_path: Path) -> None:
    encoder = make_film(tmp_path / "quick.mp4", DRAFT)
    assert encoder.frames == sum(HELD)
    assert encoder._x264._seen < sum(HELD) / 4


def test_frames_are_numbered_as_the_standard_asks_for(tmp_path: Path) -> None:
    """By FFmpeg's reader of heads: from zero at each key frame, one more each time, of four bits."""
    make_film(tmp_path / "quick.mp4", DRAFT)
    command = ["ffmpeg", "-i", tmp_path / "quick.mp4", "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"]
    read = subprocess.run(list(map(str, command)), capture_output=True, text=True).stderr
    numbers = [int(bits, 2) for bits in re.findall(r"frame_num +([01]{4}) =", read)]
    assert len(numbers) == sum(HELD) and max(numbers) == 15
    assert all(after in (0, (before + 1) % 16) for before, after in pairwise(numbers))
    keys = [number for number, found in enumerate(numbers) if found == 0]
    assert {0, *CUTS} <= set(keys)


def test_an_encoder_that_has_no_one_way_to_say_so_is_always_asked() -> None:
    key, *others = (renumber(skip_slice(DRAFT) or b"", number) for number in range(4))
    assert learn_skip_slice(serving([key, *others])) == others[0]
    assert learn_skip_slice(serving([key, *others[:2], others[2] + b"\x80"])) is None
    assert learn_skip_slice(serving([key, *others[1:], others[0]])) is None
    assert learn_skip_slice(serving([b"a", b"b", b"c", b"d"])) is None


@pytest.mark.parametrize("size", [(854, 480), (1920, 1080), (1024, 768), (640, 360)])
def test_every_size_has_one(size: tuple[int, int]) -> None:
    assert skip_slice(Quality("some", *size, 30)) is not None


def serving(packets: Sequence[bytes]):
    left = iter(packets)
    return lambda: next(left)


def test_a_browser_plays_and_seeks_to_what_rests(browser: Browser, tmp_path: Path) -> None:
    make_film(tmp_path / "quick.mp4", DRAFT)
    make_film(tmp_path / "asking.mp4", DRAFT, asks=True)
    page = browser.new_page()
    looks = []
    for name in ("quick", "asking"):
        (tmp_path / f"{name}.html").write_text(f"<video src={name}.mp4 muted></video>", encoding="utf-8")
        page.goto((tmp_path / f"{name}.html").as_uri())
        video = page.locator("video")
        assert video.evaluate(PLAY) == pytest.approx(sum(HELD) / DRAFT.fps, abs=0.05)
        for number in (200, 30, 61, 119):
            video.evaluate(SEEK, (number + 0.5) / DRAFT.fps)
            looks.append(video.screenshot())
    page.close()
    assert looks[:4] == looks[4:] and len(set(looks)) == 4


PLAY = """video => {
  video.playbackRate = 8;
  return video.play().then(() => new Promise(done => { video.onended = () => done(video.currentTime); }));
}"""
SEEK = """(video, time) => new Promise(done => {
  video.requestVideoFrameCallback(done);
  video.currentTime = time;
})"""
