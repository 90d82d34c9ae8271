"""A render that was killed goes on where it was, what is damaged is made again, and nothing is left behind."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.trace import Trace, TraceError
from studio.painting.formulas import in_order
from studio.rendering.clip import FinishedClip
from studio.rendering.pool import render_clips
from studio.rendering.store import CLIP, FACTS, POSTER, find_clip
from studio.system import paths
from studio.system.files import appearing
from tests.tiny.film import TinyFilm
from tests.tiny.processes import end_of_session
from tests.tiny.render import CLIPS, Log, jobs, write_trace

TINY = [sys.executable, "-m", "tests.tiny.render"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture(scope="module")
def one(tiny_film: TinyFilm, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache with one finished clip and what it was made from, and the clip's key."""
    folder = tmp_path_factory.mktemp("one")
    (job,) = jobs(write_trace(folder), folder / "cache" / "formulas", clips=CLIPS[:1])
    shutil.copytree(tiny_film.folder / "formulas", folder / "cache" / "formulas")
    clip = Path("cache", "clips", job.key)
    shutil.copytree(tiny_film.folder / clip, folder / clip)
    return folder, job.key


@pytest.fixture
def clip(one: tuple[Path, str], own_cache: Path) -> FinishedClip:
    """The finished clip in a cache of this test's own."""
    folder, key = one
    shutil.copytree(folder / "cache", own_cache)
    found = find_clip(key)
    assert found is not None
    return found


def left_behind(*folders: Path) -> list[Path]:
    """Workplaces, half-written files and what is in the system's temporary folder."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if ".part" in path.name or path.name.startswith((".", "workplace-", "outlines-", "typeset-"))
    ]


def killed(folder: Path, moment: str) -> None:
    """Start the tiny film, and kill it some time after it has said ``moment``; its children end too."""
    process = subprocess.Popen(
        [*TINY, str(folder)], stdout=subprocess.PIPE, text=True, cwd=paths.ROOT, start_new_session=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(moment):
            break
    time.sleep(random.uniform(0, 1))
    process.kill()
    process.communicate()
    end_of_session(process.pid)


@pytest.mark.long
def test_a_render_killed_at_any_moment_goes_on_with_the_clips_that_were_finished(
    tmp_path: Path, own_cache: Path, temporary: Path
) -> None:
    done: set[str] = set()
    for moment in ("kept", "painted", "finished"):
        killed(tmp_path, moment)
        now = {path.parent.name for path in own_cache.glob(f"clips/*/{FACTS}")}
        assert now >= done and all(find_clip(key) for key in now)
        done = now
    assert done  # the last was killed after a clip was finished
    ended = subprocess.run([*TINY, str(tmp_path)], capture_output=True, text=True, cwd=paths.ROOT)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[0] == f"kept {len(done)}"
    assert ended.stdout.count("finished") == 2 - len(done)
    assert left_behind(own_cache, tmp_path) == [] and not any(temporary.iterdir())
    assert len(list((own_cache / "clips").iterdir())) == 2
    probe = ["ffprobe", "-v", "error", "-count_frames", "-of", "json", "-show_streams", str(tmp_path / "film.mp4")]
    stream, *_ = json.loads(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)["streams"]
    assert stream["nb_read_frames"] == stream["nb_frames"]


def test_a_file_whose_writer_was_killed_appears_when_it_is_written_again(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from studio.system.files import appearing
with appearing(Path(sys.argv[1])) as temporary:
    temporary.write_bytes(b"half")
    os.kill(os.getpid(), 9)
"""
    film, other = tmp_path / "film.mp4", tmp_path / "film-short.mp4"
    for path in (film, other):
        subprocess.run([sys.executable, "-c", code, str(path)], cwd=paths.ROOT)
    assert len(list(tmp_path.iterdir())) == 2 and not film.exists()
    with appearing(film) as mine, appearing(film) as at_the_same_time:
        mine.write_bytes(b"whole")
        at_the_same_time.write_bytes(b"whole too")
    assert film.read_bytes() == b"whole"
    assert [path.name.startswith(".film-short.") for path in tmp_path.iterdir() if path != film] == [True]


@pytest.mark.parametrize("name", [CLIP, POSTER, FACTS])
def test_any_damage_to_a_finished_clip_is_noticed(clip: FinishedClip, one: tuple[Path, str], name: str) -> None:
    path, key = clip.video.with_name(name), one[1]
    whole = path.read_bytes()
    half, middle = len(whole) // 2, random.randrange(len(whole))
    flipped = bytes([*whole[:middle], whole[middle] ^ 1, *whole[middle + 1 :]])
    for content in (b"", whole[:1], whole[:half], whole[:-1], flipped, b"\0" * len(whole), b"null", b"[1]", b"{}"):
        path.write_bytes(content)
        assert find_clip(key) is None, (content[:20], middle)
    path.unlink()
    assert find_clip(key) is None
    path.write_bytes(whole)
    assert find_clip(key) == clip


def test_damaged_clips_and_formulas_are_made_again_alike(
    clip: FinishedClip, one: tuple[Path, str], own_cache: Path, tmp_path: Path
) -> None:
    was = clip.video.read_bytes()
    clip.poster.write_bytes(clip.poster.read_bytes()[:-100])
    formulas = sorted((own_cache / "formulas").glob("*.svg"))
    pictures = [formula.read_bytes() for formula in formulas]
    assert pictures
    for formula in formulas:
        formula.write_bytes(formula.read_bytes()[: formula.stat().st_size // 2])
    log = Log()
    again = render_clips(jobs(one[0] / "trace.npz", own_cache / "formulas", clips=CLIPS[:1]), 1, log)
    assert (log.kept, log.done) == (0, ["tiny/bars"])
    assert again == [clip] and clip.video.read_bytes() == was
    assert [formula.read_bytes() for formula in formulas] == pictures
    assert left_behind(own_cache) == []


def test_a_formula_is_the_same_file_in_whatever_order_its_glyphs_come(one: tuple[Path, str]) -> None:
    formulas = list((one[0] / "cache" / "formulas").glob("*.svg"))
    assert formulas
    for formula in formulas:
        lines = formula.read_bytes().splitlines(keepends=True)
        places = [place for place, line in enumerate(lines) if line.startswith(b"<path id=")]
        shuffled = dict(zip(places, reversed(places), strict=True))
        other = b"".join(lines[shuffled.get(place, place)] for place in range(len(lines)))
        assert len(places) > 1 and other != formula.read_bytes() == in_order(other)


class Interrupting(Log):
    """Interrupts the render when something is painted, and looks at what is kept at that moment."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.found: FinishedClip | None = None

    def painted(self, address: str, frames: int) -> None:
        self.found = find_clip(self.key)
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("ctrl_c")
def test_force_keeps_a_finished_clip_until_it_is_finished_anew(
    clip: FinishedClip, one: tuple[Path, str], own_cache: Path
) -> None:
    work = jobs(one[0] / "trace.npz", own_cache / "formulas", clips=CLIPS[:1])
    before = clip.video.stat().st_ino
    interrupting = Interrupting(one[1])
    with pytest.raises(KeyboardInterrupt):
        render_clips(work, 1, interrupting, force=True)
    assert interrupting.found == clip == find_clip(one[1])
    assert clip.video.stat().st_ino == before and left_behind(own_cache) == []
    with clip.video.open("rb") as in_use:
        assert render_clips(work, 1, Log(), force=True) == [clip]
        assert clip.video.stat().st_ino != before
        assert in_use.read() == clip.video.read_bytes()


def test_any_damage_to_a_trace_is_noticed(tmp_path: Path) -> None:
    path = write_trace(tmp_path)
    whole, digest = path.read_bytes(), Trace.load(path).digest
    damaged = [whole[:length] for length in range(len(whole))]
    for place in range(len(whole)):
        damaged.append(bytes([*whole[:place], whole[place] ^ random.randrange(1, 256), *whole[place + 1 :]]))
    for content in damaged:
        path.write_bytes(content)
        try:
            assert Trace.load(path).digest == digest  # as when a date in the archive was changed
        except TraceError as error:
            assert "\n" not in str(error)
