"""Players in pages: they play in a real browser from disk, with captions, and whatever a text holds is only shown."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypandoc
import pytest
from markdown_it import MarkdownIt

from scenes.self_attention.softmax import Softmax
from studio.lecture import html, markdown, quarto
from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from tests.studio.lecture.rendered_clips import IDEA, LINES, PICTURE, SECONDS, TITLE, VOICE, make_clip, plain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def clip(tmp_path: Path) -> LectureClip:
    return make_clip(tmp_path)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that tells when a script of a text runs, and what it asks for."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("window.hacked = () => { window.wasHacked = true; }")
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    yield page
    context.close()


def assert_it_plays(page: Page, *, captions: bool) -> None:
    ran = page.evaluate(
        """async () => {
            const video = document.querySelector("video");
            await video.play();
            const track = video.textTracks[0];
            track.mode = "showing";
            await new Promise(done => { video.onended = done; });
            return [video.duration, video.currentTime, [...(track.cues ?? [])].map(cue => cue.text)];
        }"""
    )
    assert ran[0] == ran[1] == pytest.approx(SECONDS * len(LINES), abs=0.01)
    assert not captions or len(ran[2]) == len(LINES)


def assert_only_shown(page: Page) -> None:
    assert page.evaluate("window.wasHacked") is None
    assert page.locator("script, svg, img[onerror], [onload], a[href^='javascript']").count() == 0
    outside = [url for url in page.asked if not url.startswith(("file://", "data:"))]  # type: ignore[attr-defined]
    assert not outside


def test_the_page_plays_from_disk_with_captions(clip: LectureClip, page: Page, tmp_path: Path) -> None:
    made = html.write([clip], EmbedOptions("deck", width=640), tmp_path)
    page.goto(made.opens.as_uri())
    assert page.title() == plain(TITLE)
    assert page.inner_text("h1") == plain(TITLE) and page.inner_text("figcaption") == plain(IDEA)
    assert page.get_attribute("video", "title") == plain(TITLE)
    assert page.get_attribute("video", "aria-label") == f"{plain(TITLE)}. {plain(PICTURE)}"
    assert page.locator("img").get_attribute("alt") == plain(PICTURE)
    assert page.locator("video").bounding_box()["width"] == 640  # type: ignore[index]
    assert_it_plays(page, captions=True)
    assert_only_shown(page)


def test_a_clip_that_speaks_is_heard_when_it_is_asked_to_play(strict_browser: Browser, tmp_path: Path) -> None:
    """In every page, by the one player: not muted, and nothing plays by itself."""
    made = html.write([make_clip(tmp_path, speaks=True)], EmbedOptions("deck"), tmp_path)
    page = strict_browser.new_page()
    page.goto(made.opens.as_uri())
    assert page.inner_text("figcaption small") == VOICE and VOICE not in page.inner_html("figcaption")
    video = page.locator("video")
    page.wait_for_function("() => document.querySelector('video').readyState > 0")
    assert video.evaluate("video => [video.paused, video.muted, video.controls]") == [True, False, True]
    video.click()
    page.wait_for_function("() => document.querySelector('video').ended")
    assert video.evaluate("video => video.webkitAudioDecodedByteCount") > 1000
    page.close()


def test_the_snippet_names_the_files_beside_it(clip: LectureClip, tmp_path: Path) -> None:
    made = html.write([clip], EmbedOptions("deck"), tmp_path)
    named = set(re.findall(r'(?:src|href|poster)="([^"]+)"', made.paste))
    assert named == {file.name for file in clip.files}
    assert all((tmp_path / name).is_file() for name in named)
    assert "\n\n" not in made.paste  # an empty line would end it in Markdown


def test_the_documented_player_is_the_one_that_is_written(tmp_path: Path, root: Path) -> None:
    document = (root / "docs" / "lectures.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```html\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    title, picture = "Self-attention: Softmax", Softmax.picture
    clip = make_clip(tmp_path, "self_attention-softmax", title, "An idea.", picture=picture)
    assert shown in html.fill_player(clip, 800)


def test_markdown_shows_title_player_and_narration(clip: LectureClip, page: Page, tmp_path: Path) -> None:
    made = markdown.write([clip], EmbedOptions("deck"), tmp_path)
    body = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(made.opens.read_text(encoding="utf-8"))
    (tmp_path / "page.html").write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("h2").all_inner_texts() == [plain(TITLE)]
    assert page.locator("p").all_inner_texts() == [plain(line) for line in LINES]
    assert_it_plays(page, captions=False)
    assert_only_shown(page)


def pandoc(made: Embedded, to: str) -> str:
    """The document as pandoc, on which Quarto stands, turns it into another format; quotes are left straight."""
    command = [pypandoc.get_pandoc_path(), "--from=markdown-smart", f"--to={to}", "--standalone", str(made.opens)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_quarto_plays_on_pages_and_shows_the_poster_on_paper(clip: LectureClip, page: Page, tmp_path: Path) -> None:
    made = quarto.write([clip], EmbedOptions("deck"), tmp_path)
    (tmp_path / "page.html").write_text(pandoc(made, "html"), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.inner_text("h2") == plain(TITLE)
    assert page.locator(".notes p").all_inner_texts() == [plain(line) for line in LINES]
    still = page.locator(".content-visible > figure > img")
    assert still.get_attribute("src") == "act-clip.png" and still.get_attribute("data-fig-alt") == plain(PICTURE)
    assert page.locator("[when-format=html] video, [data-when-format=html] video").count() == 1
    assert_it_plays(page, captions=False)
    assert_only_shown(page)


def test_quarto_finds_no_shortcode_in_a_text(clip: LectureClip, tmp_path: Path) -> None:
    assert "{{<" in TITLE
    assert "{{<" not in quarto.write([clip], EmbedOptions("deck"), tmp_path).opens.read_text(encoding="utf-8")
