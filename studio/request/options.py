"""What was asked for, and the files that it needs: a bundle, and the trace of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.bundle import Bundle, BundleError
from studio.request.traces import check_sentence, traces_for
from studio.system.errors import UsageError


@dataclass(frozen=True)
class Request:
    """What a video should be like: the common options of the command line."""

    weights: str = "default"
    sentence: str | None = None
    theme: str = "dark"
    captions: str = "burned"
    quality: str = "hd"
    painter: str = "fast"
    jobs: int | None = None
    force: bool = False
    quiet: bool = False
    cluster: str | None = None
    """The address of a Dask scheduler, whose workers do the work in place of this machine's processes."""

    def check(self) -> None:
        """Look at what can be told at once, without Manim or torch: the bundle and the sentence; raises UsageError."""
        if self.cluster is not None and self.jobs is not None:
            raise UsageError("--jobs is about this machine; on a cluster, each worker renders one clip at a time")
        if self.sentence is not None:
            check_sentence(load_bundle(self.weights), self.sentence)


@dataclass(frozen=True)
class InspectRequest:
    """What is to be inspected, and how the result is to be shown."""

    addresses: tuple[str, ...] = ("film",)
    weights: str = "default"
    sentence: str | None = None
    sentences: int | None = None
    """So many drawn from the grammar, in place of one."""
    themes: tuple[str, ...] = ("dark",)
    timeline: bool = False
    storyboard: Path | None = None
    stills: Path | None = None
    quality: str = "draft"
    with_captions: bool = True
    jobs: int | None = None
    as_json: bool = False

    def check(self) -> None:
        """Look at what can be told at once, without Manim or torch; raises UsageError."""
        if self.sentence is not None and self.sentences is not None:
            raise UsageError("give one sentence with --sentence, or a number of them with --sentences, not both")
        if self.storyboard is not None and self.storyboard.suffix.lower() != ".png":
            raise UsageError(f"a storyboard is a PNG: --storyboard {self.storyboard.with_suffix('.png')}")
        if self.sentence is not None:
            check_sentence(load_bundle(self.weights), self.sentence)


def trace_of(weights: str, sentence: str | None, report: Callable[[str], None] = lambda _: None) -> Path:
    """The trace file of a bundle and a sentence; the bundle's own trace when there is no sentence.

    Raises:
        UsageError: no such bundle, or its grammar does not have the sentence; nothing has been written then.
        StudioError: the trace cannot be recorded.
    """
    return traces_of(weights, [sentence], report)[0]


def traces_of(
    weights: str, sentences: Sequence[str | None], report: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """The trace file of each of several sentences; those that are missing are recorded first, in one process."""
    return traces_for(load_bundle(weights), sentences, report)


def load_bundle(weights: str) -> Bundle:
    """The bundle of a name in assets/models or of a folder; raises UsageError naming the known ones."""
    try:
        return Bundle.load(weights)
    except BundleError as error:
        raise UsageError(str(error)) from None
