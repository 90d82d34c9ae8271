"""The ``inspect`` command: every clip of an address through the inspector, results printed."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from scenes.kit.setting import Setting
from studio import paths
from studio.frames import QUALITIES
from studio.inspector.photographer import Photographer
from studio.inspector.report import Report, inspect_clip
from studio.inspector.storyboard import write_storyboard
from studio.listing import find_clips, with_what_they_need
from studio.request import trace_of


def inspect_address(
    address: str,
    *,
    weights: str,
    sentence: str | None,
    theme: str,
    quality: str,
    with_captions: bool,
    folder: Path | None,
    as_json: bool,
) -> int:
    """Inspect the clips of an address, print what was found, and return the number of problems."""
    setting = Setting(str(trace_of(weights, sentence)), theme)
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    reports = []
    for clip in with_what_they_need(find_clips(address), setting.trace, weights, console.print):
        photographer = Photographer(QUALITIES[quality], with_captions=with_captions) if folder else None
        report = inspect_clip(clip, setting, QUALITIES[quality], paths.formulas(), photographer=photographer)
        reports.append(report)
        if photographer is not None and folder is not None:
            write_storyboard(photographer.stills, clip.title, folder / f"{clip.address()}.png")
        if not as_json:
            _print(report, console)
    if as_json:
        print(json.dumps([report.as_json() for report in reports], indent=2, ensure_ascii=False))
    return sum(len(report.problems) for report in reports)


def _print(report: Report, console: Console) -> None:
    count = len(report.problems)
    verdict = "[green]no problems[/]" if not count else f"[red]{count} problem{'s' * (count > 1)}[/]"
    console.print(f"[bold]{report.address}[/]  {report.duration:.1f} s  {verdict}")
    for number, problem in enumerate(report.problems, start=1):
        console.print(f"  {number}. {escape(str(problem))}")
