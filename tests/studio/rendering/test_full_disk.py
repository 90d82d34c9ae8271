"""No room: one line that says so, nothing half-written, and what was finished is kept and used when there is room."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from studio.system import paths
from tests.tiny.film import TinyFilm

TINY = [sys.executable, "-m", "tests.tiny.render"]
LARGEST_FORMULA = 30_000
"""Bytes for the outlines of texts and formulas; the longer clip does not fit in."""

ON_A_SMALL_DISK = """
disk=$1; size=$2; shift 2
mount -t tmpfs -o size=64m small "$disk" || exit 99
mkdir "$disk/out" && cp -r "$disk.before/." "$disk/out"
export EXPLAINER_CACHE="$disk/out/cache" TMPDIR="$disk"
mount -o remount,size="$size" "$disk"
"$@" "$disk/out" 2> "$disk.small"
echo $? > "$disk.code"
mkdir "$disk.after"; cp -r "$disk/out/." "$disk.after"; ls -A "$disk" > "$disk.list"
mount -o remount,size=64m "$disk"
"$@" "$disk/out" > "$disk.large" 2>&1
"""
"""Runs a program on a disk of some size, once more when there is room, and keeps what it said and left. The disk is
seen by these programs alone, and ends with them."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def rendered(tiny_film: TinyFilm) -> Path:
    """A folder with the tiny film and its cache."""
    return tiny_film.folder


def half_written(*folders: Path) -> list[Path]:
    """Workplaces and temporary files that should be gone."""
    return [path for folder in folders for path in folder.rglob("*") if ".part" in path.name or "place-" in path.name]


def is_one_line(text: str) -> bool:
    return text.startswith("error: ") and text.count("\n") == 1 and "no space left" in text


# -- no file may be larger than so many bytes ----------------------------------------------------------------------


def run_with_small_files(folder: Path, largest: int) -> subprocess.CompletedProcess[str]:
    """Render the tiny film where no file may grow beyond ``largest`` bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run([*TINY, str(folder)], capture_output=True, text=True, cwd=paths.ROOT, preexec_fn=limit)


def test_no_room_for_a_clip_ends_in_one_line(tmp_path: Path, own_cache: Path) -> None:
    done = run_with_small_files(tmp_path, LARGEST_FORMULA)
    assert done.returncode == 1 and is_one_line(done.stderr), done.stderr
    assert not list(tmp_path.glob("film*")) and half_written(tmp_path) == []


def test_no_room_for_the_film_leaves_no_half_of_it(tmp_path: Path, own_cache: Path, rendered: Path) -> None:
    shutil.copytree(rendered / "cache", own_cache)
    largest_clip = max(path.stat().st_size for path in own_cache.glob("clips/*/*"))
    assert largest_clip + 500 < (rendered / "film.mp4").stat().st_size
    done = run_with_small_files(tmp_path, largest_clip + 100)
    assert done.returncode == 1 and is_one_line(done.stderr), done.stderr
    assert "kept 2" in done.stdout
    assert not list(tmp_path.glob("film*")) and half_written(tmp_path) == []


# -- a disk that is full -------------------------------------------------------------------------------------------


@cache
def in_a_space_of_its_own() -> list[str]:
    """The command that lets a program mount a disk which it alone sees, as root or not; fails where none may."""
    for command in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        tried = subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
        if tried.returncode == 0:
            return command
    return []


def used(folder: Path) -> int:
    """Bytes that the files of a folder take on a disk in blocks of 4 kB."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*") if path.is_file())


@pytest.mark.skipif(not in_a_space_of_its_own(), reason="nobody may mount a disk here; the limits above are real too")
@pytest.mark.parametrize("room", ["for no clip", "for one clip", "for clips, not for the film"])
def test_a_full_disk_ends_in_one_line_and_finished_clips_are_kept(tmp_path: Path, rendered: Path, room: str) -> None:
    disk, before, after = (tmp_path / name for name in ("disk", "disk.before", "disk.after"))
    disk.mkdir()
    before.mkdir()
    shutil.copytree(rendered / "formulas", before / "formulas")
    clips = sorted((rendered / "cache" / "clips").iterdir(), key=used)
    if room == "for no clip":
        kept, next_to_write = 0, used(clips[0])
    elif room == "for one clip":  # which is kept from before, and the other one is larger
        shutil.copytree(clips[0], before / "cache" / "clips" / clips[0].name)
        kept, next_to_write = 1, used(clips[1])
    else:
        shutil.copytree(rendered / "cache", before / "cache")
        kept, next_to_write = 2, (rendered / "film.mp4").stat().st_size
    size = used(before) + next_to_write // 2
    program = [*in_a_space_of_its_own(), "sh", "-c", ON_A_SMALL_DISK, "sh", str(disk), str(size), *TINY]
    ended = subprocess.run(program, cwd=paths.ROOT, capture_output=True, text=True)
    said = (tmp_path / "disk.small").read_text()
    assert (tmp_path / "disk.code").read_text() == "1\n" and is_one_line(said), (said, ended.stderr)
    assert len(list(after.glob("cache/clips/*/clip.json"))) == kept
    assert not list(after.glob("film*")) and half_written(after) == []
    assert (tmp_path / "disk.list").read_text() == "out\n"
    again = (tmp_path / "disk.large").read_text().splitlines()
    assert again[0] == f"kept {kept}" and not again[-1].startswith("error"), again
