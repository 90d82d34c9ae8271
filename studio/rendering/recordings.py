"""The paintings that are kept: those of the clips that were last made in another format than the film's."""

from __future__ import annotations

from pathlib import Path

from studio.rendering.clip import ClipFacts, recordings_folder
from studio.rendering.recording import facts_in

PAINTING = "painting"
"""Its name in the workplace of a worker."""
MOST = 40
"""So many are kept, some 25 MB for each minute of 1080p60."""


def kept(painting: Path) -> ClipFacts | None:
    """The facts of a painting that is kept and whole; it counts as used now."""
    facts = facts_in(painting)
    if facts is not None:
        painting.touch()
    return facts


def keep(file: Path, painting: Path) -> None:
    """Move a painting that is whole to its place."""
    painting.parent.mkdir(parents=True, exist_ok=True)
    file.replace(painting)
    _make_room()


def _make_room() -> None:
    """Delete the paintings that were not used for longest, beyond the most that are kept."""
    found = sorted(recordings_folder().glob("[0-9a-f]*.painting"), key=lambda path: path.stat().st_mtime, reverse=True)
    for painting in found[MOST:]:
        painting.unlink(missing_ok=True)
