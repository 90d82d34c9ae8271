"""A real browser for tests of pages: the system's Chromium, driven by Playwright, that reaches this machine only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of a process."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    assert program, "no Chromium; install it: make setup-tests"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=[ONLY_THIS_MACHINE, "--autoplay-policy=no-user-gesture-required"]
        )
        yield chromium
        chromium.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page as it stands: the rule, what it asks for, and the first element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:120]}" for rule in found]
