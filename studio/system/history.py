"""How long things took the last time, by their names, so that the longest can be begun first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from studio.system import paths
from studio.system.files import write_text

LENGTHS = "clips"
"""The clips' lengths in seconds of film, by address: they say what to begin with, and how much is left."""


def read_seconds(history: str) -> dict[str, float]:
    """The seconds that a history holds, by name; nothing when it was never written, or is damaged."""
    try:
        kept = json.loads(_file(history).read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_seconds(history: str, seconds: Mapping[str, float]) -> None:
    """Put seconds into a history, in place of those of the same names."""
    write_text(_file(history), json.dumps({**read_seconds(history), **seconds}, indent=1))


def _file(history: str) -> Path:
    return paths.cache() / "times" / f"{history}.json"
