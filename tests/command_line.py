"""The command line for tests, without a new process: what it prints and the exit code are those of ``render.py``."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import render
from studio.system import paths

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def render_py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``render.py`` in this process, in an empty folder with an empty cache. For what fails or ends soon: where
    signals, processes or imports matter, a test starts the real program."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["render.py", *arguments])
        capsys.readouterr()
        before = signal.getsignal(signal.SIGTERM)
        try:
            with pytest.raises(SystemExit) as ended:
                render.main()
        finally:
            signal.signal(signal.SIGTERM, before)
        said, errors = capsys.readouterr()
        return subprocess.CompletedProcess(["render.py", *arguments], int(ended.value.code or 0), said, errors)

    return run
