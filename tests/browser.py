"""A real browser for tests of pages: the system's Chromium, driven by Playwright, that reaches this machine only."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[[str], Browser]]:
    """Starts a headless Chromium with one policy on what may play before somebody asks."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    assert program, "no Chromium; install it: make setup-tests"
    with sync_playwright() as playwright:

        def launch(policy: str) -> Browser:
            return playwright.chromium.launch(
                executable_path=program, args=[ONLY_THIS_MACHINE, f"--autoplay-policy={policy}"]
            )

        yield launch


@pytest.fixture(scope="session")
def browser(chromium: Callable[[str], Browser]) -> Iterator[Browser]:
    """One Chromium for all tests of a process, in which everything may play."""
    started = chromium("no-user-gesture-required")
    yield started
    started.close()


@pytest.fixture(scope="session")
def strict_browser(chromium: Callable[[str], Browser]) -> Iterator[Browser]:
    """Another, in which nothing is heard before a key or a click, as people's browsers are set."""
    started = chromium("document-user-activation-required")
    yield started
    started.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page as it stands: the rule, what it asks for, and the first element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:120]}" for rule in found]
