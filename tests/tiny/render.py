"""Renders the tiny clips: ``python -m tests.tiny.render FOLDER [--force]``; with the errors of the command line."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from model.trace import build
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.rendering.clip import ClipFacts, ClipJob
from studio.rendering.join import Video, join
from studio.rendering.pool import Elsewhere, render_clips
from studio.system.errors import StudioError

CLIPS = (("tests.tiny.bars", "Bars"), ("tests.tiny.waits", "Waits"))


class Log:
    """A Progress that remembers what it hears."""

    def __init__(self) -> None:
        self.kept = 0
        self.missing: Mapping[str, float | None] = {}
        self.done: list[str] = []

    def planned(self, kept: int, missing: Mapping[str, float | None]) -> None:
        self.kept, self.missing = kept, missing
        print(f"kept {kept}", flush=True)

    def painted(self, address: str, frames: int) -> None:
        print(f"painted {address} {frames}", flush=True)

    def finished(self, facts: ClipFacts) -> None:
        self.done.append(facts.address)
        print(f"finished {facts.address}", flush=True)


def write_trace(folder: Path) -> Path:
    """A trace with next to nothing in it."""
    path = folder / "trace.npz"
    build({"main/a": np.arange(3, dtype=np.float32)}, {"main/a": ("S",)}, {"source": ("a",)}, {"sizes": {"S": 3}}).save(
        path
    )
    return path


def jobs(
    trace: Path, formulas: Path, *, burned: bool = True, clips: Sequence[tuple[str, str]] = CLIPS
) -> list[ClipJob]:
    """The tiny clips as jobs at draft quality."""
    return [
        ClipJob(
            f"tiny/{module.rpartition('.')[2]}", module, name, Setting(str(trace)), QUALITIES["draft"], burned, formulas
        )
        for module, name in clips
    ]


def render(
    folder: Path,
    *,
    burned: bool = True,
    soft: bool = False,
    log: Log | None = None,
    elsewhere: Elsewhere | None = None,
    force: bool = False,
) -> Video:
    """The film of the tiny clips."""
    work = jobs(write_trace(folder), folder / "formulas", burned=burned)
    clips = render_clips(work, 2, log or Log(), force=force, elsewhere=elsewhere)
    titles = [f"Tiny: {clip.facts.title}" for clip in clips]
    return join(clips, titles, "Tiny & <film>", folder / "film.mp4", soft=soft, poster=clips[-1])


if __name__ == "__main__":
    try:
        render(Path(sys.argv[1]), force="--force" in sys.argv)
    except StudioError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(1)
