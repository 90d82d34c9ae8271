"""Transitions and cards: a film's clips are the files that they are alone, and what stands between them is smooth."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import scenes
from scenes.cards import CARDS, Sources, Title, with_cards
from studio.frames.frame import QUALITIES
from studio.rendering.clip import FinishedClip
from studio.rendering.film import RenderedClips, join_rendered, select_clips, with_transitions
from studio.rendering.pool import render_clips
from studio.rendering.sound import sound_of
from studio.rendering.transitions import SECONDS, first_picture, make_transitions
from studio.request.options import Request
from studio.system import paths
from studio.voice.cast import OneVoice
from tests.studio.rendering.test_film import FRAME, decode, frame_sums, probe
from tests.studio.system.test_folders import failing
from tests.studio.voice.lines import Tones
from tests.tiny.bars import Bars
from tests.tiny.film import TinyFilm
from tests.tiny.render import Log, jobs
from tests.tiny.waits import Waits

DRAFT = QUALITIES["draft"]
REQUEST = Request(quality="draft", as_json=True)


@pytest.fixture
def clips(tiny_film: TinyFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[FinishedClip]:
    """The clips of the tiny film, from a cache of the test's own."""
    shutil.copytree(tiny_film.folder / "cache", tmp_path / "cache")
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    return render_clips(jobs(tiny_film.folder / "trace.npz", tiny_film.folder / "formulas"), 1, Log())


def sums_of(path: Path) -> list[str]:
    """The digest of each frame of a video."""
    return [line.rpartition(",")[2].strip() for line in frame_sums(path).splitlines() if not line.startswith("#")]


def as_numbers(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB")).astype(int)


def test_a_film_holds_its_clips_frame_by_frame_with_a_moment_between(clips: list[FinishedClip], tmp_path: Path) -> None:
    rendered = with_transitions(RenderedClips((Bars, Waits), tuple(clips)), REQUEST)
    film = join_rendered(rendered, tmp_path / "film.mp4", soft=False)
    first, second, whole = (sums_of(path) for path in (clips[0].video, clips[1].video, film.video))
    between = len(whole) - len(first) - len(second)
    assert between == round(SECONDS * 15) and SECONDS <= 1.0
    assert whole[: len(first)] == first and whole[-len(second) :] == second
    assert film.duration == pytest.approx(len(whole) * FRAME)
    times = [float(p["pts_time"]) for p in probe(film.video, "packets")["packets"] if p["codec_type"] == "video"]
    assert np.allclose(np.diff(times), FRAME, atol=1e-4)


def test_chapters_leave_no_gap_and_begin_with_their_clips(clips: list[FinishedClip], tmp_path: Path) -> None:
    rendered = with_transitions(RenderedClips((Bars, Waits), tuple(clips)), REQUEST)
    film = join_rendered(rendered, tmp_path / "film.mp4", soft=False)
    one, two = film.chapters
    assert (one.start, one.end, two.end) == (0.0, two.start, film.duration)
    assert two.start == pytest.approx(clips[0].facts.duration + rendered.transitions[0].facts.duration)


def test_a_transition_goes_from_the_last_still_to_the_first_picture(clips: list[FinishedClip]) -> None:
    (between,) = make_transitions(clips, DRAFT, 2)
    with Image.open(clips[0].poster) as still:
        before = as_numbers(still)
    after = as_numbers(first_picture(clips[1].video))
    frames = [decode(between.video, number * FRAME).astype(int) for number in range(between.facts.frames)]
    changing = np.abs(after - before) > 60
    way = [((frame - before)[changing] / (after - before)[changing]).mean() for frame in frames]
    assert way == sorted(way) and way[0] < 0.1 and way[-1] > 0.9
    resting = np.abs(after - before).max(axis=2) < 4
    assert all(np.median(np.abs(frame - before)[resting]) <= 3 for frame in frames)


def test_the_first_picture_has_the_colours_that_other_programs_see(clips: list[FinishedClip]) -> None:
    for clip in clips:
        assert np.abs(as_numbers(first_picture(clip.video)) - decode(clip.video, 0.0)).mean() < 1.0


def test_a_transition_is_kept_and_one_to_another_clip_is_another(clips: list[FinishedClip]) -> None:
    (made,) = make_transitions(clips, DRAFT, 1)
    (again,) = make_transitions(clips, DRAFT, 2)
    (back,) = make_transitions(clips[::-1], DRAFT, 1)
    assert made == again and back.video != made.video
    assert make_transitions(clips[:1], DRAFT, 1) == ()


def test_what_is_said_comes_later_by_the_transitions_before_it(clips: list[FinishedClip]) -> None:
    rendered = with_transitions(RenderedClips((Bars, Waits), tuple(clips)), REQUEST)
    sound = sound_of([piece.facts for piece in rendered.pieces], OneVoice(Tones(), "Tones."), REQUEST)
    assert sound is not None
    seconds = sum(len(block) for block in sound.blocks()) / 48_000
    assert seconds == pytest.approx(sum(piece.facts.duration for piece in rendered.pieces), abs=0.05)


@pytest.mark.parametrize("short", [False, True])
def test_cards_stand_in_the_whole_film_alone(short: bool) -> None:
    film = select_clips([], None, short=short)
    told = [clip for clip in scenes.clips() if clip.short or not short]
    assert film == with_cards(told) and film[-1] is Sources
    assert film[film.index(Title) - 1].address() == "intro/question"
    assert not set(CARDS) & {*select_clips(["intro"], None, short=short), *scenes.clips()}


def test_cards_open_no_chapter_and_are_no_poster(clips: list[FinishedClip], tmp_path: Path) -> None:
    card = replace(clips[1], facts=replace(clips[1].facts, address="cards/sources"))
    rendered = RenderedClips((Bars, Waits, Sources), (*clips, card))
    film = join_rendered(rendered, tmp_path / "film.mp4", soft=False)
    assert [chapter.title for chapter in film.chapters] == ["Tiny: Bars", "Tiny: Waits"]
    assert film.chapters[-1].end == film.duration
    assert rendered.without_cards == RenderedClips((Bars, Waits), tuple(clips))


@pytest.mark.parametrize("number", range(1, 6))
def test_the_files_of_a_film_appear_together_or_those_that_fail_are_the_old(
    clips: list[FinishedClip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    rendered = RenderedClips((Bars, Waits), tuple(clips))
    place = tmp_path / "out"
    join_rendered(rendered, place / "film.mp4", soft=False)
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    later = RenderedClips((Waits, Bars), tuple(clips[::-1]))
    with failing(monkeypatch, number) as tried, pytest.raises(OSError, match="Input/output"):
        join_rendered(later, place / "film.mp4", soft=False)
    assert tried[0] == number and {file.name for file in place.iterdir()} == set(before)
    old = [file for file in place.iterdir() if file.read_bytes() == before[file.name]]
    assert len(old) == 5 - (number - 1)
