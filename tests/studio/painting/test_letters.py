"""Kept letters: what was set once is read the next time, to the last bit, and nothing depends on its being there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scenes.kit.mobjects import letters
from scenes.kit.mobjects.letters import Outlines, Style
from studio.painting.letters import letters_from

STYLE = Style("Inter", 31.4, "MEDIUM")
TEXT = "Où est-il ?"


@pytest.fixture
def set_texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that Manim was asked to set."""
    plain, asked = letters.set_outlines, list[str]()

    def counting(text: str, style: Style) -> Outlines:
        asked.append(text)
        return plain(text, style)

    monkeypatch.setattr(letters, "set_outlines", counting)
    yield asked


def outlines(folder: Path) -> Outlines:
    with letters_from(folder):
        return letters.set_outlines(TEXT, STYLE)


def test_what_was_set_once_is_read_the_next_time_to_the_last_bit(tmp_path: Path, set_texts: list[str]) -> None:
    first, second = outlines(tmp_path), outlines(tmp_path)
    assert set_texts == [TEXT]
    for one, other, manims in zip(first, second, STYLE.set(TEXT), strict=True):
        assert np.array_equal(one, manims.points) and np.array_equal(other, manims.points)


def test_another_size_is_another_text(tmp_path: Path, set_texts: list[str]) -> None:
    outlines(tmp_path)
    with letters_from(tmp_path):
        letters.set_outlines(TEXT, Style("Inter", 31.5, "MEDIUM"))
    assert len(set_texts) == 2


@pytest.mark.parametrize("damage", [b"", b"no database at all", "bits", "rows"])
def test_damaged_outlines_are_set_anew(tmp_path: Path, set_texts: list[str], damage: bytes | str) -> None:
    whole = outlines(tmp_path)
    (file,) = tmp_path.glob("*.sqlite")
    if isinstance(damage, bytes):
        file.write_bytes(damage)
    else:
        with sqlite3.connect(file) as database:
            (packed,) = database.execute("SELECT outlines FROM letters").fetchone()
            spoilt = bytes([*packed[:40], packed[40] ^ 1, *packed[41:]]) if damage == "bits" else packed[:-9]
            database.execute("UPDATE letters SET outlines = ?", (spoilt,))
    for _ in range(2):
        for one, other in zip(outlines(tmp_path), whole, strict=True):
            assert np.array_equal(one, other)
    assert set_texts[:2] == [TEXT, TEXT]


def test_a_folder_that_cannot_be_made_keeps_nothing_and_says_nothing(tmp_path: Path, set_texts: list[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert len(outlines(blocked / "letters")) == len(outlines(blocked / "letters")) == len(TEXT)
    assert len(set_texts) == 2
    assert blocked.read_text() == "no folder"


def test_two_that_write_at_once_both_end(tmp_path: Path, set_texts: list[str]) -> None:
    with letters_from(tmp_path), letters_from(tmp_path):
        letters.set_outlines(TEXT, STYLE)
    assert len(outlines(tmp_path)) == len(TEXT)
    assert set_texts == [TEXT]
