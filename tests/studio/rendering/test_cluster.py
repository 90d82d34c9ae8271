"""Clips rendered by other machines are the same files; lost machines are made up for; what is wrong is one line."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from studio.rendering.clip import ClipFacts
from studio.rendering.cluster import client
from studio.rendering.cluster.client import cluster_at
from studio.rendering.pool import render_clips
from studio.rendering.store import CLIP, FACTS, POSTER
from studio.system import paths
from studio.system.errors import StudioError, UsageError
from studio.system.workplaces import in_use
from tests.command_line import Run
from tests.studio.rendering.machines import Cluster, cluster, until
from tests.tiny.film import TinyFilm
from tests.tiny.render import CLIPS, Log, jobs, render, write_trace

BOTH = ["tiny/bars", "tiny/waits"]
pytestmark = pytest.mark.timeout(900)  # a cluster is many processes, each of which loads Manim


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two machines."""
    with cluster(tmp_path_factory.mktemp("cluster") / "all", 2) as made:
        yield made


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


class Heard(Log):
    """What a progress is told."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: dict[str, list[int]] = {}
        self.facts: dict[str, ClipFacts] = {}

    def painted(self, address: str, frames: int) -> None:
        assert address in self.missing and address not in self.done
        self.frames.setdefault(address, []).append(frames)

    def finished(self, facts: ClipFacts) -> None:
        super().finished(facts)
        self.facts[facts.address] = facts


def files_of(folder: Path, *patterns: str) -> dict[str, bytes]:
    found = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_files_from_other_machines_are_those_of_this_one(tmp_path: Path, two: Cluster, tiny_film: TinyFilm) -> None:
    log = Heard()
    with cluster_at(two.address) as machines:
        film = render(tmp_path, log=log, elsewhere=machines)
    assert (log.kept, sorted(log.missing), sorted(log.done)) == (0, BOTH, BOTH)
    assert 0 < max(log.frames["tiny/bars"]) <= log.facts["tiny/bars"].frames
    for machine in two.machines:
        assert not (machine.cache / "clips").exists() and not list((machine.cache / "work").glob("*"))
    assert film.video.read_bytes() == tiny_film.video.video.read_bytes()
    here = files_of(tiny_film.folder, "film.*", "cache/clips/*/*", "formulas/*")
    assert files_of(tmp_path, "film.*", "cache/clips/*/*", "formulas/*") == here
    assert {Path(name).name for name in here} > {CLIP, POSTER, FACTS, "film.mp4", "film.srt", "film.png"}


class Killer(Heard):
    """Kills, once, a machine that paints."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.orphans: list = []

    def painted(self, address: str, frames: int) -> None:
        super().painted(address, frames)
        if not self.orphans:
            self.orphans = next(machine for machine in self.cluster.machines if machine.jobs()).die()


def test_what_a_lost_machine_was_doing_is_done_by_another(tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster", 2) as made, cluster_at(made.address) as machines:
        log = Killer(made)
        film = render(tmp_path, log=log, elsewhere=machines)
        assert log.orphans and sorted(log.done) == BOTH
        until(lambda: not any(process.is_running() for process in log.orphans))
        assert sum(machine.process.poll() is None for machine in made.machines) == 1
    local = render(tmp_path / "here", log=(kept := Log()))
    assert kept.kept == 2 and local.video.read_bytes() == film.video.read_bytes()


def test_a_clip_that_fails_ends_the_render_and_the_others_work(tmp_path: Path, two: Cluster) -> None:
    trace, formulas = write_trace(tmp_path), tmp_path / "formulas"
    with cluster_at(two.address) as machines:
        render_clips(jobs(trace, formulas, clips=CLIPS[1:]), 1, Log(), elsewhere=machines)
        log = Log()
        work = jobs(trace, formulas, clips=[*CLIPS, ("tests.tiny.broken", "Broken")])
        with pytest.raises(StudioError) as caught:
            render_clips(work, 1, log, elsewhere=machines)
    assert log.kept == 1
    line, _, kept = str(caught.value).partition("; traceback in ")
    assert line.startswith("tiny/broken: KeyError: ") and "no tensor" in line
    assert "\n" not in line and "broken.py" in Path(kept).read_text()
    until(lambda: not any(machine.jobs() for machine in two.machines))
    until(lambda: not any(list((machine.cache / "work").glob("*")) for machine in two.machines))
    assert in_use() == []


def test_a_process_that_is_killed_is_started_again(tmp_path: Path, two: Cluster) -> None:
    killed = []

    class Culprit(Heard):
        def painted(self, address: str, frames: int) -> None:
            if not killed:
                killed.append(next(job for machine in two.machines for job in machine.jobs()))
                killed[0].kill()

    bars = jobs(write_trace(tmp_path), tmp_path / "formulas", clips=CLIPS[:1])
    with cluster_at(two.address) as machines:
        (clip,) = render_clips(bars, 1, Culprit(), elsewhere=machines)
    assert killed and clip.video.is_file()


@pytest.fixture
def another_checkout(tmp_path: Path) -> Path:
    """The project with one file that differs."""
    copy = tmp_path / "checkout"
    for folder in ("model", "scenes", "studio", "tests"):
        shutil.copytree(paths.ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "assets").symlink_to(paths.ROOT / "assets")
    theme = copy / "scenes" / "kit" / "theme.py"
    theme.write_text(theme.read_text() + "\n# A line that is only here.\n")
    return copy


def test_other_code_or_programs_are_named(tmp_path: Path, own_cache: Path, another_checkout: Path) -> None:
    installed = another_checkout / "pillow-99.0.dist-info" / "METADATA"
    installed.parent.mkdir()
    installed.write_text("Metadata-Version: 2.1\nName: pillow\nVersion: 99.0\n")
    with (
        cluster(tmp_path / "cluster", 1, PYTHONPATH=str(another_checkout)) as made,
        cluster_at(made.address) as machines,
        pytest.raises(StudioError) as caught,
    ):
        render(tmp_path, elsewhere=machines)
    said = str(caught.value)
    assert "another scenes.kit.theme" in said and f"pillow is 99.0 there and {version('pillow')} here" in said
    assert "127.0.0.1" in said and "\n" not in said and "more" not in said
    assert not (own_cache / "clips").exists()


def test_a_scheduler_that_is_lost_is_one_line(tmp_path: Path) -> None:
    class Culprit(Heard):
        def painted(self, address: str, frames: int) -> None:
            made.process.kill()

    bars = jobs(write_trace(tmp_path), tmp_path / "formulas", clips=CLIPS[:1])
    with cluster(tmp_path / "cluster", 1) as made, cluster_at(made.address) as machines:
        with pytest.raises(StudioError, match=f"lost the scheduler at {made.address}") as caught:
            render_clips(bars, 1, Culprit(), elsewhere=machines)
        until(lambda: not any(machine.jobs() for machine in made.machines))
    assert "run again" in str(caught.value) and "\n" not in str(caught.value)


def test_a_scheduler_that_was_stopped_is_not_awaited_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Culprit(Heard):
        def painted(self, address: str, frames: int) -> None:
            made.process.send_signal(signal.SIGSTOP)

    monkeypatch.setattr(client, "SECONDS_WITHOUT_WORKERS", 3)
    bars = jobs(write_trace(tmp_path), tmp_path / "formulas", clips=CLIPS[:1])
    with cluster(tmp_path / "cluster", 1) as made:
        with pytest.raises(StudioError, match=f"lost the scheduler at {made.address}") as caught:  # noqa: SIM117
            with cluster_at(made.address) as machines:
                render_clips(bars, 1, Culprit(), elsewhere=machines)
        made.process.send_signal(signal.SIGCONT)
    assert "run again" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_process_that_was_stopped_is_started_again(tmp_path: Path, two: Cluster) -> None:
    stopped = []

    class Culprit(Heard):
        def painted(self, address: str, frames: int) -> None:
            if not stopped:
                stopped.append(next(job for machine in two.machines for job in machine.jobs()))
                stopped[0].suspend()

    bars = jobs(write_trace(tmp_path), tmp_path / "formulas", clips=CLIPS[:1])
    with cluster_at(two.address) as machines:
        (clip,) = render_clips(bars, 1, Culprit(), elsewhere=machines)
    assert stopped and clip.video.is_file()


def test_a_scheduler_without_workers_is_one_line(tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster") as made, pytest.raises(StudioError, match="no workers") as caught:
        cluster_at(made.address).__enter__()
    assert "dask worker" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "tcp://127.0.0.1:1"])
def test_where_nobody_listens_one_line_says_so(render_py: Run, address: str, own_cache: Path) -> None:
    done = render_py("clip", "self_attention/softmax", "--cluster", address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: no Dask scheduler answers at {address}") and done.stderr.count("\n") == 1
    assert not (own_cache / "clips").exists()


def test_tls_without_certificates_is_one_line(render_py: Run) -> None:
    done = render_py("clip", "self_attention/softmax", "--cluster", "tls://127.0.0.1:8786")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "TLS needs certificates" in done.stderr and "docs/cluster.md" in done.stderr


@pytest.mark.parametrize("address", ["nonsense://x:1", "127.0.0.1:port", "127.0.0.1"])
def test_what_is_no_address_is_one_line(address: str) -> None:
    with pytest.raises(UsageError, match="HOST:PORT") as caught:
        cluster_at(address).__enter__()
    assert "\n" not in str(caught.value)


def test_without_the_package_one_line_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="make setup-cluster"):
        cluster_at("127.0.0.1:8786").__enter__()


@pytest.mark.parametrize("arguments", [["--jobs", "2"], ["--format", "png"]])
def test_what_is_about_this_machine_alone_is_refused(render_py: Run, arguments: list[str]) -> None:
    done = render_py("clip", "self_attention/softmax", "--cluster", "127.0.0.1:1", *arguments)
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr
