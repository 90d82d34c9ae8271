"""What was asked for, and the files that it needs: a bundle, and the trace of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from model.bundle import Bundle, BundleError
from studio.errors import UsageError
from studio.trace_cache import check_sentence, trace_for


@dataclass(frozen=True)
class Request:
    """What a video should be like: the common options of the command line."""

    weights: str = "default"
    sentence: str | None = None
    theme: str = "dark"
    captions: str = "burned"
    quality: str = "hd"
    jobs: int | None = None
    force: bool = False
    quiet: bool = False

    def check(self) -> None:
        """Look at what can be told at once, without Manim or torch: the bundle and the sentence; raises UsageError."""
        if self.sentence is not None:
            check_sentence(load_bundle(self.weights), self.sentence)


def trace_of(weights: str, sentence: str | None, report: Callable[[str], None] = lambda _: None) -> Path:
    """The trace file of a bundle and a sentence; the bundle's own trace when there is no sentence.

    Raises:
        UsageError: no such bundle, or its grammar does not have the sentence; nothing has been written then.
        StudioError: the trace cannot be recorded.
    """
    return trace_for(load_bundle(weights), sentence, report)


def load_bundle(weights: str) -> Bundle:
    """The bundle of a name in assets/models or of a folder; raises UsageError naming the known ones."""
    try:
        return Bundle.load(weights)
    except BundleError as error:
        raise UsageError(str(error)) from None
