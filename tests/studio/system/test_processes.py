"""Processes end with the one that started them, and what asks that one to end finds all of them accounted for."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from model.bundle import Bundle
from studio.rendering.pool import render_clips
from studio.request.traces import is_current, trace_path
from studio.system import paths
from studio.system.processes import uninterrupted
from tests.tiny.processes import end_of_session
from tests.tiny.render import CLIPS, Log, jobs, write_trace

SENTENCE = "the cat sees the park"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def ends_like_ctrl_c(ctrl_c: None) -> Iterator[None]:
    """As the command line has it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("ends_like_ctrl_c")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_must_not_be_interrupted_is_not_and_what_follows_is(number: signal.Signals) -> None:
    handler, done = signal.getsignal(number), []
    with pytest.raises(KeyboardInterrupt):
        with uninterrupted():
            with uninterrupted():
                signal.raise_signal(number)
                done.append("inner")
            done.append("outer")
        done.append("what follows")
    assert done == ["inner", "outer"]
    assert signal.getsignal(number) is handler and not signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.usefixtures("ends_like_ctrl_c")
def test_a_render_that_is_told_to_end_while_it_starts_a_process_ends_that_too(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = BaseProcess.start

    def interrupted(process: BaseProcess) -> None:
        start(process)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(BaseProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        render_clips(jobs(write_trace(tmp_path), own_cache / "formulas", clips=CLIPS[1:]), 1, Log())
    assert multiprocessing.active_children() == []
    assert list((own_cache / "work").iterdir()) == []


def test_a_killed_recording_ends_and_a_damaged_trace_is_recorded_again(tmp_path: Path, own_cache: Path) -> None:
    command = [sys.executable, str(paths.ROOT / "render.py"), "trace", SENTENCE]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True)
    while not list(own_cache.glob("work/*")):
        time.sleep(0.05)
    time.sleep(random.uniform(0, 3))
    process.kill()
    process.wait()
    end_of_session(process.pid)
    bundle = Bundle.load("default")
    trace = trace_path(bundle, bundle.grammar.check(SENTENCE))
    trace.parent.mkdir(exist_ok=True)
    trace.write_bytes((bundle.path / "trace.npz").read_bytes()[:100_000])
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert is_current(trace, bundle)
    assert list(trace.parent.iterdir()) == [trace]
    assert [*(own_cache / "work").iterdir(), *temporary.iterdir()] == []
