"""What the user sees while a film renders: bars with the time left on a terminal, a line a clip elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from studio.rendering.clip import ClipFacts


class Bars:
    """A ``pool.Progress`` on standard error; one bar for the film, one for each clip that is being painted.

    Args:
        fps: how many frames are a second of film.
        quiet: say nothing.
    """

    def __init__(self, fps: int, *, quiet: bool = False) -> None:
        self._fps = fps
        self._console = Console(stderr=True, highlight=False, quiet=quiet)
        self._live = self._console.is_terminal and not quiet
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(text_format_no_percentage="{task.fields[seconds]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._live,
            transient=True,
        )
        self._film: TaskID | None = None
        self._clips: dict[str, TaskID] = {}
        self._encoding: dict[str, TaskID] = {}
        self._lengths: dict[str, float] = {}
        """Seconds of the clips that are finished."""
        self._painted: dict[str, int] = {}
        self._missing: Mapping[str, float | None] = {}
        self._done = 0

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._bars.stop()

    def note(self, text: str) -> None:
        """Say one thing in passing."""
        self._console.print(text, markup=False, soft_wrap=True)  # one line, whatever stands in it

    def planned(self, kept: int, missing: Mapping[str, float | None]) -> None:
        """Say how much is to be done."""
        self._missing = missing
        if missing:
            kept_too = f", {kept} kept from before" if kept else ""
            self._console.print(f"rendering {len(missing)} clip{'s' * (len(missing) != 1)}{kept_too}")
            self._film = self._bars.add_task("film", total=None, seconds="")

    def painted(self, address: str, frames: int) -> None:
        """Move the bars."""
        if address not in self._clips:
            seconds = self._missing.get(address)
            total = None if seconds is None else round(seconds * self._fps)
            self._clips[address] = self._bars.add_task(address, total=total, seconds="")
        self._bars.update(self._clips[address], completed=frames, seconds=f"{frames / self._fps:.0f} s")
        self._painted[address] = frames
        self._update_film()

    def encoded(self, name: str, frames: int, total: int) -> None:
        """Move the bar of a file that is made of painted frames."""
        if name not in self._encoding:
            self._encoding[name] = self._bars.add_task(name, total=total)
        self._bars.update(self._encoding[name], completed=frames)

    def spoken(self, lines: int, total: int) -> None:
        """Move the bar of the lines that a voice speaks."""
        self.encoded("voice", lines, total)
        if lines == total:
            self._console.print(f"{total} line{'s' * (total != 1)} spoken")

    def finished(self, facts: ClipFacts) -> None:
        """One clip less to do."""
        self._lengths[facts.address] = facts.duration
        self._painted[facts.address] = facts.frames
        if facts.address in self._clips:
            self._bars.remove_task(self._clips.pop(facts.address))
        self._done += 1
        self._update_film()
        self._console.print(
            f"[{self._done}/{len(self._missing)}] {facts.address}  {facts.duration:.1f} s", markup=False
        )

    def _update_film(self) -> None:
        """The film is as long as the clips whose length is known, and their average for each of the others."""
        known = {**self._missing, **self._lengths}
        seconds = [length for length in known.values() if length is not None]
        if self._film is None or not seconds:
            return
        total = sum(seconds) * len(known) / len(seconds) * self._fps
        self._bars.update(self._film, completed=sum(self._painted.values()), total=total)
