"""Films that speak, heard by ffmpeg's own programs: streams, loudness, peaks after decoding, and the same pictures."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from scenes.kit.narration import Cue
from studio.encoding.loudness import WANTED, gain_for, levelled, measure
from studio.rendering import pool
from studio.rendering.clip import FinishedClip
from studio.rendering.film import RenderedClips, join_rendered
from studio.rendering.join import Video
from studio.rendering.pool import render_clips
from studio.rendering.sound import sound_of
from studio.request.options import Request
from studio.system import paths
from studio.voice import synthesis
from studio.voice.cast import Cast, OneVoice, cast_for
from tests.studio.rendering.test_film import frame_sums, probe
from tests.studio.voice.lines import Tones
from tests.studio.voice.lines import sound_of as heard_in
from tests.tiny.bars import Bars
from tests.tiny.film import TinyFilm
from tests.tiny.render import Log, jobs
from tests.tiny.waits import Waits

QUIET = Request(quality="draft", as_json=True)
HEART = cast_for("heart", print)


def loudness_of(file: Path) -> tuple[float, float]:
    """LUFS and true peak of a file as it is decoded, as ffmpeg says."""
    command = ["ffmpeg", "-nostats", "-i", str(file), "-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rpartition("Summary:")[2]
    integrated, peak = re.search(r"I:\s+(\S+) LUFS", said), re.search(r"Peak:\s+(\S+) dBFS", said)
    assert integrated and peak, said
    return float(integrated[1]), float(peak[1])


@pytest.fixture
def clips(tiny_film: TinyFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[FinishedClip]:
    """The clips of the tiny film, from a cache of the test's own; none is painted again."""
    shutil.copytree(tiny_film.folder / "cache", tmp_path / "cache")
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    log = Log()
    found = render_clips(jobs(tiny_film.folder / "trace.npz", tiny_film.folder / "formulas"), 1, log)
    assert log.kept == 2 and not log.missing
    return found


def film(clips: list[FinishedClip], file: Path, cast: Cast | None) -> Video:
    sound = sound_of([clip.facts for clip in clips], cast, QUIET)
    return join_rendered(RenderedClips((Bars, Waits), tuple(clips)), file, soft=False, sound=sound)


def test_a_finished_clip_holds_its_lines_in_spoken_words(clips: list[FinishedClip]) -> None:
    line = clips[0].facts.speech[0]
    assert line.number == 1 and line.texts[0].startswith("There are twelve things")
    assert [(piece.start, piece.end) for piece in line.pieces] == [(cue.start, cue.end) for cue in clips[0].facts.cues]
    assert line.caption.startswith("There are 12 things")


def test_the_film_speaks_and_its_pictures_are_those_of_the_silent_one(
    clips: list[FinishedClip], tmp_path: Path, tiny_film: TinyFilm
) -> None:
    made = film(clips, tmp_path / "film.mp4", HEART)
    video, sound, *_ = probe(made.video, "streams")["streams"]
    assert (sound["codec_name"], sound["sample_rate"], sound["channels"]) == ("aac", "48000", 1)
    assert sound["tags"]["language"] == "eng"
    assert abs(float(sound["duration"]) - float(video["duration"])) < 0.03
    assert "synthetic" in probe(made.video, "format")["format"]["tags"]["comment"]
    silent = film(clips, tmp_path / "silent.mp4", None)
    assert len(probe(silent.video, "streams")["streams"]) < len(probe(made.video, "streams")["streams"])
    assert frame_sums(made.video) == frame_sums(silent.video) == frame_sums(tiny_film.video.video)
    assert made.srt.read_text() == silent.srt.read_text()


def test_it_is_as_loud_as_is_wanted_and_no_peak_is_clipped_after_decoding(
    clips: list[FinishedClip], tmp_path: Path
) -> None:
    integrated, peak = loudness_of(film(clips, tmp_path / "film.mp4", HEART).video)
    assert integrated == pytest.approx(WANTED, abs=0.5) and peak < -1


def test_words_are_heard_when_their_captions_are_seen(clips: list[FinishedClip], tmp_path: Path) -> None:
    made = film(clips, tmp_path / "film.mp4", HEART)
    samples = heard_in(made.video)
    loud = np.sqrt((samples[: len(samples) // 480 * 480].reshape(-1, 480) ** 2).mean(axis=1))  # (hundredths,)
    starts = [line.start for line in made.lines]
    assert len(starts) == 2
    for start in starts:
        begin = round(start * 100)
        assert loud[max(begin - 20, 0) : max(begin - 5, 0)].max(initial=0.0) < 0.01
        assert loud[begin : begin + 10].max() > 0.03


def test_the_same_film_twice_is_the_same_bytes_and_is_spoken_once(
    clips: list[FinishedClip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = film(clips, tmp_path / "first.mp4", HEART).video.read_bytes()
    monkeypatch.setattr(synthesis, "_say", None)  # nobody speaks again
    assert film(clips, tmp_path / "second.mp4", HEART).video.read_bytes() == first


def test_a_second_voice_paints_nothing(
    clips: list[FinishedClip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "take_warm_process", None)
    first = film(clips, tmp_path / "heart.mp4", HEART)
    second = film(clips, tmp_path / "tones.mp4", OneVoice(Tones(), "The voice is a test's."))
    assert frame_sums(first.video) == frame_sums(second.video)
    assert first.video.read_bytes() != second.video.read_bytes()


def test_any_voice_is_brought_to_the_same_level_and_limited() -> None:
    """Soft words and, now and then, a click: the gain is large, and the limiter keeps the clicks from clipping."""
    rng = np.random.default_rng(0)
    seconds = [rng.standard_normal(48_000).astype(np.float32) * 0.01 for _ in range(20)]
    for second in seconds[::4]:
        second[1000:1003] = 0.9

    gain = gain_for(lambda: iter(seconds))
    found = measure(levelled(iter(seconds), gain))
    assert gain > 10 and found.integrated == pytest.approx(WANTED, abs=0.5) and found.true_peak < -3
    assert sum(map(len, levelled(iter(seconds), gain))) == 20 * 48_000


def test_silence_stays_silence() -> None:
    seconds = [np.zeros(48_000, np.float32)] * 3
    assert gain_for(lambda: iter(seconds)) == 0.0


def test_a_clip_in_which_nothing_is_said_has_no_sound(clips: list[FinishedClip]) -> None:
    from dataclasses import replace

    mute = [replace(clip.facts, speech=()) for clip in clips]
    assert sound_of(mute, HEART, QUIET) is None


def test_lines_of_a_later_clip_are_later(clips: list[FinishedClip]) -> None:
    line = clips[1].facts.speech[0]
    moved = line.moved(clips[0].facts.duration)
    assert moved.pieces[0] == Cue(
        line.start + clips[0].facts.duration, line.pieces[0].end + clips[0].facts.duration, line.texts[0]
    )
