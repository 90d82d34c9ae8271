"""From what was asked for to the files that it needs: a bundle, and the trace of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studio import paths
from studio.errors import UsageError

if TYPE_CHECKING:
    from model.bundle import Bundle


def trace_of(weights: str, sentence: str | None, report: Callable[[str], None] = lambda _: None) -> Path:
    """The trace file of a bundle and a sentence; the bundle's own trace when there is no sentence.

    Raises:
        UsageError: no such bundle, or its grammar does not have the sentence; nothing has been written then.
        StudioError: the trace cannot be recorded.
    """
    from studio.trace_cache import trace_for

    shipped = paths.MODELS / weights / "trace.npz"
    if sentence is None and shipped.is_file():
        return shipped
    return trace_for(load_bundle(weights), sentence, report)


def load_bundle(weights: str) -> Bundle:
    """The bundle of a name in assets/models or of a folder; raises UsageError naming the known ones."""
    from model.bundle import Bundle, BundleError

    try:
        return Bundle.load(weights)
    except BundleError as error:
        raise UsageError(str(error)) from None
