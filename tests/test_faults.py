"""What goes wrong for real: killed workers, broken files, two renders at once; one line each."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.trace import Trace, TraceError
from studio import paths
from studio.errors import StudioError
from studio.jobs import render_clips
from studio.workplaces import workplace
from tests.tiny.render import Log, jobs, write_trace

TINY = [sys.executable, "-m", "tests.tiny.render"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Formulas are typeset once for all these tests."""
    return tmp_path_factory.mktemp("formulas")


def leftovers(cache: Path, folder: Path) -> list[Path]:
    """Workplaces and temporary files that should be gone."""
    return [*(cache / "work").glob("*"), *folder.rglob("*.part*")]


class Killer(Log):
    """Kills the process that paints a clip as soon as it has painted something."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def painted(self, address: str, frames: int) -> None:
        if address == self.address:
            for child in multiprocessing.active_children():
                os.kill(child.pid, signal.SIGKILL)  # type: ignore[arg-type]


def test_a_killed_worker_ends_in_one_line_and_finished_clips_are_kept(
    tmp_path: Path, own_cache: Path, formulas: Path
) -> None:
    bars, waits = jobs(write_trace(tmp_path), formulas)
    render_clips([waits], 1, Log())
    with pytest.raises(StudioError) as caught:
        render_clips([bars, waits], 2, Killer("tiny/bars"))
    assert str(caught.value).startswith("tiny/bars: ") and "signal 9" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert leftovers(own_cache, tmp_path) == []
    assert multiprocessing.active_children() == []
    log = Log()
    render_clips([bars, waits], 2, log)
    assert (log.kept, log.done) == (1, ["tiny/bars"])


def test_a_clip_that_fails_is_named_with_its_file_and_line(tmp_path: Path, own_cache: Path, formulas: Path) -> None:
    broken = jobs(write_trace(tmp_path), formulas, clips=[("tests.tiny.broken", "Broken")])
    with pytest.raises(StudioError) as caught:
        render_clips(broken, 1, Log())
    assert str(caught.value).startswith("tiny/broken: KeyError: ")
    assert "no tensor" in str(caught.value) and "\n" not in str(caught.value)
    log = Path(str(caught.value).rpartition("traceback in ")[2])
    assert "broken.py" in log.read_text()


def test_ctrl_c_ends_every_process_and_leaves_nothing_behind(tmp_path: Path, own_cache: Path) -> None:
    process = subprocess.Popen(
        [*TINY, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=paths.ROOT,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert any(line.startswith("painted") for line in process.stdout)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors == "stopped\n"
    assert leftovers(own_cache, tmp_path) == [] and not list(tmp_path.glob("film*"))
    with pytest.raises(ProcessLookupError):
        for _ in range(50):  # the session's last process may take a moment to be gone
            os.killpg(process.pid, 0)
            time.sleep(0.1)


HOLDS_A_WORKPLACE = """
import sys
from studio.workplaces import workplace
with workplace() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_workplaces_of_killed_processes_are_removed_by_the_next_and_those_of_living_ones_are_not(
    own_cache: Path,
) -> None:
    def start() -> tuple[subprocess.Popen[str], Path]:
        command = [sys.executable, "-c", HOLDS_A_WORKPLACE]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=paths.ROOT)
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    (living, in_use), (killed, abandoned) = start(), start()
    killed.kill()
    killed.wait()
    (abandoned / "clip.mp4").write_bytes(b"half")
    assert abandoned.parent == in_use.parent == own_cache / "work"
    with workplace() as folder:
        assert sorted(folder.parent.iterdir()) == sorted([in_use, folder])
    living.communicate("")
    assert leftovers(own_cache, own_cache) == []


def test_two_renders_at_once_do_not_disturb_each_other(tmp_path: Path, own_cache: Path) -> None:
    both = [subprocess.Popen([*TINY, str(tmp_path)], cwd=paths.ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=200)
        assert process.returncode == 0, errors
    assert len(list((own_cache / "clips").iterdir())) == 2
    assert leftovers(own_cache, tmp_path) == []
    probe = ["ffprobe", "-v", "error", "-count_frames", "-of", "json", "-show_streams", str(tmp_path / "film.mp4")]
    streams = json.loads(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)["streams"]
    assert streams[0]["nb_read_frames"] == streams[0]["nb_frames"]


def test_a_broken_trace_file_is_one_line(tmp_path: Path, formulas: Path) -> None:
    path = write_trace(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(TraceError, match="not a readable trace"):
        Trace.load(path)
    with pytest.raises(StudioError, match="not a readable trace") as caught:
        render_clips(jobs(path, formulas), 1, Log())
    assert "\n" not in str(caught.value)


def test_a_worker_typesets_nothing(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from studio.camera import manim_for
from studio.errors import StudioError
from studio.frames import QUALITIES
from manim import MathTex
with manim_for(QUALITIES["draft"], Path(sys.argv[1]), may_typeset=False):
    try:
        MathTex("x")
    except StudioError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "formulas")],
        capture_output=True,
        text=True,
        check=True,
        cwd=paths.ROOT,
    )
    assert "appears while painting but not in the run before it" in done.stdout
    assert not (tmp_path / "formulas").exists()
