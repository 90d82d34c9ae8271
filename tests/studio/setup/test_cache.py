"""The cache: what it says it holds is there, and clearing it removes just that, and nothing that is in use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from studio.rendering.clip import ClipFacts
from studio.rendering.store import FACTS
from studio.setup import cache
from studio.system import paths
from studio.system.workplaces import workplace
from tests.tiny.render import Log, render

OWN = {
    "clips/0123456789abcdef0123456789abcdef/clip.mp4": 5000,
    "clips/0123456789abcdef0123456789abcdef/clip.json": 70,
    "clips/fedcba9876543210fedcba9876543210/clip.mp4": 800,
    "traces/0123456789abcdef01234567.npz": 900,
    "traces/.0123456789abcdef01234567.npz.812.npz": 20,  # its process was killed
    "formulas/0123456789abcdef.svg": 30,
    "formulas/.0123456789abcdef.7-a1b2c3.part.svg": 4,
    "logs/self-attention-softmax.traceback.txt": 60,
    "work/workplace-4194304-abcd_e12/outlines/word.svg": 17,
}
NUMBERS = {"clips": 2, "traces": 2, "formulas": 2, "logs": 1, "work": 1}
USERS = ("photo.jpg", "clips/holiday.mp4", "clips/2024/film.mp4", "traces/run.npz", "logs/today.txt",
         "work/2024-report/text.md", "formulas/logo.svg")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's that serves as the cache."""
    own = tmp_path / "things"
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(own))
    return own


def fill(folder: Path) -> None:
    for name, size in {**OWN, **dict.fromkeys(USERS, 3)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * size)
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "clip.mp4").write_bytes(b"mine")
    (folder / "clips" / ("a" * 32)).symlink_to(elsewhere)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(paths.ROOT / "render.py"), "cache", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_cache_that_is_not_there_is_empty_and_looking_makes_nothing(folder: Path) -> None:
    assert json.loads(run("--size", "--json").stdout) == {"bytes": 0}
    assert run("--clear").stdout == f"0.0 MB freed in {folder}\n"
    assert not folder.exists()


def test_what_is_kept_is_counted_and_where_it_is_said(folder: Path) -> None:
    fill(folder)
    found = json.loads(run("--json").stdout)
    assert found["folder"] == str(folder)
    assert {kind["name"]: kind["number"] for kind in found["kinds"] if kind["number"]} == NUMBERS
    assert found["bytes"] == sum(kind["bytes"] for kind in found["kinds"]) == sum(OWN.values())
    assert json.loads(run("--size", "--json").stdout) == {"bytes": sum(OWN.values())}
    plain = run().stdout
    assert plain.startswith(f"{folder}\n") and all(name in plain for name in NUMBERS)
    assert run("--size").stdout == "0.0 MB\n"


def test_clearing_removes_the_caches_own_files_and_no_others(folder: Path) -> None:
    fill(folder)
    done = json.loads(run("--clear", "--json").stdout)
    assert done == {"folder": str(folder), "freed": sum(OWN.values()), "left": 0}
    assert files(folder) == set(USERS)
    assert (folder.parent / "elsewhere" / "clip.mp4").read_bytes() == b"mine"
    assert json.loads(run("--clear", "--json").stdout)["freed"] == 0


def test_size_and_clear_together_are_refused(folder: Path) -> None:
    done = run("--size", "--clear")
    assert done.returncode == 2 and done.stderr.startswith("error: give --size or --clear")


def test_while_a_film_is_made_only_what_it_cannot_need_is_removed(folder: Path) -> None:
    fill(folder)
    with workplace() as in_use:  # sweeps the one that was left behind
        (in_use / "clip.mp4").write_bytes(b"half a clip")
        done = run("--clear")
        assert done.returncode == 0
        assert "a film is being made or inspected" in done.stdout
        gone = {name for name in OWN if name.startswith(("logs/", "work/"))}
        assert files(folder) == {*OWN, *USERS, str((in_use / "clip.mp4").relative_to(folder))} - gone
    run("--clear")
    assert files(folder) == set(USERS)


class Clearing(Log):
    """Clears the cache whenever it hears something of a render."""

    def planned(self, kept: int, missing: Mapping[str, float | None]) -> None:
        cache.clear()
        super().planned(kept, missing)

    def painted(self, address: str, frames: int) -> None:
        cache.clear()

    def finished(self, facts: ClipFacts) -> None:
        cache.clear()
        super().finished(facts)


def test_a_render_does_not_mind_that_the_cache_is_cleared(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with workplace():
        film = render(out, log=Clearing())
        cache.clear()
        assert len(list(folder.glob(f"clips/*/{FACTS}"))) == 2
    assert film.video.stat().st_size > 10_000
    assert not [*out.rglob("*.part*"), *(folder / "work").iterdir()]
    assert cache.clear().freed > 10_000 and files(folder) == set()
