"""What was edited in a file when it was saved: the lines that are not as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """The lines of a file from ``first`` to ``last``, counted from 1, as they are now."""

    file: str
    first: int
    last: int


class Sources:
    """The texts of Python files as they were when they were last looked at."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._texts = {file: _lines(file) for file in files}

    def edits(self, saved: Iterable[Path]) -> tuple[Edit, ...]:
        """What has changed in the files that are known, and remember how they are now."""
        found = []
        for file in saved:
            if file not in self._texts:
                continue
            before, now = self._texts[file], _lines(file)
            self._texts[file] = now
            if before != now:
                found.append(Edit(str(file), *_span(before, now)))
        return tuple(found)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):  # it is gone, or on its way: whoever renders says so
        return []


def _span(before: list[str], now: list[str]) -> tuple[int, int]:
    """The first and last line that differ, as they are now; where lines have gone, the one that took their place."""
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    end = 0
    while end < min(len(before), len(now)) - same and before[-1 - end] == now[-1 - end]:
        end += 1
    return same + 1, max(len(now) - end, same + 1)
