"""From what was asked for to the files that it needs: a bundle, and the trace of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studio import paths
from studio.errors import UsageError, nearest

if TYPE_CHECKING:
    from model.bundle import Bundle


def trace_of(weights: str, sentence: str | None, report: Callable[[str], None] = lambda _: None) -> Path:
    """The trace file of a bundle and a sentence; the bundle's own trace when there is no sentence."""
    shipped = paths.MODELS / weights / "trace.npz"
    if sentence is None and shipped.is_file():
        return shipped
    from studio.trace_cache import trace_for

    return trace_for(load_bundle(weights), sentence, report)


def load_bundle(weights: str) -> Bundle:
    """The bundle of a name in assets/models or of a folder; raises UsageError naming the known ones."""
    from model.bundle import Bundle, BundleError

    named = paths.MODELS / weights
    folder = named if named.is_dir() else Path(weights)
    if not folder.is_dir():
        known = sorted(path.name for path in paths.MODELS.glob("*/") if path.is_dir())
        raise UsageError(f"no trained model {weights!r}; {nearest(weights, known)}")
    try:
        return Bundle.load(folder)
    except BundleError as error:
        raise UsageError(str(error)) from None
