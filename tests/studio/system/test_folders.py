"""What is replaced is there until its successor is: a failure is injected at every rename that there is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from studio.system.errors import StudioError
from studio.system.files import write_text
from studio.system.folders import appearing_folder


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, first: int, count: int = 1) -> Iterator[list[int]]:
    """Within the block renames fail from the ``first`` on, so many of them; gives how many were tried."""
    tried = [0]

    def around(rename: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: object) -> None:
            tried[0] += 1
            if first <= tried[0] < first + count:
                raise OSError(5, "Input/output error")
            rename(*arguments)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", around(os.rename))
        patch.setattr(os, "replace", around(os.replace))
        yield tried


def replace(folder: Path, text: str) -> None:
    with appearing_folder(folder) as temporary:
        (temporary / "page.html").write_text(text)


@pytest.mark.parametrize("number", [1, 2])
def test_a_rename_that_fails_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder = tmp_path / "site"
    replace(folder, "old")
    with failing(monkeypatch, number) as tried, pytest.raises(OSError, match="Input/output"):
        replace(folder, "new")
    assert tried[0] >= number
    assert (folder / "page.html").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["site"]
    replace(folder, "new")
    assert (folder / "page.html").read_text() == "new" and [path.name for path in tmp_path.iterdir()] == ["site"]


def test_where_nothing_can_be_renamed_any_more_the_old_folder_is_named_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    replace(folder, "old")
    with (
        failing(monkeypatch, 2, 9),
        pytest.raises(StudioError, match=r"could not be replaced .*; the old one is") as told,
    ):
        replace(folder, "new")
    kept = Path(str(told.value).rpartition(" is ")[2])
    assert (kept / "page.html").read_text() == "old" and list(tmp_path.iterdir()) == [kept]
    with pytest.raises(RuntimeError), appearing_folder(folder):
        assert (folder / "page.html").read_text() == "old"  # the next to come has put it back
        raise RuntimeError
    assert (folder / "page.html").read_text() == "old" and list(tmp_path.iterdir()) == [folder]


def test_what_a_killed_process_has_left_is_put_back_or_swept(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    replace(folder, "old")
    (tmp_path / ".site.99-abc.part").mkdir()
    folder.rename(tmp_path / ".site.99-abc.before")
    with suppress(RuntimeError), appearing_folder(folder):
        raise RuntimeError
    assert (folder / "page.html").read_text() == "old" and list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_another_process_fills_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with appearing_folder(folder) as first:
        replace(folder, "second")
        assert first.is_dir()
        (first / "page.html").write_text("first")
    assert (folder / "page.html").read_text() == "first" and list(tmp_path.iterdir()) == [folder]


def test_a_file_is_the_old_one_where_it_cannot_be_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_text(tmp_path / "a.txt", "old")
    with failing(monkeypatch, 1), pytest.raises(OSError, match="Input/output"):
        write_text(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_reaches_the_disk_before_it_takes_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    settle, replace_ = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda descriptor: (done.append("settled"), settle(descriptor)))
    monkeypatch.setattr(os, "replace", lambda *names: (done.append("named"), replace_(*names)))
    write_text(tmp_path / "a.txt", "new")
    assert done == ["settled", "named"]
