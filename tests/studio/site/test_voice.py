"""The page speaks: whose voice it is, how loud, and that it remembers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import violations
from tests.studio.site.test_browser import folder as folder
from tests.studio.site.test_browser import until, visits
from tests.studio.site.test_browser import visit as visit
from tests.tiny.film import TinyFilm
from tests.tiny.site import build, tiny

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VOICE = "The voice is <a test's>, synthetic."


@pytest.fixture
def strict_visit(strict_browser: Browser) -> Iterator[Callable[..., Page]]:
    """The same in a browser in which nothing is heard before somebody asks for it."""
    yield from visits(strict_browser)


@pytest.fixture(scope="module")
def spoken(plain_film: TinyFilm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("spoken") / "site", tiny(plain_film), voice=VOICE)


def test_the_page_says_whose_voice_is_heard_and_a_silent_one_has_no_control_for_it(visit, folder: Path, spoken) -> None:
    page = visit((spoken / "index.html").as_uri())
    assert page.locator(".voice").inner_text() == VOICE and violations(page) == []
    page = visit((folder / "index.html").as_uri())
    assert page.locator("#mute, #volume, .voice").count() == 0
    page.get_by_text("Keys").click()
    assert "voice" not in page.locator(".keys").inner_text()
    page.evaluate("player.focus()")
    for key in ("m", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("[video.muted, video.volume, status.textContent ?? '']") == [False, 1, ""]


def test_the_voice_is_heard_and_its_volume_is_remembered(strict_visit, spoken: Path) -> None:
    page = strict_visit((spoken / "index.html").as_uri())
    state = functools.partial(page.evaluate, "[video.muted, Math.round(100 * video.volume)]")
    assert state() == [False, 100]
    page.get_by_role("button", name="Play the film").click()
    until(page, "!video.paused && video.webkitAudioDecodedByteCount > 1000")
    page.keyboard.press("m")
    assert state() == [True, 100] and page.locator("#volume").input_value() == "0"
    assert page.get_by_role("button", name="Mute the voice", pressed=True).is_visible()
    page.reload()
    assert state() == [True, 100]
    page.get_by_role("button", name="Mute the voice").click()
    assert state() == [False, 100]
    page.evaluate("player.focus()")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert state() == [False, 70]
    page.get_by_label("Volume", exact=True).focus()
    page.keyboard.press("ArrowRight")  # the slider's own, not five seconds on
    assert state() == [False, 75] and page.evaluate("position()") == 0
    page.reload()
    assert state() == [False, 75] and page.locator("#volume").input_value() == "0.75"
    page.evaluate("localStorage.setItem('volume', 'loud'); localStorage.setItem('muted', '7')")
    page.reload()
    assert state() == [False, 100]


def test_a_spoken_pages_controls_fit_into_narrow_windows(visit, spoken: Path) -> None:
    page = visit((spoken / "index.html").as_uri(), viewport={"width": 320, "height": 640})
    rights = page.evaluate(
        "[...document.querySelectorAll('.buttons > *')].map(each => each.getBoundingClientRect().right)"
    )
    assert 0 < max(rights) <= 320 and page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("#mute").is_visible() and not page.locator("#volume").is_visible()
