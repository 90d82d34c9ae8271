"""Clips as files of every kind, looked at by ffmpeg's own programs: codecs, times, alpha, loops, lines, captions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, ImageColor

from scenes.kit.theme import DARK
from studio.formats import stretches
from studio.formats.options import ClipFile, FileOptions
from studio.frames.surround import FADE
from studio.rendering import pool
from studio.system import paths
from tests.studio.rendering.test_sound import loudness_of
from tests.tiny.formats import make_tiny

GROUND = np.array(ImageColor.getrgb(DARK.ground))
BAND = slice(480 * 911 // 1080, 480)
Make = Callable[..., ClipFile]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Makes a file of the tiny clip; each kind once, all from one cache."""
    folder, known = tmp_path_factory.mktemp("formats"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.CACHE_VARIABLE, str(folder / "cache"))

        def make(**options) -> ClipFile:
            key = repr(sorted(options.items()))
            if key not in known:
                how = {name: options.pop(name) for name in ("captions", "theme", "voice") if name in options}
                known[key] = make_tiny(patch, folder / str(len(known)), FileOptions(**options), **how)
            return known[key]

        yield make


def stream_of(file: ClipFile) -> dict:
    command = ["ffprobe", "-v", "error", "-of", "json", "-count_frames", "-show_streams", "-show_format"]
    found = json.loads(subprocess.run([*command, str(file.video)], capture_output=True, text=True, check=True).stdout)
    return {**found["streams"][0], **found["format"]}


def decoded(file: ClipFile) -> np.ndarray:
    """Every frame as ffmpeg sees it, (frames, height, width, 4), straight."""
    decoder = ["-c:v", "libvpx-vp9"] if file.format == "webm" else []  # the usual decoder leaves alpha out
    command = ["ffmpeg", "-v", "error", *decoder, "-i", str(file.video), "-fps_mode", "passthrough",
               "-f", "rawvideo", "-pix_fmt", "rgba", "-sws_flags", "accurate_rnd", "-"]  # fmt: skip
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(-1, file.height, file.width, 4)


def over_ground(pixels: np.ndarray) -> np.ndarray:
    """Straight RGBA over the theme's ground, (..., 3)."""
    alpha = pixels[..., 3:] / 255
    return pixels[..., :3] * alpha + GROUND * (1 - alpha)


@pytest.mark.parametrize(
    ("options", "codec", "pixels"),
    [
        ({"format": "mp4"}, "h264", {"yuv420p"}),
        ({"format": "webm"}, "vp9", {"yuv420p"}),
        ({"format": "mov"}, "prores", {"yuv444p10le", "yuv444p12le"}),
        ({"format": "mov", "transparent": True}, "prores", {"yuva444p10le", "yuva444p12le"}),
        ({"format": "gif"}, "gif", {"bgra"}),
    ],
)
def test_codec_size_rate_and_length(made: Make, options: dict, codec: str, pixels: set[str]) -> None:
    file = made(**options)
    stream = stream_of(file)
    assert stream["codec_name"] == codec and stream["pix_fmt"] in pixels
    assert (stream["width"], stream["height"]) == (file.width, file.height) == (854, 480)
    assert float(stream["duration"]) == pytest.approx(file.duration, abs=0.011)
    if codec != "gif":
        assert stream["r_frame_rate"] == "15/1"
        assert int(stream["nb_read_frames"]) == round(file.duration * 15)
        assert stream["color_space"] == "bt709" and stream["tags"]["title"] == "Tiny: Bars"


@pytest.mark.parametrize("file_format", ["webm", "mov"])
def test_alpha_is_that_of_what_is_drawn(made: Make, file_format: str) -> None:
    """Laid over the ground, each frame is the one that was painted on the ground; and where nothing is, nothing is."""
    clear = decoded(made(format=file_format, transparent=True, captions="none"))
    solid = decoded(made(format="mov", captions="none"))
    assert len(clear) == len(solid) and (solid[..., 3] == 255).all()
    tolerance = {"webm": 4.0, "mov": 1.0}[file_format]
    for one, other in zip(clear[::7], solid[::7], strict=True):
        assert np.abs(over_ground(one) - other[..., :3]).mean() < tolerance
    last = clear[-1]
    assert (last[300:320, 5:25, 3] <= 1).all()
    assert last[..., 3].max() >= 254
    plate = last[..., 3][(last[..., 3] > 40) & (last[..., 3] < 120)]
    assert abs(float(np.median(plate)) - 0.3 * 255) < 3  # the plate is drawn at 30%
    assert plate.size > 3000


def test_a_transparent_still_over_the_ground_is_the_still(made: Make) -> None:
    clear, solid = (Image.open(made(format="png", transparent=how).video) for how in (True, False))
    assert (clear.mode, solid.mode) == ("RGBA", "RGB")
    found = over_ground(np.asarray(clear))
    assert np.abs(found - np.asarray(solid)).max() <= 2
    assert np.asarray(clear)[..., 3].min() == 0


def test_the_poster_beside_a_transparent_video_is_transparent(made: Make) -> None:
    file = made(format="mov", transparent=True)
    still = Image.open(made(format="png", transparent=True).video)
    assert np.array_equal(np.asarray(Image.open(file.poster)), np.asarray(still))


def test_captions_can_be_drawn_on_nothing(made: Make) -> None:
    drawn, none = (decoded(made(format="mov", transparent=True, captions=how))[10] for how in ("burned", "none"))
    assert drawn[BAND, :, 3].max() > 250 and none[BAND, :, 3].max() <= 1
    assert np.array_equal(drawn[: BAND.start - 16], none[: BAND.start - 16])


def test_a_clip_is_painted_once_for_all_its_formats(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mp4 comes first, as it is rendered for the film; what was painted for it serves every other file."""
    folder = tmp_path_factory.mktemp("once")
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(folder / "cache"))
    first = make_tiny(monkeypatch, folder / "first", FileOptions())

    def paints(*_: object, **__: object) -> None:
        raise AssertionError("painted again")

    monkeypatch.setattr(stretches, "paint", paints)
    monkeypatch.setattr(pool, "_Processes", paints)
    for wanted in (FileOptions("gif"), FileOptions("webm"), FileOptions(first=1, last=1), FileOptions(loop=True)):
        make_tiny(monkeypatch, folder / "others", wanted)
    for captions in ("soft", "none", "burned"):
        again = make_tiny(monkeypatch, folder / captions, FileOptions(), captions=captions)
        assert len(decoded(again)) == len(decoded(first))
        assert again.poster.read_bytes() == first.poster.read_bytes()
    assert again.video.read_bytes() == first.video.read_bytes()


def test_a_gif_shows_the_painted_colours_for_as_long(made: Make) -> None:
    file = made(format="gif", captions="none")
    with Image.open(file.video) as gif:
        times, stills = [], []
        for number in range(gif.n_frames):
            gif.seek(number)
            times.append(gif.info["duration"])
            stills.append(np.asarray(gif.convert("RGB"), dtype=float))
        assert "loop" not in gif.info
    assert sum(times) == pytest.approx(1000 * file.duration, abs=10)
    solid = decoded(made(format="mov", captions="none"))
    for still, time in zip(stills, np.cumsum([0, *times[:-1]]), strict=True):
        shown = solid[round(time * 15 / 1000)][..., :3]
        assert np.abs(still - shown).mean() < 2
    assert file.video.stat().st_size < 200_000


@pytest.mark.parametrize("file_format", ["gif", "mp4", "webm", "mov"])
def test_a_loop_ends_where_it_begins(made: Make, file_format: str) -> None:
    file, plain = made(format=file_format, loop=True), made(format=file_format)
    assert file.duration == pytest.approx(plain.duration + FADE)
    assert float(stream_of(file)["duration"]) == pytest.approx(file.duration, abs=0.011)
    frames = decoded(file)[[0, -1], ..., :3].astype(int)
    last_step = np.abs(frames[1] - frames[0]).mean()
    whole_way = np.abs(decoded(plain)[-1, ..., :3] - frames[0]).mean()
    assert last_step < whole_way / 4
    if file_format == "gif":
        with Image.open(file.video) as gif:
            assert gif.info["loop"] == 0


def test_lines_are_cut_at_their_first_frames(made: Make) -> None:
    whole, one = (decoded(made(format="mov", **lines)) for lines in ({}, {"first": 1, "last": 1}))
    assert np.array_equal(one, whole[: len(one)])
    cut = made(format="mov", first=1, last=1)
    assert cut.video.name == "tiny-bars-draft-silent-line-1.mov" and cut.video.with_suffix(".srt").is_file()


@pytest.mark.parametrize(("size", "picture"), [((640, 360), (640, 360)), ((640, 480), (640, 360))])
@pytest.mark.parametrize("file_format", ["mp4", "webm", "png"])
def test_any_size_and_more_ground_beyond_the_films_shape(
    made: Make, file_format: str, size: tuple[int, int], picture: tuple[int, int]
) -> None:
    file = made(format=file_format, size=size, captions="none")
    last = np.asarray(Image.open(file.video).convert("RGB")) if file_format == "png" else decoded(file)[-1, ..., :3]
    assert last.shape[1::-1] == size == (file.width, file.height)
    edge = (size[1] - picture[1]) // 2
    assert edge == 0 or np.abs(last[: edge - 4].astype(int) - GROUND).max() <= 4
    assert np.abs(last[edge : edge + picture[1]].astype(int) - GROUND).max() > 100


def test_captions_beside_are_read_by_another_program(made: Make) -> None:
    file = made(format="webm", captions="none")
    assert file.vtt and file.srt
    command = ["ffmpeg", "-v", "error", "-f", "webvtt", "-i", str(file.vtt), "-f", "srt", "-"]
    track = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    times = [line for line in track.splitlines() if "-->" in line]
    assert times and times == [line for line in file.srt.read_text().splitlines() if "-->" in line]


def test_the_poster_is_the_last_still_before_the_way_back(made: Make) -> None:
    looped, plain = made(format="webm", loop=True), made(format="webm")
    assert looped.poster.read_bytes() == plain.poster.read_bytes()


@pytest.mark.parametrize(("kind", "codec"), [("mp4", "aac"), ("webm", "opus"), ("mov", "aac"), ("gif", None)])
def test_every_kind_that_can_speak_does(made: Make, kind: str, codec: str | None) -> None:
    file = made(format=kind, voice="heart")
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", str(file.video)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    sounds = [stream for stream in found["streams"] if stream["codec_type"] == "audio"]
    assert [sound["codec_name"] for sound in sounds] == ([] if codec is None else [codec])
    if sounds:
        assert (sounds[0]["sample_rate"], sounds[0]["channels"]) == ("48000", 1)
        assert float(found["format"]["duration"]) == pytest.approx(file.duration, abs=0.05)
        integrated, peak = loudness_of(file.video)
        assert integrated == pytest.approx(-16, abs=2) and peak < -1
