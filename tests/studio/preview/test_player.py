"""The page of a watched preview, in a real browser: it takes the new video over where the old one was."""

from __future__ import annotations

import socket
import struct
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from studio.encoding.cut import cut
from studio.encoding.h264 import ClipEncoder
from studio.encoding.loudness import RATE
from studio.encoding.sound import Sound
from studio.frames.frame import QUALITIES, whole_frame
from studio.preview import player as player_module
from studio.preview.player import Player
from tests.browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DRAFT = QUALITIES["draft"]


def video_of(path: Path, grey: int, frames: int) -> Path:
    with ClipEncoder(path, DRAFT) as encoder:
        encoder.write(whole_frame(np.full((DRAFT.height, DRAFT.width, 4), grey, np.uint8), frames))
    return path


def spoken_video_of(path: Path, grey: int, frames: int) -> Path:
    seconds = frames / DRAFT.fps
    tone = (0.2 * np.sin(np.arange(round(seconds * RATE)) / 20)).astype(np.float32)
    silent = video_of(path.with_stem(f"{path.stem}-silent"), grey, frames)
    cut(silent, 0.0, seconds, path, Sound(lambda: iter([tone]), 0.0, "The voice is a tone."))
    return path


def test_the_voice_is_heard_after_a_key_and_goes_on_with_the_new_video(strict_browser: Browser, tmp_path: Path) -> None:
    page = strict_browser.new_page()
    page.add_init_script("addEventListener('playing', event => event.target.muted && console.log('plays'), true)")
    heard = "document.querySelector('video').webkitAudioDecodedByteCount > 1000"
    with Player("self_attention/softmax") as player:
        player.show(spoken_video_of(tmp_path / "one.mp4", 40, 150))
        with page.expect_console_message():  # whatever Playwright evaluates meanwhile would count as a click
            page.goto(player.address)
        assert "switches the sound on" in page.inner_text("#asked") and violations(page) == []
        page.keyboard.press("Shift")
        page.keyboard.press("a")
        page.evaluate("v = document.querySelector('video')")
        assert not page.evaluate("v.muted") and page.inner_text("#asked") == ""
        page.wait_for_function(heard)
        page.evaluate("document.querySelector('video').volume = 0.5")
        player.show(spoken_video_of(tmp_path / "two.mp4", 80, 180))
        page.wait_for_function("document.querySelector('video').duration > 11.9")
        page.wait_for_function(f"!document.querySelector('video').paused && {heard}")
        assert page.evaluate("[v.muted, v.volume]") == [False, 0.5]
    page.close()


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


def asked(address: str, path: str, **headers: str) -> int:
    """The status that the player answers a request with."""
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    connection = HTTPConnection(host, int(port), timeout=5)
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_only_pages_of_this_machine_are_answered(tmp_path: Path) -> None:
    """A foreign name that was made to lead here (DNS rebinding) gets nothing."""
    with Player("a clip") as player:
        player.show(video_of(tmp_path / "one.mp4", 40, 15))
        port = player.address.rstrip("/").rpartition(":")[2]
        for path in ("/", "/state", "/video"):
            assert asked(player.address, path) == asked(player.address, path, Host=f"localhost:{port}") == 200
            assert asked(player.address, path, Host="evil.example") == 403
            assert asked(player.address, path, Host=f"127.0.0.1.evil.example:{port}") == 403


def test_a_browser_that_goes_away_and_one_that_asks_nothing_leave_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(player_module, "SECONDS_TO_ASK", 0.2)
    with Player("a clip") as player:
        player.video = bytes(30_000_000)
        port = int(player.address.rstrip("/").rpartition(":")[2])
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port)) as browser:
                browser.sendall(f"GET /video HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                browser.recv(100)
                browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed with a reset
        assert [connection.recv(1) for connection in silent] == [b""] * 5  # let go
        for connection in silent:
            connection.close()
        assert asked(player.address, "/state") == 200
    assert capfd.readouterr().err == ""
