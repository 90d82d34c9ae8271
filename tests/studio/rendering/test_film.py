"""Real files, looked at by outside programs: streams, colours, chapters, captions, durations, repeatability."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenes.kit.theme import DARK
from studio.rendering.fingerprint import ingredients, look_again
from studio.rendering.join import Video
from studio.rendering.pool import render_clips
from studio.rendering.store import find_clip
from studio.system import paths
from tests.tiny.film import TinyFilm
from tests.tiny.render import Log, jobs, render, write_trace

FRAME = 1 / 15


def probe(path: Path, *show: str) -> dict:
    arguments = ["ffprobe", "-v", "error", "-of", "json", *(f"-show_{what}" for what in show), str(path)]
    return json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


def decode(path: Path, seconds: float) -> np.ndarray:
    """The frame shown at a time as ffmpeg sees it: (height, width, 3)."""
    command = ["ffmpeg", "-v", "error", "-ss", f"{seconds:.4f}", "-i", str(path), "-frames:v", "1",
               "-f", "rawvideo", "-pix_fmt", "rgb24", "-sws_flags", "accurate_rnd", "-"]  # fmt: skip
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(480, 854, 3)


def frame_sums(path: Path) -> str:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def film(tiny_film: TinyFilm) -> Video:
    return tiny_film.video


@pytest.fixture(scope="module")
def soft_film(plain_film: TinyFilm, tmp_path_factory: pytest.TempPathFactory) -> Video:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.CACHE_VARIABLE, str(plain_film.folder / "cache"))
        return render(tmp_path_factory.mktemp("soft"), burned=False, soft=True)


def test_streams_and_colour_tags(film: Video) -> None:
    video, *others = probe(film.video, "streams")["streams"]
    assert (video["codec_name"], video["pix_fmt"], video["width"], video["height"]) == ("h264", "yuv420p", 854, 480)
    assert {video[tag] for tag in ("color_space", "color_transfer", "color_primaries")} == {"bt709"}
    assert video["color_range"] == "tv"
    assert video["r_frame_rate"] == video["avg_frame_rate"] == "15/1"
    assert not [stream for stream in others if stream["codec_type"] == "subtitle"]


def test_the_index_comes_first(film: Video) -> None:
    data = film.video.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_length_is_that_of_the_timeline_and_frames_are_evenly_spaced(film: Video) -> None:
    times = [float(p["pts_time"]) for p in probe(film.video, "packets")["packets"] if p["codec_type"] == "video"]
    assert len(times) == round(film.duration / FRAME)
    assert np.allclose(np.diff(times), FRAME, atol=1e-4)
    assert times[0] == 0.0


def test_every_clip_begins_with_a_key_frame_at_its_chapter(film: Video) -> None:
    packets = [p for p in probe(film.video, "packets")["packets"] if p["codec_type"] == "video"]
    keys = [float(p["pts_time"]) for p in packets if "K" in p["flags"]]
    chapters = probe(film.video, "chapters")["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == ["Tiny: Bars", "Tiny: Waits"]
    for chapter, expected in zip(chapters, film.chapters, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(expected.start, abs=1e-3)
        assert min(abs(float(chapter["start_time"]) - key) for key in keys) < 1e-3
    assert float(chapters[-1]["end_time"]) == pytest.approx(film.duration, abs=1e-3)


def test_chapters_are_text_for_the_description_of_a_video_site(film: Video) -> None:
    assert film.description is not None
    rows = [row.split(" ", 1) for row in film.description.read_text(encoding="utf-8").splitlines()]
    assert [title for _, title in rows] == [chapter.title for chapter in film.chapters] and rows[0][0] == "0:00"
    for (clock, _), chapter in zip(rows, film.chapters, strict=True):
        minutes, seconds = map(int, clock.split(":"))
        assert 0 <= 60 * minutes + seconds - chapter.start < 1


def test_the_ground_has_the_colour_of_the_theme(film: Video) -> None:
    ground = [int(DARK.ground[i : i + 2], 16) for i in (1, 3, 5)]
    assert np.abs(decode(film.video, 1.0)[300:320, 5:25].astype(int) - ground).max() <= 3


def test_captions_are_on_the_picture_while_their_cue_lasts(film: Video, soft_film: Video) -> None:
    cue_end = 2.0
    text = film.srt.read_text().split("\n\n")[0].splitlines()
    assert text[0] == "1" and text[1].startswith("00:00:00,000 --> ")
    assert text[2] == "There are 12 things & <one> {set}."
    with_text, without = decode(film.video, cue_end / 2), decode(soft_film.video, cue_end / 2)
    band = slice(480 * 911 // 1080, 480)
    assert with_text[band].max() > 200 > 60 > without[band].max()
    above = slice(0, 480 * 900 // 1080)
    assert np.abs(with_text[above].astype(int) - without[above]).mean() < 0.5
    assert decode(film.video, film.duration - 0.1)[band].max() < 60  # the last still stands after its caption


def test_soft_captions_are_the_text_track(soft_film: Video) -> None:
    kinds = [stream["codec_name"] for stream in probe(soft_film.video, "streams")["streams"]]
    assert kinds[:2] == ["h264", "mov_text"]
    command = ["ffmpeg", "-v", "error", "-i", str(soft_film.video), "-map", "0:s:0", "-f", "srt", "-"]
    track = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert track.split() == soft_film.srt.read_text().split()


def test_webvtt_is_read_by_another_program(film: Video) -> None:
    assert "things &amp; &lt;one&gt; {set}" in film.vtt.read_text()
    command = ["ffmpeg", "-v", "error", "-f", "webvtt", "-i", str(film.vtt), "-f", "srt", "-"]
    track = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [line for line in track.splitlines() if "-->" in line] == [
        line for line in film.srt.read_text().splitlines() if "-->" in line
    ]


def test_the_poster_is_the_last_still_without_its_caption(film: Video) -> None:
    poster = np.asarray(Image.open(film.poster))
    assert poster.shape == (480, 854, 3)
    assert np.abs(poster.astype(int) - decode(film.video, film.duration - FRAME)).mean() < 3


def test_a_finished_clip_may_be_read_by_all_who_may_read_the_cache(tiny_film: TinyFilm) -> None:
    clips = tiny_film.folder / "cache" / "clips"
    assert {folder.stat().st_mode for folder in clips.iterdir() if folder.is_dir()} == {clips.stat().st_mode}


def test_finished_clips_are_kept_and_damaged_ones_made_again(
    tiny_film: TinyFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(tiny_film.folder, folder)
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(folder / "cache"))
    log = Log()
    render(folder, log=log)
    assert (log.kept, len(log.missing)) == (2, 0)
    for video in (folder / "cache" / "clips").glob("*/clip.mp4"):
        video.write_bytes(video.read_bytes()[:-1])
    log = Log()
    again = render(folder, log=log)
    assert (log.kept, len(log.missing)) == (0, 2)
    assert again.video.read_bytes() == tiny_film.video.video.read_bytes()


def test_the_same_command_twice_gives_the_same_frames(
    film: Video, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "another cache"))
    again = render(tmp_path)
    assert frame_sums(again.video) == frame_sums(film.video)
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (again.video, film.video)]
    assert sums[0] == sums[1]


def test_a_clip_by_itself_is_the_one_in_the_film(
    tiny_film: TinyFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for job in jobs(write_trace(tmp_path), tmp_path / "formulas"):
        monkeypatch.setenv(paths.CACHE_VARIABLE, str(tiny_film.folder / "cache"))
        kept = find_clip(job.key)
        monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "another cache"))
        (alone,) = render_clips([job], 1, Log())
        assert kept is not None and alone.facts == kept.facts and alone.video != kept.video
        assert alone.video.read_bytes() == kept.video.read_bytes()
        assert alone.poster.read_bytes() == kept.poster.read_bytes()


def test_workers_import_no_torch() -> None:
    modules = "studio.rendering.worker, studio.rendering.film, studio.request.options, scenes.kit.scene"
    code = f"import sys, {modules}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=paths.ROOT)
    assert done.stdout.strip() == "False"


def test_the_key_follows_what_the_frames_depend_on(tmp_path: Path) -> None:
    trace = write_trace(tmp_path)
    one, two = jobs(trace, tmp_path / "formulas")
    assert one.key == jobs(trace, tmp_path / "elsewhere")[0].key
    keys = {one.key, two.key, jobs(trace, tmp_path, burned=False)[0].key}
    assert len(keys) == 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "SHIPPED_FORMULAS", tmp_path)  # other formulas
        look_again()
        keys.add(one.key)
    look_again()
    assert len(keys) == 4 and one.key in keys
    read = {path.name for path in (paths.ROOT / "assets" / "fonts").iterdir() if path.name != "OFL.txt"}
    assert "fonts.conf" in read and read <= {*ingredients("tests.tiny.bars")}
