"""The page of a watched preview, in a real browser: it takes the new video over where the old one was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from studio.encoding.h264 import ClipEncoder
from studio.frames.frame import QUALITIES, whole_frame
from studio.preview.player import Player
from tests.browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DRAFT = QUALITIES["draft"]


def video_of(path: Path, grey: int, frames: int) -> Path:
    with ClipEncoder(path, DRAFT) as encoder:
        encoder.write(whole_frame(np.full((DRAFT.height, DRAFT.width, 4), grey, np.uint8), frames))
    return path


def test_the_page_loads_what_has_changed_and_keeps_its_time_and_speed(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    with Player("self_attention/softmax") as player:
        page.goto(player.address)
        page.wait_for_function("document.querySelector('p').textContent == 'rendering'")
        player.show(video_of(tmp_path / "one.mp4", 40, 150))
        page.wait_for_function("document.querySelector('video').duration == 10")
        page.wait_for_function("!document.querySelector('video').paused")
        assert page.title() == "self_attention/softmax"
        page.evaluate("v = document.querySelector('video'); v.pause(); v.currentTime = 4; v.playbackRate = 1.5")
        player.say("error: <b>no tensor</b>")
        page.wait_for_function("document.querySelector('p').textContent == 'error: <b>no tensor</b>'")
        player.show(video_of(tmp_path / "two.mp4", 80, 180))
        page.wait_for_function("v.duration == 12 && v.currentTime > 0")
        assert page.evaluate("[v.currentTime, v.playbackRate, v.paused]") == [4, 1.5, True]
        player.show(video_of(tmp_path / "three.mp4", 80, 45))
        page.wait_for_function("v.duration == 3 && v.currentTime > 0")
        assert page.evaluate("v.currentTime") == pytest.approx(2.9)
        assert page.evaluate("document.querySelector('p').textContent") == ""
        assert violations(page) == []
    page.wait_for_function("document.querySelector('p').textContent == 'the preview has ended'")
    page.close()


def test_the_same_video_is_not_loaded_again(tmp_path: Path) -> None:
    player = Player("a clip")
    with player:
        player.show(video_of(tmp_path / "one.mp4", 40, 15))
        player.show(video_of(tmp_path / "one.mp4", 40, 15))
    assert player.version == 1
