"""The ``inspect`` command: every clip of an address through the inspector, results printed."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from scenes.kit.setting import Setting
from studio import paths
from studio.frames import QUALITIES
from studio.listing import find_clips, with_what_they_need
from studio.report import Report, inspect_clip
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
        report = inspect_clip(
            clip,
            setting,
            QUALITIES[quality],
            paths.formulas(),
            folder=folder / clip.address() if folder else None,
            with_captions=with_captions,
        )
        reports.append(report)
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
    if report.pages:
        console.print(
            f"  {report.stills} stills in {report.pages[0].parent}: {', '.join(p.name for p in report.pages)}"
        )
