"""What every test shares: one thread each, since the tests run side by side, and the default bundle's trace."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import browser as browser  # fixtures for every test of a page
from tests.browser import chromium as chromium
from tests.browser import strict_browser as strict_browser
from tests.command_line import render_py as render_py
from tests.tiny.film import plain_film as plain_film
from tests.tiny.film import tiny_film as tiny_film

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before NumPy and torch are loaded

if TYPE_CHECKING:
    from model.trace import Trace

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """Give each process a media folder of its own: words set while tests are collected are written there."""
    from manim import config

    folder = tempfile.mkdtemp(prefix="tests-media-")
    config.media_dir = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all processes that run these tests; who makes something in it does so ``alone``."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(autouse=True)
def no_process_outlives_its_test() -> Iterator[None]:
    """Fail a test that leaves a process behind, which another test would find."""
    before = set(multiprocessing.active_children())
    yield
    left = set(multiprocessing.active_children()) - before
    for process in left:
        process.kill()
        process.join()
    assert not left, f"left behind: {left}"


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts this process and those that the test starts, even where whoever runs the tests ignores it, as
    ``nohup`` and the background jobs of a script do: a process that is started inherits that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def default_trace() -> Trace:
    """The trace that the default bundle ships: the film's own sentence."""
    from model.trace import Trace

    return Trace.load(ROOT / "assets" / "models" / "default" / "trace.npz")


@pytest.fixture(scope="session")
def traces(shared: Path) -> dict[str, Path]:
    """The trace of the film's own sentence, "default", and of a "twin", a "shortest" and a "longest" one."""
    from model.bundle import Bundle
    from studio.inspector.sentences import extremes
    from studio.request.traces import traces_of
    from studio.system.locks import alone

    sentences = {which: " ".join(words) for which, words in extremes(Bundle.load("default").grammar).items()}
    with alone(shared):  # recorded once, by one process
        found = traces_of("default", [None if which == "default" else text for which, text in sentences.items()])
    return dict(zip(sentences, found, strict=True))


@pytest.fixture(scope="session")
def guessing_trace(shared: Path) -> Path:
    """The trace of the film's own sentence by a model that gets it wrong: of the bundle `tests/bundles/guessing`."""
    from studio.request.traces import traces_of
    from studio.system.locks import alone
    from tests.bundles import GUESSING

    with alone(shared):
        return traces_of(str(GUESSING), [None])[0]
