"""What goes wrong for real: killed workers, broken files, two renders at once; one line each."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from model.trace import Trace, TraceError
from studio.rendering import pool
from studio.rendering.fingerprint import files_of
from studio.rendering.messages import Done, Failed, Painted
from studio.rendering.pool import render_clips
from studio.rendering.warm_processes import WarmProcess
from studio.rendering.worker import work
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.pulse import Pulse
from studio.system.workplaces import workplace
from tests.tiny.render import CLIPS, Log, jobs, write_trace

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
    """Kills the processes of the render as soon as something is painted."""

    def painted(self, address: str, frames: int) -> None:
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGKILL)  # type: ignore[arg-type]


def test_a_killed_worker_ends_in_one_line_and_finished_clips_are_kept(
    tmp_path: Path, own_cache: Path, formulas: Path
) -> None:
    bars, waits = jobs(write_trace(tmp_path), formulas)
    with pytest.raises(StudioError) as caught:
        render_clips([bars, waits], 2, Killer())
    assert str(caught.value).startswith("tiny/") and "signal 9" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert leftovers(own_cache, tmp_path) == []
    assert multiprocessing.active_children() == []
    render_clips([waits], 2, Log())
    log = Log()
    render_clips([bars, waits], 2, log)
    assert (log.kept, log.done) == (1, ["tiny/bars"])


class Stopper(Log):
    """Stops the processes of the render as soon as something is painted, which leaves them alive."""

    def painted(self, address: str, frames: int) -> None:
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGSTOP)  # type: ignore[arg-type]


def test_a_stopped_worker_is_not_awaited_for_ever(
    tmp_path: Path, own_cache: Path, formulas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "INTERVAL", 0.5)
    monkeypatch.setattr(pool, "PATIENCE", 4.0)
    with pytest.raises(StudioError, match="stood still for 4 seconds") as caught:
        render_clips(jobs(write_trace(tmp_path), formulas), 1, Stopper())
    assert "\n" not in str(caught.value)
    assert leftovers(own_cache, tmp_path) == [] and multiprocessing.active_children() == []


def test_a_process_that_works_in_silence_is_not_taken_for_a_stopped_one() -> None:
    busy, asleep = (
        subprocess.Popen([sys.executable, "-c", code])
        for code in ("while True: pass", "import signal, time; print(); time.sleep(600)")
    )
    try:
        time.sleep(1)  # Python has started
        pulses = [Pulse(process.pid, 0.5, 2.0) for process in (busy, asleep)]
        gone = [False, False]
        for _ in range(8):
            time.sleep(0.5)
            gone = [pulse.is_gone() or was for pulse, was in zip(pulses, gone, strict=True)]
        assert gone == [False, True]
    finally:
        for process in (busy, asleep):
            process.kill()
            process.wait()


def test_workers_killed_at_any_moment_leave_nothing_behind(tmp_path: Path, own_cache: Path, formulas: Path) -> None:
    def kill_soon() -> None:
        time.sleep(random.uniform(0, 4))
        while not multiprocessing.active_children() and not ended.is_set():
            time.sleep(0.01)
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGKILL)  # type: ignore[arg-type]

    ended = threading.Event()
    killer = threading.Thread(target=kill_soon)
    killer.start()
    log = Log()
    try:
        render_clips(jobs(write_trace(tmp_path), formulas), 2, log)
    except StudioError as error:
        assert "signal 9" in str(error) and "\n" not in str(error)
    ended.set()
    killer.join()
    assert leftovers(own_cache, tmp_path) == [] and multiprocessing.active_children() == []
    assert len(list(own_cache.glob("clips/*/clip.json"))) == len(log.done)


def test_a_clip_whose_files_were_changed_meanwhile_is_not_taken(tmp_path: Path, formulas: Path) -> None:
    (bars,) = jobs(write_trace(tmp_path), formulas, clips=CLIPS[:1])
    files = files_of(bars.module)
    for change in {}, {"studio.frames.captions": "another digest"}, {"scenes.gone": "of a file that is there no more"}:
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        place.mkdir()
        process = WarmProcess()
        process.give(work, bars, {**files, **change}, place)
        while isinstance(message := process.connection.recv(), Painted):
            pass
        process.join()
        assert isinstance(message, Failed if change else Done)
        if change:
            assert message.line == "tiny/bars: its files were changed while it rendered; run again"


def test_a_clip_that_fails_is_named_with_its_file_and_line(tmp_path: Path, own_cache: Path, formulas: Path) -> None:
    broken = jobs(write_trace(tmp_path), formulas, clips=[("tests.tiny.broken", "Broken")])
    with pytest.raises(StudioError) as caught:
        render_clips(broken, 1, Log())
    assert str(caught.value).startswith("tiny/broken: KeyError: ")
    assert "no tensor" in str(caught.value) and "\n" not in str(caught.value)
    log = Path(str(caught.value).rpartition("traceback in ")[2])
    assert "broken.py" in log.read_text()


@pytest.mark.usefixtures("ctrl_c")
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
from studio.system.workplaces import workplace
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


@pytest.mark.long
def test_renders_at_once_into_one_cache_and_one_folder_do_not_disturb_each_other(
    tmp_path: Path, own_cache: Path
) -> None:
    for options in [[], []], [["--force"], ["--force"], []]:
        renders = [
            subprocess.Popen([*TINY, str(tmp_path), *option], cwd=paths.ROOT, stderr=subprocess.PIPE)
            for option in options
        ]
        for process in renders:
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
