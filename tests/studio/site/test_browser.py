"""The page in a real browser, from disk and from a server: it plays, moves, follows, and everybody can use it."""

from __future__ import annotations

import functools
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests.browser import violations
from tests.tiny.film import TinyFilm
from tests.tiny.server import served
from tests.tiny.site import HOSTILE, build, tiny

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WINDOWS = {"wide": (1440, 900), "narrow": (320, 640)}


@pytest.fixture(scope="module")
def folder(plain_film: TinyFilm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("out") / "site", tiny(plain_film), words=tuple(HOSTILE.split()))


@pytest.fixture(scope="module")
def bars(folder: Path) -> float:
    """The length of the first clip in seconds, as its captions' file and its film tell it."""
    last = (folder / "film.vtt").read_text().split("\n\n")[-1]
    return float(last.split(" -->")[0].rpartition(":")[2])


@pytest.fixture(params=["disk", "server", "server without ranges"])
def address(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The page's address: its file, or a place below a path of a server."""
    if request.param == "disk":
        yield (folder / "index.html").as_uri()
        return
    with served(folder, "/courses/nlp/", ranges=request.param == "server") as url:
        yield url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address; at the end no request has left the page's folder, and no script has failed."""
    yield from visits(browser)


def visits(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts, foreign, errors = [], [], []

    def visit(address: str, **options: Any) -> Page:
        here = address.partition("#")[0].removesuffix("index.html")
        contexts.append(browser.new_context(**options))
        page: Page = contexts[-1].new_page()
        page.on("request", lambda sent: sent.url.startswith((here, f"blob:{here[:9]}")) or foreign.append(sent.url))
        page.loaded = []  # type: ignore[attr-defined]
        page.on("request", lambda sent: page.loaded.append(sent.url))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not foreign and not errors


def until(page: Page, expression: str, seconds: float = 30.0) -> Any:
    """The value of an expression once it is true; the page's own policy forbids Playwright's way to wait."""
    end = time.monotonic() + seconds
    while not (value := page.evaluate(expression)):
        assert time.monotonic() < end, f"never true: {expression}: {page.evaluate('document.body.innerText')[:600]}"
        page.wait_for_timeout(30)
    return value


def at(page: Page, time: float) -> None:
    """Wait until the film shows a time, to a frame or two."""
    until(page, f"video.readyState > 1 && !video.seeking && Math.abs(video.currentTime - {time}) < 0.15")


def test_it_plays_with_captions_and_the_transcript_follows(visit, address: str) -> None:
    page = visit(address)
    page.wait_for_timeout(300)
    assert not [name for name in page.loaded if name.endswith(".mp4")]  # not before it is asked for
    assert page.evaluate("video.readyState") == 0
    page.get_by_role("button", name="Play the film").click()
    until(page, "!video.paused && video.currentTime > 0.5 && video.getVideoPlaybackQuality().totalVideoFrames > 3")
    assert page.evaluate("video.error") is None
    assert [name for name in page.loaded if name.endswith(".mp4")]
    assert until(page, "captions.activeCues.length && captions.activeCues[0].getCueAsHTML().textContent").startswith(
        "There are 12 things & <one>"
    )
    assert page.evaluate("captions.mode") == "showing"
    until(page, "document.querySelectorAll('.cue')[1].matches('[aria-current]')")
    assert page.locator(".cue[aria-current]").count() == 1
    until(page, "video.ended")


def lit(screenshot: bytes) -> int:
    """Light pixels in the lowest sixth of a picture."""
    with Image.open(io.BytesIO(screenshot)) as picture:
        grey = np.asarray(picture.convert("L"))
    return int((grey[-grey.shape[0] // 6 :] > 150).sum())


def test_captions_are_painted_on_the_picture(visit, folder: Path) -> None:
    page = visit((folder / "index.html").as_uri() + "#tiny/bars@1")
    at(page, 1.0)
    page.wait_for_timeout(300)
    film = page.locator("video")
    with_captions = film.screenshot()
    page.get_by_role("button", name="Captions").click()
    page.evaluate("say('')")  # the word about it stands on the picture as well
    without = film.screenshot()
    page.get_by_role("button", name="Captions").click()
    page.evaluate("say('')")
    assert film.screenshot() == with_captions
    assert lit(without) < lit(with_captions) - 500  # letters in the band that the film leaves empty


def test_an_address_with_a_time_shows_that_moment(visit, address: str, bars: float) -> None:
    page = visit(f"{address}#tiny/waits@0.8")
    at(page, bars + 0.8)
    assert page.evaluate("video.paused")
    assert page.locator("#here").inner_text() == "Waits"
    page.evaluate("location.hash = 'tiny/bars'")
    at(page, 0.0)
    page.evaluate("location.hash = 'tiny/nothing@1'")
    assert until(page, "document.getElementById('status').textContent") == "No clip has the address tiny/nothing@1."


def test_chapters_transcript_and_gallery_go_to_their_moments(visit, address: str, bars: float) -> None:
    page = visit(address)
    page.locator(".cue").nth(1).click()
    until(page, "!video.paused")
    page.locator("video").click()
    until(page, "video.paused")
    page.locator(".cue").nth(1).click()
    at(page, page.evaluate("Number(document.querySelectorAll('.cue')[1].dataset.start)"))
    assert page.evaluate("video.paused")
    page.get_by_role("tab", name="Chapters").click()
    page.locator("#chapters").get_by_role("link", name="Waits").click()
    at(page, bars)
    assert page.evaluate("location.hash") == "#tiny/waits"
    page.locator(".card .open").first.click()
    until(page, "!video.paused && video.currentTime < 2")
    assert page.evaluate("document.activeElement.id") == "player"


def test_the_keys_of_the_player(visit, folder: Path, bars: float) -> None:
    page = visit((folder / "index.html").as_uri())
    page.keyboard.press("Space")
    until(page, "!video.paused && video.currentTime > 0")
    page.keyboard.press("Space")
    until(page, "video.paused")
    page.evaluate("player.focus()")
    end = page.evaluate("DURATION")
    tenth = end / 10
    for key, expected in {"End": end, "Home": 0, "PageDown": bars, "PageUp": 0, "5": 5 * tenth, "0": 0}.items():
        page.keyboard.press(key)
        at(page, expected)
    page.keyboard.press("ArrowRight")
    at(page, 5.0)
    page.keyboard.press("ArrowLeft")
    at(page, 0.0)
    for key, speed in (("]", 1.25), ("]", 1.5), ("[", 1.25)):
        page.keyboard.press(key)
        assert page.evaluate("video.playbackRate") == speed
        assert page.get_by_label("Speed").input_value() == str(speed)
    page.keyboard.press("c")
    assert page.evaluate("captions.mode") == "hidden"
    page.reload()
    assert page.evaluate("[captions.mode, video.playbackRate]") == ["hidden", 1.25]


def test_keys_belong_to_the_page_outside_the_player(visit, folder: Path) -> None:
    page = visit((folder / "index.html").as_uri())
    page.get_by_role("switch").focus()
    for key in ("c", "]", "End", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("[captions.mode, video.playbackRate, wanted]") == ["showing", 1, 0]


def test_everything_is_reached_with_the_tab_key(visit, folder: Path) -> None:
    page = visit((folder / "index.html").as_uri())
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        if reached[-1] == "copy" and reached.count("copy") == 2:
            break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", reached[-1]
    for name in (
        "skip",
        "theme",
        "begin",
        "seek",
        "play",
        "speed",
        "captions",
        "link",
        "full",
        "tab-transcript",
        "cue",
    ):
        assert name in reached
    page.locator(".cue").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.cue')[1]")
    page.keyboard.press("Enter")
    until(page, "!video.paused")


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_before_and_while_it_plays(visit, folder: Path, window: str, scheme: str) -> None:
    width, height = WINDOWS[window]
    page = visit(
        (folder / "index.html").as_uri(), viewport={"width": width, "height": height}, color_scheme=scheme,
        reduced_motion="reduce",
    )  # fmt: skip
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    rights = page.evaluate(
        "[...document.querySelectorAll('.buttons > *')].map(each => each.getBoundingClientRect().right)"
    )
    assert 0 < max(rights) <= width
    page.get_by_role("button", name="Play the film").click()
    page.get_by_text("Keys").click()
    page.get_by_role("tab", name="Chapters").click()
    until(page, "video.currentTime > 1")
    page.keyboard.press("c")
    assert violations(page) == []


def test_axe_is_able_to_find_something(visit, folder: Path) -> None:
    page = visit((folder / "index.html").as_uri())
    page.evaluate("document.getElementById('captions').removeAttribute('aria-label')")
    assert [finding.partition(":")[0] for finding in violations(page)] == ["button-name"]


def test_the_colours_follow_the_system_until_they_are_chosen(visit, folder: Path) -> None:
    page = visit((folder / "index.html").as_uri(), color_scheme="light")
    ground = functools.partial(page.evaluate, "getComputedStyle(document.body).backgroundColor")
    switch = page.get_by_role("switch", name="Dark colours")
    assert (ground(), switch.get_attribute("aria-checked")) == ("rgb(251, 250, 247)", "false")
    page.emulate_media(color_scheme="dark")
    until(page, "document.querySelector('[role=switch]').getAttribute('aria-checked') === 'true'")  # a moment later
    assert ground() == "rgb(11, 14, 20)"
    switch.click()
    assert (ground(), switch.get_attribute("aria-checked")) == ("rgb(251, 250, 247)", "false")
    page.reload()
    assert ground() == "rgb(251, 250, 247)"


def test_copied_codes_and_links_lead_back(visit, browser: Browser, folder: Path, tmp_path: Path) -> None:
    with served(folder, "/week 3/".replace(" ", "%20")) as url:
        page = visit(url, permissions=["clipboard-read", "clipboard-write"])
        page.locator(".copy").first.click()
        until(page, "document.getElementById('status').textContent === 'Embed code copied'")
        code = page.evaluate("navigator.clipboard.readText()")
        assert code.count(f'"{url}clips/tiny-bars.') == 2
        with served(tmp_path, "/elsewhere/") as other:  # where browsers take no captions from the page's own server
            (tmp_path / "index.html").write_text(f"<!doctype html><meta charset=utf-8>{code}", encoding="utf-8")
            embedded = browser.new_page()
            embedded.goto(other)
            until(embedded, "document.querySelector('video').textTracks[0].mode = 'showing'")
            until(embedded, "document.querySelector('video').textTracks[0].cues?.length > 0")
            first = embedded.evaluate("document.querySelector('video').textTracks[0].cues[0].text")
            assert " ".join(first.split()) == "There are 12 things &amp; &lt;one&gt; {set}."
            embedded.close()
        page.locator(".cue").nth(1).click()
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("button", name="Copy a link").click()
        until(page, "document.getElementById('status').textContent === 'Link copied'")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(f"{url}#tiny/bars@")
        at(visit(link), float(link.rpartition("@")[2]))


def test_without_scripts_the_browsers_own_player_stands_there(visit, folder: Path) -> None:
    page = visit((folder / "index.html").as_uri(), java_script_enabled=False)
    assert page.locator("video[controls]").is_visible() and not page.locator("#bar").is_visible()
    assert page.locator(".cue").first.is_visible() and page.locator("#chapters").is_visible()
    assert HOSTILE in page.locator(".sentence").inner_text()
