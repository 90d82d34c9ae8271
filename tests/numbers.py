"""Numbers for tests that want any number on the stage: they are written here, which is their source."""

from __future__ import annotations

from scenes.kit.claims import Code

WRITTEN = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 42, 47, 68, 69, 86, 88, 96, 100, 123, 345, 1500, 4711, 46784)


def some(value: int) -> Code:
    """A number as a claim that the inspector finds true."""
    return Code(value, "tests/numbers.py:WRITTEN")
