"""Decks of reveal.js in a real browser: they stop at lines, speak when asked, load what is near, print stills."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from studio.lecture import revealjs
from studio.lecture.clips import EmbedOptions, LectureClip
from tests.studio.lecture.rendered_clips import LINES, PICTURE, POSTER, SECONDS, TITLE, is_near, make_clip, plain

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def clip(tmp_path: Path) -> LectureClip:
    return make_clip(tmp_path)


STATE = """() => {
    const video = document.querySelector(".present video");
    return [video.currentTime, video.paused];
}"""


def wait_for_stop(page, seconds: float) -> None:
    """Until the video stands on the last picture before a time."""
    page.wait_for_function(f"() => {{ const [now, paused] = ({STATE})(); return paused && now > {seconds} - 0.05; }}")
    now, _ = page.evaluate(STATE)
    assert now < seconds


def test_the_deck_stops_at_each_line_and_goes_on_with_space(
    clip: LectureClip, browser: Browser, tmp_path: Path
) -> None:
    made = revealjs.write(
        [clip, make_clip(tmp_path, "b", lines=["Said."])], EmbedOptions("deck", by_line=True), tmp_path
    )
    shutil.move(tmp_path, moved := tmp_path.with_name(f"{tmp_path.name} moved"))
    page = browser.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("window.hacked = () => { window.wasHacked = true; }")
    page.goto((moved / made.opens.name).as_uri())
    wait_for_stop(page, SECONDS)
    page.keyboard.press("Space")
    wait_for_stop(page, 2 * SECONDS)
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.present video').ended || "
                           f"document.querySelector('.present video').currentTime > {3 * SECONDS} - 0.05")  # fmt: skip
    page.keyboard.press("ArrowLeft")
    wait_for_stop(page, 2 * SECONDS)
    page.keyboard.press("c")
    assert page.evaluate("document.querySelector('.present video').textTracks[0].mode") == "showing"
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    notes = opened.value
    notes.wait_for_function("() => document.body.innerText.includes('no heading')")
    assert plain(LINES[1]) in notes.inner_text("body")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.wait_for_function("() => Reveal.getIndices().h === 1")
    assert page.title() == f"{plain(TITLE)}, {plain(TITLE)}"
    assert not errors and page.evaluate("window.wasHacked") is None
    assert all(url.startswith(("file://", "data:", "about:", "blob:")) for url in asked)
    notes.close()
    page.close()


def test_a_deck_by_clip_plays_through(clip: LectureClip, browser: Browser, tmp_path: Path) -> None:
    made = revealjs.write([clip], EmbedOptions("deck"), tmp_path)
    page = browser.new_page()
    page.goto(made.opens.as_uri())
    page.wait_for_function(f"() => ({STATE})()[0] > {3 * SECONDS} - 0.05")
    assert page.locator(".fragment").count() == 0
    assert page.get_attribute("video", "aria-label") == f"{plain(TITLE)}. {plain(PICTURE)}"
    assert page.locator("aside.notes br").count() == len(LINES) - 1
    page.close()


HEARD = """() => {
    const video = document.querySelector(".present video");
    return [video.paused, video.muted, video.webkitAudioDecodedByteCount > 0];
}"""


@pytest.mark.parametrize("gesture", ["Space", "click"])
def test_a_deck_that_speaks_waits_for_a_key_where_the_browser_wants_one(
    strict_browser: Browser, tmp_path: Path, gesture: str
) -> None:
    made = revealjs.write([make_clip(tmp_path, speaks=True)], EmbedOptions("deck", by_line=True), tmp_path)
    assert "M voice" in made.advice
    page = strict_browser.new_page()
    page.goto(made.opens.as_uri())
    page.wait_for_selector("section.waits", state="attached")
    assert page.evaluate(HEARD)[:2] == [True, False]
    page.mouse.click(300, 300) if gesture == "click" else page.keyboard.press(gesture)
    wait_for_stop(page, SECONDS)  # it is the first line that has played, not the second
    assert page.evaluate(HEARD) == [True, False, True] and page.locator("section.waits").count() == 0
    page.keyboard.press("Space")
    wait_for_stop(page, 2 * SECONDS)
    page.keyboard.press("m")
    assert page.evaluate(HEARD)[1]
    page.close()


def test_a_silent_deck_plays_at_once_everywhere(strict_browser: Browser, clip: LectureClip, tmp_path: Path) -> None:
    made = revealjs.write([clip], EmbedOptions("deck", by_line=True), tmp_path)
    assert "voice" not in made.advice
    page = strict_browser.new_page()
    page.goto(made.opens.as_uri())
    wait_for_stop(page, SECONDS)
    page.close()


def test_only_clips_near_the_slide_are_loaded(browser: Browser, tmp_path: Path) -> None:
    clips = [make_clip(tmp_path, f"clip-{number}", lines=["Said."]) for number in range(8)]
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(Path(request.url).name))
    page.goto(revealjs.write(clips, EmbedOptions("deck"), tmp_path).opens.as_uri())
    page.wait_for_function("() => document.querySelector('.present video').readyState > 0")
    assert "clip-0.mp4" in asked and "clip-7.mp4" not in asked
    page.evaluate("Reveal.slide(7)")
    page.wait_for_function("() => document.querySelector('.present video').readyState > 0")
    assert "clip-7.mp4" in asked
    page.close()


def test_a_black_screen_halts_the_clip_and_it_goes_on_after_it(browser: Browser, tmp_path: Path) -> None:
    clip = make_clip(tmp_path, lines=[f"Line {number}." for number in range(3)])
    page = browser.new_page()
    page.goto(revealjs.write([clip], EmbedOptions("deck"), tmp_path).opens.as_uri())
    page.wait_for_function(f"() => ({STATE})()[0] > 0.2")
    page.keyboard.press("b")
    page.wait_for_function(f"() => ({STATE})()[1]")
    time = page.evaluate(STATE)[0]
    page.keyboard.press("b")
    page.wait_for_function(f"() => ({STATE})()[0] > {time} + 0.2")
    page.close()


def test_overview_and_paper_show_the_last_stills(browser: Browser, tmp_path: Path) -> None:
    clips = [make_clip(tmp_path, f"clip-{number}", lines=LINES) for number in range(5)]
    made = revealjs.write(clips, EmbedOptions("deck", by_line=True), tmp_path)
    page = browser.new_page()
    page.goto(made.opens.as_uri())
    page.wait_for_function("() => window.Reveal && Reveal.isReady()")
    assert page.locator(".still").first.is_hidden()
    page.keyboard.press("Escape")
    page.wait_for_function("() => Reveal.isOverview()")
    assert page.locator(".still").first.get_attribute("alt") == plain(PICTURE)
    with Image.open(io.BytesIO(page.locator(".still").first.screenshot())) as shot:
        assert is_near(shot.convert("RGB").getpixel((shot.width // 2, shot.height // 2)), POSTER)  # type: ignore[arg-type]
    page.goto(f"{made.opens.as_uri()}?print-pdf")  # its pages are made some frames after it says that it is ready
    page.wait_for_function(f"() => document.querySelectorAll('.pdf-page').length === {len(clips)}")
    page.wait_for_function("() => [...document.querySelectorAll('.still')].every(image => image.complete)")
    (tmp_path / "deck.pdf").write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    page.close()
    subprocess.run(["pdftoppm", "-r", "10", "-png", tmp_path / "deck.pdf", tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) == len(clips)
    for each in pages:
        with Image.open(each) as shown:
            middle = shown.convert("RGB").getpixel((shown.width // 2, shown.height // 2))
        assert is_near(middle, POSTER), each  # type: ignore[arg-type]
