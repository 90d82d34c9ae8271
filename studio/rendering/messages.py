"""What a process that renders a clip says to the one that started it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from studio.rendering.clip import ClipFacts
from studio.system.errors import StudioError, in_one_line


@dataclass(frozen=True)
class Painted:
    """So many frames are on their way into the clip's file."""

    frames: int


@dataclass(frozen=True)
class Done:
    """The clip's files are in the workplace."""

    facts: ClipFacts


@dataclass(frozen=True)
class Failed:
    """The clip failed: one line for the user, and the traceback for developers."""

    line: str
    traceback: str

    @classmethod
    def of(cls, address: str, error: Exception) -> Failed:
        """What is said of an error in a clip."""
        line = str(error) if isinstance(error, StudioError) else in_one_line(error)
        return cls(f"{address}: {line}", "".join(traceback.format_exception(error)))


Message = Painted | Done | Failed
