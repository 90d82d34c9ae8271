"""The store of recordings: those of the clips that were last made in another format than the film's."""

from __future__ import annotations

from pathlib import Path

from studio.rendering.clip import ClipFacts
from studio.rendering.recording import read_facts
from studio.system import paths

MOST = 40
"""So many are kept, some 25 MB for each minute of 1080p60."""


def find_recording(recording: Path) -> ClipFacts | None:
    """The facts of a recording that is kept and whole, else None; it counts as used now."""
    facts = read_facts(recording)
    if facts is not None:
        recording.touch()
    return facts


def keep_recording(file: Path, recording: Path) -> None:
    """Move a whole recording to its place in the cache."""
    recording.parent.mkdir(parents=True, exist_ok=True)
    file.replace(recording)
    _make_room()


def _make_room() -> None:
    """Delete the recordings that were not used for longest, beyond the most that are kept."""
    found = sorted(paths.recordings().glob("[0-9a-f]*.recording"), key=lambda path: path.stat().st_mtime, reverse=True)
    for recording in found[MOST:]:
        recording.unlink(missing_ok=True)
