"""An inspection that goes wrong or is killed ends with what went wrong, and leaves no process and no file behind."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.parallel import Inspection, inspect_all
from studio.system import paths
from studio.system.workplaces import workplace
from tests.tiny.processes import end_of_session
from tests.tiny.render import write_trace


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)  # so that this process looks where its own are, too
    return tmp_path / "cache"


def test_a_clip_that_cannot_be_imported_ends_the_others_before_their_files_go(tmp_path: Path, own_cache: Path) -> None:
    setting = Setting(str(write_trace(tmp_path)))
    clips = [("tests.tiny.wordy", "Wordy"), ("tests.tiny.late", "Late")]
    inspections = [Inspection(f"tiny/{name}", module, name, setting, QUALITIES["draft"]) for module, name in clips]
    others = set(multiprocessing.active_children())  # a process that another test keeps warm
    with pytest.raises(ImportError, match="half edited"):
        inspect_all(inspections, 2)
    assert set(multiprocessing.active_children()) <= others
    assert [*(own_cache / "work").iterdir(), *(tmp_path / "temporary").iterdir()] == []


KILLED = """
import sys
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.parallel import Inspection, inspect_all
if __name__ == "__main__":
    setting = Setting(sys.argv[1])
    inspect_all([Inspection(f"tiny/{n}", "tests.tiny.wordy", "Wordy", setting, QUALITIES["draft"]) for n in "ab"], 2)
"""


def test_a_killed_inspection_takes_its_processes_with_it_and_the_next_removes_its_files(
    tmp_path: Path, own_cache: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(KILLED)
    command = [sys.executable, str(program), str(write_trace(tmp_path))]
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(paths.ROOT)}, cwd=paths.ROOT, start_new_session=True
    )
    while not list(own_cache.glob("work/*/outlines-*/texts/*.svg")):
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    end_of_session(process.pid)
    assert list((own_cache / "work").iterdir())
    with workplace() as folder:
        assert list((own_cache / "work").iterdir()) == [folder]
    assert [*(own_cache / "work").iterdir(), *(tmp_path / "temporary").iterdir()] == []
